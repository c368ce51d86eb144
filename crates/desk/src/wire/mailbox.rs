//! The rep's mailbox: its settings, signing in, what the domain says, and what came in.

use byline_model::{BounceReason, IncomingId, IncomingKind, Mailbox, Preset};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The rep's mailbox as the window may know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxState {
    /// Its settings.
    pub mailbox: Option<Mailbox>,
    /// Whether a password, or with OAuth 2 the rep's consent, is at hand.
    pub has_password: bool,
    /// Whether the system has a keychain; without one the password holds until Byline closes.
    pub has_keychain: bool,
    /// How many messages went out in the last 24 hours.
    pub sent_today: u32,
    /// When Byline last read what came in.
    #[ts(type = "string | null")]
    pub read_at: Option<Timestamp>,
    /// Why it could not be read the last time.
    pub reading_problem: Option<String>,
}

/// Mailbox settings to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxInput {
    /// The settings.
    pub mailbox: Mailbox,
    /// The password; `null` keeps the one that is known.
    pub password: Option<String>,
    /// With OAuth 2: the client's secret, where the provider gave one; `null` keeps the one that is known.
    #[serde(default)]
    pub client_secret: Option<String>,
}

/// An e-mail address, to find out who keeps its mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AddressInput {
    /// The address.
    pub address: String,
}

/// The presets for an address: the likeliest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Presets {
    /// The likeliest, by the address.
    pub likely: Preset,
    /// Every provider's.
    pub all: Vec<Preset>,
}

/// One step of trying the mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MailboxStep {
    /// Whether it is about sending or about reading.
    pub about: StepAbout,
    /// What was tried.
    pub name: String,
    /// Whether it worked.
    pub ok: bool,
    /// What the server said, or what to do.
    pub words: String,
}

/// What a step of trying the mailbox is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum StepAbout {
    /// The server that takes mail.
    Sending,
    /// The server that holds what came in.
    Reading,
}

/// Where the rep says yes to OAuth 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConsentPage {
    /// The address that the browser opens.
    pub address: String,
}

/// What the domain of the rep's address says about mail in its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DomainReport {
    /// The domain.
    pub domain: String,
    /// What it says, record by record.
    pub records: Vec<DomainRecord>,
}

/// One record of a domain, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DomainRecord {
    /// SPF, DKIM, DMARC or MX.
    pub name: String,
    /// The record as it stands; `null` when there is none.
    pub found: Option<String>,
    /// How good that is.
    pub verdict: DomainVerdict,
    /// What it means, and what to do.
    pub words: String,
}

/// How good a record of a domain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum DomainVerdict {
    /// As it should be.
    Good,
    /// It is there, and something about it should be looked at.
    Warn,
    /// It is not there.
    Missing,
    /// It cannot be told from outside.
    Unknown,
}

/// What reading the mailbox found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SyncReport {
    /// How many new messages were looked at.
    pub read: u32,
    /// How many mails came back.
    pub bounces: u32,
    /// How many notices say that a server is still trying.
    pub delayed: u32,
    /// How many people wrote back.
    pub replies: u32,
    /// How many machines answered.
    pub auto_replies: u32,
    /// How many people asked to stop.
    pub opt_outs: u32,
    /// How many called it unwanted.
    pub complaints: u32,
    /// How many concern us, and nobody knows which delivery.
    pub unmatched: u32,
    /// How many are in the mailbox and cannot be read by Byline; the rep's mail program may show them.
    pub unreadable: u32,
}

/// A message file as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadMessage {
    /// The file.
    pub file: String,
    /// What it is.
    pub kind: IncomingKind,
    /// To whom a delivery failed.
    pub recipients: Vec<ReadRecipient>,
    /// Its own Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// The Message-ID that it answers or is about.
    pub in_reply_to: Option<String>,
    /// Who wrote it.
    pub from: Option<String>,
    /// The subject.
    pub subject: String,
    /// What was written, without what it quotes.
    pub text: String,
    /// The day on which somebody is back.
    #[ts(type = "string | null")]
    pub returns: Option<Date>,
    /// The words that may mean "stop".
    pub may_opt_out: Option<String>,
    /// The delivery that it belongs to.
    pub delivery: Option<byline_model::DeliveryId>,
    /// Whether it was new to the ledger; always false when it was only looked at.
    pub recorded: bool,
}

/// Somebody to whom a delivery failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadRecipient {
    /// The address.
    pub address: String,
    /// Whether it will never work.
    pub hard: bool,
    /// The enhanced status code.
    pub status: Option<String>,
    /// Why.
    pub reason: BounceReason,
    /// The server's words.
    pub words: String,
}

/// A message that came in, seen to or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandleIncoming {
    /// Which.
    pub incoming: IncomingId,
    /// Whether the rep has seen to it.
    pub handled: bool,
}

/// Whether somebody asked to stop, in the rep's judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecideOptOut {
    /// The message.
    pub incoming: IncomingId,
    /// Whether they are never mailed again.
    pub stop: bool,
}
