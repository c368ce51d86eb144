//! Whether a message is a notice at all: by what it bears and says, never by its subject alone.

use byline_model::{EmailAddress, FailedRecipient};
use mail_parser::{HeaderName, Message, MimeHeaders};

use super::origin::{self, Origin};
use super::parts::Parts;
use super::status::Recipient;
use super::{holds, notice, reason, statements, words};
use crate::incoming::fields;

/// Whether the fields of RFC 3464 speak: they must be a part of this very message, and a mail server's. A person who
/// forwards a notice has it inside of their own message.
pub(super) fn is_report(
    message: &Message<'_>,
    parts: &Parts,
    origin: Origin,
    recipients: &[Recipient],
) -> bool {
    if recipients.is_empty() {
        return false;
    }
    match origin {
        Origin::MailServer => true,
        Origin::Machine => !origin::answers_or_forwards(message),
        Origin::Person => {
            parts.declared && is_multipart_report(message) && !origin::answers_or_forwards(message)
        }
    }
}

fn is_multipart_report(message: &Message<'_>) -> bool {
    message.content_type().is_some_and(|kind| {
        kind.subtype()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("report"))
    })
}

/// Whether the text is a notice without such fields.
pub(super) fn is_notice(message: &Message<'_>, parts: &Parts, origin: Origin) -> bool {
    if !parts.disposition.is_empty() {
        return is_refusal(message, parts);
    }
    let subject = message.subject().unwrap_or_default();
    let said =
        statements::says_failed(&parts.notice) || statements::says_still_trying(&parts.notice);
    let titled = statements::says_failed(subject) || statements::says_still_trying(subject);
    match origin {
        Origin::MailServer => {
            if fields::has(message, "X-Failed-Recipients") {
                return true;
            }
            if is_written_by_hand(message, parts) || is_account(subject, parts) {
                return false;
            }
            let explained =
                fields::ADDRESS.is_match(&parts.notice) && reason::is_told(&parts.notice);
            let evidence = [
                said,
                titled,
                explained,
                parts.returns,
                is_multipart_report(message),
            ];
            let answered = origin::answers_or_forwards(message) && !titled;
            evidence.iter().filter(|one| **one).count() >= if answered { 3 } else { 2 }
        }
        // Away messages and shops come this way too: only what returns the message, or lists an address with a
        // server's answer, counts. Nobody's own away message is about themselves as a failed recipient.
        Origin::Machine => {
            said && !origin::answers_or_forwards(message)
                && !origin::is_bulk(message)
                && !is_from_recipient(message, parts)
                && (parts
                    .original
                    .as_ref()
                    .is_some_and(|original| original.id.is_some())
                    || names_by_entry(parts, titled))
        }
        Origin::Person => false,
    }
}

/// Whether somebody who keeps a server writes in person: they greet or sign, want an answer where a server never does
/// (RFC 5321 §6.1 sends notices with an empty return path), and return nothing.
fn is_written_by_hand(message: &Message<'_>, parts: &Parts) -> bool {
    if parts.returns || is_multipart_report(message) {
        return false;
    }
    let letter = statements::greets(&parts.notice);
    match origin::returns_to_author(message) {
        Some(true) => letter.greets || letter.signs,
        Some(false) => false,
        None => letter.greets && letter.signs,
    }
}

/// Whether it gives an account of the mail of many: what came in and was held back, what went out in a week. It
/// speaks of no message of its reader's, and returns none.
fn is_account(subject: &str, parts: &Parts) -> bool {
    !parts.returns
        && !statements::says_yours(&parts.notice)
        && (statements::gives_account(subject) || statements::gives_account(&parts.notice))
}

/// Whether the notice lists an address as an entry of its own, with a server's answer or at least a statement beside it.
fn names_by_entry(parts: &Parts, titled: bool) -> bool {
    notice::named(&parts.notice, &[], statements::says_failed)
        .first()
        .is_some_and(|one| {
            one.listed
                && reason::is_told(&one.words)
                && ((titled && statements::says_failed(&one.words))
                    || words::replies(&one.words).next().is_some())
        })
}

/// Whether a message comes from the very person to whom the message that it holds was sent.
fn is_from_recipient(message: &Message<'_>, parts: &Parts) -> bool {
    let from = fields::person(message, HeaderName::From)
        .and_then(|from| from.address.as_deref())
        .and_then(|from| EmailAddress::parse(from).ok());
    match (from, &parts.original) {
        (Some(from), Some(original)) => holds(&original.to, &from),
        _ => false,
    }
}

/// Whether a notice is about mail to its own reader, and not about theirs: what a filter holds back, a full mailbox.
/// Nothing came back, it speaks of no message of theirs, and all that it names is the reader.
pub(super) fn is_about_reader(
    message: &Message<'_>,
    parts: &Parts,
    recipients: &[FailedRecipient],
) -> bool {
    let readers = fields::recipients(message);
    parts.original.is_none()
        && !fields::has(message, "X-Failed-Recipients")
        && !statements::says_yours(&parts.notice)
        && !recipients.is_empty()
        && recipients.iter().all(|one| holds(&readers, &one.address))
}

/// Whether a receipt (RFC 8098) tells that a rule of the recipient refused the message (RFC 5429 §2.1.2), as when their
/// mailbox is full; other receipts tell that it was seen.
fn is_refusal(message: &Message<'_>, parts: &Parts) -> bool {
    let automatic = parts
        .disposition
        .to_ascii_lowercase()
        .contains("automatic-action");
    let rejected = fields::raw(message, "Auto-Submitted")
        .any(|value| value.to_ascii_lowercase().contains("reject"));
    (automatic || rejected) && statements::says_failed(&parts.notice)
}
