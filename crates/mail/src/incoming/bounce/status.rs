//! The fields of a delivery status notification (RFC 3464), per message and per recipient, read with the mistakes that
//! servers make in them.

use byline_model::EmailAddress;

use crate::incoming::fields;

/// What became of a delivery (RFC 3464 §2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Failed,
    Delayed,
    /// Delivered, relayed or expanded: no failure.
    Succeeded,
}

/// The fields about one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recipient {
    /// The address to which it was sent.
    pub address: Option<EmailAddress>,
    /// Whether the server itself says that this is the address to which it was sent.
    pub is_original: bool,
    pub action: Option<Action>,
    /// The status code (RFC 3463) without a comment.
    pub status: Option<String>,
    /// What the server that refused it said.
    pub diagnostic: String,
}

/// Recipients that are read of one notice; a message to more is no message of one salesperson.
const MOST_RECIPIENTS: usize = 1000;

/// Whether a text holds such fields: servers also write them into the plain text, or call the part something else.
pub(super) fn is_status(text: &str) -> bool {
    let mut recipient = false;
    let mut told = false;
    for line in text.lines() {
        match name(line) {
            Some(Name::Final | Name::Original) => recipient = true,
            Some(Name::Action | Name::Status) => told = true,
            _ => {}
        }
        if recipient && told {
            return true;
        }
    }
    false
}

/// Where in a text such fields begin.
pub(super) fn begins_at(text: &str) -> usize {
    const FIRST: &[&str] = &[
        "reporting-mta",
        "received-from-mta",
        "arrival-date",
        "original-envelope-id",
        "final-recipient",
        "original-recipient",
        "action",
    ];
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let name = line
            .split(':')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if FIRST.contains(&name.as_str()) {
            return offset;
        }
        offset += line.len();
    }
    text.len()
}

/// Reads the fields; a group that names no recipient and tells no failure is about the message and is left out.
pub(super) fn read(text: &str) -> Vec<Recipient> {
    let mut all = Vec::new();
    let mut group = Group::default();
    for line in unfolded(text) {
        if line.trim().is_empty() {
            group.blank = true;
            continue;
        }
        let Some(name) = name(&line) else { continue };
        let value = line.split_once(':').map_or("", |(_, value)| value).trim();
        if group.is_over_at(name) && all.len() < MOST_RECIPIENTS {
            all.extend(std::mem::take(&mut group).recipient());
        }
        group.blank = false;
        group.add(name, value);
    }
    all.extend(group.recipient());
    all
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    Original,
    Final,
    Action,
    Status,
    Diagnostic,
    /// A field about the message, or one that says nothing about the failure.
    Other,
}

fn name(line: &str) -> Option<Name> {
    let (name, _) = line.split_once(':')?;
    let name = name.trim();
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if is("Original-Recipient") {
        Some(Name::Original)
    } else if is("Final-Recipient") || is("Failed-Recipient") {
        Some(Name::Final)
    } else if is("Action") {
        Some(Name::Action)
    } else if is("Status") {
        Some(Name::Status)
    } else if is("Diagnostic-Code") || is("X-Diagnostic-Code") {
        Some(Name::Diagnostic)
    } else if name.len() < 60
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        Some(Name::Other)
    } else {
        None
    }
}

/// Joins folded lines (RFC 5322 §2.2.3).
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match lines.last_mut() {
            Some(last)
                if line.starts_with([' ', '\t'])
                    && !line.trim().is_empty()
                    && !last.trim().is_empty() =>
            {
                last.push(' ');
                last.push_str(line.trim());
            }
            // Some servers break a long answer without the white space that folding needs.
            Some(last)
                if name(last) == Some(Name::Diagnostic)
                    && !line.trim().is_empty()
                    && name(line).is_none() =>
            {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

#[derive(Debug, Default)]
struct Group {
    original: Option<EmailAddress>,
    last: Option<EmailAddress>,
    named: bool,
    action: Option<Action>,
    status: Option<String>,
    diagnostic: Option<String>,
    /// Whether an empty line came after the last field.
    blank: bool,
}

impl Group {
    /// Whether a field begins the next recipient: after an empty line, unless some server put one into the middle;
    /// or because the field is there already.
    fn is_over_at(&self, name: Name) -> bool {
        match name {
            Name::Final => self.last.is_some() || (self.blank && self.action.is_some()),
            Name::Original => self.original.is_some() || (self.blank && self.named),
            Name::Action => self.blank && self.action.is_some() && self.named,
            _ => false,
        }
    }

    fn add(&mut self, name: Name, value: &str) {
        match name {
            Name::Original => {
                self.named = true;
                self.original = self.original.take().or_else(|| address(value));
            }
            Name::Final => {
                self.named = true;
                self.last = self.last.take().or_else(|| address(value));
            }
            Name::Action => self.action = self.action.or_else(|| action(value)),
            Name::Status => {
                let code = value
                    .split([' ', '(', '\t', ';'])
                    .find(|word| is_code(word));
                self.status = self.status.take().or_else(|| code.map(str::to_owned));
            }
            Name::Diagnostic => {
                if self.diagnostic.is_none() && !value.is_empty() {
                    self.diagnostic = Some(value.to_owned());
                }
            }
            Name::Other => {}
        }
    }

    fn recipient(self) -> Option<Recipient> {
        if !self.named && self.action.is_none() {
            return None;
        }
        let is_original = self.original.is_some();
        Some(Recipient {
            address: self.original.or(self.last),
            is_original,
            action: self.action.or(match self.status.as_deref() {
                Some(code) if code.starts_with('2') => Some(Action::Succeeded),
                _ => None,
            }),
            status: self.status,
            diagnostic: diagnostic(self.diagnostic.as_deref().unwrap_or_default()),
        })
    }
}

fn is_code(word: &str) -> bool {
    let mut digits = word.split('.');
    matches!(digits.next(), Some("2" | "4" | "5"))
        && word.split('.').count() == 3
        && digits.all(|number| {
            (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
        })
}

fn action(value: &str) -> Option<Action> {
    let value = value.to_ascii_lowercase();
    let starts = |word: &str| value.starts_with(word);
    if starts("delay") || starts("deferred") {
        Some(Action::Delayed)
    } else if starts("relay") || starts("deliver") || starts("expand") {
        Some(Action::Succeeded)
    } else if value.is_empty() {
        None
    } else {
        Some(Action::Failed)
    }
}

/// The address in a field such as `rfc822; ann@example.com` (RFC 3464 §2.3.1), whatever its type: `utf-8` writes
/// characters as `\x{e9}` (RFC 6533 §3), Exchange puts addresses of other systems into `IMCEA…-` ones.
fn address(value: &str) -> Option<EmailAddress> {
    let value = value
        .split_once(';')
        .map_or(value, |(_, address)| address)
        .trim();
    if value.contains("\\x{") {
        let mut decoded = String::new();
        let mut rest = value;
        while let Some((before, after)) = rest.split_once("\\x{") {
            decoded.push_str(before);
            let (code, after) = after.split_once('}')?;
            decoded.push(
                u32::from_str_radix(code, 16)
                    .ok()
                    .and_then(char::from_u32)?,
            );
            rest = after;
        }
        decoded.push_str(rest);
        return EmailAddress::parse(decoded.trim_matches(['<', '>'])).ok();
    }
    if let Some(foreign) = value
        .trim_matches(['<', '>'])
        .to_ascii_uppercase()
        .starts_with("IMCEASMTP-")
        .then(|| value.trim_matches(['<', '>']))
    {
        return fields::address(&hex_decoded(&foreign["IMCEASMTP-".len()..]));
    }
    if value.to_ascii_uppercase().contains("IMCEAEX-") {
        return None;
    }
    let bare = value.trim_matches(['<', '>', '"', ' ']);
    // xtext (RFC 3461 §4) writes a plus, an equals sign and what is no character of a word as `+` and two digits.
    if bare.contains("+40") && !bare.contains('@') {
        return fields::address(&hex_decoded(bare));
    }
    let bare = if bare.contains("+2B") || bare.contains("+3D") {
        hex_decoded(bare)
    } else {
        bare.to_owned()
    };
    EmailAddress::parse(&bare)
        .ok()
        .or_else(|| fields::address(value))
}

/// Decodes `+2B` and the like.
fn hex_decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('+') {
        decoded.push_str(before);
        let code = after
            .get(..2)
            .and_then(|code| u8::from_str_radix(code, 16).ok())
            .filter(u8::is_ascii_graphic);
        match code {
            Some(code) => {
                decoded.push(char::from(code));
                rest = &after[2..];
            }
            None => {
                decoded.push('+');
                rest = after;
            }
        }
    }
    decoded + rest
}

/// A diagnostic without its type (`smtp;`), and without the words that a gateway puts before the other server's own:
/// `5.1.0 - Unknown address error 550-'5.7.1 Access denied'`.
fn diagnostic(value: &str) -> String {
    let said = match value.split_once(';') {
        Some((kind, rest)) if kind.len() <= 20 && !kind.trim().contains(' ') => rest,
        _ => value,
    };
    let quoted = said
        .trim_start()
        .split_once(" - ")
        .filter(|(code, _)| is_code(code))
        .and_then(|(_, rest)| {
            let start = rest.find("-'")?.checked_sub(3)?;
            rest.get(start..)
        });
    quoted.unwrap_or(said).trim().to_owned()
}
