//! The questions and answers that cross to the window, where a type of the model does not serve as it is.

use byline_model::{
    Brand, ContactDraft, ContactId, Counts, Delivery, DeliveryState, Finding, How, Kind, Mailbox, Mailing, MailingId,
    NextStepId, Quota, SkipReason, Skipped, SuppressionReason, TodayPeople, TouchId, TouchKind, Via,
};
use jiff::{Timestamp, civil::Date};
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
    /// How many people need the rep today: due steps and hands raised.
    pub today: u32,
    /// Everyone first, then the saved audiences.
    pub segments: Vec<Segment>,
    /// How many replies wait to be answered.
    pub hands_raised: u32,
}

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
    pub delivery: byline_model::DeliveryId,
    /// Seen to, or waiting again.
    pub handled: bool,
}

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
    pub state: byline_model::MailingState,
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
        let Counts { total, accepted, deferred, refused, unknown, waiting, .. } = counts;
        Self { total, accepted, deferred, refused, unknown, waiting }
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
}

/// The weekly targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuotaInput {
    /// The targets.
    pub quota: Quota,
}

/// The rep's mailbox as the window may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxState {
    /// Its settings.
    pub mailbox: Option<Mailbox>,
    /// Whether a password is at hand.
    pub has_password: bool,
    /// Whether the system has a keychain; without one the password holds until Byline closes.
    pub has_keychain: bool,
    /// How many messages went out in the last 24 hours.
    pub sent_today: u32,
}

/// Mailbox settings to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxInput {
    /// The settings.
    pub mailbox: Mailbox,
    /// The password; `null` keeps the one that is known.
    pub password: Option<String>,
}

/// One step of trying the mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxStep {
    /// What was tried.
    pub name: String,
    /// Whether it worked.
    pub ok: bool,
    /// What the server said, or what to do.
    pub words: String,
}

/// A person to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddPerson {
    /// What is known.
    pub draft: ContactDraft,
}
