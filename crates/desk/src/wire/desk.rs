//! The desk itself: its state, the sidebar, today.

use byline_model::{Brand, IncomingMail, Mailing, MailingId, Quota, TodayPeople};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Nothing to say: the input of a command that needs none, the output of one that only does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// What the window must know before it shows anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DeskState {
    /// Whether a desk is open; without one the window shows the onboarding.
    pub open: bool,
    /// The folder of the desk, or where it would be made.
    pub folder: String,
    /// Whether this is the desk of invented people.
    pub sample: bool,
    /// Whether nothing can be written, with the reason.
    pub read_only: Option<String>,
    /// Why the desk cannot be opened although it is there.
    pub problem: Option<Problem>,
    /// The rep's name and colours.
    pub brand: Brand,
    /// Byline's version.
    pub version: String,
}

/// Something that went wrong, to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// The rep's name and colours, to save or to try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BrandInput {
    /// Name and colours.
    pub brand: Brand,
}

/// A page of HTML for a sandboxed frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HtmlPage {
    /// The document; it loads nothing from outside.
    pub html: String,
}

/// A saved filter, or "Everyone", with how many people it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// Its filter.
    pub filter: String,
    /// How many people it has.
    pub count: u32,
}

/// What stands in the sidebar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Sidebar {
    /// How much needs the rep today: due steps, hands raised, and mailings that missed their time.
    pub today: u32,
    /// Everyone first, then the saved audiences.
    pub segments: Vec<Segment>,
    /// How many replies wait to be answered.
    pub hands_raised: u32,
}

/// The issue that is to go out next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NextIssue {
    /// The piece's folder name.
    pub piece: String,
    /// Its title.
    pub title: String,
    /// The newsletter's name.
    pub newsletter: String,
    /// Its number.
    pub number: Option<String>,
    /// The day it is due.
    #[ts(type = "string | null")]
    pub due: Option<Date>,
    /// Whether it has a text.
    pub written: bool,
    /// Whether no check blocks it.
    pub checked: bool,
    /// The mailing that is going out, when one is.
    pub mailing: Option<MailingId>,
}

/// A day to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodayInput {
    /// Which; `null` is today.
    #[ts(type = "string | null")]
    pub on: Option<Date>,
}

/// What needs the rep on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Today {
    /// People.
    #[serde(flatten)]
    #[ts(flatten)]
    pub people: TodayPeople,
    /// The issue that is to go out next.
    pub next_issue: Option<NextIssue>,
    /// Mailings that are not done, newest first.
    pub mailings: Vec<Mailing>,
    /// Mailings whose time went by while the computer slept or Byline was closed.
    pub missed: Vec<MailingId>,
    /// What came in and waits for the rep, other than replies: mail that came back, requests to stop that Byline is
    /// not sure of, and what belongs to no delivery. Newest first.
    pub came_in: Vec<IncomingMail>,
}

/// The weekly targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuotaInput {
    /// The targets.
    pub quota: Quota,
}
