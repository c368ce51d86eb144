//! Values for where they land: what a person's data may do to an output, which is nothing but to be read there.

use std::{borrow::Cow, fmt::Write as _};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};

use crate::marks::Place;

/// What RFC 3986 §2.3 leaves as it is in every part of an address.
const PART: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What stands in a whole address beside letters and digits: RFC 3986 §2.2 and §2.3, without the quotes and brackets
/// that have a meaning in HTML, Typst or plain text.
const WHOLE: &AsciiSet = &PART
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'%');

/// The name of a site with a path: a colon could end a scheme.
const SITE: &AsciiSet = &WHOLE.add(b':');

/// Escapes a value for the place it lands in.
pub(crate) fn escape(value: &str, place: Place) -> String {
    match place {
        Place::Html => html(&visible(value)).into_owned(),
        Place::Text | Place::Line => visible(value).into_owned(),
        Place::TextUpper => visible(value).to_uppercase(),
        Place::Typst => {
            let mut out = String::with_capacity(value.len());
            crate::typst::escape(&mut out, &visible(value));
            out
        }
        Place::HtmlAddressPart | Place::TextAddressPart | Place::TypstAddressPart => part(value),
        Place::HtmlAddress => html(&whole(value)).into_owned(),
        Place::TypstAddress => whole(value),
    }
}

/// A value as it may be seen: one line, without control characters and without those that turn the direction of the
/// text around them (Unicode's embeddings, overrides and isolates).
fn visible(value: &str) -> Cow<'_, str> {
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    if !value.contains(|c| breaks(c) || unseen(c)) {
        return Cow::Borrowed(value);
    }
    let value = value.replace("\r\n", " ");
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if breaks(c) {
            out.push(' ');
        } else if !unseen(c) {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Text for HTML, in elements and in quoted attributes.
pub(crate) fn html(text: &str) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'');
    let Some(first) = text.find(special) else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn part(value: &str) -> String {
    utf8_percent_encode(&visible(value), PART).to_string()
}

/// A whole address: as it is when it begins with a scheme that mail programs open, else taken for the name of a site, so
/// that no value brings a scheme of its own.
fn whole(value: &str) -> String {
    let value = visible(value);
    let value = value.trim();
    let known = ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| {
            value
                .get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
    if known {
        utf8_percent_encode(value, WHOLE).to_string()
    } else {
        format!("https://{}", utf8_percent_encode(value, SITE))
    }
}

/// The literal part of an address, as the rep wrote it: only what cannot stand in an address is encoded.
pub(crate) fn literal_address(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\'' | '<' | '>' | '`' | '{' | '}' | '|' | '\\' | '^' | ' ' => {
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c if c.is_control() || !c.is_ascii() => {
                let mut buffer = [0; 4];
                out.extend(percent_encode(
                    c.encode_utf8(&mut buffer).as_bytes(),
                    NON_ALPHANUMERIC,
                ));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_whole_address_keeps_its_scheme_or_gets_a_harmless_one() {
        assert_eq!(
            escape("mailto:a+b@example.com?subject=stop it", Place::HtmlAddress),
            "mailto:a+b@example.com?subject=stop%20it"
        );
        assert_eq!(
            escape("example.com/a", Place::HtmlAddress),
            "https://example.com/a"
        );
        assert_eq!(
            escape("javascript:alert(1)", Place::HtmlAddress),
            "https://javascript%3Aalert%281%29"
        );
        assert_eq!(
            escape("https://example.com/?a=1&b='", Place::HtmlAddress),
            "https://example.com/?a=1&amp;b=%27"
        );
    }

    #[test]
    fn a_part_cannot_leave_its_place_in_an_address() {
        assert_eq!(
            escape("a b/../?x#y&z", Place::HtmlAddressPart),
            "a%20b%2F..%2F%3Fx%23y%26z"
        );
    }

    #[test]
    fn lines_and_directions_are_those_of_the_text() {
        assert_eq!(
            escape("Ann\r\nBcc: x\u{202E}y\0", Place::Line),
            "Ann Bcc: xy"
        );
        assert_eq!(
            escape("#import \"x\" \\ $x$", Place::Typst),
            "#import \\\"x\\\" \\\\ $x$"
        );
    }

    proptest! {
        /// Nothing in a value can end the text, the attribute, the line or the string it stands in.
        #[test]
        fn no_value_leaves_its_place(value in "(<script>|\\{\\{|\\\\|[\"'<>&$#\u{202E}\r\n\0]|\\PC|\u{2028}){0,30}") {
            let html = escape(&value, Place::Html);
            prop_assert!(!html.contains(['<', '>', '"', '\'']));
            let unseen = |c: char| c.is_control() || c == '\u{202E}' || c == '\u{2028}';
            for place in [Place::Text, Place::Line, Place::TextUpper] {
                prop_assert!(!escape(&value, place).contains(unseen));
            }
            let typst = escape(&value, Place::Typst).replace("\\\\", "").replace("\\\"", "");
            prop_assert!(!typst.contains(['"', '\n']));
            for place in [Place::HtmlAddressPart, Place::HtmlAddress, Place::TextAddressPart, Place::TypstAddress, Place::TypstAddressPart] {
                let address = escape(&value, place);
                let ends = address.contains(['<', '>', '"', '\'', '\\', ' ', '{', '}']);
                prop_assert!(address.is_ascii() && !ends, "{}", address);
            }
            prop_assert!(!escape(&value, Place::HtmlAddressPart).contains([':', '/', '?', '#', '&']));
        }
    }
}
