//! Mailings and their deliveries: the state machine of sending, without the sending.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    BounceReason, ContactId, DeliveryId, EditionHash, EmailAddress, MailingId, contact::words,
};

words! {
    /// By which way a mailing leaves.
    Via {
        /// One `.eml` file a person, into the desk's `outbox/`.
        Outbox = "outbox",
        /// The rep's own mail server.
        Smtp = "smtp",
    }
}

words! {
    /// How far a mailing is.
    MailingState {
        /// Its rows stand; nothing has left.
        Planned = "planned",
        /// It waits for its time.
        Scheduled = "scheduled",
        /// It is going out.
        Sending = "sending",
        /// The rep, or trouble with the server, holds it.
        Paused = "paused",
        /// Nothing is left to send.
        Done = "done",
    }
}

words! {
    /// What became of one edition to one person.
    DeliveryState {
        /// Waits for its turn.
        Queued = "queued",
        /// A sender has taken it; no byte has left.
        Claimed = "claimed",
        /// Bytes are leaving.
        Sending = "sending",
        /// The mail server said yes, or the file is in the outbox.
        Accepted = "accepted",
        /// The server said "not now"; it will be tried again.
        Deferred = "deferred",
        /// The server said no.
        Refused = "refused",
        /// Nobody knows whether it was taken (RFC 1047).
        Unknown = "unknown",
        /// It came back.
        Bounced = "bounced",
        /// It was left out, for a stated reason.
        Skipped = "skipped",
    }
}

words! {
    /// Why somebody in the audience does not get a mailing.
    SkipReason {
        /// No address is known.
        NoAddress = "no-address",
        /// They asked to stop, complained, or were taken out by hand.
        Suppressed = "suppressed",
        /// Mail to the address came back for good.
        BouncedBefore = "bounced-before",
        /// Somebody else in the audience has the same address.
        DuplicateAddress = "duplicate-address",
        /// A merge field has no value for them.
        MissingValue = "missing-value",
        /// The rep held them back this time.
        HeldBack = "held-back",
        /// Another mailing of the same piece is on its way to them.
        OnItsWay = "on-its-way",
        /// They wrote back before it went: the rep answers them in person.
        Replied = "replied",
        /// The rep stopped the mailing before it was their turn.
        Stopped = "stopped",
    }
}

words! {
    /// What came back from a person for a delivery.
    Answer {
        /// They wrote back.
        Replied = "replied",
        /// A machine answered: away from the office, for instance.
        AutoReplied = "auto_replied",
        /// They asked to stop.
        OptedOut = "opted_out",
        /// They called it unwanted at their provider.
        Complained = "complained",
    }
}

/// What one attempt at a delivery came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The server took it; its words.
    Accepted(String),
    /// The server said "not now" (4xx); its words.
    Deferred(String),
    /// The server said no (5xx); its words.
    Refused(String),
    /// The connection was lost after the last byte and before the answer; what is known.
    Unknown(String),
    /// The connection was lost before the last byte: it was certainly not taken; what is known.
    NotSent(String),
}

/// A step that no delivery takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a delivery does not go from {from} to {to}")]
pub struct IllegalTransition {
    /// The state it is in.
    pub from: DeliveryState,
    /// The state it was to take.
    pub to: DeliveryState,
}

impl DeliveryState {
    /// Checks that a delivery may go from this state to `to`.
    ///
    /// `unknown` is left only for `accepted` (the rep, a reply or the Sent folder says it arrived), `bounced`, or
    /// `queued` (the rep asks for it to be sent again): never by the sender itself.
    ///
    /// # Errors
    /// When no delivery takes that step.
    pub fn step(self, to: Self) -> Result<Self, IllegalTransition> {
        use DeliveryState as S;
        let allowed = match self {
            S::Queued => matches!(to, S::Claimed | S::Skipped),
            // Back to the queue when the sender stops before it began, or when its machine did.
            S::Claimed => matches!(to, S::Sending | S::Queued | S::Unknown | S::Skipped),
            S::Sending => matches!(
                to,
                S::Accepted | S::Deferred | S::Refused | S::Unknown | S::Queued
            ),
            S::Deferred => matches!(to, S::Claimed | S::Refused | S::Skipped),
            S::Accepted => matches!(to, S::Bounced),
            S::Unknown => matches!(to, S::Accepted | S::Bounced | S::Queued),
            S::Refused | S::Bounced | S::Skipped => false,
        };
        if allowed {
            Ok(to)
        } else {
            Err(IllegalTransition { from: self, to })
        }
    }

    /// Whether the sender has nothing more to do for it.
    pub const fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Accepted | Self::Refused | Self::Unknown | Self::Bounced | Self::Skipped
        )
    }
}

/// How many deliveries of a mailing are in which state; they always add up to `total`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Counts {
    /// Everybody in the audience.
    pub total: u32,
    /// Taken by the server, or written to the outbox; those that bounced later among them.
    pub accepted: u32,
    /// To be tried again.
    pub deferred: u32,
    /// Refused by the server.
    pub refused: u32,
    /// Nobody knows.
    pub unknown: u32,
    /// Left out.
    pub skipped: u32,
    /// Still to go: queued, claimed or leaving.
    pub waiting: u32,
    /// Came back after they were taken.
    pub bounced: u32,
    /// Wrote back.
    pub replied: u32,
    /// A machine answered.
    pub auto_replied: u32,
    /// Asked to stop, or called it unwanted.
    pub opted_out: u32,
}

impl Counts {
    /// Whether everybody is accounted for.
    pub const fn reconciles(&self) -> bool {
        self.accepted + self.deferred + self.refused + self.unknown + self.skipped + self.waiting
            == self.total
    }
}

/// Somebody who was left out of a mailing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Skipped {
    /// Who.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Why.
    pub reason: SkipReason,
}

/// When a mailing goes: a time of day in a stated zone, and the moment which that is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Schedule {
    /// The moment.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// The IANA time zone in which the rep said it, such as `America/Chicago`.
    pub time_zone: String,
}

/// What is to be done about a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// It lies ahead.
    NotYet,
    /// It goes now.
    Now,
    /// Its time went by while the computer slept or Byline was closed: the rep is asked.
    Missed,
}

impl Schedule {
    /// How late a mailing may begin without a question: a restart of the program takes less, a lunch break more.
    pub const GRACE: SignedDuration = SignedDuration::from_mins(5);

    /// What is to be done about it at that moment.
    pub fn due(&self, now: Timestamp) -> Due {
        let late = now.duration_since(self.at);
        if late < SignedDuration::ZERO {
            Due::NotYet
        } else if late <= Self::GRACE {
            Due::Now
        } else {
            Due::Missed
        }
    }
}

/// One edition to one audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mailing {
    /// Its number.
    pub mailing: MailingId,
    /// The piece's folder name.
    pub piece: String,
    /// The piece's title when it was frozen.
    pub title: String,
    /// What was sent.
    pub edition: EditionHash,
    /// The filter that chose the audience.
    pub audience: String,
    /// By which way.
    pub via: Via,
    /// How far it is.
    pub state: MailingState,
    /// Why it is held, in words, when something other than the rep holds it.
    pub held: Option<String>,
    /// With `paused`: when the sender goes on by itself, for instance when the limit of the mailbox allows more;
    /// `None` waits for the rep.
    #[ts(type = "string | null")]
    pub resume_at: Option<Timestamp>,
    /// With `scheduled`: when it goes.
    pub schedule: Option<Schedule>,
    /// When it was made.
    #[ts(type = "string")]
    pub created_at: Timestamp,
    /// How many are where.
    #[serde(flatten)]
    #[ts(flatten)]
    pub counts: Counts,
}

/// Why a delivery failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Failure {
    /// Whether it will never work: see [`crate::FailedRecipient::hard`].
    pub hard: bool,
    /// Why.
    pub reason: BounceReason,
}

/// One row of a mailing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Delivery {
    /// Its number.
    pub delivery: DeliveryId,
    /// The mailing it belongs to.
    pub mailing: MailingId,
    /// To whom.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their company, to show.
    pub company: Option<String>,
    /// The address it goes to; `None` when they were skipped for want of one.
    pub address: Option<EmailAddress>,
    /// Its place in the mailing, from 1.
    pub position: u32,
    /// The Message-ID, fixed before sending, without angle brackets.
    pub message_id: String,
    /// What became of it.
    pub state: DeliveryState,
    /// Why it was left out.
    pub skipped: Option<SkipReason>,
    /// The server's words, or what is known.
    pub words: Option<String>,
    /// What came back.
    pub answers: Vec<Answer>,
    /// With `bounced` and `refused`: why, as far as it is known.
    pub failure: Option<Failure>,
    /// With `deferred`: when it is tried again.
    #[ts(type = "string | null")]
    pub retry_at: Option<Timestamp>,
    /// How many times it was tried.
    pub attempts: u32,
    /// When its state last changed.
    #[ts(type = "string")]
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The promise "never twice without the rep's word" rests on this: once the server may have a message, no step
    /// that the sender takes by itself leads back to sending.
    #[test]
    fn what_may_have_arrived_is_not_sent_again() {
        for state in [
            DeliveryState::Accepted,
            DeliveryState::Refused,
            DeliveryState::Unknown,
            DeliveryState::Bounced,
        ] {
            assert!(
                state.step(DeliveryState::Claimed).is_err(),
                "{state} could be claimed again"
            );
            assert!(
                state.step(DeliveryState::Sending).is_err(),
                "{state} could be sent again"
            );
        }
    }

    #[test]
    fn a_schedule_is_kept_for_a_while_and_then_asked_about() {
        let schedule = Schedule {
            at: Timestamp::UNIX_EPOCH,
            time_zone: "UTC".into(),
        };
        let at = |seconds| Timestamp::from_second(seconds).unwrap_or_default();
        assert_eq!(schedule.due(at(-1)), Due::NotYet);
        assert_eq!(schedule.due(at(0)), Due::Now);
        assert_eq!(schedule.due(at(300)), Due::Now);
        assert_eq!(schedule.due(at(301)), Due::Missed);
    }

    #[test]
    fn a_delivery_leaves_only_after_it_was_claimed() {
        assert!(DeliveryState::Queued.step(DeliveryState::Sending).is_err());
        assert!(DeliveryState::Queued.step(DeliveryState::Accepted).is_err());
        assert!(
            DeliveryState::Claimed
                .step(DeliveryState::Accepted)
                .is_err()
        );
    }
}
