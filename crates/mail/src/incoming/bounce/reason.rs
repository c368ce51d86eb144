//! Why a delivery failed, and whether it will ever work: read from a server's words first and from its codes second.
//!
//! The codes alone mislead: one server answers `5.1.1` for a blocked sender, another `5.7.1` for a user it does not
//! know, a third writes `5.0.0` beside the words `452 4.2.2 mailbox full`.

use std::sync::LazyLock;

use byline_model::BounceReason;
use regex::{Regex, RegexSet};

use super::sayings::RULES;
use super::words;

/// What was made of a server's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub reason: BounceReason,
    pub hard: bool,
    pub status: Option<String>,
}

/// How much a source says about the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Nothing,
    GenericCode,
    /// It took too long, which says nothing of why.
    Vague,
    Code,
    Words,
}

/// The server answered to the command that names the sender.
static AT_SENDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:after|in reply to|in response to|following|to the|response to) (?:the )?mail from|\[mail from\]|>>> mail from[^>]*<<<")
        .expect("the expression is well-formed")
});

static FLATLY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"unknown (?:user|recipient|mailbox|address)|(?:user|recipient|mailbox|address) unknown|does ?n.t exist|does not exist|no such (?:user|mailbox|recipient|domain)|nxdomain|domain not found")
        .expect("the expression is well-formed")
});

/// The domain may exist: its name server has not answered.
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"not found,? \(?try again|again later|temporar|servfail")
        .expect("the expression is well-formed")
});

/// A server that asks to be tried again, without a word why: it does so with senders it has not seen before.
static LATER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:try|come back|retry|tried|resend)\b[a-z ]{0,16}(?:again|later|back)|later\.?$|sp(?:ä|ae)ter erneut")
        .expect("the expression is well-formed")
});

static SAYINGS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new(RULES.iter().flat_map(|rule| rule.sayings)).expect("the sayings are well-formed")
});

/// For every saying the number of its rule.
static RULE_OF: LazyLock<Vec<usize>> = LazyLock::new(|| {
    RULES
        .iter()
        .enumerate()
        .flat_map(|(number, rule)| rule.sayings.iter().map(move |_| number))
        .collect()
});

/// Judges a failure by the `status` field of a notice and by its `sources` of words, the server's own answer first
/// and the notice around it last. A later source is asked only when those before it tell no reason.
pub(super) fn judge(status: Option<&str>, sources: &[&str]) -> Verdict {
    let mut best = (Weight::Nothing, BounceReason::Other);
    for source in sources {
        let found = by_words(source);
        if found.0 > best.0 {
            best = found;
        }
        if best.0 >= Weight::Code {
            break;
        }
    }
    if best.0 < Weight::Words
        && let Some(found) = status.and_then(by_status)
        && found.0 > best.0
    {
        best = found;
    }
    let status = told_status(status, sources);
    let reason = match best.1 {
        BounceReason::NoSuchUser if status.as_deref() == Some("5.1.6") => BounceReason::Moved,
        reason => reason,
    };
    Verdict {
        reason,
        hard: is_hard(reason, status.as_deref(), sources),
        status,
    }
}

/// Whether a text tells why something was refused.
pub(super) fn is_told(text: &str) -> bool {
    by_words(text).0 >= Weight::Code
}

/// The reason that words give, by what they say or else by the codes in them.
fn by_words(source: &str) -> (Weight, BounceReason) {
    let plain = words::plain(source);
    let rule = SAYINGS
        .matches(&plain)
        .iter()
        .map(|saying| RULE_OF[saying])
        .min();
    if let Some(rule) = rule {
        let reason = settle(rule, source, &plain);
        let weight = match reason {
            BounceReason::Expired => Weight::Vague,
            _ => Weight::Words,
        };
        let code = words::enhanced(source)
            .filter_map(by_status)
            .find(|(weight, _)| *weight == Weight::Code);
        return code
            .filter(|_| weight == Weight::Vague)
            .unwrap_or((weight, reason));
    }
    let enhanced = words::enhanced(source)
        .filter_map(by_status)
        .max_by_key(|(weight, _)| *weight);
    if let Some(found) = enhanced
        && found.0 == Weight::Code
    {
        return match found {
            (weight, BounceReason::Policy) if defers(source, &plain) => {
                (weight, BounceReason::Greylisted)
            }
            found => found,
        };
    }
    // 552 is also how a filter refuses; then its finer code is about security (RFC 3463 §3.8).
    let filtered = words::enhanced(source).any(|code| code.starts_with("5.7."));
    if let Some(reason) = words::replies(source).find_map(by_reply)
        && !(filtered && reason == BounceReason::MailboxFull)
    {
        return (Weight::GenericCode, reason);
    }
    enhanced.unwrap_or((Weight::Nothing, BounceReason::Other))
}

/// Some words mean one thing with one code and another with another.
fn settle(rule: usize, source: &str, plain: &str) -> BounceReason {
    let has = |code: &str| words::enhanced(source).any(|found| found == code);
    match RULES[rule].reason {
        // What is refused before a recipient was named is about the sender.
        BounceReason::NoSuchUser | BounceReason::NoSuchDomain | BounceReason::Moved
            if AT_SENDER.is_match(plain) =>
        {
            BounceReason::Policy
        }
        // The address was asked about elsewhere, and nobody has answered yet.
        BounceReason::NoSuchUser
            if plain.contains("verification in progress")
                || (plain.contains("unverified address") && !FLATLY.is_match(plain)) =>
        {
            BounceReason::Other
        }
        // "Mailbox unavailable" is what RFC 5321 §4.2.2 writes beside 550, whatever the reason is.
        BounceReason::NoSuchUser
            if plain.contains("mailbox unavailable") && plain.contains("policy") =>
        {
            BounceReason::Policy
        }
        BounceReason::NoSuchUser if RULES[rule].closed && plain.contains("temporar") => {
            BounceReason::Other
        }
        // A server that finds no way to a domain says this itself; one that knows its users says it with a reply code.
        BounceReason::NoSuchUser
            if plain.contains("unrouteable address") && words::replies(source).next().is_none() =>
        {
            BounceReason::NoSuchDomain
        }
        // Groups do not tell whether they do not exist or are closed to the sender.
        _ if source.contains("groups.google.com") => BounceReason::Policy,
        // Microsoft refuses unknown recipients at the edge with these words and this code.
        BounceReason::Policy if has("5.4.1") && plain.contains("recipient address") => {
            BounceReason::NoSuchUser
        }
        BounceReason::Policy if has("5.1.10") => BounceReason::NoSuchUser,
        BounceReason::Policy if defers(source, plain) => BounceReason::Greylisted,
        BounceReason::Policy
            if plain.contains("temporarily rejected") && !plain.contains("polic") =>
        {
            BounceReason::Other
        }
        // "Host or domain name not found … try again": the name server did not answer; the domain may well exist.
        BounceReason::NoSuchDomain if AGAIN.is_match(plain) || has("4.4.3") => {
            BounceReason::Network
        }
        other => other,
    }
}

/// Whether a server refuses for now and asks to be tried again, and names neither a policy nor the sender as the reason.
fn defers(source: &str, plain: &str) -> bool {
    words::replies(source).all(|code| matches!(code, 450 | 451))
        && words::replies(source).next().is_some()
        && LATER.is_match(plain)
        && !["polic", "sender", "helo", "tls", "auth", "relay"]
            .iter()
            .any(|other| plain.contains(other))
}

/// The reason that an enhanced status code gives (RFC 3463 §3, RFC 7504, RFC 7505).
fn by_status(code: &str) -> Option<(Weight, BounceReason)> {
    let (class, rest) = code.split_once('.')?;
    let reason = match rest {
        "1.1" | "1.3" | "1.4" | "1.10" if class == "5" && rest == "1.10" => {
            BounceReason::NoSuchDomain
        }
        "1.1" | "1.3" | "1.4" | "1.0" => BounceReason::NoSuchUser,
        "1.2" => BounceReason::NoSuchDomain,
        "1.6" => BounceReason::Moved,
        "1.7" | "1.8" => BounceReason::Policy,
        "2.1" if class == "5" => BounceReason::NoSuchUser,
        "2.2" | "2.20" => BounceReason::MailboxFull,
        "2.3" | "3.4" => BounceReason::TooBig,
        "4.4" if class == "5" => BounceReason::NoSuchDomain,
        "4.1" | "4.2" | "4.3" | "4.4" | "4.5" | "4.6" => BounceReason::Network,
        "4.7" => BounceReason::Expired,
        "7.28" => BounceReason::RateLimited,
        _ if rest.starts_with("7.") => BounceReason::Policy,
        _ => return Some((Weight::GenericCode, BounceReason::Other)),
    };
    let weight = if words::is_generic(code) {
        Weight::GenericCode
    } else {
        Weight::Code
    };
    Some((weight, reason))
}

/// The reason that an SMTP reply code gives by itself (RFC 5321 §4.2.3, RFC 7504).
fn by_reply(code: u16) -> Option<BounceReason> {
    Some(match code {
        // 550, 551, 553 and 554 are used for anything; without a word or a finer code they name no reason.
        552 => BounceReason::MailboxFull,
        556 | 521 => BounceReason::NoSuchDomain,
        421 => BounceReason::Network,
        _ => return None,
    })
}

/// The enhanced status code to show: the one that says most, the server's own before the field of the notice, and a
/// code about the queue (`4.4.7`) after one about the cause.
fn told_status(field: Option<&str>, sources: &[&str]) -> Option<String> {
    let field = field.filter(|code| words::enhanced(code).next().is_some());
    let answer = sources.first().copied().unwrap_or_default();
    let later = sources
        .iter()
        .skip(1)
        .flat_map(|source| words::enhanced(source));
    let mut best: Option<&str> = None;
    let mut candidates: Vec<&str> = words::enhanced(answer).collect();
    candidates.extend(field);
    if candidates.is_empty() || candidates.iter().all(|code| detail(code) == 0) {
        candidates.extend(later);
    }
    for code in candidates {
        if best.is_none_or(|best| detail(code) > detail(best)) {
            best = Some(code);
        }
    }
    best.map(str::to_owned)
}

/// How much an enhanced status code says.
fn detail(code: &str) -> u8 {
    match code.split_once('.').map(|(_, rest)| rest) {
        None | Some("0.0") => 0,
        Some(rest) if rest.ends_with(".0") => 1,
        Some("4.7") => 2,
        Some(_) => 3,
    }
}

/// Whether it will never work. Only what is said of the person or of their domain can be for good, and not if the
/// server itself calls it temporary.
fn is_hard(reason: BounceReason, status: Option<&str>, sources: &[&str]) -> bool {
    let for_good = matches!(
        reason,
        BounceReason::NoSuchUser | BounceReason::NoSuchDomain | BounceReason::Moved
    );
    if !for_good {
        return false;
    }
    let answer = sources.first().copied().unwrap_or_default();
    let permanent = words::replies(answer).any(|code| code >= 500)
        || words::enhanced(answer).any(|code| code.starts_with('5'));
    if permanent {
        return !words::plain(answer).contains("temporar");
    }
    let temporary = words::replies(answer).any(|code| code < 500)
        || words::enhanced(answer).any(|code| code.starts_with('4'))
        || status.is_some_and(|code| code.starts_with('4'));
    // Some servers answer 4xx for an address that they say outright they do not know; it was tried until given up.
    !temporary || FLATLY.is_match(&words::plain(answer))
}
