//! Reading what comes back: bounces, delays, complaints, automatic answers, replies, requests to stop.
//!
//! Everything here is pure: bytes in, an [`Incoming`] out. The bytes are a stranger's, so nothing here panics, and
//! nothing takes more time than their length allows.

mod bounce;
mod bounds;
mod complaint;
mod fields;
mod files;
mod machine;
mod person;
mod returned;
mod tokens;

pub use files::{is_message, messages};
pub use machine::is_from_machine;

use byline_model::{BounceReason, EmailAddress, FailedRecipient, Failure, Incoming, IncomingKind};
use jiff::Timestamp;
use mail_parser::{HeaderName, Message, MessageParser};

use self::complaint::Complaint;

/// Judges a refusal by the words of a server, as those in a bounce are judged.
pub fn judge(words: &str) -> Failure {
    bounce::judge(words)
}

/// Reads a message as it came in. Whatever cannot be read is an [`IncomingKind::Other`].
pub fn read(bytes: &[u8]) -> Incoming {
    let bytes = bounds::bounded(bytes);
    let Some(message) = MessageParser::default()
        .parse(&bytes)
        .filter(|message| !message.parts.is_empty())
    else {
        return nothing();
    };
    let mut incoming = envelope(&message);
    let mut returned = String::new();
    if let Some(notice) = bounce::hear(&message) {
        incoming.kind = notice.kind;
        incoming.recipients = notice.recipients;
        incoming.text = notice.text;
        prepend(&mut incoming.about, notice.about);
        returned = notice.returned;
    } else if let Some(complaint) = complaint::hear(&message) {
        incoming.kind = IncomingKind::Complaint;
        incoming.recipients = complainants(&complaint);
        incoming.text = message.body_text(0).unwrap_or_default().into_owned();
        prepend(&mut incoming.about, complaint.about.into_iter().collect());
        returned = complaint.returned;
    } else {
        let voice = person::hear(&message);
        incoming.kind = voice.kind;
        incoming.text = voice.text;
        incoming.returns = voice.returns;
        incoming.may_opt_out = voice.may_opt_out;
        incoming.bulk = voice.bulk;
    }
    tokens::in_message(&message, &mut incoming.tokens);
    tokens::in_text(&returned, &mut incoming.tokens);
    incoming
}

/// What a message says of itself, whatever it is.
fn envelope(message: &Message<'_>) -> Incoming {
    let from = fields::person(message, HeaderName::From);
    let mut about = Vec::new();
    for id in fields::raw(message, "In-Reply-To").flat_map(|field| fields::ids(&field)) {
        fields::push_new(&mut about, &id);
    }
    let references: Vec<String> = fields::raw(message, "References")
        .flat_map(|field| fields::ids(&field))
        .collect();
    for id in references.iter().rev() {
        fields::push_new(&mut about, id);
    }
    Incoming {
        message_id: message.message_id().map(str::to_owned),
        about,
        from: from
            .and_then(|from| from.address.as_deref())
            .and_then(|address| EmailAddress::parse(address).ok()),
        from_name: from
            .and_then(|from| from.name.as_deref())
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty()),
        subject: message.subject().unwrap_or_default().trim().to_owned(),
        date: message
            .date()
            .filter(|date| date.is_valid())
            .and_then(|date| Timestamp::from_second(date.to_timestamp()).ok()),
        ..nothing()
    }
}

/// A message of which nothing is known.
fn nothing() -> Incoming {
    Incoming {
        kind: IncomingKind::Other,
        recipients: Vec::new(),
        message_id: None,
        about: Vec::new(),
        tokens: Vec::new(),
        from: None,
        from_name: None,
        subject: String::new(),
        date: None,
        text: String::new(),
        returns: None,
        may_opt_out: None,
        bulk: false,
    }
}

/// Puts Message-IDs before those that are there.
fn prepend(all: &mut Vec<String>, mut first: Vec<String>) {
    for id in all.iter() {
        fields::push_new(&mut first, id);
    }
    *all = first;
}

/// Who complained, in the form of those whom a notice names: the message reached them, and the next one will not be
/// wanted either.
fn complainants(complaint: &Complaint) -> Vec<FailedRecipient> {
    complaint
        .from
        .iter()
        .map(|address| FailedRecipient {
            address: address.clone(),
            hard: false,
            status: None,
            reason: BounceReason::Spam,
            words: String::new(),
        })
        .collect()
}
