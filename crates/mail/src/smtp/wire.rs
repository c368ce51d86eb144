//! One message over the wire: its envelope, its content, the final dot, and what each answer means.

use std::time::Duration;

use byline_model::{EmailAddress, Outcome, ServerAddress};
use smtp_proto::{Error as ReplyError, Response, response::parser::ResponseReceiver};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt},
    time::timeout,
};

use super::{Attempt, Next, Timeouts, dial::Client, verdict, words::words};

/// A signed-in connection with what its server said of itself.
pub(super) struct Wire {
    pub(super) client: Client,
    pub(super) server: ServerAddress,
    pub(super) timeouts: Timeouts,
    /// Whether the envelope may be said in one breath (RFC 2920).
    pub(super) pipelining: bool,
    /// The largest message that the server takes, in bytes.
    pub(super) largest: Option<usize>,
}

/// Why there is no answer.
#[derive(Clone, Copy)]
enum Silence {
    TimedOut,
    Lost,
}

/// The parts of an envelope, in the order in which they are said.
const MAIL: usize = 0;
const DATA: usize = 2;

impl Wire {
    /// Brings a message to where only its final dot is missing. Until then the server cannot have it: whatever ends
    /// the connection here, the message was not taken (RFC 5321 §4.1.1.4).
    pub(super) async fn offer(
        &mut self,
        from: &EmailAddress,
        to: &EmailAddress,
        message: &[u8],
    ) -> Result<(), Attempt> {
        if let Some(largest) = self.largest.filter(|largest| message.len() > *largest) {
            let why = format!(
                "The message has {} KB and the server takes at most {} KB. Make the pictures smaller.",
                message.len().div_ceil(1024),
                largest / 1024
            );
            return Err(Attempt {
                outcome: Outcome::Refused(why),
                next: Next::Continue,
            });
        }
        self.envelope(from, to, message.len()).await?;
        self.content(message).await
    }

    /// MAIL, RCPT and DATA. Ends with the server waiting for the message, or with what became of it.
    async fn envelope(
        &mut self,
        from: &EmailAddress,
        to: &EmailAddress,
        size: usize,
    ) -> Result<(), Attempt> {
        let size = self
            .largest
            .map(|_| format!(" SIZE={size}"))
            .unwrap_or_default();
        let commands = [
            format!("MAIL FROM:<{from}>{size}\r\n"),
            format!("RCPT TO:<{to}>\r\n"),
            "DATA\r\n".to_owned(),
        ];
        if self.pipelining {
            self.say(commands.concat().as_bytes())
                .await
                .map_err(|silence| self.lost(silence))?;
        }
        for (at, command) in commands.iter().enumerate() {
            if !self.pipelining {
                self.say(command.as_bytes())
                    .await
                    .map_err(|silence| self.lost(silence))?;
            }
            let reply = self.hear().await.map_err(|silence| self.lost(silence))?;
            let agreed = match at {
                DATA => reply.code() == 354,
                _ => reply.is_positive_completion(),
            };
            if agreed {
                continue;
            }
            let attempt = match at {
                MAIL => self.sender_answered(&reply),
                _ => self.answered(&reply),
            };
            if attempt.next != Next::Continue {
                return Err(attempt);
            }
            let fit = (!self.pipelining || self.hear_out(at).await) && self.reset().await;
            let next = if fit { Next::Continue } else { Next::Reconnect };
            return Err(Attempt { next, ..attempt });
        }
        Ok(())
    }

    /// Hears the answers to what was said in the same breath as a command that was refused; says whether the connection
    /// takes another command.
    async fn hear_out(&mut self, refused: usize) -> bool {
        for at in refused + 1..=DATA {
            match self.hear().await {
                // The server waits for a message. With nobody to get it, an empty one ends it (RFC 2920 §3.1); but one
                // that refused the sender and took the recipient would hand that on.
                Ok(reply) if at == DATA && reply.code() == 354 => {
                    if refused == MAIL
                        || self.say(b".\r\n").await.is_err()
                        || self.hear().await.is_err()
                    {
                        return false;
                    }
                }
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        true
    }

    /// Makes the connection fit for the next message after a "no"; says whether it is.
    async fn reset(&mut self) -> bool {
        self.say(b"RSET\r\n").await.is_ok()
            && self
                .hear()
                .await
                .is_ok_and(|reply| reply.is_positive_completion())
    }

    /// The message, without the line end and the dot that close it.
    async fn content(&mut self, message: &[u8]) -> Result<(), Attempt> {
        // The final dot brings the line end that stands before it.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        let stream = &mut self.client.stream;
        let written = timeout(self.timeouts.message, async {
            let mut from = 0;
            for dot in memchr::memchr_iter(b'.', message) {
                // One that begins a line is doubled (RFC 5321 §4.5.2), whatever the server takes for a line's end.
                if dot == 0 || matches!(message[dot - 1], b'\r' | b'\n') {
                    stream.write_all(&message[from..dot]).await?;
                    stream.write_all(b".").await?;
                    from = dot;
                }
            }
            stream.write_all(&message[from..]).await?;
            stream.flush().await
        });
        match written.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(self.given_up().await),
            Err(_) => Err(self.lost(Silence::TimedOut)),
        }
    }

    /// The final dot, and the server's answer to the message. Once it is written nobody knows without that answer
    /// (RFC 1047).
    pub(super) async fn conclude(&mut self) -> Attempt {
        // It waits behind the words of a large message on a slow line.
        let patience = self.timeouts.message;
        if self.say_within(patience, b"\r\n.\r\n").await.is_err() {
            return self.given_up().await;
        }
        match self.hear_within(self.timeouts.verdict).await {
            Ok(reply) => match reply.code() {
                200..=299 => Attempt {
                    outcome: Outcome::Accepted(words(&reply)),
                    next: Next::Continue,
                },
                421 => judged(&reply, Next::Reconnect),
                400..=599 => judged(&reply, Next::Continue),
                _ => self.in_doubt(&format!(
                    "the server gave an answer that means nothing here: {}",
                    words(&reply)
                )),
            },
            Err(Silence::Lost) => {
                self.in_doubt("the connection was lost before the server answered")
            }
            Err(Silence::TimedOut) => self.in_doubt("the server gave no answer in time"),
        }
    }

    /// What became of a message that could not be written whole. A server that gives up in the middle often says why
    /// before it closes.
    async fn given_up(&mut self) -> Attempt {
        match self.hear().await {
            Ok(reply) if matches!(reply.code(), 400..=599) => judged(&reply, Next::Reconnect),
            _ => self.lost(Silence::Lost),
        }
    }

    /// What a "no" to the sender's own address means: it is hardly ever about the one person.
    fn sender_answered(&self, reply: &Response<String>) -> Attempt {
        match verdict::about_sender(reply) {
            Some(next) => Attempt {
                outcome: Outcome::NotSent(words(reply)),
                next,
            },
            // It is closing, and has not heard yet for whom the message is.
            None if reply.code() == 421 => Attempt::not_sent(words(reply)),
            None => self.answered(reply),
        }
    }

    /// What a "no" before the message means.
    fn answered(&self, reply: &Response<String>) -> Attempt {
        match reply.code() {
            421 => judged(reply, Next::Reconnect),
            400..=599 => judged(reply, Next::Continue),
            _ => Attempt::not_sent(format!(
                "{} gave an answer that means nothing here: {}",
                self.server.host,
                words(reply)
            )),
        }
    }

    /// Says goodbye. Every message has had its answer by now, so nothing depends on how the server takes it.
    pub(super) async fn quit(&mut self) {
        if self.say(b"QUIT\r\n").await.is_ok() {
            let _ = self.hear().await;
        }
    }

    async fn say(&mut self, bytes: &[u8]) -> Result<(), Silence> {
        self.say_within(self.timeouts.command, bytes).await
    }

    async fn say_within(&mut self, patience: Duration, bytes: &[u8]) -> Result<(), Silence> {
        let stream = &mut self.client.stream;
        in_time(patience, async {
            stream.write_all(bytes).await.map_err(|_| Silence::Lost)?;
            stream.flush().await.map_err(|_| Silence::Lost)
        })
        .await
    }

    /// The next answer. What follows it stays for the next one.
    async fn hear(&mut self) -> Result<Response<String>, Silence> {
        self.hear_within(self.timeouts.command).await
    }

    async fn hear_within(&mut self, patience: Duration) -> Result<Response<String>, Silence> {
        let stream = &mut self.client.stream;
        in_time(patience, async {
            let mut receiver = ResponseReceiver::default();
            loop {
                let heard = stream.fill_buf().await.map_err(|_| Silence::Lost)?;
                if heard.is_empty() {
                    return Err(Silence::Lost);
                }
                let mut rest = heard.iter();
                let reply = receiver.parse(&mut rest);
                let used = heard.len() - rest.len();
                stream.consume(used);
                match reply {
                    Ok(reply) => return Ok(reply),
                    Err(ReplyError::NeedsMoreData { .. }) => {}
                    Err(_) => return Err(Silence::Lost),
                }
            }
        })
        .await
    }

    fn lost(&self, silence: Silence) -> Attempt {
        let host = &self.server.host;
        Attempt::not_sent(match silence {
            Silence::TimedOut => {
                format!("{host} stopped answering before it had the whole message.")
            }
            Silence::Lost => {
                format!("The connection to {host} was lost before it had the whole message.")
            }
        })
    }

    fn in_doubt(&self, why: &str) -> Attempt {
        let outcome = Outcome::Unknown(format!(
            "{} had the whole message, but {why}.",
            self.server.host
        ));
        Attempt {
            outcome,
            next: Next::Reconnect,
        }
    }
}

async fn in_time<T>(
    patience: Duration,
    exchange: impl Future<Output = Result<T, Silence>>,
) -> Result<T, Silence> {
    timeout(patience, exchange)
        .await
        .unwrap_or(Err(Silence::TimedOut))
}

/// What a "no" (4xx or 5xx) means: for everybody, or for this person with `next` for the connection.
fn judged(reply: &Response<String>, next: Next) -> Attempt {
    if let Some(next) = verdict::about_everybody(reply) {
        return Attempt {
            outcome: Outcome::NotSent(words(reply)),
            next,
        };
    }
    let outcome = if reply.code() < 500 {
        Outcome::Deferred(words(reply))
    } else {
        Outcome::Refused(words(reply))
    };
    Attempt { outcome, next }
}
