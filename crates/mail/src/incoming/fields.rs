//! Reading header fields: addresses, Message-IDs, and fields by name as they stand.

use std::sync::LazyLock;

use byline_model::EmailAddress;
use mail_parser::{Addr, HeaderName, HeaderValue, Message};
use regex::Regex;

/// Anything in a text that looks like an address (RFC 5321 §4.1.2 without quoted names).
pub(super) static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z][A-Za-z0-9-]+",
    )
    .expect("the expression is well-formed")
});

/// A Message-ID (RFC 5322 §3.6.4) in its brackets.
static MESSAGE_ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<([^<>\s@]{1,250}@[^<>\s@]{1,250})>").expect("the expression is well-formed")
});

/// The end of a name with letters of other alphabets than English is no address: `rgen@` of `jürgen@`.
fn is_cut(text: &str, found: &regex::Match<'_>) -> bool {
    text[..found.start()]
        .chars()
        .next_back()
        .is_some_and(|before| matches!(before, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}'))
}

/// What looks like an address in a text, in its order.
pub(super) fn found(text: &str) -> impl Iterator<Item = regex::Match<'_>> {
    ADDRESS
        .find_iter(text)
        .filter(move |found| !is_cut(text, found))
}

/// Looks for an address in what stands for one: brackets, quotes and a word before it are no part of it.
pub(super) fn address(text: &str) -> Option<EmailAddress> {
    let found = found(text).next()?.as_str();
    let found = match found.split_once('=') {
        Some((kind, address))
            if ["smtp", "mailto", "rfc822", "to", "rcpt"]
                .iter()
                .any(|other| kind.eq_ignore_ascii_case(other)) =>
        {
            address
        }
        _ => found,
    };
    EmailAddress::parse(found.trim_start_matches(['\'', '`', '=', '/', '.', '*', '|', '{', '}']))
        .ok()
}

/// All addresses in a text, each once, in their order.
pub(super) fn addresses(text: &str) -> Vec<EmailAddress> {
    let mut all: Vec<EmailAddress> = Vec::new();
    for found in found(text) {
        if let Some(one) = address(found.as_str())
            && !all.iter().any(|other| other.key() == one.key())
        {
            all.push(one);
        }
    }
    all
}

/// All Message-IDs in a text, without their brackets, each once, in their order.
pub(super) fn ids(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for found in MESSAGE_ID.captures_iter(text) {
        push_new(&mut all, &found[1]);
    }
    all
}

/// Adds what is not yet there.
pub(super) fn push_new(all: &mut Vec<String>, one: &str) {
    if !one.is_empty() && !all.iter().any(|other| other == one) {
        all.push(one.to_owned());
    }
}

/// The fields of that name as they stand, unfolded.
pub(super) fn raw<'m>(message: &'m Message<'_>, name: &str) -> impl Iterator<Item = String> + 'm {
    let name = name.to_owned();
    message
        .headers()
        .iter()
        .filter(move |header| header.name.as_str().eq_ignore_ascii_case(&name))
        .filter_map(|header| {
            message
                .raw_message
                .get(header.offset_start as usize..header.offset_end as usize)
        })
        .map(|bytes| {
            String::from_utf8_lossy(bytes)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
}

/// Whether a field of that name is there.
pub(super) fn has(message: &Message<'_>, name: &str) -> bool {
    raw(message, name).next().is_some()
}

/// The first person in a field that holds addresses.
pub(super) fn person<'m>(
    message: &'m Message<'_>,
    name: HeaderName<'static>,
) -> Option<&'m Addr<'m>> {
    message
        .headers()
        .iter()
        .find(|header| header.name == name)
        .and_then(|header| match &header.value {
            HeaderValue::Address(address) => address.first(),
            _ => None,
        })
}

/// Everybody to whom a message is addressed by its fields To and Cc.
pub(super) fn recipients(message: &Message<'_>) -> Vec<EmailAddress> {
    let mut all: Vec<EmailAddress> = Vec::new();
    for address in message.all_to().chain(message.all_cc()) {
        for one in address.iter().filter_map(|one| one.address.as_deref()) {
            if let Ok(one) = EmailAddress::parse(one)
                && !all.iter().any(|other| other.key() == one.key())
            {
                all.push(one);
            }
        }
    }
    all
}
