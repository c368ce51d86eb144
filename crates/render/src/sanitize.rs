//! HTML inside a piece: what may stay of it.
//!
//! A piece may come from a stranger, and a mail is read by programs of every age, so only elements that carry text stay:
//! no scripts, styles, forms, frames, event handlers, pictures from the web.

use std::{borrow::Cow, collections::HashSet, sync::LazyLock};

use ammonia::{Builder, UrlRelative};

use crate::{
    document::Html,
    marks::{self, Place},
    tag::Tag,
};

const ELEMENTS: [&str; 41] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
const INLINE_ONLY: [&str; 5] = ["u", "strike", "cite", "ins", "center"];
const SILENT: [&str; 3] = ["script", "style", "noscript"];
const ATTRIBUTES: [&str; 9] = [
    "align", "colspan", "dir", "href", "lang", "rowspan", "start", "title", "alt",
];

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(ELEMENTS))
        .clean_content_tags(HashSet::from(SILENT))
        .generic_attributes(HashSet::from(["dir", "lang", "title"]))
        .add_tag_attributes("a", &["href"])
        .add_tag_attributes("ol", &["start"])
        .add_tag_attributes("td", &["align", "colspan", "rowspan"])
        .add_tag_attributes("th", &["align", "colspan", "rowspan"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .attribute_filter(|_, attribute, value| {
            if attribute == "href" {
                Some(Cow::Owned(marks::moved(value, Place::HtmlAddressPart)))
            } else {
                Some(value.into())
            }
        });
    builder
});

/// The HTML that may stay, and a sentence about what was taken out.
///
/// # Errors
/// When a merge tag stood where HTML has no text, so that it would be lost, or when there is a condition in it: only
/// one of its branches may be shown, and no branch of HTML is whole by itself.
pub(crate) fn block(html: &str, tags: &[Tag]) -> Result<(Html, Option<String>), String> {
    if marks::tags(html)
        .into_iter()
        .any(|id| tags.get(id.0 as usize).is_some_and(Tag::is_statement))
    {
        return Err("A condition cannot stand inside HTML. Put {% if %} and {% endif %} outside, with an empty line before and after.".into());
    }
    let clean = BUILDER.clean(html).to_string();
    // An HTML parser moves text out of places where no text can stand, such as between the rows of a table.
    if marks::tags(&clean) != marks::tags(html) {
        return Err(
            "A merge tag inside HTML must stand in the text or in the address of a link.".into(),
        );
    }
    let text = marks::split(&without_elements(&clean));
    Ok((Html { html: clean, text }, removed(html)))
}

/// What a piece of inline HTML is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum InlineTag<'a> {
    /// An element begins; with its attributes as they stand.
    Open(String, &'a str),
    /// An element ends.
    Close(String),
    /// A remark, or another thing that shows nothing.
    Nothing,
}

/// Reads a single tag such as `<b>` or `</b>`.
pub(crate) fn inline_tag(html: &str) -> InlineTag<'_> {
    let Some(inner) = html
        .strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
    else {
        return InlineTag::Nothing;
    };
    let (close, inner) = inner
        .strip_prefix('/')
        .map_or((false, inner), |inner| (true, inner));
    let end = inner
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    let name = inner[..end].to_ascii_lowercase();
    match (name.is_empty(), close) {
        (true, _) => InlineTag::Nothing,
        (false, true) => InlineTag::Close(name),
        (false, false) => InlineTag::Open(name, inner[end..].trim_end_matches('/')),
    }
}

/// The value of an attribute in the attributes of a tag, without its quotes.
pub(crate) fn attribute<'a>(attributes: &'a str, name: &str) -> Option<Cow<'a, str>> {
    attribute_list(attributes)
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| unescape(value))
}

fn attribute_list(attributes: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = attributes;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or(rest.len());
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let Some(after) = rest.strip_prefix('=') else {
            // A lone sign would never be consumed otherwise.
            return Some((name, ""));
        };
        rest = after.trim_start();
        let value = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = &rest[1..];
                let close = inner.find(quote).unwrap_or(inner.len());
                rest = inner.get(close + 1..).unwrap_or_default();
                &inner[..close]
            }
            _ => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let value = &rest[..end];
                rest = &rest[end..];
                value
            }
        };
        Some((name, value))
    })
}

/// Whether an element of inline HTML shows its content and nothing else.
pub(crate) fn is_plain(name: &str) -> bool {
    ELEMENTS.contains(&name) || INLINE_ONLY.contains(&name)
}

/// Whether the content of an element is not for readers.
pub(crate) fn is_silent(name: &str) -> bool {
    SILENT.contains(&name)
}

/// A sentence about the elements and attributes of some HTML that do not stay.
pub(crate) fn removed(html: &str) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let end = rest.find('>').unwrap_or(rest.len());
        let InlineTag::Open(name, attributes) = inline_tag_of(&rest[..end]) else {
            continue;
        };
        let mut found = Vec::new();
        if is_plain(&name) {
            found.extend(
                attribute_list(attributes)
                    .map(|(attribute, _)| attribute.to_ascii_lowercase())
                    .filter(|attribute| {
                        !ATTRIBUTES.contains(&attribute.as_str())
                            && !matches!(attribute.as_str(), "class" | "id")
                    }),
            );
        } else {
            found.push(format!("<{name}>"));
        }
        for name in found {
            if !names.contains(&name) && names.len() < 4 {
                names.push(name);
            }
        }
    }
    (!names.is_empty()).then(|| {
        format!(
            "Mail programs do not show {}; it was taken out.",
            names.join(", ")
        )
    })
}

fn inline_tag_of(inner: &str) -> InlineTag<'_> {
    let end = inner
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(inner.len());
    if end == 0 {
        InlineTag::Nothing
    } else {
        InlineTag::Open(
            inner[..end].to_ascii_lowercase(),
            inner[end..].trim_end_matches('/'),
        )
    }
}

/// The text of sanitised HTML: each block on a line of its own.
fn without_elements(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let inline = matches!(
            inline_tag(&rest[at..end]),
            InlineTag::Open(name, _) | InlineTag::Close(name)
                if matches!(name.as_str(), "a" | "abbr" | "b" | "code" | "del" | "em" | "i" | "kbd" | "mark" | "s" | "small" | "span" | "strong" | "sub" | "sup")
        );
        if !inline {
            text.push('\n');
        }
        rest = &rest[end..];
    }
    text.push_str(rest);
    let lines: Vec<String> = unescape(&text)
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{A0}");
    Cow::Owned(text.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_could_act_is_taken_out_and_named() {
        let (html, removed) = block(
            "<div onclick=\"x()\" style=\"color:red\"><script>alert(1)</script><b>bold</b>\
             <img src=\"https://example.com/x.png\"><iframe src=\"x\"></iframe><a href=\"javascript:x()\">a</a></div>",
            &[],
        )
        .unwrap();
        assert_eq!(html.html, "<div><b>bold</b><a>a</a></div>");
        let removed = removed.unwrap();
        for name in ["onclick", "style", "<script>", "<img>"] {
            assert!(removed.contains(name), "{removed}");
        }
        assert_eq!(
            block("<p class=\"x\">fine &amp; well</p>", &[]).unwrap().1,
            None
        );
    }

    #[test]
    fn html_has_a_plain_text() {
        let (html, _) = block("<ul><li>one &amp; <b>two</b></li><li>three</li></ul>", &[]).unwrap();
        assert_eq!(
            html.text,
            [crate::document::Part::Text("one & two\nthree".into())]
        );
    }

    proptest! {
        #[test]
        fn attributes_of_anything_can_be_listed(text in "[a-z =\"'/<>&;]{0,40}") {
            let _ = attribute(&text, "href");
            let _ = removed(&text);
            let _ = block(&text, &[]);
        }
    }
}
