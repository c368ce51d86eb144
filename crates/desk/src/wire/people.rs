//! People, their steps and touches, imports, the ledger.

use byline_model::{
    ContactDraft, ContactId, DeliveryId, How, NextStepId, SuppressionReason, TouchId, TouchKind,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A person, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonId {
    /// Who.
    pub contact: ContactId,
}

/// What to change about a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditPerson {
    /// Who.
    pub contact: ContactId,
    /// The fields to change, by their names, as texts; an empty text clears the field.
    pub fields: std::collections::BTreeMap<String, String>,
}

/// People in a file, to bring in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportInput {
    /// The name of the file that was chosen.
    pub file_name: String,
    /// Its bytes, as base64.
    pub data: String,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// A row that could not be brought in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Rejected {
    /// The file.
    pub file: String,
    /// The line where the row begins, from 1.
    #[ts(type = "number")]
    pub line: u64,
    /// Why, and what to do.
    pub reason: String,
}

/// What bringing in people came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportReport {
    /// The import's number; `null` when nothing was written.
    #[ts(type = "number | null")]
    pub import: Option<i64>,
    /// Rows read, without the heading.
    pub rows: u32,
    /// People who were new.
    pub added: u32,
    /// People of whom something new became known.
    pub updated: u32,
    /// People of whom nothing new became known.
    pub unchanged: u32,
    /// Rows that were about a person of an earlier row.
    pub merged: u32,
    /// Rows that could not be brought in.
    pub rejected: Vec<Rejected>,
    /// Headings that Byline did not recognise.
    pub ignored_columns: Vec<String>,
}

/// A next step, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StepId {
    /// Which.
    pub step: NextStepId,
}

/// A next step to put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SnoozeStep {
    /// Which.
    pub step: NextStepId,
    /// To which day.
    #[ts(type = "string")]
    pub due: Date,
}

/// A touch to log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewTouch {
    /// With whom.
    pub contact: ContactId,
    /// What it was.
    pub kind: TouchKind,
    /// What was said or done.
    pub text: String,
    /// When; `null` is now.
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
}

/// A touch, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LoggedTouch {
    /// Which.
    pub touch: TouchId,
}

/// A piece that was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GiveInput {
    /// The piece's folder name.
    pub piece: String,
    /// To whom.
    pub contacts: Vec<ContactId>,
    /// How.
    pub how: How,
    /// On which day; `null` is today.
    #[ts(type = "string | null")]
    pub on: Option<Date>,
}

/// How many hand-overs were recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Given {
    /// How many.
    pub given: u32,
}

/// An address never to be mailed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuppressInput {
    /// The address.
    pub address: String,
    /// Why.
    pub reason: SuppressionReason,
}

/// A reply to mark as seen to, or as waiting again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandleReply {
    /// The delivery it answered.
    pub delivery: DeliveryId,
    /// Seen to, or waiting again.
    pub handled: bool,
}

/// A search in the ledger's matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MatrixInput {
    /// Words in a person's or a company's name.
    #[serde(default)]
    pub search: String,
    /// How many people to pass over.
    #[serde(default)]
    pub offset: u32,
    /// How many people to give at the most.
    pub limit: u32,
}

/// A person to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddPerson {
    /// What is known.
    pub draft: ContactDraft,
}
