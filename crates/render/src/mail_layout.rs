//! How layout blocks are written for mail programs: tables for whatever must stand beside something else, since Outlook
//! lays out with Word. Classes carry the look; the template's CSS is put into the elements afterwards.

use std::fmt::Write as _;

use crate::{
    document::{Block, CheckItem, Figure, Inline, Link, Picture},
    html::{Layout, Writer},
};

/// The width of the text of a mail in pixels: 600 without the space at its sides.
const WIDTH: u32 = 528;

const TABLE: &str = "role=\"presentation\" border=\"0\" cellpadding=\"0\" cellspacing=\"0\"";

/// Mail programs.
pub(crate) struct MailLayout;

impl Layout for MailLayout {
    fn button(&self, writer: &mut Writer<'_>, link: &Link) {
        writer.raw(&format!("<table class=\"button\" {TABLE}><tr><td>"));
        writer.link(link);
        writer.raw("</td></tr></table>\n");
    }

    fn figures(&self, writer: &mut Writer<'_>, figures: &[Figure]) {
        if let [figure] = figures {
            writer.raw(&format!(
                "<table class=\"figure\" {TABLE} width=\"100%\"><tr><td class=\"value\">"
            ));
            writer.inlines(&figure.value);
            writer.raw("</td><td class=\"label\">");
            writer.inlines(&figure.label);
            writer.raw("</td></tr></table>\n");
            return;
        }
        // Four stand two and two; else three in a row.
        let columns = if figures.len() == 4 {
            2
        } else {
            figures.len().min(3)
        };
        for row in figures.chunks(columns) {
            writer.raw(&format!(
                "<table class=\"figures\" {TABLE} width=\"100%\"><tr>"
            ));
            for figure in row {
                writer.raw(&format!(
                    "<td class=\"tile\" width=\"{}%\" valign=\"top\"><p class=\"value\">",
                    100 / columns
                ));
                writer.inlines(&figure.value);
                writer.raw("</p><p class=\"label\">");
                writer.inlines(&figure.label);
                writer.raw("</p></td>");
            }
            for _ in row.len()..columns {
                writer.raw(&format!(
                    "<td class=\"tile none\" width=\"{}%\"></td>",
                    100 / columns
                ));
            }
            writer.raw("</tr></table>\n");
        }
    }

    fn testimonial(&self, writer: &mut Writer<'_>, quote: &[Block], author: &[Inline]) {
        writer.raw("<blockquote class=\"said\">");
        writer.blocks(quote);
        writer.raw("<p class=\"author\">");
        writer.inlines(author);
        writer.raw("</p></blockquote>\n");
    }

    fn checklist(&self, writer: &mut Writer<'_>, items: &[CheckItem]) {
        writer.raw(&format!("<table class=\"check\" {TABLE}>"));
        for item in items {
            let sign = if item.done { "&#9745;" } else { "&#9744;" };
            writer.raw(&format!(
                "<tr><td class=\"box\" valign=\"top\">{sign}</td><td class=\"item\">"
            ));
            writer.item(&item.blocks, true);
            writer.raw("</td></tr>\n");
        }
        writer.raw("</table>\n");
    }

    fn picture(&self, writer: &mut Writer<'_>, picture: &Picture) {
        writer.raw("<p class=\"picture\">");
        writer.image(picture);
        writer.raw("</p>\n");
        if !picture.caption.is_empty() {
            writer.raw("<p class=\"caption\">");
            writer.parts(&picture.caption);
            writer.raw("</p>\n");
        }
    }

    fn section(&self, writer: &mut Writer<'_>) {
        writer.raw("<p class=\"section\">&nbsp;</p>\n");
    }

    fn around_table(&self) -> (&'static str, &'static str) {
        ("", "\n")
    }

    fn image_attributes(&self, width: Option<u32>) -> String {
        // Outlook shows a picture at its own size unless the attribute says otherwise.
        let mut attributes = String::new();
        let _ = write!(
            attributes,
            " width=\"{}\"",
            width.map_or(WIDTH, |width| width.min(WIDTH))
        );
        attributes
    }
}
