//! Addresses of links: which may stand in a piece, and where plain text holds one.

use std::borrow::Cow;

use crate::{
    document::{Part, Parts, TagId},
    fields, marks,
    tag::{Tag, TagKind},
};

/// An address that may stand in a piece.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// The address, with marks.
    pub address: Parts,
    /// What was put before it because it was missing, such as `https://`.
    pub added: Option<&'static str>,
}

const SCHEMES: [&str; 4] = ["https://", "http://", "mailto:", "tel:"];

/// Checks an address; `text` may hold marks.
///
/// # Errors
/// What is wrong with it and what to do. A link with such an address is shown as its text alone.
pub(crate) fn check(text: &str, tags: &[Tag]) -> Result<Checked, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("This link has no address. Put one between the parentheses.".into());
    }
    let parts = marks::split(text);
    let Some(Part::Text(start)) = parts.first() else {
        return begins_with_tag(parts, tags);
    };
    if let Some(scheme) = SCHEMES
        .iter()
        .find(|scheme| starts_with_ignoring_case(start, scheme))
    {
        return if text.len() > scheme.len() {
            Ok(Checked {
                address: parts,
                added: None,
            })
        } else {
            Err(format!(
                "This link stops after {scheme}. Write the rest of the address."
            ))
        };
    }
    let added = if is_mail_address(start) && parts.len() == 1 {
        "mailto:"
    } else if begins_with_domain(start) {
        "https://"
    } else {
        return Err(format!(
            "The address \"{}\" cannot be opened from a mail. Write a web address that begins with https://.",
            shown(text, tags)
        ));
    };
    Ok(Checked {
        address: marks::split(&format!("{added}{text}")),
        added: Some(added),
    })
}

fn begins_with_tag(parts: Parts, tags: &[Tag]) -> Result<Checked, String> {
    let whole = |id: &TagId| {
        tags.get(id.0 as usize).is_some_and(|tag| {
            matches!(tag.kind, TagKind::Value(_))
                && tag.fields.len() == 1
                && fields::is_address(&tag.fields[0])
        })
    };
    match parts.first() {
        Some(Part::Tag(id)) if whole(id) => Ok(Checked { address: parts, added: None }),
        _ => Err("A link cannot begin with this merge tag. Begin it with https://, or put the {% if %} around the whole link.".into()),
    }
}

/// The text as the rep wrote it, with tags in place of marks, for a message.
pub(crate) fn shown(text: &str, tags: &[Tag]) -> String {
    marks::split(text)
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Tag(id) => tags
                .get(id.0 as usize)
                .map_or("", |tag| tag.source.as_str()),
        })
        .collect()
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Whether a text begins like `example.com` or `example.com/page`.
fn begins_with_domain(text: &str) -> bool {
    let host = text.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, ending) = host.rsplit_once('.').unwrap_or_default();
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    name.split('.').all(label)
        && ending.len() >= 2
        && ending.chars().all(char::is_alphabetic)
        // A file beside the piece is no site.
        && !matches!(ending, "md" | "html" | "htm" | "pdf" | "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "doc" | "docx")
}

fn is_mail_address(text: &str) -> bool {
    byline_model::EmailAddress::parse(text).is_ok()
}

/// A stretch of plain text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stretch<'a> {
    /// Text.
    Text(&'a str),
    /// A web address, as GFM recognises it without brackets around it; where it leads may add a scheme to it.
    Address(&'a str, Cow<'a, str>),
}

/// Splits plain text at the web addresses in it, after GFM's extended autolinks: `https://…`, `http://…`, `www.…`.
pub(crate) fn autolinks(text: &str) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = next_start(&text[from..]).map(|at| from + at) {
        let end = at + address_length(&text[at..]);
        let address = &text[at..end];
        let host = address.split_once("://").map_or(address, |(_, rest)| rest);
        let boundary = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| c.is_whitespace() || "*_~(“‘\"'".contains(c));
        if !boundary || !host.contains(['.']) || host.ends_with('.') {
            from = at + 4;
            continue;
        }
        if at > done {
            stretches.push(Stretch::Text(&text[done..at]));
        }
        let leads_to = if address.starts_with("www.") {
            Cow::Owned(format!("https://{address}"))
        } else {
            Cow::Borrowed(address)
        };
        stretches.push(Stretch::Address(address, leads_to));
        done = end;
        from = end;
    }
    if done < text.len() {
        stretches.push(Stretch::Text(&text[done..]));
    }
    stretches
}

fn next_start(text: &str) -> Option<usize> {
    ["https://", "http://", "www."]
        .iter()
        .filter_map(|start| text.find(start))
        .min()
}

/// How long the address at the start of `text` is, without the punctuation that follows it (GFM §6.9).
fn address_length(text: &str) -> usize {
    let mut end = text
        .find(|c: char| c.is_whitespace() || c == '<')
        .unwrap_or(text.len());
    loop {
        let address = &text[..end];
        let Some(last) = address.chars().next_back() else {
            return end;
        };
        let unbalanced = last == ')' && address.matches(')').count() > address.matches('(').count();
        if unbalanced || "?!.,:*_~'\"“”‘’;…".contains(last) {
            end -= last.len_utf8();
        } else {
            return end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_a_mail_program_opens_may_stand() {
        for good in [
            "https://example.com",
            "HTTP://example.com/a?b=c#d",
            "mailto:a@example.com",
            "tel:+1-937-555-0142",
        ] {
            assert_eq!(check(good, &[]).unwrap().added, None, "{good}");
        }
        assert_eq!(
            check("fenwickair.example.com/leak", &[]).unwrap().added,
            Some("https://")
        );
        assert_eq!(
            check("ruth@example.com", &[]).unwrap().added,
            Some("mailto:")
        );
        for bad in [
            "",
            " ",
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "file:///etc",
            "//example.com",
            "#top",
            "page.html",
            "vbscript:x",
            "https://",
            "\u{1}javascript:x",
        ] {
            assert!(check(bad, &[]).is_err(), "{bad:?} was let through");
        }
    }

    #[test]
    fn a_tag_may_be_all_of_an_address_only_where_its_field_is_one() {
        let tags = [
            crate::tag::read("{{ rep.website }}", 1).unwrap(),
            crate::tag::read("{{ contact.first_name }}", 1).unwrap(),
        ];
        let mut website = String::new();
        marks::mark(&mut website, TagId(0), marks::Place::Html);
        let mut name = String::new();
        marks::mark(&mut name, TagId(1), marks::Place::Html);
        assert!(check(&website, &tags).is_ok());
        assert!(check(&name, &tags).is_err());
        assert!(check(&format!("https://example.com/{name}"), &tags).is_ok());
    }

    #[test]
    fn a_bare_address_is_a_link_as_on_github() {
        let found = |text: &'static str| {
            autolinks(text)
                .into_iter()
                .filter_map(|s| {
                    if let Stretch::Address(shown, to) = s {
                        Some((shown, to.into_owned()))
                    } else {
                        None
                    }
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            found("See https://example.com/a_b(c), then."),
            [(
                "https://example.com/a_b(c)",
                "https://example.com/a_b(c)".to_owned()
            )]
        );
        assert_eq!(
            found("(www.example.com)."),
            [("www.example.com", "https://www.example.com".to_owned())]
        );
        assert_eq!(found("xhttps://example.com and https:// and www."), []);
    }
}
