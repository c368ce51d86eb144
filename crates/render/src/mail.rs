//! From a filled `email.mjml` to the HTML of a mail.

use std::{borrow::Cow, fmt::Write as _};

use css_inline::CSSInliner;
use mrml::{mj_style::StyleInlineMode, prelude::render::RenderOptions};

use crate::marks;

/// Makes the HTML of a mail: MJML lays it out, the slots are filled, and the styles marked `inline` move into the
/// elements, since many mail programs look nowhere else.
///
/// # Errors
/// What MJML or CSS says.
pub(crate) fn html(mjml: &str, slots: &[(&str, &str)]) -> Result<String, String> {
    let mut root = mrml::parse(printable(mjml))
        .map_err(|error| error.to_string())?
        .element;
    let mut css = String::new();
    if let Some(head) = &mut root.children.head {
        head.children.retain(|child| match child.as_mj_style() {
            Some(style) if style.inline_mode() == StyleInlineMode::Inline => {
                css.push_str(style.children());
                false
            }
            _ => true,
        });
    }
    // No font is ever fetched.
    let options = RenderOptions {
        fonts: std::collections::HashMap::new(),
        ..RenderOptions::default()
    };
    let mut html = root.render(&options).map_err(|error| error.to_string())?;
    for (name, content) in slots {
        html = html.replace(&printable(&marks::slot(name)), content);
    }
    CSSInliner::options()
        .inline_style_tags(false)
        .keep_style_tags(true)
        .load_remote_stylesheets(false)
        .extra_css(Some(Cow::Owned(css)))
        .build()
        .inline(&html)
        .map_err(|error| error.to_string())
}

/// The text with a character reference for everything that mrml would not write as it is: it writes the values of
/// attributes as Rust's `Debug` does, with escapes that no browser knows.
fn printable(mjml: &str) -> String {
    let mut out = String::with_capacity(mjml.len());
    for c in mjml.chars() {
        if c == '\\' || (!c.is_ascii() && c.escape_debug().len() > 1) {
            let _ = write!(out, "&#x{:X};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The way to stop getting a mail is a merge tag in an attribute; it was lost here once.
    #[test]
    fn marks_and_odd_letters_in_attributes_come_through() {
        let mjml = "<mjml><mj-body><mj-section><mj-column><mj-text><a href=\"\u{10F0A0}a5\u{10F0A1}\" title=\"e\u{301} \\ x\">go</a></mj-text></mj-column></mj-section></mj-body></mjml>";
        let html = html(mjml, &[]).unwrap();
        assert!(html.contains("href=\"\u{10F0A0}a5\u{10F0A1}\""), "{html}");
        assert!(html.contains("title=\"e\u{301} \\ x\""), "{html}");
    }
}
