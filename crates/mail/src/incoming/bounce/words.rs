//! A server's words, made plain so that they can be compared, and the codes that stand in them.

use std::sync::LazyLock;

use regex::Regex;

use crate::incoming::fields::ADDRESS;

/// Characters of a server's answer that are looked at; the reason stands at its beginning.
const LONGEST: usize = 4000;

/// The first `most` characters of a text.
pub(super) fn head(text: &str, most: usize) -> &str {
    text.char_indices()
        .nth(most)
        .map_or(text, |(end, _)| &text[..end])
}

/// Lists of senders that are known by the name of their host.
static LISTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)spamhaus|spamcop|barracudacentral|sorbs\.|dnsbl|uribl|surbl|uceprotect|\brbl|blocklist|blacklist|junkemailfilter|mailspike|senderscore|spamrats|psbl\.|abuseat|backscatterer|truncate\.gbudb|invaluement|ipcheck\.")
        .expect("the expression is well-formed")
});

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:https?://|www\.)[^\s<>()]+").expect("the expression is well-formed")
});

/// A name of a host as servers write it: all in lower case, or all in upper case with three labels.
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:[a-z0-9_][a-z0-9_-]*\.)+(?:[a-z]{2,24})\b|\b(?:[A-Z0-9_-]+\.){2,}[A-Z]{2,24}\b",
    )
    .expect("the expression is well-formed")
});

/// The start of another line of the same answer (RFC 5321 §4.2.1): `550-5.1.1 `.
static CONTINUED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*[245]\d\d-(?:[245]\.\d{1,3}\.\d{1,3})?[ \t]*|[ \t][45]\d\d-(?:[45]\.\d{1,3}\.\d{1,3}[ \t])")
        .expect("the expression is well-formed")
});

/// Makes words plain: lower case, one space between words, addresses as `@`, hosts as `host`, links as `link` and
/// lists of bad senders as `blocklisthost`.
pub(super) fn plain(words: &str) -> String {
    let words = head(words, LONGEST);
    let words = CONTINUED.replace_all(words, " ");
    let name = |found: &regex::Captures<'_>, other: &str| {
        if LISTS.is_match(&found[0]) {
            " blocklisthost ".to_owned()
        } else {
            other.to_owned()
        }
    };
    let words = LINK.replace_all(&words, |found: &regex::Captures<'_>| name(found, " link "));
    let words = ADDRESS.replace_all(&words, "@");
    let words = HOST.replace_all(&words, |found: &regex::Captures<'_>| name(found, "host"));
    words
        .to_lowercase()
        .replace(['’', '‘', '`'], "'")
        .replace(['<', '>', '"', '_'], " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

static ENHANCED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.[^\d])")
        .expect("the expression is well-formed")
});

static REPLY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s:;('\x22\[<=#>])([45][0-5]\d)(?:[\s\-#;,:]|$)")
        .expect("the expression is well-formed")
});

/// The enhanced status codes (RFC 3463) in words, in their order; failures only.
pub(super) fn enhanced(words: &str) -> impl Iterator<Item = &str> {
    ENHANCED
        .captures_iter(head(words, LONGEST))
        .filter_map(|found| found.get(1))
        .map(|code| code.as_str())
        .filter(|code| !code.starts_with('2'))
}

/// The SMTP reply codes (RFC 5321 §4.2.3) in words, in their order; failures only.
pub(super) fn replies(words: &str) -> impl Iterator<Item = u16> {
    REPLY
        .captures_iter(head(words, LONGEST))
        .filter_map(|found| found[1].parse().ok())
}

/// Whether an enhanced status code tells nothing but "failed": `5.0.0`, `5.x.0`, and `5.5.0` that stands for any.
pub(super) fn is_generic(code: &str) -> bool {
    code.ends_with(".0") || code.ends_with(".0.0")
}
