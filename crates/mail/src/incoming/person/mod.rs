//! What a person, or a machine in their name, wrote back.

use byline_model::IncomingKind;
use jiff::civil::Date;
use mail_parser::Message;

/// What a message says that is no notice of a mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Voice {
    /// [`IncomingKind::AutoReply`], [`IncomingKind::Reply`], [`IncomingKind::OptOut`] or [`IncomingKind::Other`].
    pub kind: IncomingKind,
    /// What was written, without what it quotes.
    pub text: String,
    /// For an automatic answer: the day on which the person is back.
    pub returns: Option<Date>,
    /// A reply that may mean "stop": the words that make it likely.
    pub may_opt_out: Option<String>,
    /// Whether it went to many.
    pub bulk: bool,
}

/// Hears what a message says.
pub(super) fn hear(message: &Message<'_>) -> Voice {
    Voice {
        kind: IncomingKind::Other,
        text: message.body_text(0).unwrap_or_default().into_owned(),
        returns: None,
        may_opt_out: None,
        bulk: false,
    }
}
