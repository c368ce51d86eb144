//! To whom a message speaks: to the rep, to many, or to nobody in particular; and what its header fields say plainly.

use std::sync::LazyLock;

use jiff::civil::Date;
use mail_parser::{Address, HeaderValue, Message, MimeHeaders};
use regex::Regex;

use super::pattern;

/// Whether a message answers something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// It answers a mail of the rep's, as far as can be seen.
    ToUs,
    /// A mailing list or a newsletter.
    ToMany,
    /// It answers nothing: a fresh mail.
    No,
}

/// Byline's own Message-ID: the token of a mailing and the number of a delivery.
static OURS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^[0-9a-f]{32}\.[0-9a-z-]+@"));

/// What mail programs put before the subject of an answer, with the many languages of Outlook, and counted (`Re[2]:`).
static RE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^\s*(?:\[[^\]]{1,30}\]\s*)?(?:re|aw|antw|antwort|sv|vs|odp|r|rif|ré|rép|réf|resp|res|bls|atb|vá|ynt|yan|γεν|απ|σχετ|отв|ответ|ha|на|re\s?:\s?fwd|회신|답장|回复|回覆|答复|答覆|返信|נ|השב|رد|trả\slời|balas|tr|vl|odg|отг|відп|rv)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:：]",
    )
});

/// The tag of a mailing list: `[name]`, before or behind `Re:`.
static TAG: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:[a-z]{2,4}(?:\[\d+\])?:\s*)*\[[^\]]{2,60}\]"));

/// Whether a subject is that of an answer.
pub(super) fn is_answer_subject(subject: &str) -> bool {
    RE.is_match(subject)
}

/// A subject without what says that it is an answer.
pub(super) fn without_prefixes(subject: &str) -> &str {
    let mut rest = subject.trim();
    while let Some(found) = RE.find(rest) {
        rest = rest[found.end()..].trim_start();
    }
    rest
}

/// Whether a message answers something; `quotes` says whether its text quotes something.
///
/// A person's answer that went through a list (the rep may have written to a group) is an answer. A discussion in which
/// the rep is only a reader is none: its software signs it, or its subject carries the list's tag.
pub(super) fn answer(message: &Message<'_>, quotes: bool) -> Answer {
    let subject = message.subject().unwrap_or_default();
    let mut named = ids(message.in_reply_to()).chain(ids(message.references()));
    let refers = ids(message.in_reply_to())
        .chain(ids(message.references()))
        .next()
        .is_some();
    if named.any(|id| OURS.is_match(id)) || is_calendar_answer(message) {
        return Answer::ToUs;
    }
    let has = |name: &str| field(message, name).is_some();
    let listed = is_listed(message);
    let discussion = has("X-Mailman-Version")
        || has("X-BeenThere")
        || has("X-Loop") && has("List-Id")
        || has("X-GitHub-Reason")
        || has("Mailing-List");
    let to_many = field(message, "Precedence").is_some_and(|value| {
        matches!(
            value.trim().to_ascii_lowercase().as_str(),
            "bulk" | "list" | "junk"
        )
    });
    let re = is_answer_subject(subject);
    if listed {
        let about_a_list = discussion || TAG.is_match(subject) && has("List-Id");
        return if refers && !about_a_list || quotes && re && !about_a_list {
            Answer::ToUs
        } else {
            Answer::ToMany
        };
    }
    if refers || re || quotes {
        Answer::ToUs
    } else if to_many {
        Answer::ToMany
    } else {
        Answer::No
    }
}

/// Whether a list or a newsletter's program signed it.
pub(super) fn is_listed(message: &Message<'_>) -> bool {
    [
        "List-Id",
        "List-Unsubscribe",
        "List-Post",
        "Mailing-List",
        "Feedback-ID",
    ]
    .iter()
    .any(|name| field(message, name).is_some())
}

/// A person's answer to an invitation (RFC 5546, `METHOD:REPLY`).
pub(super) fn is_calendar_answer(message: &Message<'_>) -> bool {
    message.parts.iter().any(|part| {
        part.content_type().is_some_and(|kind| {
            kind.subtype()
                .is_some_and(|subtype| subtype.eq_ignore_ascii_case("calendar"))
                && kind
                    .attribute("method")
                    .is_some_and(|method| method.eq_ignore_ascii_case("reply"))
        })
    })
}

/// The value of a field as it is written, unfolded.
pub(super) fn field<'a>(message: &'a Message<'_>, name: &str) -> Option<&'a str> {
    message
        .headers_raw()
        .find(|(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// All Message-IDs in a field.
fn ids<'a>(value: &'a HeaderValue<'_>) -> impl Iterator<Item = &'a str> {
    let (one, list) = match value {
        HeaderValue::Text(id) => (Some(&**id), &[][..]),
        HeaderValue::TextList(ids) => (None, &ids[..]),
        _ => (None, &[][..]),
    };
    one.into_iter().chain(list.iter().map(|id| &**id))
}

/// The day on which it was written, where it was written.
pub(super) fn day(message: &Message<'_>) -> Option<Date> {
    let date = message.date()?;
    Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}

/// The first address that a field gives.
fn first<'a>(address: Option<&'a Address<'_>>) -> Option<&'a str> {
    address?.first()?.address.as_deref()
}

/// From whom it is.
pub(super) fn sender<'a>(message: &'a Message<'_>) -> Option<&'a str> {
    first(message.from()).or_else(|| first(message.sender()))
}

/// The name of who wrote it, as they write it.
pub(super) fn sender_name<'a>(message: &'a Message<'_>) -> &'a str {
    message
        .from()
        .and_then(Address::first)
        .and_then(|from| from.name.as_deref())
        .unwrap_or_default()
}

/// The domain from which it is.
pub(super) fn sender_domain<'a>(message: &'a Message<'_>) -> &'a str {
    sender(message)
        .and_then(|address| address.rsplit_once('@'))
        .map_or("", |(_, domain)| domain)
}

/// To whom it is addressed.
pub(super) fn recipients<'a>(message: &'a Message<'_>) -> Vec<&'a str> {
    message
        .to()
        .into_iter()
        .chain(message.cc())
        .flat_map(Address::iter)
        .filter_map(|address| address.address.as_deref())
        .collect()
}
