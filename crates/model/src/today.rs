//! What needs the rep today, as the database knows it.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ContactId, DeliveryId, NextStep, Stage};

/// A next step that is due, with whom it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FollowUp {
    /// The step.
    pub step: NextStep,
    /// The contact's name, to show.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Their phone.
    pub phone: Option<String>,
    /// Whether they bear the tag `dream`.
    pub dream: bool,
}

/// An open lead for whom nothing is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenLead {
    /// Who.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// How far they have come.
    pub stage: Stage,
}

/// Somebody who wrote back and was not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandRaised {
    /// The delivery they answered.
    pub delivery: DeliveryId,
    /// Who.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// The title of the piece they answered.
    pub piece: String,
    /// What they wrote, without what it quotes.
    pub text: String,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// A dream client and how long ago the last touch was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DreamClient {
    /// The person.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// Days since the last touch; `None` when there never was one.
    #[ts(type = "number | null")]
    pub days_since_touch: Option<i64>,
}

/// How many touches of each kind the rep wants to make in a week; 0 is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Quota {
    /// Calls.
    pub calls: u32,
    /// Personal e-mails.
    pub emails: u32,
    /// Visits and meetings.
    pub visits: u32,
    /// Asks for a referral.
    pub referral_asks: u32,
}

/// One kind of touch against its weekly target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProspectingLine {
    /// What is counted, to show.
    pub label: String,
    /// How many were made this week.
    pub done: u32,
    /// How many the rep wants.
    pub target: u32,
}

/// This week's touches against the rep's own quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Prospecting {
    /// All together; each line counts at most its target.
    pub done: u32,
    /// All targets together.
    pub target: u32,
    /// Each kind.
    pub lines: Vec<ProspectingLine>,
}

/// The people who need the rep on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodayPeople {
    /// The day.
    #[ts(type = "string")]
    pub on: Date,
    /// Steps due by that day, the longest overdue first.
    pub follow_ups: Vec<FollowUp>,
    /// How many open leads there are.
    pub open_leads: u32,
    /// How many of them have nothing planned.
    pub leads_without_step: u32,
    /// The newest of those for whom nothing is planned; at most a hundred are named.
    pub without_step: Vec<OpenLead>,
    /// Replies not yet answered, newest first.
    pub hands_raised: Vec<HandRaised>,
    /// Dream clients, the longest untouched first.
    pub dream_clients: Vec<DreamClient>,
    /// This week's prospecting; `None` when the rep set no quota.
    pub prospecting: Option<Prospecting>,
}
