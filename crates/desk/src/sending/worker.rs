//! The worker that takes a mailing's rows and sends them.
//!
//! A window of rows is claimed durably, each row is marked cheaply as it leaves and as its answer comes, and whatever
//! a dead sender left behind is sorted out before the next one begins: what was claimed and had not begun goes back to
//! the queue, what was leaving is unknown. Files are different: writing the same file again is harmless.

use std::{
    collections::HashMap,
    fs::File,
    path::Path,
    time::{Duration, Instant},
};

use byline_mail::{
    outbox::{self, Outbox},
    smtp::{Next, Session},
};
use byline_model::{
    ContactId, Delivery, DeliveryId, DeliveryState, Mailbox, Mailing, MailingId, MailingState,
    Outcome, SkipReason, Via,
};
use byline_render::MergeError;
use byline_store::{DeliveryUpdate, Store};

use super::{OnProgress, disk};
use crate::{
    Desk, Error,
    error::Context,
    outgoing::{Press, Reader, Sender},
};

/// How many files are written between two durable marks: large, because a file can be written again.
const OUTBOX_WINDOW: u32 = 500;

/// How many rows are claimed at once for a server: small, because after a power cut all of them are in doubt.
const SMTP_WINDOW: u32 = 20;

/// On how many people in a row the connection may be lost before the sender stops.
const LOST_IN_A_ROW: u32 = 3;

/// How long the sender sleeps at most before it looks whether the rep paused it.
const TICK: Duration = Duration::from_millis(200);

/// Sends whatever is left of a mailing.
///
/// # Errors
/// When the server or the disk fails; the mailing is then held with the reason, and can be resumed.
pub(super) fn run(desk: &Desk, id: MailingId, on_progress: OnProgress<'_>) -> Result<(), Error> {
    let _alone = alone(desk.root())?;
    // A connection of its own: the window goes on asking while this one writes.
    let mut store = Store::open(&desk.root().join("desk.db"))?;
    let mailing = store.mailing(id)?;
    // Done already, or paused while this one waited for its turn.
    if mailing.state != MailingState::Sending {
        return Ok(());
    }
    let boot = boot();
    store.release_claims(id, &boot, crate::now())?;
    let mut run = Run {
        desk,
        store,
        mailing,
        boot,
        sender: format!("process {}", std::process::id()),
        began: crate::now(),
        on_progress,
    };
    let result = run.send();
    run.settle(result)
}

/// One sender a desk at a time, whatever number of windows and command lines are open: waits for its turn.
fn alone(root: &Path) -> Result<File, Error> {
    let path = root.join("sending.lock");
    let file = File::create(&path).doing("write", &path)?;
    file.lock().doing("lock", &path)?;
    Ok(file)
}

/// What tells this start of the computer from every other, so that a claim from before a power cut is recognised.
fn boot() -> String {
    // Where the system names no boot every process is one of its own, and a killed sender's claims count as doubtful.
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .map(|id| id.trim().to_owned())
        .unwrap_or_else(|_| format!("process {} at {}", std::process::id(), crate::now()))
}

/// The next moment, so that a run that began in this very millisecond does not try again either.
fn after_now() -> jiff::Timestamp {
    let now = crate::now();
    now.checked_add(jiff::SignedDuration::from_millis(1))
        .unwrap_or(now)
}

/// Why the sender stopped before the end without anything having failed.
enum Stop {
    /// The rep paused it.
    Paused,
    /// The mailbox may send no more for now; in words.
    Limit(String),
}

struct Run<'a> {
    desk: &'a Desk,
    store: Store,
    mailing: Mailing,
    boot: String,
    sender: String,
    /// When this run began: whoever is deferred during it waits for the next.
    began: jiff::Timestamp,
    on_progress: OnProgress<'a>,
}

impl Run<'_> {
    fn send(&mut self) -> Result<Option<Stop>, Error> {
        let edition = self.store.edition(&self.mailing.edition)?;
        let brand = self.desk.brand()?;
        let sender = Sender::of(self.desk.mailbox()?.as_ref(), &brand)?;
        let press = Press::new(&edition, &brand, &sender)?;
        match self.mailing.via {
            Via::Outbox => self.write_files(&press),
            Via::Smtp => self.hand_over(&press, &sender),
        }
    }

    /// Says how the mailing stands after the sender stopped.
    fn settle(&mut self, result: Result<Option<Stop>, Error>) -> Result<(), Error> {
        let id = self.mailing.mailing;
        let now = crate::now();
        self.store.release_claims(id, &self.boot, now)?;
        let counts = self.store.counts(id)?;
        let (state, held) = match &result {
            Err(error) => (MailingState::Paused, Some(error.to_string())),
            Ok(Some(Stop::Paused)) => (MailingState::Paused, None),
            Ok(Some(Stop::Limit(words))) => (MailingState::Paused, Some(words.clone())),
            Ok(None) if counts.deferred > 0 => {
                let words = match counts.deferred {
                    1 => "One person's server said \"not now\". Resume to try again.".to_owned(),
                    many => format!(
                        "The servers of {many} people said \"not now\". Resume to try again."
                    ),
                };
                (MailingState::Paused, Some(words))
            }
            Ok(None) if counts.waiting > 0 => (MailingState::Paused, None),
            Ok(None) => (MailingState::Done, None),
        };
        self.store
            .set_mailing_state(id, state, held.as_deref(), now)?;
        self.report()?;
        result.map(|_| ())
    }

    fn report(&mut self) -> Result<(), Error> {
        let counts = self.store.counts(self.mailing.mailing)?;
        let to_send = counts.total - counts.skipped;
        (self.on_progress)(to_send - counts.waiting, to_send);
        Ok(())
    }

    fn paused(&self) -> Result<bool, Error> {
        Ok(self.store.mailing_state(self.mailing.mailing)? == MailingState::Paused)
    }

    fn claim(&mut self, window: u32) -> Result<Vec<Delivery>, Error> {
        Ok(self.store.claim(
            self.mailing.mailing,
            window,
            &self.boot,
            &self.sender,
            self.began,
        )?)
    }

    fn write_files(&mut self, press: &Press<'_>) -> Result<Option<Stop>, Error> {
        let folder = self.desk.outbox_folder(&self.mailing);
        let mut outbox = Outbox::open(&folder).map_err(|error| disk(&folder, &error))?;
        loop {
            if self.paused()? {
                return Ok(Some(Stop::Paused));
            }
            let window = self.claim(OUTBOX_WINDOW)?;
            if window.is_empty() {
                return Ok(None);
            }
            let copies = self.copies(press, &window)?;
            let leaving: Vec<DeliveryUpdate> = copies
                .iter()
                .map(|copy| DeliveryUpdate::new(copy.delivery, DeliveryState::Sending))
                .collect();
            self.store.record(&leaving, crate::now())?;
            let mut written = Vec::with_capacity(copies.len());
            for copy in &copies {
                outbox
                    .put(&copy.file, &copy.bytes)
                    .map_err(|error| disk(&folder, &error))?;
                written.push(
                    DeliveryUpdate::new(copy.delivery, DeliveryState::Accepted)
                        .with_words("Written to the outbox."),
                );
            }
            // First the files stay, then the ledger says that they are there.
            outbox.flush().map_err(|error| disk(&folder, &error))?;
            self.store.record_durably(&written, crate::now())?;
            self.report()?;
        }
    }

    /// Everybody's copy in a window; whoever cannot have one is skipped with the reason.
    fn copies(&mut self, press: &Press<'_>, window: &[Delivery]) -> Result<Vec<Prepared>, Error> {
        let contacts: Vec<ContactId> = window.iter().map(|delivery| delivery.contact).collect();
        let readers = self.desk.readers(&contacts)?;
        let date = crate::now().to_zoned(crate::zone());
        let mut copies = Vec::with_capacity(window.len());
        let mut skipped = Vec::new();
        for delivery in window {
            match self.copy(press, delivery, &readers, &date)? {
                Ok(copy) => copies.push(copy),
                Err(reason) => skipped.push(DeliveryUpdate {
                    skipped: Some(reason),
                    ..DeliveryUpdate::new(delivery.delivery, DeliveryState::Skipped)
                }),
            }
        }
        self.store.record(&skipped, crate::now())?;
        Ok(copies)
    }

    /// One person's copy, or why they do not get one after all: much can happen between planning and sending.
    fn copy(
        &self,
        press: &Press<'_>,
        delivery: &Delivery,
        readers: &HashMap<ContactId, Reader>,
        date: &jiff::Zoned,
    ) -> Result<Result<Prepared, SkipReason>, Error> {
        let (Some(address), Some(reader)) = (&delivery.address, readers.get(&delivery.contact))
        else {
            return Ok(Err(SkipReason::NoAddress));
        };
        match press.message(reader, address, &delivery.message_id, date) {
            Ok(bytes) => Ok(Ok(Prepared {
                delivery: delivery.delivery,
                file: outbox::file_name(delivery.position, address),
                address: address.clone(),
                bytes,
            })),
            Err(MergeError::MissingValue { .. }) => Ok(Err(SkipReason::MissingValue)),
            Err(error) => Err(Error::bad_input(
                format!("The merge tags cannot be filled: {error}."),
                "Put the piece right.",
            )),
        }
    }

    fn hand_over(&mut self, press: &Press<'_>, sender: &Sender) -> Result<Option<Stop>, Error> {
        let mailbox = self.desk.mailbox()?;
        let mut pace = Pace::new(mailbox.as_ref(), self.desk.sent_today()?);
        let mut line = Line {
            desk: self.desk,
            session: None,
            lost: 0,
            words: String::new(),
        };
        loop {
            let window = self.claim(SMTP_WINDOW)?;
            if window.is_empty() {
                line.close();
                return Ok(None);
            }
            let copies = self.copies(press, &window)?;
            // The answer of one message and the leaving of the next are one cheap mark.
            let mut answered: Option<DeliveryUpdate> = None;
            for copy in &copies {
                let stop = self.wait_for_turn(&mut pace)?;
                if stop.is_some() {
                    self.store.record(answered.as_slice(), crate::now())?;
                    line.close();
                    return Ok(stop);
                }
                // Before a byte leaves, the row says so; the answer of the last message goes with it.
                line.ready()
                    .or_else(|error| self.give_up(&mut answered, error))?;
                let leaving = DeliveryUpdate::new(copy.delivery, DeliveryState::Sending);
                self.store.record(
                    &answered
                        .take()
                        .into_iter()
                        .chain([leaving])
                        .collect::<Vec<_>>(),
                    crate::now(),
                )?;
                let (outcome, next) = line.send(sender, copy);
                pace.sent();
                answered = Some(answer(copy.delivery, outcome));
                match next {
                    Next::Continue => {}
                    Next::Reconnect => {
                        self.store
                            .record(answered.take().as_slice(), crate::now())?;
                        line.check()?;
                    }
                    Next::Stop(why) => {
                        let error = Error::outside(
                            format!("Your mail server takes nothing from you: {why}"),
                            "Check the mailbox in Settings, then resume. Nobody gets it twice.",
                        );
                        self.give_up(&mut answered, error)?;
                    }
                }
            }
            self.store
                .record_durably(answered.as_slice(), crate::now())?;
            self.report()?;
        }
    }

    /// Keeps the last answer before the sender stops for good.
    fn give_up<T>(
        &mut self,
        answered: &mut Option<DeliveryUpdate>,
        error: Error,
    ) -> Result<T, Error> {
        self.store
            .record(answered.take().as_slice(), crate::now())?;
        Err(error)
    }

    /// Waits until the mailbox may send the next message, unless the rep pauses or a limit is reached.
    fn wait_for_turn(&self, pace: &mut Pace) -> Result<Option<Stop>, Error> {
        if let Some(words) = pace.limit_reached() {
            return Ok(Some(Stop::Limit(words)));
        }
        loop {
            if self.paused()? {
                return Ok(Some(Stop::Paused));
            }
            match pace.wait() {
                None => return Ok(None),
                Some(wait) => std::thread::sleep(wait.min(TICK)),
            }
        }
    }
}

/// A message with where it goes.
struct Prepared {
    delivery: DeliveryId,
    address: byline_model::EmailAddress,
    file: String,
    bytes: Vec<u8>,
}

/// What an outcome says of a delivery. One that was certainly not taken waits for the next run, as one does to whom the
/// server said "not now".
fn answer(delivery: DeliveryId, outcome: Outcome) -> DeliveryUpdate {
    let (state, words) = match outcome {
        Outcome::Accepted(words) => (DeliveryState::Accepted, words),
        Outcome::Deferred(words) | Outcome::NotSent(words) => (DeliveryState::Deferred, words),
        Outcome::Refused(words) => (DeliveryState::Refused, words),
        Outcome::Unknown(words) => (DeliveryState::Unknown, words),
    };
    DeliveryUpdate {
        retry_at: (state == DeliveryState::Deferred).then(after_now),
        ..DeliveryUpdate::new(delivery, state).with_words(words)
    }
}

/// The connection to the server, made when it is needed and made anew when it is lost.
struct Line<'a> {
    desk: &'a Desk,
    session: Option<Session>,
    /// On how many people in a row it was lost, before or after the server could have the message.
    lost: u32,
    /// What was known when it was lost last.
    words: String,
}

impl Line<'_> {
    /// Makes the connection, if there is none.
    fn ready(&mut self) -> Result<(), Error> {
        if self.session.is_none() {
            self.session = Some(self.desk.connect()?);
        }
        Ok(())
    }

    /// Hands over one message. Where the connection is lost before the server can have it, it is tried once more at
    /// once, over a new one.
    fn send(&mut self, sender: &Sender, copy: &Prepared) -> (Outcome, Next) {
        let mut last = (
            Outcome::NotSent("There was no connection.".into()),
            Next::Reconnect,
        );
        for _ in 0..2 {
            let Some(session) = &mut self.session else {
                break;
            };
            let attempt = session.send(&sender.address, &copy.address, &copy.bytes);
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
            return last;
        }
        self.lost += 1;
        last
    }

    /// Says so when it is lost on one person after another: then it is not about them.
    fn check(&self) -> Result<(), Error> {
        if self.lost < LOST_IN_A_ROW {
            return Ok(());
        }
        Err(Error::outside(
            format!(
                "The connection to your mail server was lost again and again: {}",
                self.words
            ),
            "Check your connection, then resume. Nobody gets it twice.",
        ))
    }

    fn close(&mut self) {
        if let Some(session) = self.session.take() {
            session.quit();
        }
    }
}

/// How fast and how much the mailbox may send.
struct Pace {
    daily_limit: Option<u32>,
    sent: u32,
    between: Duration,
    last: Option<Instant>,
}

impl Pace {
    fn new(mailbox: Option<&Mailbox>, sent: u32) -> Self {
        let per_minute = mailbox
            .and_then(|mailbox| mailbox.per_minute)
            .filter(|rate| *rate > 0);
        Self {
            daily_limit: mailbox.and_then(|mailbox| mailbox.daily_limit),
            sent,
            between: per_minute.map_or(Duration::ZERO, |rate| Duration::from_secs(60) / rate),
            last: None,
        }
    }

    fn sent(&mut self) {
        self.sent += 1;
        self.last = Some(Instant::now());
    }

    fn wait(&self) -> Option<Duration> {
        self.between
            .checked_sub(self.last?.elapsed())
            .filter(|wait| !wait.is_zero())
    }

    fn limit_reached(&self) -> Option<String> {
        let limit = self.daily_limit.filter(|limit| self.sent >= *limit)?;
        Some(format!(
            "Your mailbox may send {limit} messages in 24 hours, and has. Resume tomorrow; nobody gets it twice."
        ))
    }
}
