//! The message that a notice or a complaint is about, as far as it came back.

use byline_model::EmailAddress;
use mail_parser::{HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::fields;

/// Bytes of a part, or of the headers, that are looked at.
const LONGEST: usize = 100_000;

/// What is known of the message that came back.
#[derive(Debug, Clone, Default)]
pub(super) struct Original {
    /// Its Message-ID.
    pub id: Option<String>,
    /// To whom it was addressed.
    pub to: Vec<EmailAddress>,
    /// Who wrote it.
    pub from: Option<EmailAddress>,
    /// Whether it went through a mailing list.
    pub list: bool,
    /// Its headers as they stand.
    pub headers: String,
}

impl Original {
    fn of(message: &Message<'_>) -> Self {
        let end = message
            .parts
            .first()
            .map_or(0, |part| part.raw_body_offset());
        let start = message
            .parts
            .first()
            .map_or(0, |part| part.raw_header_offset());
        let headers = message
            .raw_message
            .get(start as usize..end as usize)
            .unwrap_or_default();
        Self {
            id: message.message_id().map(str::to_owned),
            to: fields::recipients(message),
            from: fields::person(message, HeaderName::From)
                .and_then(|from| from.address.as_deref())
                .and_then(|from| EmailAddress::parse(from).ok()),
            list: [
                "List-Id",
                "List-Post",
                "Mailing-List",
                "X-Mailing-List",
                "X-BeenThere",
            ]
            .iter()
            .any(|name| fields::has(message, name)),
            headers: String::from_utf8_lossy(&headers[..headers.len().min(LONGEST)]).into_owned(),
        }
    }

    /// The message that a part holds, whole or only by its headers.
    pub(super) fn in_part(part: &MessagePart<'_>) -> Option<Self> {
        let kind = part.content_type()?;
        let subtype = kind.subtype().unwrap_or_default().to_ascii_lowercase();
        if let PartType::Message(returned) = &part.body {
            let original = Self::of(returned);
            // An empty line too many before its headers makes them its text.
            return match Self::read(&head_of(&returned.body_text(0).unwrap_or_default())) {
                Some(below) if original.headers.trim().is_empty() => Some(below),
                _ => Some(original),
            };
        }
        let headers_only = matches!(subtype.as_str(), "rfc822-headers" | "global-headers");
        // Encoded ones are not the parser's to read: see `bounds`.
        let whole = matches!(kind.ctype(), "message" | "xessage")
            && matches!(subtype.as_str(), "rfc822" | "global" | "partial");
        (headers_only || whole)
            .then(|| Self::read(&head_of(&text_of(part))))
            .flatten()
    }

    /// Reads headers that stand in a text, with whatever every line of them begins with.
    pub(super) fn read(headers: &str) -> Option<Self> {
        let first = headers.lines().find(|line| !line.trim().is_empty())?;
        let margin = &first[..first.len() - first.trim_start_matches([' ', '\t', '>']).len()];
        let text: String = headers
            .lines()
            .map(|line| line.strip_prefix(margin).unwrap_or(line))
            .flat_map(|line| [line, "\n"])
            .chain(["\n"])
            .collect();
        MessageParser::default()
            .parse_headers(text.as_bytes())
            .map(|message| Self::of(&message))
            .filter(|original| {
                original.id.is_some() || !original.to.is_empty() || original.from.is_some()
            })
    }
}

/// The headers at the beginning of a text: all until the first empty line.
pub(super) fn head_of(text: &str) -> String {
    text.lines()
        .skip_while(|line| line.trim().is_empty())
        .take_while(|line| !line.trim().is_empty())
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The beginning of a part as text.
pub(super) fn text_of(part: &MessagePart<'_>) -> String {
    let contents = part.contents();
    String::from_utf8_lossy(&contents[..contents.len().min(LONGEST)]).into_owned()
}

/// The headers of a part as they stand.
pub(super) fn headers_of(part: &MessagePart<'_>, message: &Message<'_>) -> String {
    let headers = message
        .raw_message
        .get(part.raw_header_offset() as usize..part.raw_body_offset() as usize)
        .unwrap_or_default();
    String::from_utf8_lossy(&headers[..headers.len().min(LONGEST)]).into_owned()
}
