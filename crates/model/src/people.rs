//! What the list of people and one person's panel show.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    AudienceId, Company, Contact, ContactId, MarkKind, NextStep, Source, Stage, Suppression,
    contact::words,
};

words! {
    /// How a list of people is sorted.
    PeopleOrder {
        /// By next step: overdue first, then by day, those without one last.
        NextStep = "next-step",
        /// By last and first name.
        Name = "name",
        /// By company.
        Company = "company",
        /// By stage.
        Stage = "stage",
        /// Newest first.
        Added = "added",
    }
}

/// Which people to list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PeopleQuery {
    /// A filter in the filter language; empty or `all` is everyone.
    #[serde(default)]
    pub filter: String,
    /// Words that must all occur, as beginnings of words, in name, company, address, title, city, tags or notes.
    #[serde(default)]
    pub search: String,
    /// How to sort.
    pub order: PeopleOrder,
    /// How many to pass over.
    #[serde(default)]
    pub offset: u32,
    /// How many to give at the most.
    pub limit: u32,
}

/// One line of the list of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonRow {
    /// Who.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Their company.
    pub company: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// How far they have come.
    pub stage: Stage,
    /// How they came to be known.
    pub source: Source,
    /// Whether they bear the tag `dream`.
    pub dream: bool,
    /// The title of the last piece they got.
    pub last_piece: Option<String>,
    /// What became of it.
    pub last_mark: Option<MarkKind>,
    /// When.
    #[ts(type = "string | null")]
    pub last_at: Option<Timestamp>,
    /// What is next.
    pub next_step: Option<NextStep>,
    /// Whether the address is suppressed.
    pub suppressed: bool,
}

/// A page of the list of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PeoplePage {
    /// How many match in all.
    pub total: u32,
    /// The page.
    pub rows: Vec<PersonRow>,
}

words! {
    /// What an entry of a person's timeline was.
    TimelineKind {
        /// A piece went to them by a mailing.
        Piece = "piece",
        /// They wrote back.
        Reply = "reply",
        /// A machine answered.
        AutoReply = "auto-reply",
        /// A mail came back or was refused.
        Bounce = "bounce",
        /// They asked to stop.
        OptOut = "opt-out",
        /// A piece was handed over.
        HandOver = "hand-over",
        /// A call.
        Call = "call",
        /// A meeting.
        Meeting = "meeting",
        /// A visit.
        Visit = "visit",
        /// A personal e-mail.
        Email = "email",
        /// They were asked for a referral.
        ReferralAsk = "referral-ask",
        /// An introduction.
        Introduction = "introduction",
        /// A note.
        Note = "note",
        /// A next step was done.
        StepDone = "step-done",
        /// They came into the desk.
        Added = "added",
    }
}

/// Something in a person's timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TimelineEntry {
    /// What it was.
    pub kind: TimelineKind,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// What it was, in a line: a piece's title, "Call", "Introduced by Leo Marchetti".
    pub title: String,
    /// More: what they wrote, how it was handed over, what the server said.
    pub detail: Option<String>,
}

/// A person with everything that is between them and the rep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Person {
    /// The person.
    pub contact: Contact,
    /// Their name, to show.
    pub name: String,
    /// Their company.
    pub company: Option<Company>,
    /// Who gave their name: number and name.
    pub referrer: Option<(ContactId, String)>,
    /// Whom they sent: number and name.
    pub referred: Vec<(ContactId, String)>,
    /// What is next.
    pub next_step: Option<NextStep>,
    /// Whether, why and since when they are never to be mailed.
    pub suppression: Option<Suppression>,
    /// What happened, newest first.
    pub timeline: Vec<TimelineEntry>,
}

/// A saved filter over contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Audience {
    /// Its number.
    pub audience: AudienceId,
    /// Its name.
    pub name: String,
    /// Its filter.
    pub filter: String,
    /// How many people it has now.
    pub count: u32,
}
