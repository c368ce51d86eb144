//! How layout blocks are written for browsers: elements that say what they are.

use std::fmt::Write as _;

use crate::{
    document::{Block, CheckItem, Figure, Inline, Link, Picture},
    html::{Layout, Writer},
};

/// Writes the text of a page: what follows a heading of the second level stands in a `div` with it, up to the next such
/// heading or a block as wide as the page, so that style sheets can set such parts beside each other.
pub(crate) fn body(writer: &mut Writer<'_>, blocks: &[Block]) {
    let mut open = false;
    writer.raw("<section>\n");
    for block in blocks {
        let begins = matches!(block, Block::Heading { level: 2, .. });
        // A part may not reach into or out of a condition.
        let ends = matches!(
            block,
            Block::Figures(_)
                | Block::Testimonial { .. }
                | Block::Table(_)
                | Block::Picture(_)
                | Block::Section
                | Block::Statement(_)
        );
        if open && (begins || ends) {
            writer.raw("</div>\n");
            open = false;
        }
        if begins {
            writer.raw("<div class=\"part\">\n");
            open = true;
        }
        writer.blocks(std::slice::from_ref(block));
    }
    writer.raw(if open {
        "</div>\n</section>\n"
    } else {
        "</section>\n"
    });
}

/// Browsers.
pub(crate) struct PageLayout;

impl Layout for PageLayout {
    fn button(&self, writer: &mut Writer<'_>, link: &Link) {
        writer.raw("<p class=\"button\">");
        writer.link(link);
        writer.raw("</p>\n");
    }

    fn figures(&self, writer: &mut Writer<'_>, figures: &[Figure]) {
        writer.raw(&format!("<dl class=\"figures n{}\">", figures.len().min(6)));
        for figure in figures {
            // The value is set above its meaning by the style sheet; read aloud, the meaning comes first.
            writer.raw("<div><dt>");
            writer.inlines(&figure.label);
            writer.raw("</dt><dd>");
            writer.inlines(&figure.value);
            writer.raw("</dd></div>\n");
        }
        writer.raw("</dl>\n");
    }

    fn testimonial(&self, writer: &mut Writer<'_>, quote: &[Block], author: &[Inline]) {
        writer.raw("<figure class=\"said\"><blockquote>");
        writer.blocks(quote);
        writer.raw("</blockquote><figcaption>");
        writer.inlines(author);
        writer.raw("</figcaption></figure>\n");
    }

    fn checklist(&self, writer: &mut Writer<'_>, items: &[CheckItem]) {
        writer.raw("<ul class=\"check\">\n");
        for item in items {
            let (class, said) = if item.done {
                ("done", "Done: ")
            } else {
                ("open", "To do: ")
            };
            writer.raw(&format!(
                "<li class=\"{class}\"><span class=\"unseen\">{said}</span>"
            ));
            writer.item(&item.blocks, true);
            writer.raw("</li>\n");
        }
        writer.raw("</ul>\n");
    }

    fn picture(&self, writer: &mut Writer<'_>, picture: &Picture) {
        writer.raw("<figure class=\"picture\">");
        writer.image(picture);
        if !picture.caption.is_empty() {
            writer.raw("<figcaption>");
            writer.parts(&picture.caption);
            writer.raw("</figcaption>");
        }
        writer.raw("</figure>\n");
    }

    fn section(&self, writer: &mut Writer<'_>) {
        writer.raw("</section>\n<section>\n");
    }

    fn around_table(&self) -> (&'static str, &'static str) {
        ("<div class=\"scroll\" tabindex=\"0\">", "</div>\n")
    }

    fn image_attributes(&self, width: Option<u32>) -> String {
        let mut attributes = String::new();
        if let Some(width) = width {
            let _ = write!(attributes, " width=\"{width}\"");
        }
        attributes
    }
}
