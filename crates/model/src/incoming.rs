//! What comes back into the rep's mailbox, once it is read and understood.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ContactId, DeliveryId, EmailAddress, IncomingId, MailingId, contact::words};

words! {
    /// What a message that came in is.
    IncomingKind {
        /// A mail server says that it could not deliver (RFC 3464 and its like).
        Bounce = "bounce",
        /// A mail server says that it is still trying.
        Delayed = "delayed",
        /// A machine answered: away from the office, for instance (RFC 3834).
        AutoReply = "auto_reply",
        /// A person wrote back.
        Reply = "reply",
        /// A person asks to stop getting mail.
        OptOut = "opt_out",
        /// A provider reports that a person called a mail unwanted (ARF, RFC 5965).
        Complaint = "complaint",
        /// Anything else, such as other people's newsletters.
        Other = "other",
    }
}

words! {
    /// Why a mail could not be delivered.
    BounceReason {
        /// Nobody has that address.
        NoSuchUser = "no_such_user",
        /// The domain does not exist or takes no mail.
        NoSuchDomain = "no_such_domain",
        /// They left, or moved to another address.
        Moved = "moved",
        /// The mailbox is full.
        MailboxFull = "mailbox_full",
        /// The message is too large.
        TooBig = "too_big",
        /// The server's rules refuse it: sign-in, SPF, DKIM, DMARC, a closed list.
        Policy = "policy",
        /// It was taken for spam, or the sender's address is on a block list.
        Spam = "spam",
        /// The server puts off mail from senders it does not know.
        Greylisted = "greylisted",
        /// Too many messages in too short a time.
        RateLimited = "rate_limited",
        /// The server could not be reached, or the connection broke.
        Network = "network",
        /// It was tried for too long.
        Expired = "expired",
        /// None of these, or nothing is said.
        Other = "other",
    }
}

/// Somebody to whom a mail could not be delivered, or not yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FailedRecipient {
    /// The address to which it was sent, as far as the notice names it.
    pub address: EmailAddress,
    /// Whether it will never work: no such user or domain. A full mailbox, a policy or a spam filter may let the next
    /// mail pass, so those are soft whatever their code.
    pub hard: bool,
    /// The enhanced status code (RFC 3463), such as `5.1.1`; taken from the server's words where those say more than
    /// the field does.
    pub status: Option<String>,
    /// Why.
    pub reason: BounceReason,
    /// The server's own words.
    pub words: String,
}

/// A message that came in, read and understood. Where nothing was said, nothing stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// What it is.
    pub kind: IncomingKind,
    /// For a bounce or a delay: to whom it could not be delivered. For a complaint: who complained, as far as the report
    /// names them; soft, with the reason spam.
    pub recipients: Vec<FailedRecipient>,
    /// Its own Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// The Message-IDs of the messages that it answers or is about, the likeliest first, without angle brackets: the
    /// original in a bounce or a complaint, else In-Reply-To, then References from the last to the first.
    pub about: Vec<String>,
    /// Tokens that Byline gave out and that came back with it: in an address (`name+TOKEN@domain`) or in the subject
    /// (`unsubscribe TOKEN`); 32 hexadecimal digits each.
    pub tokens: Vec<String>,
    /// Who wrote it.
    pub from: Option<EmailAddress>,
    /// Their name as they write it.
    pub from_name: Option<String>,
    /// The subject.
    pub subject: String,
    /// When it was written, as it says itself.
    pub date: Option<Timestamp>,
    /// What a person or their machine wrote, without what it quotes; for a bounce the notice in its own words.
    pub text: String,
    /// For an automatic answer: the day on which the person is back, when it says one.
    pub returns: Option<Date>,
    /// A reply that may mean "stop": the words that make it likely. It is proposed to the rep, and not done.
    pub may_opt_out: Option<String>,
    /// Whether it went to many: a mailing list or a newsletter, which is no answer to anything.
    pub bulk: bool,
}

words! {
    /// How it is known to which delivery a message belongs.
    MatchedBy {
        /// By the Message-ID of the delivery, which it names.
        MessageId = "message-id",
        /// By the token that the delivery carried.
        Token = "token",
        /// By the address and the time: the last delivery to whom it comes from, or is about.
        PersonAndTime = "person-and-time",
    }
}

/// A message that came in, as the desk keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncomingMail {
    /// Its number.
    pub incoming: IncomingId,
    /// What it is.
    pub kind: IncomingKind,
    /// Who wrote it: their name where they write one, else the address.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// What was written, without what it quotes.
    pub text: String,
    /// When it came in.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// To whom a delivery failed, and why.
    pub recipients: Vec<FailedRecipient>,
    /// The day on which somebody is back.
    #[ts(type = "string | null")]
    pub returns: Option<Date>,
    /// Whom it comes from or is about, where that is known.
    pub contact: Option<ContactId>,
    /// Their name, to show.
    pub name: Option<String>,
    /// The delivery that it belongs to.
    pub delivery: Option<DeliveryId>,
    /// Its mailing.
    pub mailing: Option<MailingId>,
    /// The title of the piece.
    pub piece: Option<String>,
    /// How that is known.
    pub matched_by: Option<MatchedBy>,
    /// The words that may mean "stop", while the rep has not decided.
    pub may_opt_out: Option<String>,
    /// Whether the rep has seen to it.
    pub handled: bool,
}
