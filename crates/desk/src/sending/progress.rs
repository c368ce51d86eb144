//! How a mailing is getting on, and how it ended.

use byline_model::{Due, Mailing, MailingId, MailingState, Via};
use jiff::Timestamp;

use super::{DAY, Pace, schedule};
use crate::{
    Desk, Error,
    wire::{Progress, ReportCounts, SendReport},
};

/// How many of the last deliveries the progress shows.
const RECENT: u32 = 12;

impl Desk {
    /// How a mailing is getting on.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn progress(&self, id: MailingId) -> Result<Progress, Error> {
        let mailing = self.found(id)?;
        let running = crate::locked(&self.senders)
            .get(&id)
            .is_some_and(|sender| !sender.is_finished());
        let counts = mailing.counts;
        let recent = self.store().recent_deliveries(id, RECENT)?;
        let now = crate::now();
        let done_at = self.done_at(&mailing, now)?;
        let due = mailing.schedule.as_ref().map(|schedule| schedule.due(now));
        let scheduled = mailing.state == MailingState::Scheduled;
        Ok(Progress {
            to_send: counts.total - counts.skipped,
            handled: counts.accepted + counts.deferred + counts.refused + counts.unknown,
            running,
            take_back_seconds: mailing
                .schedule
                .as_ref()
                .filter(|_| scheduled)
                .and_then(|schedule| schedule::seconds_to_take_back(schedule, now)),
            missed: scheduled && due == Some(Due::Missed),
            done_at,
            recent,
            seconds_left: done_at
                .map(|done| u32::try_from(done.duration_since(now).as_secs()).unwrap_or(0)),
            folder: (mailing.via == Via::Outbox)
                .then(|| self.outbox_folder(&mailing).display().to_string()),
            mailing,
        })
    }

    /// About when the last message of a mailing will have left; `None` when nothing is left to send, or nobody knows.
    fn done_at(&self, mailing: &Mailing, now: Timestamp) -> Result<Option<Timestamp>, Error> {
        if mailing.via != Via::Smtp || mailing.counts.waiting == 0 {
            return Ok(None);
        }
        let begins = match (&mailing.schedule, mailing.state, mailing.resume_at) {
            (Some(schedule), MailingState::Scheduled, _) => schedule.at,
            (_, MailingState::Paused, Some(then)) => then,
            (_, MailingState::Paused, None) => return Ok(None),
            _ => now,
        };
        let sent = self.store().sent_times(now - DAY)?;
        let pace = Pace::new(self.mailbox()?.as_ref(), sent);
        let times = pace.forecast(mailing.counts.waiting, begins.max(now));
        Ok(times.last().copied())
    }

    /// The counts of a mailing with everybody who was left out.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn send_report(&self, id: MailingId) -> Result<SendReport, Error> {
        let mailing = self.found(id)?;
        let deliveries = self.store().deliveries(id)?;
        let skipped = deliveries
            .into_iter()
            .filter_map(|delivery| {
                Some(byline_model::Skipped {
                    contact: delivery.contact,
                    name: delivery.name,
                    reason: delivery.skipped?,
                })
            })
            .collect();
        Ok(SendReport {
            mailing: id,
            state: mailing.state,
            held: mailing.held.clone(),
            resume_at: mailing.resume_at,
            schedule: mailing.schedule.clone(),
            counts: ReportCounts::from(mailing.counts),
            skipped,
            folder: (mailing.via == Via::Outbox)
                .then(|| self.outbox_folder(&mailing).display().to_string()),
        })
    }
}
