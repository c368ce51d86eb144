//! The ledger: who received which piece.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Answer, ContactId, DeliveryState, EditionHash, Failure, Kind, contact::words};

words! {
    /// By which way somebody got a piece.
    How {
        /// By a mailing.
        Mailed = "mailed",
        /// On paper.
        Printed = "printed",
        /// As a link.
        Link = "link",
        /// Attached to a personal mail.
        Attached = "attached",
        /// Shown on a screen.
        Shown = "shown",
    }
}

words! {
    /// What stands in a cell of the ledger.
    MarkKind {
        /// Their mail server accepted it.
        Received = "received",
        /// They wrote back.
        Replied = "replied",
        /// Handed over outside a mailing.
        Handed = "handed",
        /// It came back, or was refused.
        Bounced = "bounced",
        /// Nobody knows whether it arrived.
        Unknown = "unknown",
        /// It is still on its way.
        Waiting = "waiting",
        /// They were in the audience and left out.
        Skipped = "skipped",
    }
}

/// One row of the ledger: one piece that went to one person, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LedgerEntry {
    /// Who.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// The piece's folder name.
    pub piece: String,
    /// The edition; `None` for a paper hand-over of a piece that was never frozen.
    pub edition: Option<EditionHash>,
    /// By which way.
    pub how: How,
    /// What became of it; a hand-over is `accepted`.
    pub state: DeliveryState,
    /// What came back.
    pub answers: Vec<Answer>,
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// Somebody who did not receive a piece (with `ledger --missing`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LedgerRow {
    /// Who.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Their company.
    pub company: Option<String>,
    /// The piece's folder name.
    pub piece: String,
    /// Why, in a word: a reason of being skipped, `bounced`, `refused`, or `not-sent`.
    pub why: String,
}

/// One cell of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mark {
    /// What stands there.
    pub kind: MarkKind,
    /// When it happened.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// How we know, in words: the server's answer, the reply's first line, how it was handed over.
    pub evidence: String,
    /// What came back, each kind once.
    pub answers: Vec<Answer>,
    /// With `bounced`: why, as far as it is known.
    pub failure: Option<Failure>,
}

/// A column of the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MatrixPiece {
    /// The piece's folder name.
    pub piece: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: Kind,
    /// The day it first went to somebody.
    #[ts(type = "string | null")]
    pub first: Option<Date>,
    /// To how many people it went and was not returned.
    pub received: u32,
}

/// A row of the matrix: one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MatrixRow {
    /// Who.
    pub contact: ContactId,
    /// Their name, to show.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// A mark for each piece, in the order of the columns; `null` where nothing was sent.
    pub marks: Vec<Option<Mark>>,
}

/// Who has not had the newest issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Gap {
    /// The newest issue that went out.
    pub piece: String,
    /// Its title.
    pub title: String,
    /// The day it went out.
    #[ts(type = "string")]
    pub sent: Date,
    /// Everybody who might have had it and has not: not suppressed, not lost.
    pub missed: u32,
    /// Those of them who can have it now: an address that works.
    pub can_have_it: u32,
    /// Those of them who came into the desk after it went out.
    pub joined_after: u32,
    /// Those of them for whom it came back or was refused.
    pub bounced: u32,
    /// Those of them without an address.
    pub no_address: u32,
}

/// A page of the ledger's matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LedgerMatrix {
    /// The columns: newsletters by date, then articles, then collateral.
    pub pieces: Vec<MatrixPiece>,
    /// How many people match.
    pub total: u32,
    /// The people from `offset` on, those who had the newest first.
    pub rows: Vec<MatrixRow>,
    /// Who has not had the newest issue.
    pub gap: Option<Gap>,
}
