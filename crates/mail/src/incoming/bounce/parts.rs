//! Taking a notice apart: what it says to a reader, the fields for machines, and what is left of the message that it is
//! about.

use std::sync::LazyLock;

use mail_parser::decoders::html::html_to_text;
use mail_parser::{HeaderName, Message, MessagePart, MimeHeaders, PartType};
use regex::Regex;

use super::{status, words};
use crate::incoming::returned::{self, Original};

/// Characters of a part that are looked at.
const LONGEST: usize = 100_000;

/// A message taken apart.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// What is written for a reader, without what is returned.
    pub notice: String,
    /// The fields of RFC 3464, wherever they stand.
    pub status: String,
    /// Whether a part was declared to hold such fields.
    pub declared: bool,
    /// Whether the text says that a message follows, or one came back.
    pub returns: bool,
    /// The message that it is about.
    pub original: Option<Original>,
    /// Whether that is known only from what the notice repeats of it for the reader.
    echoed: bool,
    /// The fields of a read receipt or of a refusal by a recipient's own rule (RFC 8098).
    pub disposition: String,
}

/// Takes a message apart.
pub(super) fn of(message: &Message<'_>) -> Parts {
    let mut parts = Parts::default();
    let mut html = String::new();
    for part in &message.parts {
        add(part, message, &mut parts, &mut html);
    }
    if parts.notice.trim().is_empty() {
        // Plain words that were declared as HTML would lose their lines.
        if html.contains('<') {
            parts.add_text(&html_to_text(&html));
        } else {
            parts.add_text(&html);
        }
    }
    parts
}

fn add(part: &MessagePart<'_>, message: &Message<'_>, parts: &mut Parts, html: &mut String) {
    let kind = part
        .content_type()
        .map(|kind| {
            let subtype = kind.subtype().unwrap_or_default();
            format!("{}/{subtype}", kind.ctype()).to_ascii_lowercase()
        })
        .unwrap_or_default();
    if kind.ends_with("/delivery-status") || kind.ends_with("/global-delivery-status") {
        parts.declared = true;
        parts.status.push_str(&with_headers(part, message));
        parts.status.push_str("\n\n");
        return;
    }
    if kind.ends_with("/disposition-notification")
        || kind.ends_with("/global-disposition-notification")
    {
        parts.disposition.push_str(&with_headers(part, message));
        return;
    }
    if let Some(original) = Original::in_part(part) {
        parts.offer(Some(original));
        return;
    }
    // A server that puts no header before the returned message makes its headers those of the part.
    if part.raw_header_offset() > 0
        && part
            .headers
            .iter()
            .any(|header| header.name == HeaderName::MessageId)
    {
        parts.offer(Original::read(&returned::headers_of(part, message)));
        return;
    }
    match &part.body {
        PartType::Html(text) => html.push_str(words::head(text, LONGEST)),
        PartType::Text(text) => parts.add_text(text),
        PartType::Binary(_) | PartType::InlineBinary(_) => {
            let text = returned::text_of(part);
            if returned_at(&text) == Some(0) {
                parts.offer(Original::read(&returned::head_of(&text)));
            }
        }
        PartType::Multipart(_) | PartType::Message(_) => {}
    }
}

/// A part with its own headers: a server that forgets the empty line between the two puts its fields there.
fn with_headers(part: &MessagePart<'_>, message: &Message<'_>) -> String {
    let headers = returned::headers_of(part, message);
    let body = match &part.body {
        PartType::Message(inner) => String::from_utf8_lossy(inner.raw_message()).into_owned(),
        _ => returned::text_of(part),
    };
    format!("{headers}\n{body}")
}

impl Parts {
    /// Takes the first message that came back; those after it are what that one held.
    fn offer(&mut self, original: Option<Original>) {
        let better = match (&self.original, &original) {
            (None, _) => true,
            (Some(old), Some(new)) => new.id.is_some() && (old.id.is_none() || self.echoed),
            (Some(_), None) => false,
        };
        self.returns |= original.is_some();
        if better && original.is_some() {
            self.original = original;
            self.echoed = false;
        }
    }

    fn add_text(&mut self, text: &str) {
        let text = words::head(text, LONGEST);
        let (notice, returned) = match returned_at(text) {
            Some(at) => {
                self.returns = true;
                text.split_at(at)
            }
            None => (text, ""),
        };
        let notice = if status::is_status(notice) {
            let (words, fields) = notice.split_at(status::begins_at(notice));
            self.status.push_str(fields);
            self.status.push_str("\n\n");
            words
        } else {
            notice
        };
        if !notice.trim().is_empty() {
            self.notice.push_str(notice);
            self.notice.push_str("\n\n");
        }
        if let Some(headers) = headers_in(returned) {
            self.offer(Original::read(&headers));
        } else if self.original.is_none() {
            self.offer(headers_in(notice).and_then(|headers| Original::read(&headers)));
            self.echoed = self.original.is_some();
        }
    }
}

/// A line that says "what follows is your message".
static FOLLOWS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)^[\s*|#=>-]*(?:",
        // "--- Original message follows.", "Unsent message below:", "----- Message header follows -----"
        r"(?:the |your )?(?:original|unsent|returned|source|undelivered|undeliverable|rejected|failed|bounced|message) ?(?:message|mail|e-mail|text|headers?)?(?: text| headers?| contents?| body)?(?: as received)?(?: is| are)? ?(?:follows?|following|below|attached|is as follows).{0,20}",
        r"|(?:the )?(?:start of |begin(?:ning)? (?:of )?(?:the )?)?(?:original|returned|unsent|undelivered|ursprüngliche) (?:message|mail|nachricht)(?: follows| headers?)?",
        r"|(?:below|here|this|included|what follows|attached|it)[a-z ]{0,24} is (?:a|the) (?:copy|summary|header) of.{0,60}",
        r"|(?:a )?(?:copy|headers?|the headers?) of (?:the |your )?(?:original |source |returned |unsent )?(?:message|mail).{0,40}",
        r"|included is a copy of.{0,40}|message headers? follow.{0,10}|the first \d+ lines of.{0,60}",
        r")[\s*|#=:.-]*$",
    ))
    .expect("the expression is well-formed")
});

/// Where in a text the message that came back begins: at a line that says so, or at its headers.
fn returned_at(text: &str) -> Option<usize> {
    let mut offset = 0;
    let mut starts = Vec::new();
    for line in text.split_inclusive('\n') {
        starts.push((offset, line));
        offset += line.len();
    }
    let mut number = 0;
    while number < starts.len() {
        let (at, line) = starts[number];
        if line.len() < 120 && is_rule(line) && FOLLOWS.is_match(line.trim_end()) {
            return Some(at);
        }
        let run = run_of_headers(&starts[number..]);
        if run.traced {
            return Some(at);
        }
        number += run.lines.max(1);
    }
    None
}

/// Whether a line is set apart as a heading is: it begins with dashes or the like, or ends like a sentence.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("--")
        || line.starts_with("==")
        || line.starts_with("|--")
        || line.starts_with("**")
        || line.ends_with(':')
        || line.ends_with("follows.")
        || line.ends_with("follow.")
        || line.ends_with("--")
}

/// The first lines in a text that are the headers of a message.
fn headers_in(text: &str) -> Option<String> {
    let lines: Vec<(usize, &str)> = text.split_inclusive('\n').map(|line| (0, line)).collect();
    let mut number = 0;
    while number < lines.len() {
        let run = run_of_headers(&lines[number..]);
        if run.known >= 2 {
            return Some(
                lines[number..number + run.lines]
                    .iter()
                    .map(|(_, line)| *line)
                    .collect(),
            );
        }
        number += run.lines.max(1);
    }
    None
}

#[derive(Debug, Default)]
struct Run {
    lines: usize,
    /// Different names of a message's headers in it.
    known: usize,
    /// Whether it is a whole header: with a trace of its way, or all that a message must have.
    traced: bool,
}

/// The lines from the first on that are headers.
fn run_of_headers(lines: &[(usize, &str)]) -> Run {
    const TRACE: &[&str] = &[
        "received",
        "return-path",
        "dkim-signature",
        "x-received",
        "message-id",
        "mime-version",
        "domainkey-signature",
        "x-google-smtp-source",
        "arc-seal",
    ];
    const KNOWN: &[&str] = &[
        "from",
        "to",
        "cc",
        "date",
        "subject",
        "reply-to",
        "sender",
        "content-type",
        "x-mailer",
    ];
    let mut run = Run::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut trace = 0;
    let Some(first) = lines.first() else {
        return run;
    };
    let margin = first.1.len() - first.1.trim_start_matches([' ', '\t', '>']).len();
    for (_, line) in lines {
        let bare = line.get(margin..).unwrap_or("");
        if line.trim().is_empty() || bare.is_empty() {
            break;
        }
        if bare.starts_with([' ', '\t']) {
            if run.lines == 0 {
                break;
            }
            run.lines += 1;
            continue;
        }
        let Some((name, _)) = bare.split_once(':') else {
            break;
        };
        if name.is_empty() || name.len() > 50 || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            break;
        }
        let lower = name.to_ascii_lowercase();
        let known = TRACE.iter().chain(KNOWN).find(|known| **known == lower);
        let other = lower.starts_with("x-") || name.contains('-') || known.is_some();
        if !other
            || matches!(
                lower.as_str(),
                "final-recipient"
                    | "reporting-mta"
                    | "diagnostic-code"
                    | "original-recipient"
                    | "remote-mta"
            )
        {
            break;
        }
        run.lines += 1;
        if let Some(known) = known
            && !seen.contains(known)
        {
            seen.push(known);
            trace += usize::from(TRACE.contains(known));
        }
    }
    run.known = seen.len();
    run.traced = (trace >= 1 && run.known >= 3) || (trace >= 2);
    // Set in under a heading and followed by more, it is a summary for the reader.
    run.traced &= margin == 0 || trace >= 2 || lines[0].1.starts_with('>');
    run
}
