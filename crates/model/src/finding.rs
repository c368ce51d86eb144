//! What a check before sending says.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ContactId, contact::words};

words! {
    /// How much a finding weighs.
    Level {
        /// It must be put right before anything goes out.
        Block = "block",
        /// The rep should look.
        Warn = "warn",
        /// It was checked and is in order.
        Pass = "pass",
    }
}

words! {
    /// What a finding is about.
    FindingCode {
        /// Nobody is in the audience.
        NobodyToSendTo = "nobody",
        /// A merge field has no value for a person, and no default.
        MissingValue = "missing-value",
        /// A merge field that does not exist.
        UnknownField = "unknown-field",
        /// No way for the reader to stop getting it.
        NoOptOut = "no-opt-out",
        /// No postal address in the brand.
        NoPostalAddress = "no-postal-address",
        /// No subject line.
        NoSubject = "no-subject",
        /// The rep's name or address is missing.
        NoSender = "no-sender",
        /// Above the 102 KB at which Gmail cuts a message.
        TooLarge = "too-large",
        /// A picture that is not there.
        MissingPicture = "missing-picture",
        /// A picture without a description for those who cannot see it.
        NoPictureText = "no-picture-text",
        /// A link without an address, or with one that no mail program opens.
        BadLink = "bad-link",
        /// It does not fit the page that it should fit.
        Overflow = "overflow",
        /// HTML that was taken out of the piece.
        HtmlRemoved = "html-removed",
        /// A line of the front matter that says nothing to Byline.
        UnknownKey = "unknown-key",
        /// Somebody in the audience waits for a step of the rep.
        StepDue = "step-due",
        /// Somebody has had this piece already.
        AlreadyReceived = "already-received",
        /// Above what the mailbox may send in a day.
        OverLimit = "over-limit",
        /// No mailbox is set.
        NoMailbox = "no-mailbox",
        /// No test of this very text was sent to oneself.
        NoTest = "no-test",
    }
}

/// One thing that a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// How much it weighs.
    pub level: Level,
    /// What it is about.
    pub code: FindingCode,
    /// What was found and what to do, in words for the rep.
    pub message: String,
    /// Whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub contact: Option<ContactId>,
    /// The line of the piece that it is about, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub line: Option<u32>,
}
