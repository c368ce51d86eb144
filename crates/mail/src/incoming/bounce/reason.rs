//! Why a delivery failed, and whether it will ever work: read from a server's words first and from its codes second.
//!
//! The codes alone mislead: one server answers `5.1.1` for a blocked sender, another `5.7.1` for a user it does not
//! know, a third writes `5.0.0` beside the words `452 4.2.2 mailbox full`.

use std::sync::LazyLock;

use byline_model::BounceReason;
use regex::RegexSet;

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
    Code,
    Words,
}

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
    let reason = best.1;
    Verdict {
        reason,
        hard: is_hard(reason, status.as_deref(), sources),
        status,
    }
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
        return (Weight::Words, settle(RULES[rule].reason, source, &plain));
    }
    let enhanced = words::enhanced(source)
        .filter_map(by_status)
        .max_by_key(|(weight, _)| *weight);
    if let Some(found) = enhanced
        && found.0 == Weight::Code
    {
        return found;
    }
    if let Some(reason) = words::replies(source).find_map(by_reply) {
        return (Weight::GenericCode, reason);
    }
    enhanced.unwrap_or((Weight::Nothing, BounceReason::Other))
}

/// Some words mean one thing with one code and another with another.
fn settle(reason: BounceReason, source: &str, plain: &str) -> BounceReason {
    let has = |code: &str| words::enhanced(source).any(|found| found == code);
    match reason {
        // Microsoft refuses unknown recipients at the edge with these words and this code.
        BounceReason::Policy if has("5.4.1") && plain.contains("recipient address rejected") => {
            BounceReason::NoSuchUser
        }
        BounceReason::Policy if has("5.1.10") => BounceReason::NoSuchUser,
        // "Host or domain name not found … try again": the name server did not answer; the domain may well exist.
        BounceReason::NoSuchDomain
            if plain.contains("try again") || plain.contains("temporar") || has("4.4.3") =>
        {
            BounceReason::Network
        }
        other => other,
    }
}

/// The reason that an enhanced status code gives (RFC 3463 §3, RFC 7504, RFC 7505).
fn by_status(code: &str) -> Option<(Weight, BounceReason)> {
    let (class, rest) = code.split_once('.')?;
    let reason = match rest {
        "1.1" | "1.3" | "1.4" | "1.10" if class == "5" && rest == "1.10" => BounceReason::NoSuchDomain,
        "1.1" | "1.3" | "1.4" | "1.0" => BounceReason::NoSuchUser,
        "1.2" => BounceReason::NoSuchDomain,
        "1.6" => BounceReason::Moved,
        "1.7" | "1.8" | "1.9" => BounceReason::Policy,
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
        550 => BounceReason::NoSuchUser,
        551 => BounceReason::Moved,
        552 | 452 => BounceReason::MailboxFull,
        553 => BounceReason::NoSuchUser,
        554 => BounceReason::Policy,
        556 | 521 => BounceReason::NoSuchDomain,
        421 => BounceReason::Network,
        _ => return None,
    })
}

/// The enhanced status code to show: the field's, unless it says nothing and the words do.
fn told_status(field: Option<&str>, sources: &[&str]) -> Option<String> {
    let field = field.filter(|code| words::enhanced(code).next().is_some());
    if let Some(code) = field
        && !words::is_generic(code)
    {
        return Some(code.to_owned());
    }
    let told = |wanted: fn(&&str) -> bool| {
        sources
            .iter()
            .find_map(|source| words::enhanced(source).find(wanted))
    };
    told(|code| !words::is_generic(code))
        .or(field)
        .or_else(|| told(|_| true))
        .map(str::to_owned)
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
    !temporary
}
