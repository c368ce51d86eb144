//! The rep's mailbox as its server keeps it: reading what came in, a little at a time (RFC 9051, RFC 3501).
//!
//! Folders are opened to look only (EXAMINE), so nothing in the mailbox changes: no message counts as read, none loses
//! "new". The one exception is [`Session::move_to`], for a rep who asks for a folder.
//!
//! A message is known by its UID, which holds as long as the folder's UIDVALIDITY does. What comes from the server is
//! measured before it is kept: `wire.rs` does that.

mod answer;
mod dial;
mod error;
mod fetch;
mod folder;
mod idle;
mod moving;
mod sign_in;
mod wire;

use std::{
    collections::HashMap, num::NonZeroU32, ops::ControlFlow, sync::atomic::AtomicBool,
    time::Duration,
};

use imap_codec::imap_types::{
    command::CommandBody,
    core::{AString, Vec1},
    datetime::NaiveDate,
    flag::FlagNameAttribute,
    mailbox::{ListMailbox, Mailbox as Name},
    response::{Code, Data},
    search::SearchKey,
    sequence::SequenceSet,
};
use jiff::civil::Date;
use tokio::runtime::Runtime;

pub use crate::connection::{
    CertificateProblem, ConnectError, Login, Secret, Settings, SignInProblem, Step, StepName,
    Timeouts,
};
pub use error::ImapError;
pub use fetch::Head;
pub use folder::{Folder, Role, raw, shown};
pub use idle::Wait;

use crate::connection::{blocking, walk};
use dial::{Client, Offers};
use folder::Listed;
use wire::{Answer, Patience};

/// A folder's numbers when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FolderState {
    /// While it is the same, a UID means the same message; when it changes, everything known by UID is to be forgotten.
    pub uid_validity: u32,
    /// The UID that the next message will have at least; not every server says it.
    pub uid_next: Option<u32>,
    /// How many messages there are.
    pub exists: u32,
}

impl FolderState {
    /// Whether nothing came in from then until `now`.
    fn is_still(self, now: Self) -> bool {
        self.uid_validity == now.uid_validity
            && match (self.uid_next, now.uid_next) {
                (Some(then), Some(now)) => then == now,
                // A server that does not say it is asked again soon enough.
                _ => self.exists == now.exists,
            }
    }
}

/// Tries the settings step by step, and stops at the first that fails; nothing is changed in the mailbox.
pub fn probe(settings: &Settings<'_>) -> Vec<Step> {
    walk(|steps| {
        let (runtime, (wire, offers)) = blocking(|| dial::dial(settings, steps))?;
        let mut session = Session::over(runtime, wire, offers, settings);
        if settings.login.is_some() {
            let inbox = session.examine("INBOX").map_err(|error| match error {
                ImapError::NoFolder { host, words, .. } => {
                    ConnectError::InboxClosed { host, words }
                }
                other => dial::broken(other, settings, StepName::Inbox),
            })?;
            steps.push(Step::done(
                StepName::Inbox,
                match inbox.exists {
                    1 => "1 message in your inbox".to_owned(),
                    count => format!("{count} messages in your inbox"),
                },
            ));
        }
        session.logout();
        Ok(())
    })
}

/// A signed-in connection.
///
/// The calls block, so they belong on a thread of their own and not inside another async runtime. Once the connection is
/// over ([`Session::is_open`]) every further call says why: connect again.
pub struct Session {
    runtime: Runtime,
    mailbox: Mailbox,
}

/// What the session is made of, for the calls that do not block.
struct Mailbox {
    wire: Client,
    offers: Offers,
    timeouts: Timeouts,
    opened: Option<Opened>,
    arrivals: Arrivals,
    /// How each folder was when it was last looked what is new in it.
    looked: HashMap<String, FolderState>,
}

/// The folder that is open.
#[derive(Debug, Clone)]
struct Opened {
    raw: String,
    state: FolderState,
}

/// How many messages the open folder has, and how many of them were there when it was last looked what is new.
#[derive(Debug, Clone, Copy, Default)]
struct Arrivals {
    exist: u32,
    known: u32,
}

impl Arrivals {
    fn note(&mut self, answer: &Answer) {
        match answer {
            Answer::Data(Data::Exists(count)) => self.exist = *count,
            Answer::Data(Data::Expunge(_)) => {
                self.exist = self.exist.saturating_sub(1);
                self.known = self.known.saturating_sub(1);
            }
            _ => {}
        }
    }

    /// Whether there is more than was looked at.
    fn pending(self) -> bool {
        self.exist > self.known
    }

    /// What is there by now is about to be looked at; what comes in meanwhile counts as not seen yet.
    fn look(&mut self) {
        self.known = self.exist;
    }
}

impl Session {
    /// Connects, makes the connection private, and signs in.
    ///
    /// # Errors
    /// When any of that fails: see [`ConnectError`].
    pub fn connect(settings: &Settings<'_>) -> Result<Self, ConnectError> {
        let mut steps = Vec::new();
        let (runtime, (wire, offers)) = blocking(|| dial::dial(settings, &mut steps))?;
        Ok(Self::over(runtime, wire, offers, settings))
    }

    fn over(runtime: Runtime, wire: Client, offers: Offers, settings: &Settings<'_>) -> Self {
        Self {
            runtime,
            mailbox: Mailbox {
                wire,
                offers,
                timeouts: settings.timeouts,
                opened: None,
                arrivals: Arrivals::default(),
                looked: HashMap::new(),
            },
        }
    }

    /// Whether the conversation can go on. After an error it may: a folder that is not there is no reason to part.
    pub fn is_open(&self) -> bool {
        self.mailbox.wire.is_open()
    }

    /// The folders that can be opened, in the server's order.
    ///
    /// # Errors
    /// See [`ImapError`].
    pub fn folders(&mut self) -> Result<Vec<Folder>, ImapError> {
        self.runtime.block_on(self.mailbox.folders())
    }

    /// Opens a folder to look only, by its raw name; `INBOX` is always there.
    ///
    /// # Errors
    /// [`ImapError::NoFolder`] when there is none, and the others.
    pub fn examine(&mut self, folder: &str) -> Result<FolderState, ImapError> {
        self.runtime.block_on(self.mailbox.examine(folder))
    }

    /// The UIDs of the messages of the open folder that came in on this day or later, by the server's own calendar: ask
    /// for a day earlier than the one that is meant.
    ///
    /// # Errors
    /// See [`ImapError`].
    pub fn since(&mut self, date: Date) -> Result<Vec<u32>, ImapError> {
        let day = u32::try_from(date.day()).unwrap_or(1);
        let month = u32::try_from(date.month()).unwrap_or(1);
        let key = chrono::NaiveDate::from_ymd_opt(i32::from(date.year()), month, day)
            .and_then(|date| NaiveDate::try_from(date).ok())
            // A year that IMAP cannot write: before every mail.
            .map_or(SearchKey::All, SearchKey::Since);
        self.runtime.block_on(self.mailbox.search(key))
    }

    /// The UIDs of the messages of the open folder above this one, lowest first.
    ///
    /// # Errors
    /// See [`ImapError`].
    pub fn after(&mut self, uid: u32) -> Result<Vec<u32>, ImapError> {
        let Some(next) = uid.checked_add(1).and_then(NonZeroU32::new) else {
            return Ok(Vec::new());
        };
        let key = SearchKey::Uid(SequenceSet::from(next..));
        let mut found = self.runtime.block_on(self.mailbox.search(key))?;
        // "n:*" is never empty: its end is the last message, even below n (RFC 9051 §6.4.9).
        found.retain(|found| *found > uid);
        Ok(found)
    }

    /// The UIDs of the messages of the open folder with this Message-ID; angle brackets may be there or not.
    ///
    /// # Errors
    /// See [`ImapError`].
    pub fn find(&mut self, message_id: &str) -> Result<Vec<u32>, ImapError> {
        let id = message_id
            .trim()
            .trim_start_matches('<')
            .trim_end_matches('>');
        // Nothing else can stand in a header that was read; an empty one would be found in every message.
        if id.is_empty() || id.chars().any(char::is_control) {
            return Ok(Vec::new());
        }
        let (Ok(header), Ok(value)) = (
            AString::try_from("Message-ID"),
            AString::try_from(format!("<{id}>")),
        ) else {
            return Ok(Vec::new());
        };
        self.runtime
            .block_on(self.mailbox.search(SearchKey::Header(header, value)))
    }

    /// Reads the heads of these messages of the open folder and hands each over as it comes; `each` may end it. Returns
    /// the UIDs of those that are there and cannot be read. What is gone by now is left out.
    ///
    /// # Errors
    /// See [`ImapError`]; what was handed over by then stays good.
    pub fn heads(
        &mut self,
        uids: &[u32],
        each: &mut dyn FnMut(Head) -> ControlFlow<()>,
    ) -> Result<Vec<u32>, ImapError> {
        self.runtime.block_on(self.mailbox.heads(uids, each))
    }

    /// The first `at_most` bytes of a message of the open folder; `None` when it is gone.
    ///
    /// # Errors
    /// [`ImapError::Nonsense`] when the server cannot hand it over in a form that can be read, and the others.
    pub fn message(&mut self, uid: u32, at_most: usize) -> Result<Option<Vec<u8>>, ImapError> {
        self.runtime.block_on(self.mailbox.message(uid, at_most))
    }

    /// Waits until there is something in the open folder that was not there when [`Session::after`] or
    /// [`Session::since`] looked last, for `at_most` this long; ends within a second when `stop` is set. Other folders may
    /// be opened in between. Before the first look everything is new, so nothing can slip through between opening,
    /// looking and waiting.
    ///
    /// # Errors
    /// See [`ImapError`].
    pub fn wait(&mut self, at_most: Duration, stop: &AtomicBool) -> Result<Wait, ImapError> {
        self.runtime.block_on(self.mailbox.wait(at_most, stop))
    }

    /// Moves messages of the open folder to another, by its raw name, which is made if it is not there. Only for a rep
    /// who asked for it: everything else leaves the mailbox as it is.
    ///
    /// # Errors
    /// [`ImapError::FolderChanged`] when the UIDs do not hold any more, and the others.
    pub fn move_to(&mut self, uids: &[u32], folder: &str) -> Result<(), ImapError> {
        self.runtime.block_on(self.mailbox.move_to(uids, folder))
    }

    /// Says goodbye.
    pub fn logout(mut self) {
        let mailbox = &mut self.mailbox;
        // Everything is done by now; how the server takes the goodbye does not matter.
        let _ = self.runtime.block_on(mailbox.wire.run(
            CommandBody::Logout,
            mailbox.short(),
            |_| {},
        ));
    }
}

impl Mailbox {
    fn short(&self) -> Patience {
        Patience::short(self.timeouts.command)
    }

    /// Gives a command; what it says about arrivals is noted.
    async fn run(
        &mut self,
        command: CommandBody<'_>,
        patience: Patience,
        mut each: impl FnMut(Answer),
    ) -> Result<(), ImapError> {
        let arrivals = &mut self.arrivals;
        self.wire
            .run(command, patience, |answer| {
                arrivals.note(&answer);
                each(answer);
            })
            .await
    }

    async fn folders(&mut self) -> Result<Vec<Folder>, ImapError> {
        let command = CommandBody::List {
            reference: self.name("")?,
            mailbox_wildcard: ListMailbox::try_from("*").map_err(|_| self.nonsense())?,
        };
        let mut listed = Vec::new();
        self.run(command, self.short(), |answer| {
            if let Answer::Data(Data::List {
                items,
                delimiter,
                mailbox,
            }) = answer
            {
                let raw = match mailbox {
                    Name::Inbox => Some("INBOX".to_owned()),
                    Name::Other(other) => String::from_utf8(other.as_ref().to_vec()).ok(),
                };
                // A name that is no text could not be asked for either.
                listed.extend(raw.map(|raw| Listed {
                    raw,
                    delimiter: delimiter.map(|delimiter| delimiter.inner()),
                    attributes: items.iter().map(FlagNameAttribute::to_string).collect(),
                }));
            }
        })
        .await?;
        Ok(folder::understood(listed))
    }

    async fn examine(&mut self, folder: &str) -> Result<FolderState, ImapError> {
        let mailbox = self.name(folder)?;
        self.open(CommandBody::Examine { mailbox }, folder).await
    }

    /// Opens a folder with this command.
    async fn open(
        &mut self,
        command: CommandBody<'_>,
        folder: &str,
    ) -> Result<FolderState, ImapError> {
        // Whether it succeeds or not, the folder that was open is not any more (RFC 9051 §6.3.2).
        self.opened = None;
        self.arrivals = Arrivals::default();
        let (mut uid_validity, mut uid_next) = (None, None);
        self.run(command, self.short(), |answer| match answer {
            Answer::Code(Code::UidValidity(number)) => uid_validity = Some(number.get()),
            Answer::Code(Code::UidNext(number)) => uid_next = Some(number.get()),
            _ => {}
        })
        .await
        .map_err(|error| match error {
            ImapError::Refused {
                host,
                words,
                for_now: false,
            } => ImapError::NoFolder {
                host,
                words,
                folder: shown(folder),
            },
            other => other,
        })?;
        // Without it nothing would hold from one day to the next.
        let uid_validity = uid_validity.ok_or_else(|| self.nonsense())?;
        let state = FolderState {
            uid_validity,
            uid_next,
            exists: self.arrivals.exist,
        };
        if self
            .looked
            .get(folder)
            .is_some_and(|before| before.is_still(state))
        {
            self.arrivals.look();
        }
        self.opened = Some(Opened {
            raw: folder.to_owned(),
            state,
        });
        Ok(state)
    }

    async fn search(&mut self, key: SearchKey<'_>) -> Result<Vec<u32>, ImapError> {
        self.arrivals.look();
        if let Some(opened) = &self.opened {
            self.looked.insert(opened.raw.clone(), opened.state);
        }
        let command = CommandBody::Search {
            charset: None,
            criteria: Vec1::from(key),
            uid: true,
        };
        // Ten digits and a space for each of three million messages.
        let patience = Patience::bulky(self.timeouts.message, 1, 32 * 1024 * 1024);
        let (mut found, mut doubtful) = (None, false);
        self.run(command, patience, |answer| match answer {
            Answer::Data(Data::Search(uids)) => found
                .get_or_insert_with(Vec::new)
                .extend(uids.into_iter().map(NonZeroU32::get)),
            Answer::Unreadable => doubtful = true,
            _ => {}
        })
        .await?;
        let mut found = match found {
            // Nothing found and nothing understood are not the same: mail would be overlooked.
            None if doubtful => return Err(self.nonsense()),
            found => found.unwrap_or_default(),
        };
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// A folder's raw name as the protocol takes it.
    fn name(&self, raw: &str) -> Result<Name<'static>, ImapError> {
        // Only NUL has no way through.
        Name::try_from(raw.to_owned()).map_err(|_| ImapError::NoFolder {
            host: self.wire.host().to_owned(),
            folder: shown(raw),
            words: "no such name".to_owned(),
        })
    }

    fn nonsense(&self) -> ImapError {
        ImapError::Nonsense {
            host: self.wire.host().to_owned(),
        }
    }
}
