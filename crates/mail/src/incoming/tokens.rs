//! The tokens that Byline gave out and that come back: in an address, in a subject, in a returned message.

use std::sync::LazyLock;

use mail_parser::Message;
use regex::Regex;

use super::fields;

/// 32 hexadecimal digits after the plus of an address, or after the word that asks to stop; in a link the space is
/// written `%20`.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:\+([0-9a-f]{32})@|\bunsubscribe(?:\s|%20|\+|_|:)+([0-9a-f]{32})(?:[^0-9a-z]|$))",
    )
    .expect("the expression is well-formed")
});

/// The fields that say to which address a message came.
const ARRIVED_AT: &[&str] = &[
    "To",
    "Cc",
    "Delivered-To",
    "X-Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "Original-Recipient",
    "Resent-To",
];

/// Adds the tokens in the fields that say where a message came, and in its subject.
pub(super) fn in_message(message: &Message<'_>, tokens: &mut Vec<String>) {
    for name in ARRIVED_AT {
        for field in fields::raw(message, name) {
            in_text(&field, tokens);
        }
    }
    in_text(message.subject().unwrap_or_default(), tokens);
}

/// Adds the tokens in a text, such as the headers of a returned message.
pub(super) fn in_text(text: &str, tokens: &mut Vec<String>) {
    for found in TOKEN.captures_iter(text) {
        if let Some(token) = found.get(1).or_else(|| found.get(2)) {
            fields::push_new(tokens, &token.as_str().to_ascii_lowercase());
        }
    }
}
