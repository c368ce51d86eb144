//! From a filled `email.mjml` to the HTML of a mail.

use std::borrow::Cow;

use css_inline::CSSInliner;
use mrml::{mj_style::StyleInlineMode, prelude::render::RenderOptions};

use crate::marks;

/// Makes the HTML of a mail: MJML lays it out, the slots are filled, and the styles marked `inline` move into the
/// elements, since many mail programs look nowhere else.
///
/// # Errors
/// What MJML or CSS says.
pub(crate) fn html(mjml: &str, slots: &[(&str, &str)]) -> Result<String, String> {
    let mut root = mrml::parse(mjml)
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
        html = html.replace(&marks::slot(name), content);
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
