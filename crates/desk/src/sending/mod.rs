//! Mailings: planned as rows before a byte leaves, then sent by a worker that can be stopped, killed and resumed.

mod worker;

use std::{path::PathBuf, sync::Arc};

use byline_model::{
    ContactId, Delivery, DeliveryState, EmailAddress, Level, Mailing, MailingId, MailingState,
    Outcome, Via,
};
use byline_store::{DeliveryUpdate, NewDelivery, NewMailing};

use crate::{
    Desk, Error,
    audience::count,
    outgoing::{self, Press},
    wire::{Progress, ReportCounts, SendInput, SendReport, TestInput, TestSent, Verdict},
};

/// How many of the last deliveries the progress shows.
const RECENT: u32 = 12;

/// Told how many deliveries are handled, and of how many, as a mailing goes out.
pub type OnProgress<'a> = &'a mut dyn FnMut(u32, u32);

impl Desk {
    /// Makes a mailing: the edition is stored and everybody in the audience has a row, in one durable step. Nothing
    /// has left yet.
    ///
    /// # Errors
    /// The answer is no when a check blocks, with what blocks; otherwise when piece, filter or disk fail.
    pub fn plan_mailing(&self, input: &SendInput) -> Result<MailingId, Error> {
        self.writable()?;
        if input.via == Via::Smtp {
            self.smtp_server()?;
        }
        let fresh = self.freeze(&input.piece, &self.read_piece(&input.piece)?)?;
        let filter = self.filter(&input.audience)?;
        let chosen = self.choose(&input.piece, &filter, &input.held_back)?;
        // Whoever cannot be mailed is refused before anything is written.
        Press::new(&fresh.frozen.edition, &fresh.brand, &fresh.sender)?;
        let report = self.check_fresh(&input.piece, &fresh, &chosen)?;
        if report.blocked {
            let reasons: Vec<&str> = report
                .findings
                .iter()
                .filter(|finding| finding.level == Level::Block)
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
        let now = crate::now();
        let mut store = self.store();
        store.put_edition(edition, now)?;
        let mailing = NewMailing {
            edition: edition.hash.clone(),
            piece: input.piece.clone(),
            title: edition.title.clone(),
            audience: input.audience.clone(),
            via: input.via,
            rows,
        };
        Ok(store.plan_mailing(&mailing, now)?)
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
        let mailing = self.plan_mailing(input)?;
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
        worker::run(self, mailing, on_progress)?;
        self.send_report(mailing)
    }

    /// Makes a mailing and begins to send it in the background.
    ///
    /// # Errors
    /// As [`Self::plan_mailing`].
    pub fn start_mailing(self: &Arc<Self>, input: &SendInput) -> Result<Mailing, Error> {
        let mailing = self.plan_mailing(input)?;
        self.resume_in_background(mailing)?;
        self.found(mailing)
    }

    /// Carries on with a mailing in the background. What goes wrong holds the mailing, with the reason.
    ///
    /// # Errors
    /// When there is none of that number, or no thread can be started.
    pub fn resume_in_background(self: &Arc<Self>, mailing: MailingId) -> Result<(), Error> {
        self.writable()?;
        self.release(mailing)?;
        let mut senders = crate::locked(&self.senders);
        senders.retain(|_, sender| !sender.is_finished());
        let desk = Arc::clone(self);
        let sender = std::thread::Builder::new()
            .name(format!("mailing {mailing}"))
            .spawn(move || {
                // A failure is in the mailing itself, as the reason why it is held; here is nobody to tell it to.
                let _ = worker::run(&desk, mailing, &mut |_, _| {});
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
        if self.found(mailing)?.state != MailingState::Done {
            self.store()
                .set_mailing_state(mailing, MailingState::Sending, None, crate::now())?;
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
            self.store()
                .set_mailing_state(mailing, MailingState::Paused, None, crate::now())?;
        }
        Ok(())
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
            store.set_mailing_state(mailing, MailingState::Paused, None, crate::now())?;
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
        let per_minute = self
            .mailbox()?
            .and_then(|mailbox| mailbox.per_minute)
            .filter(|_| mailing.via == Via::Smtp);
        Ok(Progress {
            to_send: counts.total - counts.skipped,
            handled: counts.accepted + counts.deferred + counts.refused + counts.unknown,
            running,
            recent,
            seconds_left: per_minute
                .filter(|rate| *rate > 0)
                .map(|rate| (counts.waiting * 60).div_ceil(rate)),
            folder: (mailing.via == Via::Outbox)
                .then(|| self.outbox_folder(&mailing).display().to_string()),
            mailing,
        })
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
            counts: ReportCounts::from(mailing.counts),
            skipped,
            folder: (mailing.via == Via::Outbox)
                .then(|| self.outbox_folder(&mailing).display().to_string()),
        })
    }

    /// Sends one copy to the rep; it stands in no ledger.
    ///
    /// # Errors
    /// When the piece cannot be rendered for that person, or the server or the disk fails.
    pub fn send_test(&self, input: &TestInput) -> Result<TestSent, Error> {
        self.writable()?;
        let fresh = self.freeze(&input.piece, &self.read_piece(&input.piece)?)?;
        let press = Press::new(&fresh.frozen.edition, &fresh.brand, &fresh.sender)?;
        let contact = match input.contact {
            Some(contact) => contact,
            None => {
                let everyone =
                    self.choose(&input.piece, &byline_model::filter::Filter::All, &[])?;
                let first = everyone.iter().find(|chosen| chosen.skipped.is_none());
                first
                    .map(|chosen| chosen.reader.contact.id)
                    .ok_or_else(|| {
                        Error::no(
                            "There is nobody to fill the merge tags with.",
                            "Add a person first.",
                        )
                    })?
            }
        };
        let address = match &input.address {
            Some(address) => EmailAddress::parse(address)
                .map_err(|error| Error::bad_input(format!("{error}."), "Check the address."))?,
            None => fresh.sender.address.clone(),
        };
        let message_id = format!(
            "{}@{}",
            outgoing::new_token()?,
            fresh.sender.address.domain()
        );
        let date = crate::now().to_zoned(crate::zone());
        let bytes = press
            .message(&self.reader(contact)?, &address, &message_id, &date)
            .map_err(|error| {
                Error::bad_input(
                    format!("This person's copy cannot be made: {error}."),
                    "Fill the field in, or choose another person.",
                )
            })?;
        let (state, words) = match input.via {
            Via::Outbox => {
                let folder = self.root.join("outbox").join("tests");
                let mut outbox = byline_mail::outbox::Outbox::open(&folder)
                    .map_err(|error| disk(&folder, &error))?;
                let name = format!("{}-{}.eml", input.piece, date.strftime("%Y-%m-%d-%H%M%S"));
                outbox
                    .put(&name, &bytes)
                    .and_then(|()| outbox.flush())
                    .map_err(|error| disk(&folder, &error))?;
                (
                    DeliveryState::Accepted,
                    folder.join(name).display().to_string(),
                )
            }
            Via::Smtp => {
                let mut session = self.connect()?;
                let attempt = session.send(&fresh.sender.address, &address, &bytes);
                session.quit();
                match attempt.outcome {
                    Outcome::Accepted(words) => (DeliveryState::Accepted, words),
                    Outcome::Deferred(words) => (DeliveryState::Deferred, words),
                    Outcome::Refused(words) => (DeliveryState::Refused, words),
                    Outcome::Unknown(words) => (DeliveryState::Unknown, words),
                    Outcome::NotSent(words) => {
                        return Err(Error::outside(
                            format!("The test was not sent: {words}."),
                            "Check your connection, then try again.",
                        ));
                    }
                }
            }
        };
        Ok(TestSent {
            address: address.to_string(),
            state,
            words,
        })
    }

    fn found(&self, mailing: MailingId) -> Result<Mailing, Error> {
        Ok(self.store().mailing(mailing)?)
    }

    /// The folder of a mailing's files.
    fn outbox_folder(&self, mailing: &Mailing) -> PathBuf {
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
