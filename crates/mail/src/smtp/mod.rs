//! The rep's own mail server: a signed-in connection over which messages go out one by one (RFC 5321).
//!
//! What matters here is what is *not* known: a connection that breaks after the last byte of a message and before the
//! server's answer leaves everybody in doubt (RFC 1047), and must not be taken for one that broke earlier.

mod capped;
mod dial;
mod sign_in;
mod verdict;
mod wire;
mod words;

use byline_model::{EmailAddress, Outcome};
use tokio::runtime::Runtime;

pub use crate::connection::{
    CertificateProblem, ConnectError, Login, Secret, Settings, SignInProblem, Step, StepName,
    Timeouts,
};
pub use dial::probe;

use crate::connection::blocking;
use wire::Wire;

/// What came of one message, and whether the connection may be used again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "what became of the message goes into the ledger"]
pub struct Attempt {
    /// What became of the message.
    pub outcome: Outcome,
    /// What the sender does next.
    pub next: Next,
}

impl Attempt {
    /// The server does not have the message, and the connection is over.
    fn not_sent(why: String) -> Self {
        Self {
            outcome: Outcome::NotSent(why),
            next: Next::Reconnect,
        }
    }
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
    /// Whether it takes another message.
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
        };
        Ok(Self {
            runtime,
            wire,
            open: true,
        })
    }

    /// Hands over one message, as [`crate::message::Composer::compose`] makes it, to one person.
    ///
    /// `from` is the address that bounces return to (RFC 5321 §4.4, the reverse path). It need not be the one in the
    /// message: it may carry the delivery's token (`name+token@domain`, RFC 5233) where the server lets it. One that does
    /// not refuses it with [`Next::Stop`].
    ///
    /// `before_the_dot` is called, if it comes to that, when everything but the final dot is on its way: until then the
    /// server cannot have the message, from then on it may (RFC 5321 §4.1.1.4). It is the time to make a note that
    /// outlives this process, and the server is busy with the message meanwhile.
    ///
    /// After anything but [`Next::Continue`] the session is over, and a further message is [`Outcome::NotSent`].
    ///
    /// # Errors
    /// That of `before_the_dot`: then nothing was handed over, and the session is over.
    pub fn send<E>(
        &mut self,
        from: &EmailAddress,
        to: &EmailAddress,
        message: &[u8],
        before_the_dot: impl FnOnce() -> Result<(), E>,
    ) -> Result<Attempt, E> {
        if !self.open {
            return Ok(Attempt::not_sent(
                "the connection was over before it began".to_owned(),
            ));
        }
        // In the middle of a message it takes no other.
        self.open = false;
        let attempt = match self.runtime.block_on(self.wire.offer(from, to, message)) {
            Ok(()) => {
                before_the_dot()?;
                self.runtime.block_on(self.wire.conclude())
            }
            Err(attempt) => attempt,
        };
        self.open = attempt.next == Next::Continue;
        Ok(attempt)
    }

    /// Says goodbye. Every message has had its answer by now, so nothing depends on how the server takes it.
    pub fn quit(mut self) {
        if self.open {
            self.runtime.block_on(self.wire.quit());
        }
    }
}
