//! The rep's own mail server: a signed-in connection over which messages go out one by one (RFC 5321).
//!
//! What matters here is what is *not* known: a connection that breaks after the last byte of a message and before the
//! server's answer leaves everybody in doubt (RFC 1047), and must not be taken for one that broke earlier.

mod capped;
mod dial;
mod sign_in;
mod verdict;
mod words;

use byline_model::{EmailAddress, Outcome, ServerAddress};
use smtp_proto::Response;
use tokio::{runtime::Runtime, time::timeout};

pub use crate::connection::{
    CertificateProblem, ConnectError, Login, Secret, Settings, SignInProblem, Step, StepName,
    Timeouts,
};
pub use dial::probe;

use crate::connection::blocking;
use dial::Client;
use words::words;

/// What came of one message, and whether the connection may be used again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "what became of the message goes into the ledger"]
pub struct Attempt {
    /// What became of the message.
    pub outcome: Outcome,
    /// What the sender does next.
    pub next: Next,
}

/// What the sender does after a message.
///
/// With the last three the server has said something about the sender and nothing about the person: the outcome of that
/// message is [`Outcome::NotSent`], and it may be tried again unchanged once the cause has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// The connection takes the next message.
    Continue,
    /// The connection is gone, or the server said that it closes it (421): make another.
    Reconnect,
    /// Too much at once: nobody's message would do better within the next minutes. Pause, longer each time in a row, and
    /// then make another connection; the server's words.
    SlowDown(String),
    /// The provider's own limit of the day is reached, whatever was counted here: nobody's message would do better until
    /// the rolling 24 hours allow it; the server's words.
    LimitReached(String),
    /// The server takes nothing from this sender until somebody sees to it: it wants a sign-in, refuses the sender's own
    /// address, or has blocked the account; the server's words.
    Stop(String),
}

/// A signed-in connection.
///
/// The calls block, so they belong on a thread of their own and not inside another async runtime.
pub struct Session {
    runtime: Runtime,
    wire: Wire,
}

struct Wire {
    client: Client,
    server: ServerAddress,
    timeouts: Timeouts,
    pipelining: bool,
    largest: Option<usize>,
    open: bool,
}

impl Session {
    /// Connects, makes the connection private, and signs in.
    ///
    /// # Errors
    /// When any of that fails: see [`ConnectError`].
    pub fn connect(settings: &Settings<'_>) -> Result<Self, ConnectError> {
        let mut steps = Vec::new();
        let (runtime, (client, offers)) = blocking(|| dial::dial(settings, &mut steps))?;
        let wire = Wire {
            client,
            server: settings.server.clone(),
            timeouts: settings.timeouts,
            pipelining: offers.has_capability(smtp_proto::EXT_PIPELINING),
            // "SIZE 0" and a bare "SIZE" state no limit (RFC 1870 §4).
            largest: Some(offers.size).filter(|size| *size > 0),
            open: true,
        };
        Ok(Self { runtime, wire })
    }

    /// Hands over one message, as [`crate::message::Composer::compose`] makes it, to one person.
    ///
    /// `from` is the address that bounces return to (RFC 5321 §4.4, the reverse path). It need not be the one in the
    /// message: it may carry the delivery's token (`name+token@domain`, RFC 5233) where the server lets it. One that does
    /// not refuses it with [`Next::Stop`].
    ///
    /// After anything but [`Next::Continue`] the session is over, and a further message is [`Outcome::NotSent`].
    pub fn send(&mut self, from: &EmailAddress, to: &EmailAddress, message: &[u8]) -> Attempt {
        if !self.wire.open {
            return not_sent("the connection was over before it began".to_owned());
        }
        let attempt = self.runtime.block_on(self.wire.send(from, to, message));
        self.wire.open = attempt.next == Next::Continue;
        attempt
    }

    /// Says goodbye. Every message has had its answer by now, so nothing depends on how the server takes it.
    pub fn quit(mut self) {
        if self.wire.open {
            let _ = self.runtime.block_on(self.wire.client.cmd("QUIT\r\n"));
        }
    }
}

fn not_sent(why: String) -> Attempt {
    Attempt {
        outcome: Outcome::NotSent(why),
        next: Next::Reconnect,
    }
}

impl Wire {
    async fn send(&mut self, from: &EmailAddress, to: &EmailAddress, message: &[u8]) -> Attempt {
        if let Some(largest) = self.largest.filter(|largest| message.len() > *largest) {
            let why = format!(
                "The message has {} KB and the server takes at most {} KB. Make the pictures smaller.",
                message.len().div_ceil(1024),
                largest / 1024
            );
            return Attempt {
                outcome: Outcome::Refused(why),
                next: Next::Continue,
            };
        }
        if let Err(attempt) = self.envelope(from, to, message.len()).await {
            return attempt;
        }
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
        let mail = format!("MAIL FROM:<{from}>{size}\r\n");
        let rcpt = format!("RCPT TO:<{to}>\r\n");
        let (mail, rcpt) = if self.pipelining {
            let mut replies = self
                .client
                .cmds([mail, rcpt])
                .await
                .map_err(|error| self.lost(error))?
                .into_iter();
            (replies.next(), replies.next())
        } else {
            let mail = self
                .client
                .cmd(mail)
                .await
                .map_err(|error| self.lost(error))?;
            let rcpt = match mail.code() {
                200..=299 => Some(
                    self.client
                        .cmd(rcpt)
                        .await
                        .map_err(|error| self.lost(error))?,
                ),
                _ => None,
            };
            (Some(mail), rcpt)
        };

        if let Some(mail) = mail.filter(|mail| !mail.is_positive_completion()) {
            return Err(self.sender_answered(&mail).await);
        }
        if let Some(rcpt) = rcpt.filter(|rcpt| !rcpt.is_positive_completion()) {
            return Err(self.answered(&rcpt).await);
        }
        let data = self
            .client
            .cmd("DATA\r\n")
            .await
            .map_err(|error| self.lost(error))?;
        if data.code() == 354 {
            Ok(())
        } else {
            Err(self.answered(&data).await)
        }
    }

    /// The message itself, its final dot, and the server's answer to it.
    async fn content(&mut self, message: &[u8]) -> Attempt {
        // The final dot brings the line end that stands before it.
        let message = message.strip_suffix(b"\r\n").unwrap_or(message);
        match timeout(self.timeouts.message, self.client.write_message(message)).await {
            Ok(Ok(())) => {}
            // The dot is the last thing written: when writing fails, it has not left this computer whole.
            Ok(Err(error)) => {
                // A server that gives up in the middle often says why before it closes.
                return match timeout(self.timeouts.command, self.client.read()).await {
                    Ok(Ok(reply)) if matches!(reply.code(), 400..=599) => {
                        judged(&reply, Next::Reconnect)
                    }
                    _ => self.lost(error.into()),
                };
            }
            Err(_) => return self.lost(mail_send::Error::Timeout),
        }
        match timeout(self.timeouts.verdict, self.client.read()).await {
            Ok(Ok(reply)) => match reply.code() {
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
            Ok(Err(_)) => self.in_doubt("the connection was lost before the server answered"),
            Err(_) => self.in_doubt("the server gave no answer in time"),
        }
    }

    /// What a "no" to the sender's own address means: it is hardly ever about the one person.
    async fn sender_answered(&mut self, reply: &Response<String>) -> Attempt {
        match verdict::about_sender(reply) {
            Some(next) => Attempt {
                outcome: Outcome::NotSent(words(reply)),
                next,
            },
            // It is closing, and has not heard yet for whom the message is.
            None if reply.code() == 421 => not_sent(words(reply)),
            None => self.answered(reply).await,
        }
    }

    /// What a "no" before the message means. RSET makes the connection fit for the next one.
    async fn answered(&mut self, reply: &Response<String>) -> Attempt {
        match reply.code() {
            421 => judged(reply, Next::Reconnect),
            400..=599 => {
                let attempt = judged(reply, Next::Continue);
                if attempt.next != Next::Continue {
                    return attempt;
                }
                let reset = self.client.cmd("RSET\r\n").await;
                if reset.is_ok_and(|reset| reset.is_positive_completion()) {
                    attempt
                } else {
                    judged(reply, Next::Reconnect)
                }
            }
            _ => not_sent(format!(
                "{} gave an answer that means nothing here: {}",
                self.server.host,
                words(reply)
            )),
        }
    }

    fn lost(&self, error: mail_send::Error) -> Attempt {
        let host = &self.server.host;
        not_sent(match error {
            mail_send::Error::Timeout => {
                format!("{host} stopped answering before it had the whole message.")
            }
            _ => format!("The connection to {host} was lost before it had the whole message."),
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
