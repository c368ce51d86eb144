//! How fast and how much a mailbox may send: spacing, the rolling 24 hours, and what both mean for a whole mailing.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

use byline_model::Mailbox;
use jiff::{SignedDuration, Timestamp};

/// Over which time a provider counts.
pub(crate) const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What a message takes about, where nothing but the server slows the sender down.
const ABOUT_EACH: SignedDuration = SignedDuration::from_millis(250);

/// How many rows are claimed at once where only the server slows the sender down. After a power cut all of them are in
/// doubt, so they are few; each claim costs an fsync, which a disk does a hundred times a second.
const WINDOW: u32 = 50;

/// How many are claimed at once for a mailbox that sends a few a minute: an fsync now and then costs nothing.
const SLOW_WINDOW: u32 = 5;

/// How fast and how much a mailbox may send.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pace {
    daily_limit: Option<u32>,
    /// When messages left in the last 24 hours, the oldest first.
    sent: VecDeque<Timestamp>,
    between: Duration,
    domain_gap: Duration,
    last: Option<Instant>,
    domains: HashMap<String, Instant>,
}

/// What the sender does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The message at this place goes now.
    Now(usize),
    /// Nobody's turn comes before this long.
    In(Duration),
    /// The limit of the mailbox is reached; it allows the next one then.
    NotBefore(Timestamp),
}

impl Pace {
    pub fn new(mailbox: Option<&Mailbox>, sent: Vec<Timestamp>) -> Self {
        Self {
            daily_limit: mailbox.and_then(|mailbox| mailbox.daily_limit),
            sent: sent.into(),
            between: mailbox
                .and_then(|mailbox| mailbox.per_minute)
                .filter(|rate| *rate > 0)
                .map_or(Duration::ZERO, |rate| Duration::from_secs(60) / rate),
            domain_gap: mailbox
                .and_then(|mailbox| mailbox.domain_gap)
                .map_or(Duration::ZERO, |seconds| {
                    Duration::from_secs(seconds.into())
                }),
            last: None,
            domains: HashMap::new(),
        }
    }

    /// How many rows to claim at once.
    pub const fn window(&self) -> u32 {
        if self.between.is_zero() {
            WINDOW
        } else {
            SLOW_WINDOW
        }
    }

    /// Whose turn it is among messages to these domains, in the order in which they should go.
    pub fn turn<'a>(&mut self, domains: impl Iterator<Item = &'a str>, now: Timestamp) -> Turn {
        if let Some(then) = self.day_allows(now) {
            return Turn::NotBefore(then);
        }
        let between = left(self.last, self.between);
        if !between.is_zero() {
            return Turn::In(between);
        }
        if self.domain_gap.is_zero() {
            return Turn::Now(0);
        }
        let mut soonest = self.domain_gap;
        for (place, domain) in domains.enumerate() {
            let wait = left(self.domains.get(domain).copied(), self.domain_gap);
            if wait.is_zero() {
                return Turn::Now(place);
            }
            soonest = soonest.min(wait);
        }
        Turn::In(soonest)
    }

    /// A message to that domain left.
    pub fn left(&mut self, domain: &str, now: Timestamp) {
        let instant = Instant::now();
        self.last = Some(instant);
        if !self.domain_gap.is_zero() {
            self.domains.insert(domain.to_owned(), instant);
        }
        self.sent.push_back(now);
    }

    /// When the rolling 24 hours allow the next message; `None` when they do now.
    fn day_allows(&mut self, now: Timestamp) -> Option<Timestamp> {
        let limit = usize::try_from(self.daily_limit?).unwrap_or(usize::MAX);
        // What lies ahead was sent before the clock was set back, and counts.
        while self.sent.front().is_some_and(|sent| add(*sent, DAY) <= now) {
            self.sent.pop_front();
        }
        let over = (self.sent.len() + 1).checked_sub(limit)?;
        let frees = over.checked_sub(1)?;
        // With a limit of nothing there is never a time; a day later is asked again.
        Some(add(self.sent.get(frees).copied().unwrap_or(now), DAY))
    }

    /// When to go on after the provider itself said that the day's limit is reached: when the oldest of the last 24 hours
    /// is forgotten, and in an hour at the soonest.
    pub fn day_from(&self, now: Timestamp) -> Timestamp {
        let soonest = add(now, SignedDuration::from_hours(1));
        let frees = self
            .sent
            .front()
            .map_or(soonest, |oldest| add(*oldest, DAY));
        frees.clamp(soonest, add(now, DAY))
    }

    /// When each of so many messages would leave, if the first may leave at `begins`.
    pub fn forecast(mut self, many: u32, begins: Timestamp) -> Vec<Timestamp> {
        let between = SignedDuration::try_from(self.between).unwrap_or(SignedDuration::ZERO);
        let each = between.max(ABOUT_EACH);
        let mut at = begins;
        let mut times = Vec::with_capacity(many as usize);
        for _ in 0..many {
            if let Some(then) = self.day_allows(at) {
                at = then;
            }
            times.push(at);
            if self.daily_limit.is_some() {
                self.sent.push_back(at);
            }
            at = add(at, each);
        }
        times
    }

    /// How many more the rolling 24 hours allow at that moment; `None` when no limit is known.
    pub fn left_at(&self, now: Timestamp) -> Option<u32> {
        let counted = self
            .sent
            .iter()
            .filter(|sent| add(**sent, DAY) > now)
            .count();
        let counted = u32::try_from(counted).unwrap_or(u32::MAX);
        Some(self.daily_limit?.saturating_sub(counted))
    }
}

fn left(last: Option<Instant>, wanted: Duration) -> Duration {
    last.map_or(Duration::ZERO, |last| wanted.saturating_sub(last.elapsed()))
}

fn add(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.saturating_add(duration).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap_or_default()
    }

    fn limited(limit: u32, sent: Vec<Timestamp>) -> Pace {
        Pace {
            daily_limit: Some(limit),
            sent: sent.into(),
            ..Pace::default()
        }
    }

    const A_DAY: i64 = 86_400;

    #[test]
    fn the_limit_counts_a_rolling_day_and_not_a_calendar_day() {
        let mut pace = limited(2, vec![at(0), at(100)]);
        assert_eq!(
            pace.turn(std::iter::once("a"), at(200)),
            Turn::NotBefore(at(A_DAY))
        );
        assert_eq!(pace.turn(std::iter::once("a"), at(A_DAY)), Turn::Now(0));
        pace.left("a", at(A_DAY));
        assert_eq!(
            pace.turn(std::iter::once("a"), at(A_DAY + 1)),
            Turn::NotBefore(at(A_DAY + 100))
        );
    }

    /// Set back by a day, the clock must not hand the mailbox a second helping.
    #[test]
    fn what_was_sent_before_the_clock_was_set_back_still_counts() {
        let mut pace = limited(1, vec![at(A_DAY)]);
        assert_eq!(
            pace.turn(std::iter::once("a"), at(0)),
            Turn::NotBefore(at(2 * A_DAY))
        );
    }

    #[test]
    fn more_than_a_day_allows_is_spread_over_days() {
        let times = limited(3, vec![at(0)]).forecast(6, at(1_000));
        assert_eq!(
            times[..2],
            [
                at(1_000),
                at(1_000).saturating_add(ABOUT_EACH).unwrap_or_default()
            ]
        );
        assert_eq!(
            times[2],
            at(A_DAY),
            "the third may leave when the one sent before is a day old"
        );
        assert_eq!(times[3], at(1_000 + A_DAY));
        assert_eq!(times.len(), 6);
        for window in times.windows(4) {
            assert!(
                window[3].duration_since(window[0]) >= DAY,
                "four within a day"
            );
        }
    }

    #[test]
    fn two_for_one_domain_do_not_follow_each_other_while_another_domain_is_free() {
        let mut pace = Pace {
            domain_gap: Duration::from_secs(3_600),
            ..Pace::default()
        };
        pace.left("a.example", at(0));
        let turn =
            |pace: &mut Pace, domains: &[&'static str]| pace.turn(domains.iter().copied(), at(1));
        assert_eq!(turn(&mut pace, &["a.example", "b.example"]), Turn::Now(1));
        assert!(matches!(turn(&mut pace, &["a.example"]), Turn::In(_)));
    }
}
