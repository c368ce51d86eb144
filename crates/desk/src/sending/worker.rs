//! The worker that takes a mailing's rows and sends them.
//!
//! A window of rows is claimed durably, each row is marked cheaply before the final dot of its message leaves and as
//! its answer comes, and whatever a dead sender left behind is sorted out before the next one begins: what was claimed
//! and had not left goes back to the queue, what was leaving is unknown. Files are different: writing the same file
//! again is harmless.

use std::time::{Duration, Instant};

use byline_mail::{
    incoming,
    outbox::{self, Outbox},
    smtp::Next,
};
use byline_model::{Delivery, DeliveryState, Due, Mailing, MailingId, MailingState, Outcome, Via};
use byline_store::{DeliveryUpdate, StillGoes, Store};
use jiff::{SignedDuration, Timestamp};

use super::{
    OnProgress,
    alone::{alone, boot},
    copies::{self, Copies, Prepared},
    disk,
    line::Line,
    pace::{Pace, Turn},
    retry,
};
use crate::{
    Desk, Error,
    mailbox::NoConnection,
    outgoing::{Press, Sender},
};

/// How many files are written between two durable marks: large, because a file can be written again.
const OUTBOX_WINDOW: u32 = 500;

/// How long the sender sleeps at most before it looks whether the rep paused it.
const TICK: Duration = Duration::from_millis(200);

/// How old the newest step in the ledger may be when another is kept together with the next: on a slow line every answer
/// is kept at once, and a killed sender leaves nobody in doubt who was answered.
const TOGETHER: Duration = Duration::from_millis(20);

/// How long the sender itself waits for the limit of the mailbox; for longer it steps aside, and begins again then.
const WAITS_FOR_LIMIT: SignedDuration = SignedDuration::from_mins(10);

/// A mailing that nobody has worked on for so long is not carried on without a word of the rep.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(12);

/// Why a sender begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// The rep says so: whoever was deferred is tried again now.
    Word,
    /// Its time has come, or it was interrupted.
    Due,
}

/// Sends whatever is left of a mailing, unless somebody else has done so or is paused by now.
///
/// # Errors
/// When the server or the disk fails; the mailing is then held with the reason, and can be resumed.
pub(super) fn run(
    desk: &Desk,
    id: MailingId,
    start: Start,
    on_progress: OnProgress<'_>,
) -> Result<(), Error> {
    let _alone = alone(desk.root())?;
    // A connection of its own: the window goes on asking while this one writes.
    let mut store = Store::open(&desk.root().join("desk.db"))?;
    if !begins(&mut store, id, start)? {
        return Ok(());
    }
    let boot = boot();
    store.release_claims(id, &boot, crate::now())?;
    if start == Start::Word {
        store.retry_now(id, crate::now())?;
    }
    let mut run = Run {
        desk,
        mailing: store.mailing(id)?,
        store,
        boot,
        sender: format!("process {}", std::process::id()),
        began: crate::now(),
        marks: Vec::new(),
        kept: Instant::now(),
        on_progress,
    };
    let stop = run.send();
    run.settle(stop)
}

/// Whether there is anything to do. Whoever comes second, after waiting for another sender, finds nothing.
fn begins(store: &mut Store, id: MailingId, start: Start) -> Result<bool, Error> {
    let mailing = store.mailing(id)?;
    let now = crate::now();
    let due = match (mailing.state, start) {
        (MailingState::Sending, Start::Word) => return Ok(true),
        (MailingState::Sending, Start::Due) => {
            let last = store.recent_deliveries(id, 1)?.first().map(|last| last.at);
            let last = last.unwrap_or(mailing.created_at).max(mailing.created_at);
            if now.duration_since(last) > FORGOTTEN {
                let words = "Byline was closed in the middle of this. Resume to carry on; nobody gets it twice.";
                store.set_mailing_state(id, MailingState::Paused, Some(words), None, now)?;
                return Ok(false);
            }
            return Ok(true);
        }
        (MailingState::Scheduled, Start::Due) => {
            let due = mailing
                .schedule
                .filter(|schedule| schedule.due(now) == Due::Now);
            return match due {
                Some(schedule) => Ok(store.begin_scheduled(id, &schedule, now)?),
                None => Ok(false),
            };
        }
        (MailingState::Paused, Start::Due) => is_due(mailing.resume_at, now),
        _ => false,
    };
    if due {
        store.set_mailing_state(id, MailingState::Sending, None, None, now)?;
    }
    Ok(due)
}

/// Whether a mailing that pauses until then goes on now. No pause is longer than a day: one that seems so was made
/// before the clock was set back.
pub(super) fn is_due(resume_at: Option<Timestamp>, now: Timestamp) -> bool {
    resume_at.is_some_and(|at| at <= now || at.duration_since(now) > super::DAY)
}

/// Why the sender stopped before the end.
enum Stop {
    /// The rep paused or stopped it.
    Paused,
    /// The mailbox may send no more before then; in words.
    Limit { words: String, until: Timestamp },
    /// Something failed; it goes on by itself when that may pass.
    Trouble(NoConnection),
}

impl<E: Into<NoConnection>> From<E> for Stop {
    fn from(trouble: E) -> Self {
        Self::Trouble(trouble.into())
    }
}

struct Run<'a> {
    desk: &'a Desk,
    store: Store,
    mailing: Mailing,
    boot: String,
    sender: String,
    /// When this run began: whoever is deferred during it waits for the next.
    began: Timestamp,
    /// Steps that the ledger does not have yet: the answer of one message and the leaving of the next are one mark.
    marks: Vec<DeliveryUpdate>,
    /// When it got the last ones.
    kept: Instant,
    on_progress: OnProgress<'a>,
}

impl Run<'_> {
    fn send(&mut self) -> Result<(), Stop> {
        let edition = self
            .store
            .edition(&self.mailing.edition)
            .map_err(Error::from)?;
        let brand = self.desk.brand()?;
        let sender = Sender::of(self.desk.mailbox()?.as_ref(), &brand)?;
        let press = Press::new(&edition, &brand, &sender)?;
        match self.mailing.via {
            Via::Outbox => self.write_files(&press),
            Via::Smtp => self.hand_over(&press, &sender),
        }
    }

    /// Says how the mailing stands after the sender stopped.
    fn settle(&mut self, result: Result<(), Stop>) -> Result<(), Error> {
        let id = self.mailing.mailing;
        let now = crate::now();
        self.store.release_claims(id, &self.boot, now)?;
        if self.store.mailing_state(id)? == MailingState::Done {
            // The rep stopped it, and what this sender gave back was the last of it.
            return self.report();
        }
        let counts = self.store.counts(id)?;
        let next_retry = self.store.next_retry(id)?;
        let (state, held, resume_at, result) = match result {
            Err(Stop::Trouble(trouble)) => {
                let words = Some(trouble.error.to_string());
                let resume = trouble
                    .may_pass
                    .then(|| retry::after_trouble(self.desk.count_trouble(id), now));
                (MailingState::Paused, words, resume, Err(trouble.error))
            }
            Err(Stop::Paused) => (MailingState::Paused, None, None, Ok(())),
            Err(Stop::Limit { words, until }) => {
                // Where the clock was set back the limit frees in more than a day; a longer pause than a day is taken
                // for one of before, see `is_due`, and would end at every round.
                let longest = now.saturating_add(super::DAY).unwrap_or(until);
                let until = until.min(longest);
                (MailingState::Paused, Some(words), Some(until), Ok(()))
            }
            Ok(()) if counts.deferred > 0 => {
                let words = match counts.deferred {
                    1 => "One person's server said \"not now\".".to_owned(),
                    many => format!("The servers of {many} people said \"not now\"."),
                };
                let words = Some(format!(
                    "{words} Byline tries again; resume to try at once."
                ));
                (MailingState::Paused, words, next_retry, Ok(()))
            }
            Ok(()) if counts.waiting > 0 => (MailingState::Paused, None, None, Ok(())),
            Ok(()) => (MailingState::Done, None, None, Ok(())),
        };
        self.store
            .set_mailing_state(id, state, held.as_deref(), resume_at, now)?;
        self.report()?;
        result
    }

    fn report(&mut self) -> Result<(), Error> {
        let counts = self.store.counts(self.mailing.mailing)?;
        let to_send = counts.total - counts.skipped;
        (self.on_progress)(to_send - counts.waiting, to_send);
        Ok(())
    }

    /// Whether the rep has taken back their word.
    fn paused(&self) -> Result<bool, Error> {
        Ok(self.store.mailing_state(self.mailing.mailing)? != MailingState::Sending)
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

    /// Gives the ledger the steps that it does not have yet.
    fn keep(&mut self) -> Result<(), Error> {
        if !self.marks.is_empty() {
            self.store.record(&self.marks, crate::now())?;
            self.marks.clear();
            self.kept = Instant::now();
        }
        Ok(())
    }

    fn write_files(&mut self, press: &Press<'_>) -> Result<(), Stop> {
        let folder = self.desk.outbox_folder(&self.mailing);
        let mut outbox = Outbox::open(&folder).map_err(|error| disk(&folder, &error))?;
        loop {
            if self.paused()? {
                return Err(Stop::Paused);
            }
            let window = self.claim(OUTBOX_WINDOW)?;
            if window.is_empty() {
                return Ok(());
            }
            let steps = copies::made(self.desk, press, &window, |mut copies| {
                let mut steps = Vec::with_capacity(2 * window.len());
                while let Some(made) = copies.take(0) {
                    match made? {
                        Ok(copy) => {
                            outbox
                                .put(&copy.file, &outbox::draft(&copy.bytes))
                                .map_err(|error| disk(&folder, &error))?;
                            steps.push(DeliveryUpdate::new(copy.delivery, DeliveryState::Sending));
                            steps.push(
                                DeliveryUpdate::new(copy.delivery, DeliveryState::Accepted)
                                    .with_words("Written to the outbox."),
                            );
                        }
                        Err(skipped) => steps.push(skipped),
                    }
                }
                Ok::<_, Error>(steps)
            })?;
            // First the files stay, then the ledger says that they are there.
            outbox.flush().map_err(|error| disk(&folder, &error))?;
            self.store
                .record_durably(&steps, crate::now())
                .map_err(Error::from)?;
            self.report()?;
        }
    }

    fn hand_over(&mut self, press: &Press<'_>, sender: &Sender) -> Result<(), Stop> {
        let mailbox = self.desk.mailbox()?;
        let sent = self
            .store
            .sent_times(crate::now() - super::DAY)
            .map_err(Error::from)?;
        let mut pace = Pace::new(mailbox.as_ref(), sent);
        let mut line = Line::new(self.desk);
        loop {
            let window = self.claim(pace.window())?;
            if window.is_empty() {
                line.close();
                return Ok(());
            }
            let stop = copies::made(self.desk, press, &window, |copies| {
                self.empty(copies, sender, &mut pace, &mut line)
            });
            // The last answer is kept whatever stops the sender. The next claim, or the state that the mailing takes at
            // the end, brings it to the disk.
            self.keep()?;
            self.report()?;
            if stop.is_err() {
                line.close();
                return stop;
            }
        }
    }

    /// Sends the copies of a window one by one.
    fn empty(
        &mut self,
        mut copies: Copies<'_>,
        sender: &Sender,
        pace: &mut Pace,
        line: &mut Line<'_>,
    ) -> Result<(), Stop> {
        while !copies.is_empty() {
            let place = self.wait_for_turn(pace, &copies)?;
            let copy = match copies.take(place) {
                Some(Ok(Ok(copy))) => copy,
                Some(Ok(Err(skipped))) => {
                    self.marks.push(skipped);
                    continue;
                }
                Some(Err(error)) => return Err(error.into()),
                None => continue,
            };
            // Much can happen between the claim of a window and the turn of its last.
            match self.store.still_goes(copy.delivery).map_err(Error::from)? {
                StillGoes::Yes => {}
                StillGoes::Paused => return Err(Stop::Paused),
                StillGoes::Skipped(reason) => {
                    self.marks.push(copies::skipped(copy.delivery, reason));
                    continue;
                }
            }
            line.ready()?;
            self.marks
                .push(DeliveryUpdate::new(copy.delivery, DeliveryState::Sending));
            let from = sender.return_address(&copy.token);
            // Before the message can be the server's, its row says so; the answer of the last one goes with it.
            let (outcome, next) =
                line.send(&from, &copy.address, &copy.bytes, &mut || self.keep())?;
            pace.left(copy.address.domain(), crate::now());
            if !matches!(outcome, Outcome::NotSent(_)) {
                self.desk.forget_trouble(self.mailing.mailing);
            }
            self.marks.push(answer(&copy, outcome, &next));
            if next != Next::Continue || self.kept.elapsed() > TOGETHER {
                self.keep()?;
            }
            match next {
                Next::Continue => {}
                Next::Reconnect => line.check()?,
                Next::SlowDown(why) => {
                    return Err(Stop::Trouble(NoConnection {
                        error: Error::outside(
                            format!("Your mail server asks to go slower: \"{why}\"."),
                            "Byline waits a while and carries on; nobody gets it twice.",
                        ),
                        may_pass: true,
                    }));
                }
                Next::LimitReached(why) => {
                    let words = format!(
                        "Your provider lets no more out for now: \"{why}\". Byline carries on by itself when it may; nobody gets it twice."
                    );
                    let until = pace.day_from(crate::now());
                    return Err(Stop::Limit { words, until });
                }
                Next::Stop(why) => {
                    return Err(Error::outside(
                        format!("Your mail server takes nothing from you: \"{why}\"."),
                        "Check the mailbox in Settings, then resume. Nobody gets it twice.",
                    )
                    .into());
                }
            }
        }
        Ok(())
    }

    /// Waits until the mailbox may send the next message, and says which of them; unless the rep pauses or the limit
    /// is reached for long.
    fn wait_for_turn(&mut self, pace: &mut Pace, copies: &Copies<'_>) -> Result<usize, Stop> {
        loop {
            let now = crate::now();
            let wait = match pace.turn(copies.domains(), now) {
                Turn::Now(place) => return Ok(place),
                Turn::In(wait) => wait,
                Turn::NotBefore(until) if until.duration_since(now) > WAITS_FOR_LIMIT => {
                    let words = "Your mailbox may send no more for now. Byline carries on by itself when it may; nobody gets it twice.";
                    return Err(Stop::Limit {
                        words: words.into(),
                        until,
                    });
                }
                Turn::NotBefore(_) => TICK,
            };
            // Whoever looks on while the sender waits sees what became of the last message.
            self.keep()?;
            if self.paused()? {
                return Err(Stop::Paused);
            }
            std::thread::sleep(wait.min(TICK));
        }
    }
}

/// What an outcome says of a delivery. One that was certainly not taken is tried again, as one is to whom the server
/// said "not now"; after two days of that it counts as refused.
fn answer(copy: &Prepared, outcome: Outcome, next: &Next) -> DeliveryUpdate {
    // That was about the sender: for this person nothing has happened yet.
    if let (Outcome::NotSent(words), Next::SlowDown(_) | Next::LimitReached(_) | Next::Stop(_)) =
        (&outcome, next)
    {
        return DeliveryUpdate::new(copy.delivery, DeliveryState::Queued).with_words(words);
    }
    let (state, words) = match outcome {
        Outcome::Accepted(words) => (DeliveryState::Accepted, words),
        Outcome::Deferred(words) | Outcome::NotSent(words) => (DeliveryState::Deferred, words),
        Outcome::Refused(words) => (DeliveryState::Refused, words),
        Outcome::Unknown(words) => (DeliveryState::Unknown, words),
    };
    if state != DeliveryState::Deferred {
        return DeliveryUpdate {
            failure: (state == DeliveryState::Refused).then(|| incoming::judge(&words)),
            ..DeliveryUpdate::new(copy.delivery, state).with_words(words)
        };
    }
    match retry::after(copy.attempts + 1, crate::now()) {
        Some(retry_at) => DeliveryUpdate {
            retry_at: Some(retry_at),
            ..DeliveryUpdate::new(copy.delivery, state).with_words(words)
        },
        None => DeliveryUpdate::new(copy.delivery, DeliveryState::Refused).with_words(format!(
            "Not taken within two days. The last answer: {words}"
        )),
    }
}
