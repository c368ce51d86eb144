//! Notices of mail servers: what could not be delivered, to whom, and why; and what is still being tried.
//!
//! A notice is known by evidence, never by its subject alone, since people write "failure notice" too and forward what
//! they got. Either it bears the fields of RFC 3464, or a mail server wrote it (its headers say so) and its text says
//! that something was not delivered. Losing what a person wrote is worse than taking a notice for something else.

mod evidence;
mod notice;
mod origin;
mod parts;
mod reason;
mod sayings;
mod statements;
mod status;
mod words;

use byline_model::{EmailAddress, FailedRecipient, Failure, IncomingKind};
use mail_parser::{HeaderName, Message, PartType};

use self::notice::Named;
use self::origin::Origin;
use self::parts::Parts;
use self::status::{Action, Recipient};
use super::fields;
use super::returned::Original;

/// What a mail server says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    /// [`IncomingKind::Bounce`], [`IncomingKind::Delayed`], or [`IncomingKind::Other`] when all went well.
    pub kind: IncomingKind,
    pub recipients: Vec<FailedRecipient>,
    /// The Message-IDs of the message that it is about, the likeliest first.
    pub about: Vec<String>,
    /// The headers of that message, as far as they came back.
    pub returned: String,
    /// The notice in its own words.
    pub text: String,
}

/// Characters of a server's own words that are kept.
const LONGEST_WORDS: usize = 500;

/// Characters of the notice that are kept.
const LONGEST_TEXT: usize = 5000;

/// Judges a refusal that the server said at once.
pub(super) fn judge(words: &str) -> Failure {
    let verdict = reason::judge(None, &[words]);
    Failure {
        hard: verdict.hard,
        reason: verdict.reason,
    }
}

/// Hears what a mail server says; nothing when no mail server speaks.
pub(super) fn hear(message: &Message<'_>) -> Option<Notice> {
    let parts = parts::of(message);
    let origin = origin::of(message);
    let recipients = status::read(&parts.status);
    if evidence::is_report(message, &parts, origin, &recipients) {
        return Some(from_fields(message, &parts, &recipients));
    }
    if !evidence::is_notice(message, &parts, origin) {
        return None;
    }
    let notice = from_words(message, &parts);
    if evidence::is_about_reader(message, &parts, &notice.recipients) {
        return None;
    }
    if origin == Origin::MailServer
        && let Some(passed_on) = passed_on(message)
    {
        return Some(passed_on);
    }
    Some(notice)
}

/// A notice within a notice: a filter between two servers wraps what it finds.
fn passed_on(message: &Message<'_>) -> Option<Notice> {
    let within = message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(within) if !within.parts.is_empty() => Some(within),
        _ => None,
    })?;
    let parts = parts::of(within);
    let recipients = status::read(&parts.status);
    let origin = origin::of(within);
    (origin == Origin::MailServer
        && parts.declared
        && evidence::is_report(within, &parts, origin, &recipients))
    .then(|| from_fields(within, &parts, &recipients))
}

/// Reads the fields of RFC 3464.
fn from_fields(message: &Message<'_>, parts: &Parts, recipients: &[Recipient]) -> Notice {
    let trying = statements::says_still_trying(&format!(
        "{} {}",
        message.subject().unwrap_or_default(),
        parts.notice
    ));
    let action = |one: &Recipient| {
        one.action.unwrap_or(match &one.status {
            Some(code) if code.starts_with('4') && trying => Action::Delayed,
            _ => Action::Failed,
        })
    };
    let having = |wanted: Action| -> Vec<&Recipient> {
        recipients
            .iter()
            .filter(|one| action(one) == wanted)
            .collect()
    };
    let (kind, chosen) = match (having(Action::Failed), having(Action::Delayed)) {
        (failed, _) if !failed.is_empty() => (IncomingKind::Bounce, failed),
        (_, delayed) if !delayed.is_empty() => (IncomingKind::Delayed, delayed),
        _ => (IncomingKind::Other, Vec::new()),
    };
    let failed = named_in_fields(message, parts, &chosen);
    let alone = failed.len() == 1;
    let recipients = failed
        .into_iter()
        .map(|(address, one)| {
            let around = notice::said_of(&parts.notice, &address).unwrap_or_default();
            let subject = message.subject().unwrap_or_default();
            let mut sources = vec![one.diagnostic.as_str(), around.as_str()];
            if alone {
                sources.extend([parts.notice.as_str(), subject]);
            }
            failed_recipient(address, kind, one.status.as_deref(), &sources)
        })
        .collect();
    notice_of(parts, kind, recipients)
}

/// Whom the fields name: the address to which the message was sent, as far as that is known.
fn named_in_fields<'r>(
    message: &Message<'_>,
    parts: &Parts,
    recipients: &[&'r Recipient],
) -> Vec<(EmailAddress, &'r Recipient)> {
    let sent_to = sent_to_alone(message, parts.original.as_ref());
    let mut all: Vec<(EmailAddress, &Recipient)> = Vec::new();
    for one in recipients {
        let address = match (&one.address, &sent_to) {
            (Some(address), Some(sent_to)) if recipients.len() == 1 && !one.is_original => {
                if parts
                    .original
                    .as_ref()
                    .is_some_and(|original| holds(&original.to, address))
                {
                    address.clone()
                } else {
                    sent_to.clone()
                }
            }
            (Some(address), _) => address.clone(),
            (None, _) => {
                let failed = failed_recipients(message);
                match (failed.as_slice(), &sent_to, recipients.len()) {
                    ([only], _, 1) => only.clone(),
                    (_, Some(sent_to), 1) => sent_to.clone(),
                    (_, _, 1) => match from_text(message, parts).as_slice() {
                        [only] => only.address.clone(),
                        _ => continue,
                    },
                    _ => continue,
                }
            }
        };
        match all
            .iter_mut()
            .find(|(other, _)| other.key() == address.key())
        {
            // The second report of one address counts if it says more.
            Some((_, other)) if other.diagnostic.is_empty() => *other = one,
            Some(_) => {}
            None => all.push((address, one)),
        }
    }
    all
}

fn holds(all: &[EmailAddress], one: &EmailAddress) -> bool {
    all.iter().any(|other| other.key() == one.key())
}

/// The one person to whom the message was sent, when the returned message says so: one recipient, no mailing list in
/// between, and written by whoever gets the notice. If another address failed, it is where that person's mail is passed
/// on to.
fn sent_to_alone(message: &Message<'_>, original: Option<&Original>) -> Option<EmailAddress> {
    let original = original?;
    let [only] = original.to.as_slice() else {
        return None;
    };
    let from = original.from.as_ref()?;
    (!original.list && holds(&fields::recipients(message), from) && from.key() != only.key())
        .then(|| only.clone())
}

/// The field that Exim and Google write.
fn failed_recipients(message: &Message<'_>) -> Vec<EmailAddress> {
    let mut all = Vec::new();
    for field in fields::raw(message, "X-Failed-Recipients") {
        all.extend(fields::addresses(&field));
    }
    all
}

/// Those whom the text names as failed.
fn from_text(message: &Message<'_>, parts: &Parts) -> Vec<Named> {
    let mut mine = fields::recipients(message);
    mine.extend(
        parts
            .original
            .iter()
            .filter_map(|original| original.from.clone()),
    );
    mine.extend(
        fields::person(message, HeaderName::From)
            .and_then(|from| from.address.as_deref())
            .and_then(|from| EmailAddress::parse(from).ok()),
    );
    notice::named(&parts.notice, &mine, statements::says_failed)
}

/// Reads a notice that has only words.
fn from_words(message: &Message<'_>, parts: &Parts) -> Notice {
    let subject = message.subject().unwrap_or_default();
    let whole = format!("{subject}\n{}", parts.notice);
    let kind = if statements::says_still_trying(&whole) {
        IncomingKind::Delayed
    } else {
        IncomingKind::Bounce
    };
    let named = named_in_words(message, parts);
    let alone = named.len() == 1;
    let recipients = named
        .into_iter()
        .map(|one| {
            let mut sources = vec![one.words.as_str()];
            if alone {
                sources.extend([parts.notice.as_str(), subject]);
            }
            failed_recipient(one.address, kind, None, &sources)
        })
        .collect();
    notice_of(parts, kind, recipients)
}

fn named_in_words(message: &Message<'_>, parts: &Parts) -> Vec<Named> {
    let named = from_text(message, parts);
    let failed = failed_recipients(message);
    let sent_to = sent_to_alone(message, parts.original.as_ref());
    let to = parts
        .original
        .as_ref()
        .map(|original| original.to.as_slice())
        .unwrap_or_default();
    let contradicted = !failed.iter().any(|one| holds(to, one))
        && named
            .iter()
            .any(|one| one.listed && holds(to, &one.address));
    if !failed.is_empty() && !contradicted {
        return failed
            .into_iter()
            .map(|address| Named {
                words: notice::said_of(&parts.notice, &address).unwrap_or_default(),
                address,
                listed: true,
            })
            .collect();
    }
    match (named.as_slice(), sent_to) {
        // The notice names somebody else than the one to whom the message went: their mail is passed on.
        ([only], Some(sent_to)) if !holds(to, &only.address) => vec![Named {
            address: sent_to,
            words: only.words.clone(),
            listed: only.listed,
        }],
        ([], _) => match to {
            [only] => vec![Named {
                address: only.clone(),
                words: parts.notice.clone(),
                listed: false,
            }],
            _ => Vec::new(),
        },
        // Of several that the text names, those to whom the message went.
        ([first, _, ..], _) if !first.listed && named.iter().any(|one| holds(to, &one.address)) => {
            named
                .into_iter()
                .filter(|one| holds(to, &one.address))
                .collect()
        }
        _ => named,
    }
}

fn failed_recipient(
    address: EmailAddress,
    kind: IncomingKind,
    status: Option<&str>,
    sources: &[&str],
) -> FailedRecipient {
    let verdict = reason::judge(status, sources);
    let told = sources
        .iter()
        .map(|source| source.trim())
        .find(|source| !source.is_empty())
        .unwrap_or_default();
    FailedRecipient {
        address,
        hard: verdict.hard && kind == IncomingKind::Bounce,
        status: verdict.status,
        reason: verdict.reason,
        words: words::head(told, LONGEST_WORDS).to_owned(),
    }
}

fn notice_of(parts: &Parts, kind: IncomingKind, recipients: Vec<FailedRecipient>) -> Notice {
    let mut about = Vec::new();
    if let Some(id) = parts
        .original
        .as_ref()
        .and_then(|original| original.id.as_ref())
    {
        fields::push_new(&mut about, id);
    }
    for line in parts.notice.lines().chain(parts.status.lines()) {
        let lower = line
            .to_ascii_lowercase()
            .replace("message id:", "message-id:");
        if let Some(at) = lower.find("message-id:") {
            for id in fields::ids(&line[at..]) {
                fields::push_new(&mut about, &id);
            }
        }
    }
    Notice {
        kind,
        recipients,
        about,
        returned: parts
            .original
            .as_ref()
            .map(|original| original.headers.clone())
            .unwrap_or_default(),
        text: words::head(parts.notice.trim(), LONGEST_TEXT).to_owned(),
    }
}
