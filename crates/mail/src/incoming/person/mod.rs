//! What a person, or a machine in their name, wrote back.

mod asking;
mod attribution;
mod automatic;
mod dates;
mod html;
mod opt_out;
mod quote;
mod returns;
mod signature;
mod sort;
mod turning;

use byline_model::IncomingKind;
use jiff::civil::Date;
use mail_parser::{Message, PartType};
use regex::Regex;

use self::{opt_out::Verdict, sort::Answer};

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

/// How much of a message's text is read, in bytes. Nobody writes that much; what lies behind it is quoted.
const CAP: usize = 256 * 1024;

/// Hears what a message says.
pub(super) fn hear(message: &Message<'_>) -> Voice {
    let prefaces = quote::prefaces(sort::sender_name(message));
    let whole = text_of(message, &prefaces);
    let cut = quote::cut(&whole, &prefaces);
    let subject = message.subject().unwrap_or_default();
    let answer = sort::answer(message, cut.quotes);
    let by_link = opt_out::is_by_link(subject);
    let kind = if !by_link && automatic::is_automatic(message, &cut, answer) {
        IncomingKind::AutoReply
    } else if answer == Answer::ToUs {
        IncomingKind::Reply
    } else {
        IncomingKind::Other
    };
    let bulk = kind == IncomingKind::Other && answer == Answer::ToMany;
    let mut voice = Voice {
        kind,
        text: String::new(),
        returns: None,
        may_opt_out: None,
        bulk,
    };
    if kind == IncomingKind::AutoReply && !automatic::is_read_receipt(message) {
        let day = sort::day(message);
        let sender = sort::sender_domain(message);
        voice.returns = returns::returns(subject, &cut.written, day, sender);
    } else if kind != IncomingKind::AutoReply && !bulk {
        let sender = sort::sender(message).unwrap_or_default();
        match opt_out::judge(subject, &cut.written, sender, &sort::recipients(message)) {
            Verdict::Yes => voice.kind = IncomingKind::OptOut,
            Verdict::Maybe(words) => voice.may_opt_out = Some(words),
            Verdict::No => {}
        }
    }
    voice.text = cut.shown;
    voice
}

/// The text of a message: its plain text, or its HTML as text where there is no plain text that says anything.
fn text_of(message: &Message<'_>, prefaces: &[String]) -> String {
    let mut text = String::new();
    // Apple Mail writes on behind a picture in a further part.
    for part in message.text_bodies() {
        let more = match &part.body {
            PartType::Text(plain) => plain[..plain.floor_char_boundary(CAP)].to_owned(),
            PartType::Html(markup) => html::to_text(markup, prefaces),
            _ => continue,
        };
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&more);
        if text.len() >= CAP {
            text.truncate(text.floor_char_boundary(CAP));
            break;
        }
    }
    if text.trim().is_empty() {
        for part in message.html_bodies() {
            if let PartType::Html(markup) = &part.body {
                text.push_str(&html::to_text(markup, prefaces));
            }
        }
        text.truncate(text.floor_char_boundary(CAP));
    }
    text
}

/// A pattern written in this room.
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern that is written here is one")
}

/// Text as it is compared: in small letters, with one kind of apostrophe and of blank, and without marks nobody sees.
fn folded(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{b4}' | '`' => Some('\''),
            '\u{a0}' | '\u{202f}' | '\u{2007}' => Some(' '),
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{ad}' => None,
            c => Some(c),
        })
        .flat_map(char::to_lowercase)
        .collect()
}
