//! When something is tried again: pauses that grow, and an end to it.

use jiff::{SignedDuration, Timestamp};

/// How long to wait after the first, second, … time that a server said "not now". Servers that put off strangers
/// (greylisting) want five minutes; RFC 5321 §4.5.4.1 asks for more than half an hour on the average, and for giving
/// up after days.
const NOT_NOW: [u32; 10] = [5, 15, 30, 60, 120, 240, 480, 480, 720, 720];

/// How long to wait, in seconds, after the first, second, … time that the mail server itself could not be reached.
const NO_SERVER: [i64; 6] = [30, 60, 120, 300, 600, 900];

/// When to try again after so many attempts at one person; `None` gives up: about two days have gone by.
pub(super) fn after(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let minutes = NOT_NOW.get(usize::try_from(attempts.max(1) - 1).ok()?)?;
    Some(later(now, SignedDuration::from_mins((*minutes).into())))
}

/// When to try again after the server could not be reached so many times in a row, the first being 1.
pub(super) fn after_trouble(times: u32, now: Timestamp) -> Timestamp {
    let place = usize::try_from(times.max(1) - 1).unwrap_or(usize::MAX);
    let seconds = NO_SERVER[place.min(NO_SERVER.len() - 1)];
    later(now, SignedDuration::from_secs(seconds))
}

fn later(now: Timestamp, wait: SignedDuration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end_after_about_two_days() {
        let mut now = Timestamp::UNIX_EPOCH;
        let mut last = SignedDuration::ZERO;
        let mut attempts = 1;
        while let Some(next) = after(attempts, now) {
            let pause = next.duration_since(now);
            assert!(
                pause >= last,
                "pause {attempts} is shorter than the one before"
            );
            (now, last, attempts) = (next, pause, attempts + 1);
        }
        let all = now.duration_since(Timestamp::UNIX_EPOCH).as_hours();
        assert!((36..=60).contains(&all), "gave up after {all} hours");
    }
}
