//! What the desk has to tell the rep by itself while they look at something else, each once: a mailing goes soon, is
//! held, waited in vain, is done. And what is pending, in a line.

use std::collections::HashMap;

use byline_model::{Due, Mailing, MailingId, MailingState, Via};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{Desk, Error};

/// How long before a mailing goes the rep is told.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// Something to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What happens, or happened.
    pub title: String,
    /// What it means.
    pub text: String,
}

/// What was told already, so that everything is told once.
#[derive(Debug, Default)]
pub struct Told {
    known: HashMap<MailingId, Known>,
}

/// What was last seen of a mailing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Known {
    done: bool,
    held: Option<String>,
    /// The time for which the rep was told that it goes soon, or that it was missed.
    soon: Option<Timestamp>,
    missed: Option<Timestamp>,
}

impl Desk {
    /// What there is to tell now that was not told before. What was over before the first question is not told.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn notices(&self, told: &mut Told) -> Result<Vec<Notice>, Error> {
        Ok(told.tell(&self.mailings()?, crate::now(), &crate::zone()))
    }

    /// What goes on by itself, in a line; `None` when nothing does.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pending(&self) -> Result<Option<String>, Error> {
        Ok(pending(
            &self.store().open_mailings()?,
            crate::now(),
            &crate::zone(),
        ))
    }
}

impl Told {
    fn tell(&mut self, mailings: &[Mailing], now: Timestamp, zone: &TimeZone) -> Vec<Notice> {
        let mut notices = Vec::new();
        let first = self.known.is_empty();
        for mailing in mailings {
            let before = self.known.get(&mailing.mailing).cloned();
            let mut known = before.clone().unwrap_or_default();
            known.done = mailing.state == MailingState::Done;
            known.held.clone_from(&mailing.held);
            if let Some(schedule) = &mailing.schedule {
                let left = schedule.at.duration_since(now);
                // Whoever pressed Send a moment ago is looking at it.
                let has_a_time = schedule.at.duration_since(mailing.created_at) > AHEAD;
                if schedule.due(now) == Due::NotYet
                    && left <= AHEAD
                    && has_a_time
                    && known.soon != Some(schedule.at)
                {
                    known.soon = Some(schedule.at);
                    notices.push(soon(mailing, schedule.at, zone));
                }
                if schedule.due(now) == Due::Missed && known.missed != Some(schedule.at) {
                    known.missed = Some(schedule.at);
                    notices.push(missed(mailing, schedule.at, zone));
                }
            }
            // What was so before anybody asked is no news.
            let before = before
                .or_else(|| first.then(|| known.clone()))
                .unwrap_or_default();
            if let Some(held) = known
                .held
                .as_ref()
                .filter(|held| Some(*held) != before.held.as_ref())
            {
                notices.push(Notice {
                    title: format!("“{}” is held", mailing.title),
                    text: format!(
                        "{held} {} went out, and nobody gets it twice.",
                        mailing.counts.accepted
                    ),
                });
            }
            if known.done && !before.done && mailing.via == Via::Smtp && mailing.counts.accepted > 0
            {
                notices.push(done(mailing));
            }
            self.known.insert(mailing.mailing, known);
        }
        // A desk without mailings was looked at, too.
        if first {
            self.known.entry(MailingId(0)).or_default();
        }
        notices
    }
}

fn soon(mailing: &Mailing, at: Timestamp, zone: &TimeZone) -> Notice {
    Notice {
        title: format!("“{}” goes at {}", mailing.title, clock(at, zone)),
        text: format!(
            "To {}. Keep Byline open and this computer awake.",
            people(to_send(mailing))
        ),
    }
}

fn missed(mailing: &Mailing, at: Timestamp, zone: &TimeZone) -> Notice {
    Notice {
        title: format!("“{}” was to go at {}", mailing.title, clock(at, zone)),
        text: "The computer slept, or Byline was closed. Nothing has left. Open Byline to send it now, give it another time, or leave it.".into(),
    }
}

fn done(mailing: &Mailing) -> Notice {
    let counts = mailing.counts;
    let mut text = format!(
        "{} of {} have it.",
        counts.accepted,
        people(to_send(mailing))
    );
    if counts.unknown > 0 {
        text.push_str(&format!(
            " {} are not known: Byline waits for your word.",
            counts.unknown
        ));
    }
    Notice {
        title: format!("“{}” is out", mailing.title),
        text,
    }
}

fn pending(mailings: &[Mailing], now: Timestamp, zone: &TimeZone) -> Option<String> {
    let going = mailings
        .iter()
        .find(|mailing| mailing.state == MailingState::Sending);
    if let Some(mailing) = going {
        let counts = mailing.counts;
        let to_send = to_send(mailing);
        return Some(format!(
            "{} of {} are out",
            to_send.saturating_sub(counts.waiting),
            people(to_send)
        ));
    }
    let next = mailings
        .iter()
        .filter_map(|mailing| {
            let at = match mailing.state {
                MailingState::Scheduled => {
                    mailing
                        .schedule
                        .as_ref()
                        .filter(|schedule| schedule.due(now) != Due::Missed)?
                        .at
                }
                MailingState::Paused => mailing.resume_at?,
                _ => return None,
            };
            Some((at, mailing))
        })
        .min_by_key(|(at, _)| *at);
    next.map(|(at, mailing)| {
        let verb = match mailing.state {
            MailingState::Scheduled => "Goes",
            _ => "Goes on",
        };
        let day = at.to_zoned(zone.clone());
        let day = if day.date() == now.to_zoned(zone.clone()).date() {
            String::new()
        } else {
            day.strftime("%A, %B %-d, ").to_string()
        };
        format!(
            "{verb} {day}{} to {}",
            clock(at, zone),
            people(mailing.counts.waiting + mailing.counts.deferred)
        )
    })
}

fn to_send(mailing: &Mailing) -> u32 {
    mailing.counts.total.saturating_sub(mailing.counts.skipped)
}

fn people(count: u32) -> String {
    format!("{count} {}", if count == 1 { "person" } else { "people" })
}

fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-I:%M %p").to_string()
}

#[cfg(test)]
mod tests {
    use byline_model::{Counts, EditionHash, Schedule};

    use super::*;

    const NOON: i64 = 1_795_435_200;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(NOON + minutes * 60).unwrap_or_default()
    }

    fn mailing(id: i64, state: MailingState) -> Mailing {
        Mailing {
            mailing: MailingId(id),
            piece: "frost".into(),
            title: "First frost".into(),
            edition: EditionHash(String::new()),
            audience: "all".into(),
            via: Via::Smtp,
            state,
            held: None,
            resume_at: None,
            schedule: None,
            created_at: at(-600),
            counts: Counts {
                total: 10,
                accepted: 3,
                waiting: 7,
                ..Counts::default()
            },
        }
    }

    fn scheduled(id: i64, minutes: i64) -> Mailing {
        Mailing {
            schedule: Some(Schedule {
                at: at(minutes),
                time_zone: "UTC".into(),
            }),
            ..mailing(id, MailingState::Scheduled)
        }
    }

    fn titles(told: &mut Told, mailings: &[Mailing], now: Timestamp) -> Vec<String> {
        told.tell(mailings, now, &TimeZone::UTC)
            .into_iter()
            .map(|notice| notice.title)
            .collect()
    }

    #[test]
    fn a_mailing_is_announced_once_ten_minutes_before_and_again_for_another_time() {
        let mut told = Told::default();
        let planned = [scheduled(1, 30)];
        assert!(titles(&mut told, &planned, at(0)).is_empty());
        assert_eq!(
            titles(&mut told, &planned, at(21)),
            ["“First frost” goes at 12:30 PM"]
        );
        assert!(titles(&mut told, &planned, at(25)).is_empty(), "told twice");
        assert_eq!(
            titles(&mut told, &[scheduled(1, 35)], at(26)),
            ["“First frost” goes at 12:35 PM"]
        );
    }

    #[test]
    fn one_that_was_sent_a_moment_ago_is_not_announced_to_whoever_sent_it() {
        let mut now_sent = scheduled(1, 0);
        now_sent.created_at = at(0);
        if let Some(schedule) = &mut now_sent.schedule {
            schedule.at = at(0) + SignedDuration::from_secs(10);
        }
        assert!(titles(&mut Told::default(), &[now_sent], at(0)).is_empty());
    }

    #[test]
    fn what_was_missed_is_told_once_even_right_after_the_start() {
        let mut told = Told::default();
        let slept_through = [scheduled(1, -90)];
        assert_eq!(
            titles(&mut told, &slept_through, at(0)),
            ["“First frost” was to go at 10:30 AM"]
        );
        assert!(titles(&mut told, &slept_through, at(1)).is_empty());
    }

    #[test]
    fn what_ended_while_somebody_looked_is_told_and_what_was_over_before_is_not() {
        let mut told = Told::default();
        let old = mailing(1, MailingState::Done);
        assert!(
            titles(
                &mut told,
                &[old.clone(), mailing(2, MailingState::Sending)],
                at(0)
            )
            .is_empty()
        );
        let held = Mailing {
            held: Some("The mailbox did not answer.".into()),
            ..mailing(2, MailingState::Paused)
        };
        assert_eq!(
            titles(&mut told, &[old.clone(), held.clone()], at(1)),
            ["“First frost” is held"]
        );
        assert!(titles(&mut told, &[old.clone(), held], at(2)).is_empty());
        assert_eq!(
            titles(
                &mut told,
                &[old.clone(), mailing(2, MailingState::Done)],
                at(3)
            ),
            ["“First frost” is out"]
        );
        assert!(titles(&mut told, &[old, mailing(2, MailingState::Done)], at(4)).is_empty());
    }

    #[test]
    fn what_is_pending_is_said_in_a_line_going_before_waiting() {
        let line = |mailings: &[Mailing]| pending(mailings, at(0), &TimeZone::UTC);
        assert_eq!(line(&[]), None);
        assert_eq!(
            line(&[mailing(1, MailingState::Paused)]),
            None,
            "it waits for the rep"
        );
        assert_eq!(
            line(&[scheduled(1, -90)]),
            None,
            "it was missed, and waits for the rep"
        );
        assert_eq!(
            line(&[scheduled(1, 30)]).as_deref(),
            Some("Goes 12:30 PM to 7 people")
        );
        let limited = Mailing {
            resume_at: Some(at(24 * 60)),
            ..mailing(2, MailingState::Paused)
        };
        assert_eq!(
            line(std::slice::from_ref(&limited)).as_deref(),
            Some("Goes on Tuesday, November 24, 12:00 PM to 7 people")
        );
        assert_eq!(
            line(&[limited, scheduled(1, 30), mailing(3, MailingState::Sending)]).as_deref(),
            Some("3 of 10 people are out")
        );
    }
}
