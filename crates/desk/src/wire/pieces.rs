//! Pieces, previews, templates and exports.

use byline_model::{ContactId, Finding, Kind};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A piece, by its folder name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PieceName {
    /// The folder name.
    pub piece: String,
}

/// How far a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PieceState {
    /// Nobody has it yet.
    Draft,
    /// It went out by a mailing.
    Sent,
    /// It was handed over, but never mailed.
    Shared,
}

/// A line of the list of pieces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PieceSummary {
    /// The folder name.
    pub piece: String,
    /// What it is.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Its template.
    pub template: String,
    /// One line on what it says, when the front matter has one.
    pub summary: Option<String>,
    /// The number of a newsletter issue.
    pub number: Option<String>,
    /// The day it is due.
    #[ts(type = "string | null")]
    pub due: Option<Date>,
    /// How far it is.
    pub state: PieceState,
    /// How many people have it.
    pub recipients: u32,
    /// The day it first went to somebody.
    #[ts(type = "string | null")]
    pub first: Option<Date>,
    /// When the file last changed.
    #[ts(type = "string")]
    pub modified_at: Timestamp,
    /// Its file.
    pub path: String,
    /// Why it cannot be read, with the line.
    pub problem: Option<String>,
}

/// The parts of the front matter that the window edits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PieceFields {
    /// Title.
    pub title: String,
    /// Subject line.
    pub subject: String,
    /// The line beside the subject.
    pub preview: String,
    /// The day it is due.
    #[ts(type = "string | null")]
    pub due: Option<Date>,
}

/// A piece as its file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PieceText {
    /// The folder name.
    pub piece: String,
    /// What it is.
    pub kind: Kind,
    /// Its template.
    pub template: String,
    /// The parts of the front matter that the window edits.
    pub fields: PieceFields,
    /// The text below the front matter.
    pub body: String,
    /// The hash of the file, to notice an edit made outside.
    pub version: String,
    /// When the file last changed.
    #[ts(type = "string")]
    pub modified_at: Timestamp,
    /// Its file.
    pub path: String,
}

/// A piece being written, not necessarily saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Draft {
    /// The folder name.
    pub piece: String,
    /// The parts of the front matter.
    pub fields: PieceFields,
    /// The text below the front matter.
    pub body: String,
}

/// A draft to save over the version it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SavePiece {
    /// What to write.
    pub draft: Draft,
    /// The version it was made from; with another one on disk nothing is written and the error is `changed_outside`.
    pub version: String,
}

/// That a piece is on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Saved {
    /// The version on disk now.
    pub version: String,
    /// When it was written.
    #[ts(type = "string")]
    pub modified_at: Timestamp,
}

/// A piece to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewPiece {
    /// What it is.
    pub kind: Kind,
    /// How it looks.
    pub template: String,
    /// Its title; its folder name is made from it.
    pub title: String,
}

/// A picture to lay beside a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddPicture {
    /// The piece's folder name.
    pub piece: String,
    /// The name of the file that was chosen.
    pub file_name: String,
    /// Its bytes, as base64.
    pub data: String,
}

/// A picture that lies beside a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddedPicture {
    /// The file name to put into the Markdown.
    pub name: String,
}

/// The ways to look at a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PreviewForm {
    /// The e-mail in a light mail program; an article or a page for collateral.
    Email,
    /// The same as a dark mail program shows it.
    Dark,
    /// The plain text.
    Text,
    /// The printed pages.
    Pdf,
}

/// A piece to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreviewInput {
    /// What is being written.
    pub draft: Draft,
    /// As whom; `null` shows the merge tags filled with their names.
    pub contact: Option<ContactId>,
    /// In which way.
    pub form: PreviewForm,
}

/// A piece as one person gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Preview {
    /// The subject line.
    pub subject: String,
    /// The line beside it.
    pub preview: String,
    /// The name it comes from.
    pub from_name: String,
    /// The address it comes from.
    pub from_address: String,
    /// For the e-mail and the dark e-mail: the document for a sandboxed frame.
    pub html: Option<String>,
    /// For the plain text: the text.
    pub text: Option<String>,
    /// For the PDF: the pages as `data:` addresses of PNG pictures.
    pub pages: Vec<String>,
    /// By how much it runs over the page it should fit, in words.
    pub overflow: Option<String>,
    /// The size of the HTML in bytes.
    pub html_bytes: u32,
    /// How many words.
    pub words: u32,
    /// How many minutes it takes to read.
    pub minutes: u32,
    /// What was found while rendering.
    pub findings: Vec<Finding>,
}

/// A merge tag that can be put into a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MergeTag {
    /// The field, such as `contact.first_name`.
    pub field: String,
    /// What it stands for, in words.
    pub label: String,
    /// For how many people there is no value.
    pub missing: u32,
}

/// A template, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateName {
    /// Its folder name.
    pub template: String,
}

/// A picture as a `data:` address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Picture {
    /// The address.
    pub data: String,
}

/// What a file can be exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ExportForm {
    /// PDF.
    Pdf,
    /// A web page in one file.
    Page,
    /// Plain text.
    Text,
    /// A mail as a file.
    Eml,
    /// A picture of the first page.
    Png,
}

/// A piece to export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportInput {
    /// The piece's folder name.
    pub piece: String,
    /// As what.
    pub form: ExportForm,
    /// For whom.
    pub contact: Option<ContactId>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Written {
    /// Its path.
    pub written: String,
}
