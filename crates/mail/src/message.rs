//! Messages: one person's copy as the bytes of an e-mail (RFC 5322, MIME).
//!
//! The same input always gives the same bytes: nothing is random, and no clock or host name is read. Whatever stands in
//! a value, a header stays one header: line breaks and control characters never get into one.

use std::borrow::Cow;

use byline_model::{Asset, DeliveryId, EmailAddress};
use encodify::{Fold, rfc2047};
use jiff::Zoned;
use mail_builder::{
    headers::{
        Header, address::Address, content_type::ContentType, date::Date, message_id::MessageId,
        text::Text, url::URL,
    },
    mime::MimePart,
};

/// What all messages of a mailing have in common.
#[derive(Debug, Clone, Copy)]
pub struct Shared<'a> {
    /// The rep's name.
    pub from_name: &'a str,
    /// The address it comes from.
    pub from: &'a EmailAddress,
    /// The pictures that the HTML names as `cid:NAME`; see [`content_id`].
    pub pictures: &'a [Asset],
    /// Files that come with it.
    pub attachments: &'a [Asset],
}

/// One person's message.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Their name; may be empty.
    pub to_name: &'a str,
    /// Their address.
    pub to: &'a EmailAddress,
    /// Where an answer goes, when not to the sender.
    pub reply_to: Option<&'a EmailAddress>,
    /// The subject line.
    pub subject: &'a str,
    /// The plain text.
    pub text: &'a str,
    /// The HTML, when there is one.
    pub html: Option<&'a str>,
    /// The Message-ID without angle brackets: see [`message_id`].
    pub message_id: &'a str,
    /// When it was written, in the rep's time zone.
    pub date: &'a Zoned,
    /// The `mailto:` address that takes them off the list (RFC 2369). No `List-Unsubscribe-Post` goes with it: RFC 8058
    /// allows that header only beside an HTTPS address.
    pub unsubscribe: Option<&'a str>,
}

/// Makes the messages of one mailing.
///
/// What they share is encoded once, so that a further person costs only their own text.
#[derive(Debug)]
pub struct Composer {
    head: Vec<u8>,
    pictures: Vec<Vec<u8>>,
    attachments: Vec<Vec<u8>>,
}

impl Composer {
    /// Encodes what all messages share.
    pub fn new(shared: &Shared<'_>) -> Self {
        let mut head = b"MIME-Version: 1.0\r\n".to_vec();
        write_mailbox(&mut head, "From", shared.from_name, shared.from);
        let pictures = shared.pictures.iter().map(|picture| {
            let part = MimePart::new(media_type(&picture.media_type), picture.bytes.as_slice())
                .header(
                    "Content-Disposition",
                    ContentType::new("inline").attribute("filename", one_line(&picture.name)),
                )
                .cid(content_id(&picture.name));
            encoded(part)
        });
        let attachments = shared.attachments.iter().map(|file| {
            encoded(
                MimePart::new(media_type(&file.media_type), file.bytes.as_slice())
                    .attachment(one_line(&file.name)),
            )
        });
        Self {
            pictures: pictures.collect(),
            attachments: attachments.collect(),
            head,
        }
    }

    /// One person's message as bytes: CRLF line ends, no line above 998 bytes (RFC 5322 §2.1.1), no byte above 127, so
    /// that every server takes it as it is.
    pub fn compose(&self, message: &Message<'_>) -> Vec<u8> {
        let text = lines(message.text);
        let html = message.html.map(lines);
        let files = self
            .pictures
            .iter()
            .chain(&self.attachments)
            .map(Vec::len)
            .sum::<usize>();
        let mut out = Vec::with_capacity(
            2048 + files + (text.len() + html.as_ref().map_or(0, |html| html.len())) * 5 / 4,
        );

        out.extend_from_slice(&self.head);
        write_mailbox(&mut out, "To", message.to_name, message.to);
        if let Some(reply_to) = message.reply_to {
            write_mailbox(&mut out, "Reply-To", "", reply_to);
        }
        write_subject(&mut out, message.subject);
        write_date(&mut out, message.date);
        write_header(
            &mut out,
            "Message-ID",
            &MessageId::new(token(message.message_id)),
        );
        if let Some(unsubscribe) = message.unsubscribe {
            write_header(
                &mut out,
                "List-Unsubscribe",
                &URL::new(address_of_link(unsubscribe)),
            );
        }
        self.body(message.message_id, &text, html.as_deref())
            .write_part(&mut out);
        out
    }

    fn body<'a>(&'a self, message_id: &str, text: &'a str, html: Option<&'a str>) -> MimePart<'a> {
        let boundary = Boundary::new(message_id, text, html.unwrap_or_default());
        let plain = MimePart::new("text/plain", text);
        let readable = match html {
            None => plain,
            Some(html) => {
                let html = MimePart::new("text/html", html);
                let html = if self.pictures.is_empty() {
                    html
                } else {
                    let parts = std::iter::once(html)
                        .chain(self.pictures.iter().map(as_is))
                        .collect::<Vec<_>>();
                    MimePart::new(boundary.of("related").attribute("type", "text/html"), parts)
                };
                MimePart::new(boundary.of("alternative"), vec![plain, html])
            }
        };
        if self.attachments.is_empty() {
            return readable;
        }
        let parts = std::iter::once(readable)
            .chain(self.attachments.iter().map(as_is))
            .collect::<Vec<_>>();
        MimePart::new(boundary.of("mixed"), parts)
    }
}

/// The Message-ID of a delivery, without angle brackets.
///
/// It is fixed before anything is sent, so that a doubtful delivery can be looked up by it later. `token` is the
/// mailing's secret: as it cannot be guessed, nobody can pretend to answer a message that they did not get.
pub fn message_id(mailing_token: &str, delivery: DeliveryId, domain: &str) -> String {
    token(&format!("{mailing_token}.{delivery}@{domain}")).into_owned()
}

/// The Content-ID under which a picture is carried (RFC 2392).
///
/// It is the name itself where that is made of letters, digits, `.`, `-` and `_`, as the names in an edition are; any
/// other character becomes `_`, because mail programs do not agree on how to write it in a `cid:` address.
pub fn content_id(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect()
}

/// What separates the parts of one message: derived from its Message-ID, and found in neither text.
struct Boundary(String);

impl Boundary {
    fn new(message_id: &str, text: &str, html: &str) -> Self {
        // "=_" stands in no quoted-printable or base64 line (RFC 2045 §6.7); only a text short enough to go as it is
        // can hold it. 30 bytes let the search use the processor's wide instructions.
        let mut boundary = String::from("=_");
        boundary.extend(
            message_id
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(24),
        );
        while text.contains(&boundary) || html.contains(&boundary) {
            boundary.push('_');
        }
        Self(boundary)
    }

    fn of(&self, subtype: &str) -> ContentType<'static> {
        let initial = subtype.get(..1).unwrap_or_default();
        ContentType::new(format!("multipart/{subtype}"))
            .attribute("boundary", format!("{}{initial}", self.0))
    }
}

fn encoded(part: MimePart<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(part.size() * 4 / 3 + 512);
    part.write_part(&mut out);
    out
}

fn as_is(part: &Vec<u8>) -> MimePart<'_> {
    MimePart::raw(part.as_slice())
}

fn write_header(out: &mut Vec<u8>, name: &str, value: &impl Header) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    value.write_header(out, name.len() + 2);
}

fn write_mailbox(out: &mut Vec<u8>, header: &str, name: &str, address: &EmailAddress) {
    let name = one_line(name);
    if name.is_empty() {
        write_header(
            out,
            header,
            &Address::new_address(None::<&str>, address.as_str()),
        );
    } else if looks_encoded(&name) {
        write_encoded_words(out, header, &name, rfc2047::Q_PHRASE);
        out.extend_from_slice(format!("\r\n <{address}>\r\n").as_bytes());
    } else {
        write_header(
            out,
            header,
            &Address::new_address(Some(name.as_ref()), address.as_str()),
        );
    }
}

fn write_subject(out: &mut Vec<u8>, subject: &str) {
    let subject = one_line(subject);
    if looks_encoded(&subject) {
        write_encoded_words(out, "Subject", &subject, rfc2047::Q_TEXT);
        out.extend_from_slice(b"\r\n");
    } else {
        write_header(out, "Subject", &Text::new(subject));
    }
}

/// Whether a plain text would be taken for an encoded word (RFC 2047) and shown as something else than it is.
fn looks_encoded(text: &str) -> bool {
    text.contains("=?")
}

fn write_encoded_words(out: &mut Vec<u8>, header: &str, text: &str, encoder: rfc2047::WordEncoder) {
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(b": ");
    encoder.encode_words("utf-8", text, &mut (header.len() + 2), Fold::HEADER, out);
}

fn write_date(out: &mut Vec<u8>, date: &Zoned) {
    match jiff::fmt::rfc2822::to_string(date) {
        Ok(date) => write_header(out, "Date", &Text::new(date)),
        // A year that RFC 5322 cannot write in four digits.
        Err(_) => write_header(out, "Date", &Date::new(date.timestamp().as_second())),
    }
}

/// A text as one line: line breaks and control characters become one space, those at the ends go.
fn one_line(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let trimmed = text.trim();
    if trimmed.contains(breaks) {
        let words = trimmed
            .split(breaks)
            .map(str::trim)
            .filter(|part| !part.is_empty());
        Cow::Owned(words.collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(trimmed)
    }
}

/// A text in the canonical form of RFC 2045 §6.5 and RFC 5322 §2.3: every line ends with CRLF, and neither a lone CR nor
/// a NUL is left that a mail server could misread.
fn lines(text: &str) -> String {
    if text.contains('\r') || text.contains('\0') {
        let text = text
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .replace('\0', "");
        return text.replace('\n', "\r\n");
    }
    text.replace('\n', "\r\n")
}

/// A Message-ID without what cannot stand in one.
fn token(text: &str) -> Cow<'_, str> {
    let bad = |c: char| {
        !c.is_ascii_graphic() || matches!(c, '<' | '>' | '(' | ')' | '"' | '\\' | ',' | ';' | ':')
    };
    if text.contains(bad) {
        Cow::Owned(text.replace(bad, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// An address for between angle brackets: what cannot stand there is percent-encoded (RFC 3986 §2.1).
fn address_of_link(link: &str) -> String {
    let mut out = String::with_capacity(link.len() + 7);
    if !link.starts_with("mailto:") {
        out.push_str("mailto:");
    }
    for byte in link.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b'\\') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A media type, or the one for "just bytes" when it is none (RFC 6838 §4.2).
fn media_type(media_type: &str) -> ContentType<'_> {
    let name = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let known = media_type
        .split_once('/')
        .is_some_and(|(kind, subtype)| name(kind) && name(subtype));
    ContentType::new(if known {
        media_type
    } else {
        "application/octet-stream"
    })
}
