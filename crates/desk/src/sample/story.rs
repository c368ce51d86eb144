//! The files of the sample as they are written: the rows of its CSV files and the tables of `story.toml`.

use byline_model::{Action, EmailAddress, How, Quota, Source, Stage, SuppressionReason, TouchKind};
use jiff::civil::Time;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct CompanyRow {
    pub(super) name: String,
    pub(super) domain: Option<String>,
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) country: Option<String>,
    pub(super) industry: Option<String>,
    pub(super) employees: Option<i64>,
    pub(super) notes: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ContactRow {
    pub(super) key: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) email: Option<EmailAddress>,
    pub(super) title: Option<String>,
    pub(super) company: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) stage: Stage,
    pub(super) source: Source,
    pub(super) referred_by: Option<String>,
    pub(super) decides: bool,
    pub(super) tags: String,
    pub(super) city: Option<String>,
    pub(super) added_days_ago: i64,
    pub(super) newsletter_basis: Option<String>,
    pub(super) newsletter_since_days_ago: Option<i64>,
    pub(super) notes: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Story {
    pub(super) quota: Quota,
    pub(super) audience: Vec<StoryAudience>,
    pub(super) mailing: Vec<StoryMailing>,
    pub(super) hand_over: Vec<HandOver>,
    pub(super) touch: Vec<StoryTouch>,
    pub(super) next_step: Vec<StoryStep>,
    pub(super) suppress: Vec<StorySuppression>,
}

#[derive(Deserialize)]
pub(super) struct StoryAudience {
    pub(super) name: String,
    pub(super) filter: String,
}

#[derive(Deserialize)]
pub(super) struct StoryMailing {
    pub(super) piece: String,
    pub(super) days_ago: i64,
    pub(super) at: Time,
    pub(super) audience: String,
    pub(super) bounced: Vec<Came>,
    pub(super) refused: Vec<Came>,
    pub(super) replied: Vec<Reply>,
    pub(super) auto_replied: Vec<Reply>,
    pub(super) opted_out: Vec<Stopped>,
}

#[derive(Deserialize)]
pub(super) struct Came {
    pub(super) who: String,
    pub(super) words: String,
}

#[derive(Deserialize)]
pub(super) struct Reply {
    pub(super) who: String,
    pub(super) hours_later: i64,
    #[serde(default = "yes")]
    pub(super) sorted: bool,
    pub(super) text: String,
}

#[derive(Deserialize)]
pub(super) struct Stopped {
    pub(super) who: String,
    pub(super) hours_later: i64,
}

#[derive(Deserialize)]
pub(super) struct HandOver {
    pub(super) piece: String,
    pub(super) who: String,
    pub(super) how: How,
    pub(super) days_ago: i64,
}

#[derive(Deserialize)]
pub(super) struct StoryTouch {
    pub(super) who: String,
    pub(super) kind: TouchKind,
    pub(super) days_ago: i64,
    #[serde(default)]
    pub(super) this_week: bool,
    pub(super) text: String,
}

#[derive(Deserialize)]
pub(super) struct StoryStep {
    pub(super) who: String,
    pub(super) action: Action,
    pub(super) due_in_days: i64,
    pub(super) time: Option<Time>,
    pub(super) text: String,
    pub(super) why: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct StorySuppression {
    pub(super) address: EmailAddress,
    pub(super) reason: SuppressionReason,
    pub(super) days_ago: i64,
    pub(super) note: Option<String>,
}

const fn yes() -> bool {
    true
}
