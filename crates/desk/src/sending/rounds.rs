//! The rounds: whatever falls due is begun, whoever asked for it and however long ago.
//!
//! Times are compared with the clock again and again, never slept for, so that a computer that slept, or whose clock
//! was set, is noticed at once. Any number of windows and command lines may go their rounds on one desk: what is begun
//! is decided under the one sender's lock.

use std::{sync::Arc, time::Duration};

use byline_model::{Due, Mailing, MailingState};
use jiff::Timestamp;

use super::worker::{self, Start};
use crate::{Desk, Error, wire::Pulse};

/// How often what is due is looked for.
pub const EVERY: Duration = Duration::from_millis(500);

impl Desk {
    /// Begins what is due now, in the background, and makes the drafts whose day has come.
    ///
    /// # Errors
    /// When the database or the disk fails.
    pub fn go_round(self: &Arc<Self>) -> Result<(), Error> {
        if self.read_only().is_some() {
            return Ok(());
        }
        let now = crate::now();
        let open = self.store().open_mailings()?;
        for mailing in open.iter().filter(|mailing| due(mailing, now)) {
            self.begin(mailing.mailing, Start::Due)?;
        }
        self.make_monthly_drafts(now)
    }

    /// Whether the desk changed, for whoever shows it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pulse(&self) -> Result<Pulse, Error> {
        Ok(Pulse {
            version: self.store().version()?,
        })
    }

    /// How many mailings a sender of this program is at work on.
    pub fn going(&self) -> u32 {
        let mut senders = crate::locked(&self.senders);
        senders.retain(|_, sender| !sender.is_finished());
        crate::audience::count(senders.len())
    }

    /// Waits until every sender of this program has done what it can.
    pub fn finish(&self) {
        let going: Vec<_> = crate::locked(&self.senders).drain().collect();
        for (_, sender) in going {
            // A sender that stumbled has left its reason in the mailing.
            let _ = sender.join();
        }
    }

    /// Holds every mailing that a sender of this program is at work on, and waits until their last message has its
    /// answer. The rep resumes them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn rest(&self) -> Result<(), Error> {
        let going: Vec<_> = crate::locked(&self.senders).drain().collect();
        for (mailing, sender) in going {
            self.pause_mailing(mailing)?;
            // A sender that stumbled has left its reason in the mailing.
            let _ = sender.join();
        }
        Ok(())
    }
}

/// Whether a mailing begins now without a word of the rep.
fn due(mailing: &Mailing, now: Timestamp) -> bool {
    match mailing.state {
        MailingState::Scheduled => mailing
            .schedule
            .as_ref()
            .is_some_and(|schedule| schedule.due(now) == Due::Now),
        MailingState::Paused => worker::is_due(mailing.resume_at, now),
        // It was interrupted, or another program is at work on it: the one who has the lock finds out.
        MailingState::Sending => true,
        MailingState::Planned | MailingState::Done => false,
    }
}
