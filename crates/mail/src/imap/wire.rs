//! One conversation with a server: commands out, answers in, never more in memory than an answer may have, and never
//! longer than the rep should wait.

use std::{ops::Range, time::Duration};

use imap_codec::{
    AuthenticateDataCodec, CommandCodec, IdleDoneCodec, ResponseCodec,
    decode::Decoder,
    encode::{Encoder, Fragment},
    fragmentizer::{FragmentInfo, Fragmentizer},
    imap_types::{
        IntoStatic,
        auth::AuthenticateData,
        command::{Command, CommandBody},
        core::{LiteralMode, Tag},
        extensions::idle::IdleDone,
        response::{Code, CommandContinuationRequest, Data, Response, Status, StatusKind},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{Instant, timeout_at},
};

use super::{ImapError, answer};
use crate::connection::{Stream, one_line};

/// What is read from the network at once.
const CHUNK: usize = 16 * 1024;

/// How long one command may take, and how much may come back for it.
///
/// A server may say what it wants at any time (RFC 9051 §7), and may be anybody's: so each answer has an end, and so have
/// all of them together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    deadline: Instant,
    /// Bytes of one answer.
    answer: usize,
    /// Bytes that may still come.
    left: usize,
}

impl Patience {
    /// For a command with short answers: a folder's state, a list of folders.
    pub(super) fn short(time: Duration) -> Self {
        Self {
            deadline: Instant::now() + time,
            answer: 256 * 1024,
            left: 16 * 1024 * 1024,
        }
    }

    /// For `count` answers of `size` bytes each, besides what else the server has to say.
    pub(super) fn bulky(time: Duration, count: usize, size: usize) -> Self {
        let size = size.saturating_add(64 * 1024);
        Self {
            deadline: Instant::now() + time,
            answer: size,
            left: size.saturating_mul(count).saturating_add(1024 * 1024),
        }
    }
}

/// An answer, or something that the server says of its own accord.
#[derive(Debug)]
pub(super) enum Answer {
    /// Data.
    Data(Data<'static>),
    /// What the server says about itself or the folder, in a code.
    Code(Code<'static>),
    /// Words that nothing follows from.
    Words,
    /// It waits for more.
    More,
    /// The command is done.
    Done(Done),
    /// Something that cannot be read; its beginning and end are known, so the conversation can go on.
    Unreadable,
}

/// How a command ended.
#[derive(Debug, Clone)]
pub(super) struct Done {
    /// Well or not.
    pub(super) kind: StatusKind,
    /// Why, in a code (RFC 5530), if it says.
    pub(super) code: Option<String>,
    /// The server's words.
    pub(super) words: String,
}

/// A conversation over a stream.
pub(super) struct Wire<S> {
    stream: S,
    fragments: Fragmentizer,
    /// Where the lines of the answer that is coming in are; the rest are literals.
    lines: Vec<Range<usize>>,
    tag: String,
    commands: u32,
    host: String,
    /// Why there is nothing more to be had from it.
    over: Option<ImapError>,
}

impl<S: Stream> Wire<S> {
    pub(super) fn new(stream: S, host: &str) -> Self {
        Self {
            stream,
            fragments: Fragmentizer::without_max_message_size(),
            lines: Vec::new(),
            tag: String::new(),
            commands: 0,
            host: host.to_owned(),
            over: None,
        }
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn is_open(&self) -> bool {
        self.over.is_none()
    }

    /// The stream alone; `None` when the server has said something that nobody asked for.
    ///
    /// What stands before a handshake could come from somebody on the way (RFC 3501 §6.2.1): it must not be taken for the
    /// server's word afterwards.
    pub(super) fn into_quiet_stream(mut self) -> Option<S> {
        let quiet =
            self.fragments.progress().is_none() && self.fragments.message_bytes().is_empty();
        quiet.then_some(self.stream)
    }

    /// Reads the greeting as it came, one line.
    pub(super) async fn greeting(&mut self, time: Duration) -> Result<Vec<u8>, ImapError> {
        let mut patience = Patience {
            answer: 8 * 1024,
            ..Patience::short(time)
        };
        self.fill(&mut patience).await?;
        self.lines.clear();
        Ok(self.fragments.message_bytes().to_vec())
    }

    /// Gives a command and hands each of its answers to `each`; what the server says of its own accord too.
    ///
    /// # Errors
    /// When it says no, or the conversation is over.
    pub(super) async fn run(
        &mut self,
        command: CommandBody<'_>,
        mut patience: Patience,
        mut each: impl FnMut(Answer),
    ) -> Result<(), ImapError> {
        let done = match self.say(command, &mut patience, &mut each).await? {
            Some(done) => done,
            None => self.finish(&mut patience, &mut each).await?,
        };
        self.good(done)
    }

    /// Gives a command; hands back its end, when the server refused it before it was complete.
    pub(super) async fn say(
        &mut self,
        command: CommandBody<'_>,
        patience: &mut Patience,
        each: &mut impl FnMut(Answer),
    ) -> Result<Option<Done>, ImapError> {
        if let Some(error) = &self.over {
            return Err(error.clone());
        }
        self.commands += 1;
        self.tag = format!("B{}", self.commands);
        let tag = Tag::unvalidated(self.tag.clone());
        let mut out = Vec::new();
        for fragment in CommandCodec::new().encode(&Command { tag, body: command }) {
            match fragment {
                Fragment::Line { data } => out.extend(data),
                Fragment::Literal { data, mode } => {
                    if mode == LiteralMode::Sync {
                        self.write(&out, patience).await?;
                        out.clear();
                        if let Some(done) = self.wait_for_more(patience, each).await? {
                            return Ok(Some(done));
                        }
                    }
                    out.extend(data);
                }
            }
        }
        self.write(&out, patience).await?;
        Ok(None)
    }

    /// Says one line of a sign-in.
    pub(super) async fn say_secret(
        &mut self,
        secret: Vec<u8>,
        patience: &Patience,
    ) -> Result<(), ImapError> {
        let line = AuthenticateDataCodec::new().encode(&AuthenticateData::r#continue(secret));
        self.write(&line.dump(), patience).await
    }

    /// Ends an IDLE.
    pub(super) async fn say_done(&mut self, patience: &Patience) -> Result<(), ImapError> {
        let line = IdleDoneCodec::new().encode(&IdleDone);
        self.write(&line.dump(), patience).await
    }

    /// Waits until the server wants more; hands back the command's end, when it wants nothing more.
    pub(super) async fn wait_for_more(
        &mut self,
        patience: &mut Patience,
        each: &mut impl FnMut(Answer),
    ) -> Result<Option<Done>, ImapError> {
        loop {
            match self.next(patience).await? {
                Answer::More => return Ok(None),
                Answer::Done(done) => return Ok(Some(done)),
                other => each(other),
            }
        }
    }

    /// Reads on until the command is done.
    pub(super) async fn finish(
        &mut self,
        patience: &mut Patience,
        each: &mut impl FnMut(Answer),
    ) -> Result<Done, ImapError> {
        loop {
            match self.next(patience).await? {
                Answer::Done(done) => return Ok(done),
                // Nothing was left to say.
                Answer::More => {
                    return Err(self.ends(ImapError::Nonsense {
                        host: self.host.clone(),
                    }));
                }
                other => each(other),
            }
        }
    }

    /// An end as a result.
    pub(super) fn good(&self, done: Done) -> Result<(), ImapError> {
        match done.kind {
            StatusKind::Ok => Ok(()),
            StatusKind::No | StatusKind::Bad => Err(ImapError::Refused {
                host: self.host.clone(),
                for_now: matches!(
                    done.code.as_deref(),
                    Some("UNAVAILABLE" | "INUSE" | "SERVERBUG" | "LIMIT")
                ),
                words: done.words,
            }),
        }
    }

    /// The next answer. Giving up this call before it is done loses nothing: the next one goes on with it.
    pub(super) async fn next(&mut self, patience: &mut Patience) -> Result<Answer, ImapError> {
        if let Some(error) = &self.over {
            return Err(error.clone());
        }
        if let Err(error) = self.fill(patience).await {
            return Err(self.ends(error));
        }
        let bytes = self.fragments.message_bytes();
        let read = whole(bytes).or_else(|| whole(&tidied(bytes, &self.lines)));
        let answer = match read {
            Some(response) => self.meant(response),
            None => answer::by_hand(bytes, &self.tag),
        };
        self.lines.clear();
        match answer {
            Ok(answer) => Ok(answer),
            Err(words) => {
                let host = self.host.clone();
                Err(self.ends(match words {
                    Some(words) => ImapError::Goodbye { host, words },
                    None => ImapError::Nonsense { host },
                }))
            }
        }
    }

    /// What a response means here. `Err` is the end of the conversation: with the server's words if it said goodbye.
    fn meant(&self, response: Response<'static>) -> Result<Answer, Option<String>> {
        Ok(match response {
            Response::Data(data) => Answer::Data(data),
            Response::CommandContinuationRequest(
                CommandContinuationRequest::Basic(_) | CommandContinuationRequest::Base64(_),
            ) => Answer::More,
            Response::Status(Status::Untagged(body)) => {
                body.code.map_or(Answer::Words, Answer::Code)
            }
            Response::Status(Status::Bye(bye)) => return Err(Some(one_line(bye.text.as_ref()))),
            Response::Status(Status::Tagged(tagged)) if tagged.tag.as_ref() == self.tag => {
                Answer::Done(Done {
                    kind: tagged.body.kind,
                    code: tagged.body.code.as_ref().map(answer::code_word),
                    words: one_line(tagged.body.text.as_ref()),
                })
            }
            Response::Status(Status::Tagged(_)) => return Err(None),
        })
    }

    /// Reads until a whole answer is there.
    async fn fill(&mut self, patience: &mut Patience) -> Result<(), ImapError> {
        let too_much = || ImapError::TooMuch {
            host: self.host.clone(),
        };
        let lost = || ImapError::Lost {
            host: self.host.clone(),
        };
        let mut chunk = vec![0; CHUNK];
        loop {
            while let Some(fragment) = self.fragments.progress() {
                if let FragmentInfo::Line {
                    start,
                    end,
                    announcement,
                    ..
                } = fragment
                {
                    self.lines.push(start..end);
                    let announced = announcement.map_or(0, |literal| literal.length as usize);
                    if end.saturating_add(announced) > patience.answer {
                        return Err(too_much());
                    }
                }
                if self.fragments.is_message_complete() {
                    return Ok(());
                }
            }
            if self.fragments.message_bytes().len() > patience.answer {
                return Err(too_much());
            }
            let read = timeout_at(patience.deadline, self.stream.read(&mut chunk))
                .await
                .map_err(|_| ImapError::Stalled {
                    host: self.host.clone(),
                })?
                .map_err(|_| lost())?;
            if read == 0 {
                return Err(lost());
            }
            patience.left = patience.left.checked_sub(read).ok_or_else(too_much)?;
            self.fragments.enqueue_bytes(&chunk[..read]);
        }
    }

    async fn write(&mut self, bytes: &[u8], patience: &Patience) -> Result<(), ImapError> {
        let written = timeout_at(patience.deadline, async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        })
        .await;
        let host = self.host.clone();
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(self.ends(ImapError::Lost { host })),
            Err(_) => Err(self.ends(ImapError::Stalled { host })),
        }
    }

    /// Notes why the conversation is over: nobody knows any more what the next bytes answer.
    fn ends(&mut self, error: ImapError) -> ImapError {
        self.over = Some(error.clone());
        error
    }
}

/// The response, if these bytes are one.
fn whole(bytes: &[u8]) -> Option<Response<'static>> {
    match ResponseCodec::new().decode(bytes) {
        Ok(([], response)) => Some(response.into_static()),
        _ => None,
    }
}

/// The answer without what the protocol forbids and servers send all the same: words in other languages than English
/// where only ASCII may stand, and NUL in a message.
fn tidied(bytes: &[u8], lines: &[Range<usize>]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for byte in lines.iter().flat_map(Range::clone) {
        if let Some(byte) = bytes.get_mut(byte).filter(|byte| !byte.is_ascii()) {
            *byte = b'?';
        }
    }
    for byte in &mut bytes {
        if *byte == 0 {
            *byte = b' ';
        }
    }
    bytes
}
