//! Marks: what stands for a merge tag while an output is written.
//!
//! Between the text and its finished form lie MJML, HTML parsers and CSS inlining. A tag's braces and quotes would not
//! come through them whole, so a mark of two private-use characters with a number between them stands in its place. It
//! says where the value will land, and [`seal`] puts a Tera tag there with the filter that escapes for that place, while
//! braces that merely look like a tag become text. Sources are cleaned of the two characters with [`clean`] before they
//! are read, so no text can pass for a mark.

use std::{borrow::Cow, fmt::Write as _};

use crate::{
    document::{Part, TagId},
    tag::{Tag, TagKind},
};

const OPEN: char = '\u{10F0A0}';
const CLOSE: char = '\u{10F0A1}';

/// What a value lands in; decides how it is escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Text of HTML or an attribute in quotes.
    Html,
    /// A part of an address in HTML, after its scheme.
    HtmlAddressPart,
    /// All of an address in HTML.
    HtmlAddress,
    /// Plain text.
    Text,
    /// Plain text in capitals.
    TextUpper,
    /// A part of an address in plain text, after its scheme.
    TextAddressPart,
    /// A single line, such as a subject.
    Line,
    /// Inside a string literal of Typst, between its quotes.
    Typst,
    /// A part of an address, after its scheme, inside a string literal of Typst.
    TypstAddressPart,
    /// All of an address inside a string literal of Typst.
    TypstAddress,
}

impl Place {
    pub(crate) const ALL: [(Self, char, &'static str); 10] = [
        (Self::Html, 'h', "html"),
        (Self::HtmlAddressPart, 'p', "html_address_part"),
        (Self::HtmlAddress, 'a', "html_address"),
        (Self::Text, 't', "text"),
        (Self::TextUpper, 'u', "text_upper"),
        (Self::TextAddressPart, 'q', "text_address_part"),
        (Self::Line, 'l', "line"),
        (Self::Typst, 'y', "typst"),
        (Self::TypstAddressPart, 'z', "typst_address_part"),
        (Self::TypstAddress, 'w', "typst_address"),
    ];

    /// The name of the Tera filter that escapes for this place.
    pub(crate) fn filter(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(place, _, _)| *place == self)
            .map_or("html", |(_, _, filter)| filter)
    }

    fn letter(self) -> char {
        Self::ALL
            .iter()
            .find(|(place, _, _)| *place == self)
            .map_or('h', |(_, letter, _)| *letter)
    }
}

/// Writes the mark of a tag whose value lands in `place`.
pub fn mark(out: &mut String, tag: TagId, place: Place) {
    let _ = write!(out, "{OPEN}{}{}{CLOSE}", place.letter(), tag.0);
}

/// What stands for a whole stretch of HTML while MJML lays out what is around it.
pub(crate) fn slot(name: &str) -> String {
    format!("{OPEN}{name}{CLOSE}")
}

/// The text without the characters that marks are made of, and without control characters other than tab and line feed.
pub fn clean(text: &str) -> Cow<'_, str> {
    let stray = |c: char| c == OPEN || c == CLOSE || (c.is_control() && c != '\n' && c != '\t');
    if !text.contains(stray) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Cow::Owned(
        text.chars()
            .map(|c| {
                if stray(c) {
                    char::REPLACEMENT_CHARACTER
                } else {
                    c
                }
            })
            .collect(),
    )
}

/// Whether the text holds a mark.
pub(crate) fn any(text: &str) -> bool {
    text.contains(OPEN)
}

/// Splits a text at its marks.
pub(crate) fn split(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => parts.push(Part::Text(text.to_owned())),
            Piece::Mark(_, tag) => parts.push(Part::Tag(tag)),
        }
    }
    parts
}

/// The tags whose marks a text holds, in order.
pub(crate) fn tags(text: &str) -> Vec<TagId> {
    pieces(text)
        .filter_map(|piece| {
            if let Piece::Mark(_, tag) = piece {
                Some(tag)
            } else {
                None
            }
        })
        .collect()
}

/// The text with its marks moved to another place.
pub(crate) fn moved(text: &str, place: Place) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Mark(_, tag) => mark(&mut out, tag, place),
        }
    }
    out
}

/// A stretch of a text with marks.
pub(crate) enum Piece<'a> {
    /// Text.
    Text(&'a str),
    /// A mark.
    Mark(Place, TagId),
}

/// A text cut at its marks.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let open = rest.find(OPEN).unwrap_or(rest.len());
        if open > 0 {
            let (text, after) = rest.split_at(open);
            rest = after;
            return Some(Piece::Text(text));
        }
        let inner = &rest[OPEN.len_utf8()..];
        let close = inner.find(CLOSE)?;
        rest = &inner[close + CLOSE.len_utf8()..];
        let mut chars = inner[..close].chars();
        let letter = chars.next()?;
        let place = Place::ALL.iter().find(|(_, l, _)| *l == letter)?.0;
        Some(Piece::Mark(place, TagId(chars.as_str().parse().ok()?)))
    })
}

/// Puts Tera tags in the place of marks; all other text stays as it is, also where it looks like Tera.
pub fn seal(text: &str, tags: &[Tag]) -> String {
    let mut out = String::with_capacity(text.len() + tags.len() * 48);
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => literal(&mut out, text),
            Piece::Mark(place, tag) => {
                let Some(tag) = tags.get(tag.0 as usize) else {
                    continue;
                };
                // Writing to a String cannot fail.
                let _ = match &tag.kind {
                    TagKind::Value(tera) => {
                        let field = tag.fields.first().map_or("", String::as_str);
                        write!(
                            out,
                            "{{{{ {tera} | {}(field=\"{field}\") }}}}",
                            place.filter()
                        )
                    }
                    TagKind::If(tera) => write!(out, "{{% if {tera} %}}"),
                    TagKind::Elif(tera) => write!(out, "{{% elif {tera} %}}"),
                    TagKind::Else => write!(out, "{{% else %}}"),
                    TagKind::EndIf => write!(out, "{{% endif %}}"),
                };
            }
        }
    }
    out
}

/// Writes text so that Tera gives it back unchanged: a brace that could begin a tag, here or together with what follows,
/// is written as a text in quotes.
fn literal(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        rest = &after[1..];
        if rest.is_empty() || rest.starts_with(['{', '%', '#']) {
            out.push_str("{{ \"{\" }}");
        } else {
            out.push('{');
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever a piece says comes out of Tera as it was, however much it looks like Tera.
        #[test]
        fn text_comes_back_unchanged(text in r#"([{}%#"\\ -]|raw|endraw|[a-z\n]|\PC){0,60}"#) {
            let text = clean(&text);
            let tera = seal(&text, &[]);
            let back = tera::Tera::one_off(&tera, &tera::Context::new(), false);
            prop_assert_eq!(back.unwrap(), text.as_ref());
        }
    }

    #[test]
    fn a_brace_before_a_tag_stays_a_brace() {
        let tag = crate::tag::read("{{ contact.city }}", 1).unwrap();
        let mut text = "{".to_owned();
        mark(&mut text, TagId(0), Place::Html);
        assert_eq!(
            seal(&text, &[tag]),
            r#"{{ "{" }}{{ contact.city | html(field="contact.city") }}"#
        );
    }

    #[test]
    fn a_stray_private_use_character_is_no_mark() {
        let stray = format!("{OPEN}h0{CLOSE}");
        assert!(!super::any(&clean(&stray)));
        assert_eq!(clean("a\r\nb\0"), "a\nb\u{FFFD}");
    }
}
