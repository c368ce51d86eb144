//! Complaints: a provider passes on that somebody called a message unwanted (ARF, RFC 5965).

use byline_model::EmailAddress;
use mail_parser::{Message, MimeHeaders, PartType};

use super::fields;
use super::returned::{self, Original};

/// What a provider reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Who complained, as far as the report names them; many providers leave it out.
    pub from: Vec<EmailAddress>,
    /// The Message-ID of the message that displeased.
    pub about: Option<String>,
    /// The headers of that message.
    pub returned: String,
}

/// Bytes of a part that are looked at.
const LONGEST: usize = 100_000;

/// Reports about something else than a person's wish: a failed check of the sender (RFC 6591), or a message that was
/// no spam after all.
const NO_COMPLAINT: &[&str] = &["auth-failure", "not-spam", "dmarc"];

/// Hears a complaint; nothing when the message is none.
pub(super) fn hear(message: &Message<'_>) -> Option<Complaint> {
    let report = report(message);
    let returned = returned(message);
    let passed_on = returned
        .as_ref()
        .and_then(|returned| value(&returned.headers, "X-HmXmrOriginalRecipient"));
    if report.is_none() && passed_on.is_none() {
        return None;
    }
    let report = report.unwrap_or_default();
    let kind = value(&report, "Feedback-Type").unwrap_or_default();
    if NO_COMPLAINT
        .iter()
        .any(|other| kind.eq_ignore_ascii_case(other))
    {
        return None;
    }
    let sent_to = returned
        .as_ref()
        .map(|returned| returned.to.as_slice())
        .unwrap_or_default();
    let mut from: Vec<EmailAddress> = ["Original-Rcpt-To", "Removal-Recipient", "Redacted-Address"]
        .iter()
        .filter_map(|name| value(&report, name))
        .filter_map(|field| fields::address(&field))
        .filter(|address| !is_blacked_out(address))
        .collect();
    // Whom the message was sent to before any other.
    from.sort_by_key(|address| !sent_to.iter().any(|other| other.key() == address.key()));
    from.extend(passed_on.and_then(|field| fields::address(&field)));
    if let (true, Some(returned)) = (from.is_empty(), &returned)
        && let [only] = returned.to.as_slice()
    {
        from.push(only.clone());
    }
    from.truncate(1);
    Some(Complaint {
        from,
        about: returned
            .as_ref()
            .and_then(|returned| returned.id.clone())
            .or_else(|| {
                value(&report, "Original-Message-ID")
                    .and_then(|field| fields::ids(&field).into_iter().next())
            }),
        returned: returned
            .map(|returned| returned.headers)
            .unwrap_or_default(),
    })
}

/// Whether a provider has made a name unreadable before it passed the report on.
fn is_blacked_out(address: &EmailAddress) -> bool {
    let local = address.key();
    let local = local.split('@').next().unwrap_or_default();
    local.contains("redacted") || local.bytes().all(|byte| matches!(byte, b'x' | b'*' | b'-'))
}

/// The fields of the report: the part that is declared as such, or a text that begins with what every report has.
fn report(message: &Message<'_>) -> Option<String> {
    message.parts.iter().find_map(|part| {
        let declared = part
            .content_type()
            .and_then(|kind| kind.subtype())
            .is_some_and(|kind| kind.eq_ignore_ascii_case("feedback-report"));
        let contents = part.contents();
        let text = String::from_utf8_lossy(&contents[..contents.len().min(LONGEST)]).into_owned();
        let all = format!("{}\n{text}", returned::headers_of(part, message));
        let multipart = matches!(part.body, PartType::Multipart(_) | PartType::Message(_));
        let bare = !multipart
            && value(&text, "Feedback-Type").is_some()
            && value(&text, "User-Agent").is_some()
            && value(&text, "Version").is_some();
        (declared || bare).then_some(all)
    })
}

/// The message that displeased, where the report holds it or its headers.
fn returned(message: &Message<'_>) -> Option<Original> {
    message.parts.iter().find_map(Original::in_part)
}

/// The value of a field in a text.
fn value(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        (field.trim().eq_ignore_ascii_case(name) && !value.trim().is_empty())
            .then(|| value.trim().to_owned())
    })
}
