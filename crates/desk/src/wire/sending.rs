//! Audiences, checks, mailings and their deliveries.

use byline_model::{
    ContactId, Counts, Delivery, DeliveryState, Finding, Mailing, MailingId, MailingState,
    MonthlyDraftId, Schedule, SkipReason, Skipped, Via,
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
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
    /// By which way it is to go, where that is chosen: a mailbox has a limit, and wants a test first.
    #[serde(default)]
    pub via: Option<Via>,
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
    /// When; `null` is at once.
    #[serde(default)]
    pub when: Option<When>,
    /// The rep has seen that it takes more than a day, and wants it.
    #[serde(default)]
    pub over_days: bool,
    /// The rep sends it without having sent a test to themselves.
    #[serde(default)]
    pub untested: bool,
}

/// A time as the rep says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct When {
    /// Day and time of day, such as `2026-11-26T09:30`.
    #[ts(type = "string")]
    pub local: DateTime,
    /// The IANA time zone in which it is meant, such as `America/Chicago`; `null` is the computer's.
    #[serde(default)]
    pub time_zone: Option<String>,
}

/// What a mailing would take, before it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SendPlan {
    /// When the first leaves.
    #[ts(type = "string")]
    pub begins: Timestamp,
    /// About when the last has left.
    #[ts(type = "string")]
    pub ends: Timestamp,
    /// The zone in which the days are meant.
    pub time_zone: String,
    /// Day by day, how many leave, and between when and when.
    pub days: Vec<PlanDay>,
    /// How many the mailbox may send in 24 hours; `null` knows no limit.
    #[ts(type = "number | null")]
    pub daily_limit: Option<u32>,
    /// How many it may still send in the 24 hours that end when the first leaves.
    #[ts(type = "number | null")]
    pub left: Option<u32>,
    /// How many leave a minute; `null` is as fast as the server takes them.
    #[ts(type = "number | null")]
    pub per_minute: Option<u32>,
}

/// One day of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanDay {
    /// The day, in the plan's zone.
    #[ts(type = "string")]
    pub day: Date,
    /// How many leave.
    pub count: u32,
    /// The first of them.
    #[ts(type = "string")]
    pub from: Timestamp,
    /// The last of them, about.
    #[ts(type = "string")]
    pub to: Timestamp,
}

/// A mailing and a new time for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RescheduleInput {
    /// Which.
    pub mailing: MailingId,
    /// When; `null` is at once.
    pub when: Option<When>,
}

/// What became of the look for deliveries of unknown fate in the rep's Sent folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LookedUp {
    /// How many were looked for.
    pub unknown: u32,
    /// How many a copy was found of: they count as accepted now.
    pub found: u32,
    /// The folder that was looked into; `null` when the mailbox has none.
    pub folder: Option<String>,
}

/// A mailing's report to be written as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportInput {
    /// Which mailing.
    pub mailing: MailingId,
    /// As what.
    pub form: ReportForm,
}

/// What a mailing can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ReportForm {
    /// A page to read or print.
    Page,
    /// A row for each person.
    Csv,
    /// The messages of an outbox as one mbox file (RFC 4155), for mail programs that import those.
    Mbox,
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
    /// With `scheduled`: how long it can still be taken back before it goes, in seconds; only in the seconds after
    /// pressing Send.
    #[ts(type = "number | null")]
    pub take_back_seconds: Option<u32>,
    /// With `scheduled`: whether its time went by while the computer slept or Byline was closed, so that the rep says
    /// what to do.
    pub missed: bool,
    /// About when it will be done, at the present pace and within the limit of the mailbox.
    #[ts(type = "string | null")]
    pub done_at: Option<Timestamp>,
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
    /// When it goes on by itself.
    #[ts(type = "string | null")]
    pub resume_at: Option<Timestamp>,
    /// When it goes.
    pub schedule: Option<Schedule>,
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

/// A draft that is made every month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonthlyDraft {
    /// Its number.
    pub id: MonthlyDraftId,
    /// The template it is made from.
    pub template: String,
    /// Its title.
    pub title: String,
    /// On which day of the month; in a shorter month on its last.
    pub day: u8,
    /// At which time of that day.
    #[ts(type = "string")]
    pub time: Time,
    /// The IANA time zone in which that is meant.
    pub time_zone: String,
    /// The next day on which it is made.
    #[ts(type = "string")]
    pub next: Date,
}

/// A draft to be made every month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonthlyDraftInput {
    /// The template.
    pub template: String,
    /// The title.
    pub title: String,
    /// On which day of the month, from 1 to 31.
    pub day: u8,
    /// At which time of that day.
    #[ts(type = "string")]
    pub time: Time,
}

/// A monthly draft, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonthlyDraftRef {
    /// Which.
    pub id: MonthlyDraftId,
}

/// Whether the desk changed: asked again and again by the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Pulse {
    /// Grows with every change of the desk, whoever made it.
    pub version: i64,
}
