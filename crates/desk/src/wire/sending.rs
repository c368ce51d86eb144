//! Audiences, checks, mailings and their deliveries.

use byline_model::{
    ContactId, Counts, Delivery, DeliveryState, Finding, Mailing, MailingId, MailingState,
    SkipReason, Skipped, Via,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who is to get a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AudienceInput {
    /// The piece's folder name.
    pub piece: String,
    /// A filter, or the name of a saved audience.
    pub audience: String,
    /// People the rep holds back this time.
    #[serde(default)]
    pub held_back: Vec<ContactId>,
}

/// Those left out for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOut {
    /// Why.
    pub reason: SkipReason,
    /// How many.
    pub count: u32,
    /// Who.
    pub people: Vec<Skipped>,
}

/// Somebody who will get a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WillGet {
    /// Who.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// Where it goes.
    pub address: String,
}

/// The sum of an audience: `chosen` − everybody left out = `will_get`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AudienceSum {
    /// Everybody the filter finds.
    pub chosen: u32,
    /// Who does not get it, by reason.
    pub left_out: Vec<LeftOut>,
    /// How many get it.
    pub will_get: u32,
    /// Who gets it, in the order in which it goes out.
    pub people: Vec<WillGet>,
}

/// What the checks before sending say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckReport {
    /// Whether anything must be put right first.
    pub blocked: bool,
    /// What was found; those that block first, then warnings, then what is in order.
    pub findings: Vec<Finding>,
    /// The size of the largest copy's HTML, in bytes.
    pub largest_html: u32,
}

/// A mailing to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SendInput {
    /// The piece's folder name.
    pub piece: String,
    /// A filter, or the name of a saved audience.
    pub audience: String,
    /// People the rep holds back this time.
    #[serde(default)]
    pub held_back: Vec<ContactId>,
    /// By which way.
    pub via: Via,
}

/// A test to oneself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestInput {
    /// The piece's folder name.
    pub piece: String,
    /// As whom it is filled; `null` takes the first person of the audience or of the desk.
    pub contact: Option<ContactId>,
    /// By which way.
    pub via: Via,
    /// Where to; `null` is the rep's own address.
    pub address: Option<String>,
}

/// What became of a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TestSent {
    /// Where it went.
    pub address: String,
    /// What became of it.
    pub state: DeliveryState,
    /// The server's words, or the path of the file.
    pub words: String,
}

/// A mailing, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailingRef {
    /// Which.
    pub mailing: MailingId,
}

/// The deliveries of a mailing in one state, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DeliveriesInput {
    /// Which mailing.
    pub mailing: MailingId,
    /// In which state; `null` is any.
    pub state: Option<DeliveryState>,
}

/// How a mailing is getting on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Progress {
    /// The mailing with its counts.
    pub mailing: Mailing,
    /// How many are to be sent: everybody who was not left out.
    pub to_send: u32,
    /// How many of them are handled.
    pub handled: u32,
    /// Whether a sender is at work on it now, in this program.
    pub running: bool,
    /// The last deliveries, newest first.
    pub recent: Vec<Delivery>,
    /// How long it will still take, in seconds, at the present pace.
    #[ts(type = "number | null")]
    pub seconds_left: Option<u32>,
    /// For the outbox: the folder with the files.
    pub folder: Option<String>,
}

/// The counts of a mailing with everybody who was left out, as the command line gives them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SendReport {
    /// Which mailing.
    pub mailing: MailingId,
    /// How far it is.
    pub state: MailingState,
    /// Why it is held.
    pub held: Option<String>,
    /// How many are where, without `skipped`, which is a list here.
    #[serde(flatten)]
    #[ts(flatten)]
    pub counts: ReportCounts,
    /// Who was left out, and why.
    pub skipped: Vec<Skipped>,
    /// For the outbox: the folder with the files.
    pub folder: Option<String>,
}

/// [`Counts`] without `skipped`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportCounts {
    /// Everybody in the audience.
    pub total: u32,
    /// Taken.
    pub accepted: u32,
    /// To be tried again.
    pub deferred: u32,
    /// Refused.
    pub refused: u32,
    /// Nobody knows.
    pub unknown: u32,
    /// Still to go.
    pub waiting: u32,
}

impl From<Counts> for ReportCounts {
    fn from(counts: Counts) -> Self {
        let Counts {
            total,
            accepted,
            deferred,
            refused,
            unknown,
            waiting,
            ..
        } = counts;
        Self {
            total,
            accepted,
            deferred,
            refused,
            unknown,
            waiting,
        }
    }
}

/// Deliveries whose fate is not known, to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ResolveInput {
    /// Which mailing.
    pub mailing: MailingId,
    /// Whose deliveries.
    pub contacts: Vec<ContactId>,
    /// What the rep says became of them.
    pub verdict: Verdict,
}

/// What the rep says of a delivery whose fate is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It arrived.
    Sent,
    /// Send it again.
    Resend,
}
