//! When a mailing goes, and what it would take.

use byline_model::{MailingId, MailingState, Schedule, Via};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{DAY, Pace};
use crate::{
    Desk, Error,
    audience::count,
    wire::{PlanDay, RescheduleInput, SendInput, SendPlan, When},
};

/// How long a mailing can be taken back after the rep pressed Send.
const TAKE_BACK: SignedDuration = SignedDuration::from_secs(10);

impl Desk {
    /// What sending would take: when it begins and ends, and how it spreads over days.
    ///
    /// # Errors
    /// When the piece or the filter cannot be read, or the time is past.
    pub fn plan_send(&self, input: &SendInput) -> Result<SendPlan, Error> {
        let now = crate::now();
        let schedule = match &input.when {
            Some(when) => resolve(when, now)?,
            None => soon(now),
        };
        let filter = self.filter(&input.audience)?;
        let chosen = self.choose(&input.piece, &filter, &input.held_back)?;
        let going = count(
            chosen
                .iter()
                .filter(|chosen| chosen.skipped.is_none())
                .count(),
        );
        let mailbox = self.mailbox()?.filter(|_| input.via == Via::Smtp);
        let sent = self.store().sent_times(now - DAY)?;
        let pace = Pace::new(mailbox.as_ref(), sent);
        let left = pace.left_at(schedule.at);
        let times = pace.forecast(going, schedule.at);
        let zone = zone(&schedule.time_zone)?;
        let mut days: Vec<PlanDay> = Vec::new();
        for at in &times {
            let day = at.to_zoned(zone.clone()).date();
            match days.last_mut().filter(|last| last.day == day) {
                Some(last) => {
                    last.count += 1;
                    last.to = *at;
                }
                None => days.push(PlanDay {
                    day,
                    count: 1,
                    from: *at,
                    to: *at,
                }),
            }
        }
        Ok(SendPlan {
            begins: schedule.at,
            ends: times.last().copied().unwrap_or(schedule.at),
            time_zone: schedule.time_zone,
            days,
            daily_limit: mailbox.as_ref().and_then(|mailbox| mailbox.daily_limit),
            left,
            per_minute: mailbox.and_then(|mailbox| mailbox.per_minute),
        })
    }

    /// Gives a mailing that has not begun another time; without one it goes now.
    ///
    /// # Errors
    /// When there is none of that number, something of it has left, or the time is past.
    pub fn reschedule(self: &std::sync::Arc<Self>, input: &RescheduleInput) -> Result<(), Error> {
        self.writable()?;
        let mailing = self.found(input.mailing)?;
        if mailing.state != MailingState::Scheduled {
            return Err(Error::no(
                "This mailing does not wait for its time any more.",
                "Look at how far it is.",
            ));
        }
        match &input.when {
            None => self.resume_in_background(input.mailing),
            Some(when) => self.schedule_again(input.mailing, &resolve(when, crate::now())?),
        }
    }

    /// Gives a mailing that has not begun another time.
    ///
    /// # Errors
    /// When there is none of that number, or something of it has left.
    pub fn schedule_again(&self, mailing: MailingId, schedule: &Schedule) -> Result<(), Error> {
        Ok(self
            .store()
            .schedule_mailing(mailing, schedule, crate::now())?)
    }
}

/// The moment which the rep means. A time that the clocks skip in spring means an hour later; one that they show twice
/// in autumn means the first.
///
/// # Errors
/// When there is no such zone, or the time is past.
pub(crate) fn resolve(when: &When, now: Timestamp) -> Result<Schedule, Error> {
    let name = match &when.time_zone {
        Some(name) => name.clone(),
        None => own_zone(),
    };
    let at = when
        .local
        .to_zoned(zone(&name)?)
        .map_err(|error| {
            Error::bad_input(
                format!("{} is no time: {error}.", when.local),
                "Choose another.",
            )
        })?
        .timestamp();
    // A minute to fill the form in is no mistake.
    if now.duration_since(at) > SignedDuration::from_mins(1) {
        return Err(Error::bad_input(
            format!(
                "{} in {name} has passed already.",
                when.local.strftime("%Y-%m-%d %H:%M")
            ),
            "Choose a later time.",
        ));
    }
    Ok(Schedule {
        at,
        time_zone: name,
    })
}

/// In a few seconds, in which the rep can take it back.
pub(super) fn soon(now: Timestamp) -> Schedule {
    Schedule {
        at: now.saturating_add(TAKE_BACK).unwrap_or(now),
        time_zone: own_zone(),
    }
}

/// How many seconds are left to take a mailing back that was sent just now; `None` for one that has a time of its own.
pub(super) fn seconds_to_take_back(schedule: &Schedule, now: Timestamp) -> Option<u32> {
    let left = schedule.at.duration_since(now);
    if left > TAKE_BACK {
        return None;
    }
    u32::try_from(left.as_secs().max(0)).ok()
}

/// The computer's time zone by its IANA name.
pub(crate) fn own_zone() -> String {
    crate::zone().iana_name().unwrap_or("UTC").to_owned()
}

fn zone(name: &str) -> Result<TimeZone, Error> {
    TimeZone::get(name).map_err(|_| {
        Error::bad_input(
            format!("There is no time zone \"{name}\"."),
            "Write it as America/Chicago or Europe/Berlin.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(local: &str, time_zone: &str) -> String {
        let when = When {
            local: local.parse().unwrap_or_default(),
            time_zone: Some(time_zone.into()),
        };
        resolve(&when, Timestamp::UNIX_EPOCH).map_or_else(
            |error| error.to_string(),
            |schedule| schedule.at.to_string(),
        )
    }

    /// The hour that the clocks skip or show twice is one moment each, whatever the computer's own zone is.
    #[test]
    fn daylight_saving_makes_no_time_vanish_or_come_twice() {
        assert_eq!(
            moment("2027-03-14T02:30", "America/Chicago"),
            "2027-03-14T08:30:00Z"
        );
        assert_eq!(
            moment("2027-11-07T01:30", "America/Chicago"),
            "2027-11-07T06:30:00Z"
        );
        assert_eq!(
            moment("2026-11-26T09:30", "Europe/Berlin"),
            "2026-11-26T08:30:00Z"
        );
    }

    #[test]
    fn a_time_that_is_past_or_nowhere_is_refused() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap_or_default();
        let when = |local: &str, zone: &str| When {
            local: local.parse().unwrap_or_default(),
            time_zone: Some(zone.into()),
        };
        assert!(resolve(&when("2026-11-21T11:00", "UTC"), now).is_err());
        assert!(resolve(&when("2026-11-21T13:00", "Mars/Olympus"), now).is_err());
        assert!(resolve(&when("2026-11-21T12:00", "UTC"), now).is_ok());
    }
}
