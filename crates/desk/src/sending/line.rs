//! The connection to the rep's mail server while a mailing goes out: made when it is needed, and anew when it is lost.

use byline_mail::smtp::{Next, Session};
use byline_model::{EmailAddress, Outcome};

use crate::{Desk, Error, mailbox::NoConnection};

/// On how many people in a row the connection may be lost before the sender stops.
const LOST_IN_A_ROW: u32 = 3;

/// The connection, if there is one.
pub(super) struct Line<'a> {
    desk: &'a Desk,
    session: Option<Session>,
    /// On how many people in a row it was lost, before or after the server could have the message.
    lost: u32,
    /// What was known when it was lost last.
    words: String,
}

impl<'a> Line<'a> {
    pub fn new(desk: &'a Desk) -> Self {
        Self {
            desk,
            session: None,
            lost: 0,
            words: String::new(),
        }
    }

    /// Makes the connection, if there is none.
    pub fn ready(&mut self) -> Result<(), NoConnection> {
        if self.session.is_none() {
            self.session = Some(self.desk.connect()?);
        }
        Ok(())
    }

    /// Hands over one message. Where the connection is lost before the server can have it, it is tried once more at
    /// once, over a new one; then `before_the_dot` may be called twice.
    ///
    /// # Errors
    /// That of `before_the_dot`: then nothing was handed over.
    pub fn send(
        &mut self,
        from: &EmailAddress,
        to: &EmailAddress,
        bytes: &[u8],
        before_the_dot: &mut dyn FnMut() -> Result<(), Error>,
    ) -> Result<(Outcome, Next), Error> {
        let mut last = (
            Outcome::NotSent("There was no connection.".into()),
            Next::Reconnect,
        );
        for _ in 0..2 {
            let Some(session) = &mut self.session else {
                break;
            };
            let attempt = session.send(from, to, bytes, &mut *before_the_dot)?;
            last = (attempt.outcome, attempt.next);
            match &last {
                (_, Next::Continue) => self.lost = 0,
                (Outcome::NotSent(words), Next::Reconnect) => {
                    self.words.clone_from(words);
                    // A failure to come back is this message's failure only if it lasts: `ready` says it at the next.
                    self.session = self.desk.connect().ok();
                    continue;
                }
                (outcome, _) => {
                    self.session = None;
                    if let Outcome::Unknown(words) = outcome {
                        self.lost += 1;
                        self.words.clone_from(words);
                    }
                }
            }
            return Ok(last);
        }
        self.lost += 1;
        Ok(last)
    }

    /// Says so when it is lost on one person after another: then it is not about them.
    pub fn check(&self) -> Result<(), NoConnection> {
        if self.lost < LOST_IN_A_ROW {
            return Ok(());
        }
        Err(NoConnection {
            error: Error::outside(
                format!(
                    "The connection to your mail server was lost again and again: {}",
                    self.words
                ),
                "Check your connection, then resume. Nobody gets it twice.",
            ),
            may_pass: true,
        })
    }

    pub fn close(&mut self) {
        if let Some(session) = self.session.take() {
            session.quit();
        }
    }
}
