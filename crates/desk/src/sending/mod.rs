//! Mailings: planned as rows before a byte leaves, then sent by a worker that can be stopped, killed and resumed.

mod alone;
mod copies;
mod line;
mod pace;
mod progress;
mod retry;
mod rounds;
mod schedule;
mod test;
mod worker;

use std::{path::PathBuf, sync::Arc};

use byline_model::{
    ContactId, Delivery, DeliveryState, FindingCode, Level, Mailing, MailingId, MailingState,
    Schedule, Via,
};
use byline_store::{DeliveryUpdate, NewDelivery, NewMailing};

use crate::{
    Desk, Error,
    audience::count,
    outgoing::{self, Press},
    wire::{SendInput, SendReport, Verdict},
};

pub(crate) use pace::{DAY, Pace};
pub use rounds::EVERY;
pub(crate) use schedule::own_zone;
use worker::Start;

/// Told how many deliveries are handled, and of how many, as a mailing goes out.
pub type OnProgress<'a> = &'a mut dyn FnMut(u32, u32);

impl Desk {
    /// Makes a mailing: the edition is stored and everybody in the audience has a row, in one durable step. Nothing
    /// has left yet. With a schedule it waits for its time.
    ///
    /// # Errors
    /// The answer is no when a check blocks, with what blocks; otherwise when piece, filter or disk fail.
    pub fn plan_mailing(
        &self,
        input: &SendInput,
        schedule: Option<Schedule>,
    ) -> Result<MailingId, Error> {
        let asked = crate::now();
        self.writable()?;
        // As a filter, nothing is everybody; as a wish it is a mistake.
        if input.audience.trim().is_empty() {
            return Err(Error::bad_input(
                "Nobody was chosen to send to.",
                "Choose who gets it: a filter, or `all` for everyone.",
            ));
        }
        if input.via == Via::Smtp {
            self.smtp_server()?;
        }
        let fresh = self.freeze(&input.piece, &self.read_piece(&input.piece)?)?;
        let filter = self.filter(&input.audience)?;
        let chosen = self.choose(&input.piece, &filter, &input.held_back)?;
        // Whoever cannot be mailed is refused before anything is written.
        Press::new(&fresh.frozen.edition, &fresh.brand, &fresh.sender)?;
        let report = self.check_fresh(&input.piece, &fresh, &chosen, Some(input.via))?;
        let waived = |code| match code {
            FindingCode::OverLimit => input.over_days,
            FindingCode::NoTest => input.untested,
            _ => false,
        };
        if report
            .findings
            .iter()
            .any(|finding| finding.level == Level::Block && !waived(finding.code))
        {
            let reasons: Vec<&str> = report
                .findings
                .iter()
                .filter(|finding| finding.level == Level::Block && !waived(finding.code))
                .map(|finding| finding.message.as_str())
                .collect();
            return Err(Error::no(
                format!("Nothing was sent. {}", reasons.join(" ")),
                "Put this right, then send again.",
            ));
        }
        let edition = &fresh.frozen.edition;
        let mut rows = Vec::with_capacity(chosen.len());
        for (index, chosen) in chosen.iter().enumerate() {
            rows.push(NewDelivery {
                contact: chosen.reader.contact.id,
                address: chosen.reader.contact.email.clone(),
                position: count(index + 1),
                message_id: format!(
                    "{}@{}",
                    outgoing::new_token()?,
                    fresh.sender.address.domain()
                ),
                skipped: chosen.skipped,
            });
        }
        let mut store = self.store();
        store.put_edition(edition, asked)?;
        let mailing = NewMailing {
            edition: edition.hash.clone(),
            piece: input.piece.clone(),
            title: edition.title.clone(),
            audience: input.audience.clone(),
            via: input.via,
            schedule,
            rows,
        };
        Ok(store.plan_mailing(&mailing, asked)?)
    }

    /// Makes a mailing and sends it, and returns when nothing more can be done for now.
    ///
    /// # Errors
    /// As [`Self::plan_mailing`] and [`Self::resume_mailing`].
    pub fn send_mailing(
        &self,
        input: &SendInput,
        on_progress: OnProgress<'_>,
    ) -> Result<SendReport, Error> {
        let mailing = self.plan_mailing(input, None)?;
        self.resume_mailing(mailing, on_progress)
    }

    /// Carries on with a mailing, and returns when nothing more can be done for now. Whoever has it, or may have it,
    /// does not get it again.
    ///
    /// # Errors
    /// When there is none of that number, or the server or the disk fails; the mailing is then held, and can be resumed.
    pub fn resume_mailing(
        &self,
        mailing: MailingId,
        on_progress: OnProgress<'_>,
    ) -> Result<SendReport, Error> {
        self.writable()?;
        self.release(mailing)?;
        worker::run(self, mailing, Start::Word, on_progress)?;
        self.send_report(mailing)
    }

    /// Makes a mailing that goes at its time; without one it goes over the mailbox in ten seconds, in which the rep
    /// can take it back, and to the outbox at once.
    ///
    /// # Errors
    /// As [`Self::plan_mailing`]; when the time is past.
    pub fn start_mailing(self: &Arc<Self>, input: &SendInput) -> Result<Mailing, Error> {
        let schedule = match (&input.when, input.via) {
            (Some(when), _) => Some(schedule::resolve(when, crate::now())?),
            (None, Via::Smtp) => Some(schedule::soon(crate::now())),
            (None, Via::Outbox) => None,
        };
        let at_once = schedule.is_none();
        let mailing = self.plan_mailing(input, schedule)?;
        if at_once {
            self.resume_in_background(mailing)?;
        }
        self.found(mailing)
    }

    /// Carries on with a mailing in the background. What goes wrong holds the mailing, with the reason.
    ///
    /// # Errors
    /// When there is none of that number, or no thread can be started.
    pub fn resume_in_background(self: &Arc<Self>, mailing: MailingId) -> Result<(), Error> {
        self.writable()?;
        self.release(mailing)?;
        self.begin(mailing, Start::Word)
    }

    /// Starts a sender for a mailing, unless one is at work on it.
    fn begin(self: &Arc<Self>, mailing: MailingId, start: Start) -> Result<(), Error> {
        let mut senders = crate::locked(&self.senders);
        senders.retain(|_, sender| !sender.is_finished());
        if start == Start::Due && senders.contains_key(&mailing) {
            return Ok(());
        }
        let desk = Arc::clone(self);
        let sender = std::thread::Builder::new()
            .name(format!("mailing {mailing}"))
            .spawn(move || {
                // A failure is in the mailing itself, as the reason why it is held; here is nobody to tell it to.
                let _ = worker::run(&desk, mailing, start, &mut |_, _| {});
            })
            .map_err(|error| {
                Error::outside(
                    format!("The mailing could not be started: {error}."),
                    "Resume it.",
                )
            })?;
        // A sender that is still stopping goes first; whoever comes second finds nothing left to do.
        senders.insert(mailing, sender);
        Ok(())
    }

    /// The rep's word to go on: takes back the word to pause.
    fn release(&self, mailing: MailingId) -> Result<(), Error> {
        alone::clear_up(self, mailing)?;
        if self.found(mailing)?.state != MailingState::Done {
            self.store().set_mailing_state(
                mailing,
                MailingState::Sending,
                None,
                None,
                crate::now(),
            )?;
        }
        Ok(())
    }

    /// Holds a mailing: the sender stops before the next person.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn pause_mailing(&self, mailing: MailingId) -> Result<(), Error> {
        self.writable()?;
        let found = self.found(mailing)?;
        if found.state != MailingState::Done {
            self.store().set_mailing_state(
                mailing,
                MailingState::Paused,
                None,
                None,
                crate::now(),
            )?;
        }
        Ok(())
    }

    /// Ends a mailing: who has not had it does not get it. Before its time that takes the whole mailing back. A message
    /// that is leaving at this moment still leaves.
    ///
    /// # Errors
    /// When there is none of that number, or it is over already.
    pub fn stop_mailing(&self, mailing: MailingId) -> Result<(), Error> {
        self.writable()?;
        if self.found(mailing)?.state == MailingState::Done {
            return Err(Error::no(
                "This mailing is over: there is nothing left to stop.",
                "Its report says who got it.",
            ));
        }
        self.store().stop_mailing(mailing, crate::now())?;
        // Nobody else would end what a dead sender began.
        alone::clear_up(self, mailing)
    }

    /// Says what became of deliveries whose fate is not known.
    ///
    /// # Errors
    /// When somebody named has no such delivery in this mailing; then nothing is changed.
    pub fn resolve(
        &self,
        mailing: MailingId,
        contacts: &[ContactId],
        verdict: Verdict,
    ) -> Result<(), Error> {
        self.writable()?;
        let unknown = self.deliveries(mailing, Some(DeliveryState::Unknown))?;
        let mut marks = Vec::new();
        for contact in contacts {
            let delivery = unknown
                .iter()
                .find(|delivery| delivery.contact == *contact)
                .ok_or_else(|| {
                    Error::bad_input(
                        format!("Contact {contact} has no unknown delivery in mailing {mailing}."),
                        "See `byline mailing show` for those that are unknown.",
                    )
                })?;
            let (state, words) = match verdict {
                Verdict::Sent => (DeliveryState::Accepted, "You said that it arrived."),
                Verdict::Resend => (DeliveryState::Queued, "You asked for it to be sent again."),
            };
            marks.push(DeliveryUpdate::new(delivery.delivery, state).with_words(words));
        }
        let mut store = self.store();
        store.record(&marks, crate::now())?;
        if verdict == Verdict::Resend {
            store.set_mailing_state(mailing, MailingState::Paused, None, None, crate::now())?;
        }
        Ok(())
    }

    /// Every mailing, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn mailings(&self) -> Result<Vec<Mailing>, Error> {
        Ok(self.store().mailings()?)
    }

    /// The deliveries of a mailing in the order in which they go out, in one state or all.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn deliveries(
        &self,
        mailing: MailingId,
        state: Option<DeliveryState>,
    ) -> Result<Vec<Delivery>, Error> {
        self.found(mailing)?;
        let mut deliveries = self.store().deliveries(mailing)?;
        deliveries.retain(|delivery| state.is_none_or(|state| delivery.state == state));
        Ok(deliveries)
    }

    /// Counts a failure to reach the mail server, and says the how manieth in a row it is.
    fn count_trouble(&self, mailing: MailingId) -> u32 {
        let mut troubles = crate::locked(&self.troubles);
        let times = troubles.entry(mailing).or_default();
        *times = times.saturating_add(1);
        *times
    }

    /// The mail server was reached: the next failure is the first again.
    fn forget_trouble(&self, mailing: MailingId) {
        crate::locked(&self.troubles).remove(&mailing);
    }

    fn found(&self, mailing: MailingId) -> Result<Mailing, Error> {
        Ok(self.store().mailing(mailing)?)
    }

    /// The folder of a mailing's files.
    pub(crate) fn outbox_folder(&self, mailing: &Mailing) -> PathBuf {
        self.root
            .join("outbox")
            .join(format!("{:04}-{}", mailing.mailing.0, mailing.piece))
    }
}

fn disk(path: &std::path::Path, error: &std::io::Error) -> Error {
    Error::outside(
        format!("Byline could not write to {}: {error}.", path.display()),
        "Free some space or check that you may write there, then resume. Nobody gets it twice.",
    )
}
