//! What happened between the rep and a contact, what is next, and whom never to write to again.

use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ContactId, EmailAddress, NextStepId, TouchId, contact::words};

words! {
    /// What a touch was.
    TouchKind {
        /// A telephone call.
        Call = "call",
        /// A meeting, online or at a table.
        Meeting = "meeting",
        /// A visit to their place.
        Visit = "visit",
        /// A personal e-mail.
        Email = "email",
        /// The rep asked them for a referral.
        ReferralAsk = "referral-ask",
        /// They introduced somebody, or were introduced.
        Introduction = "introduction",
        /// A note to oneself.
        Note = "note",
    }
}

words! {
    /// What the rep does next.
    Action {
        /// Call them.
        Call = "call",
        /// Write to them.
        Email = "email",
        /// Go and see them.
        Visit = "visit",
        /// Write something for them.
        Write = "write",
        /// Anything else.
        Other = "other",
    }
}

/// Something that happened between the rep and a contact, other than a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Touch {
    /// Its number; 0 while it is not in the desk yet.
    pub touch: TouchId,
    /// With whom.
    pub contact: ContactId,
    /// What it was.
    pub kind: TouchKind,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What was said or done.
    pub text: String,
}

/// What the rep does next for a contact, and on which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NextStep {
    /// Its number.
    pub step: NextStepId,
    /// For whom.
    pub contact: ContactId,
    /// What kind of work it is.
    pub action: Action,
    /// What to do, as the rep wrote it.
    pub text: String,
    /// Why, in a few words.
    pub why: Option<String>,
    /// On which day.
    #[ts(type = "string")]
    pub due: Date,
    /// At which time of that day.
    #[ts(type = "string | null")]
    pub time: Option<Time>,
}

/// A next step before it is in the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewNextStep {
    /// For whom.
    pub contact: ContactId,
    /// What kind of work it is.
    pub action: Action,
    /// What to do.
    pub text: String,
    /// Why, in a few words.
    #[serde(default)]
    pub why: Option<String>,
    /// On which day.
    #[ts(type = "string")]
    pub due: Date,
    /// At which time of that day.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub time: Option<Time>,
}

words! {
    /// Why an address is never mailed again.
    SuppressionReason {
        /// They asked to stop.
        OptedOut = "opted-out",
        /// They reported a mail as unwanted.
        Complained = "complained",
        /// Mail to it came back for good.
        HardBounce = "hard-bounce",
        /// Mail to it came back several times in a row, each time for a reason that may pass.
        SoftBounces = "soft-bounces",
        /// The rep took it out.
        ByHand = "by-hand",
    }
}

/// An address never to be mailed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Suppression {
    /// The address.
    pub address: EmailAddress,
    /// Why.
    pub reason: SuppressionReason,
    /// In the rep's words, or where it came from.
    pub note: Option<String>,
    /// Since when.
    #[ts(type = "string")]
    pub at: Timestamp,
}
