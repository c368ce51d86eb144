//! Reading what comes back: bounces, delays, complaints, automatic answers, replies, requests to stop.
//!
//! Everything here is pure: bytes in, an [`Incoming`] out. The bytes are a stranger's, so nothing here panics, and
//! nothing takes more time than their length allows.

mod person;

use byline_model::Incoming;
use mail_parser::MessageParser;

/// Reads a message as it came in. Whatever cannot be read is an [`byline_model::IncomingKind::Other`].
pub fn read(bytes: &[u8]) -> Incoming {
    let message = MessageParser::default().parse(bytes).unwrap_or_default();
    let voice = person::hear(&message);
    Incoming {
        kind: voice.kind,
        recipients: Vec::new(),
        message_id: message.message_id().map(str::to_owned),
        about: Vec::new(),
        tokens: Vec::new(),
        from: None,
        from_name: None,
        subject: message.subject().unwrap_or_default().to_owned(),
        date: None,
        text: voice.text,
        returns: voice.returns,
        may_opt_out: voice.may_opt_out,
        bulk: voice.bulk,
    }
}
