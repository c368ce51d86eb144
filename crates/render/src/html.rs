//! HTML of a text: what mail and page have in common. What differs is a [`Layout`].

use std::fmt::Write as _;

use crate::{
    document::{
        Align, Block, CheckItem, Document, Figure, Inline, Link, List, Part, Parts, Picture, Table,
        TagId,
    },
    escape::{html, literal_address},
    layout,
    marks::{self, Place},
};

/// The blocks that a mail program of 2007 and a browser need written differently.
pub(crate) trait Layout {
    /// A link that stands alone.
    fn button(&self, writer: &mut Writer<'_>, link: &Link);
    /// Figures with what they mean.
    fn figures(&self, writer: &mut Writer<'_>, figures: &[Figure]);
    /// What somebody said, and who.
    fn testimonial(&self, writer: &mut Writer<'_>, quote: &[Block], author: &[Inline]);
    /// A task list.
    fn checklist(&self, writer: &mut Writer<'_>, items: &[CheckItem]);
    /// A picture that stands alone.
    fn picture(&self, writer: &mut Writer<'_>, picture: &Picture);
    /// The beginning of a new section.
    fn section(&self, writer: &mut Writer<'_>);
    /// What stands before and after a table.
    fn around_table(&self) -> (&'static str, &'static str);
    /// The attributes of an `img`, beside its source and description, for a picture of that width in pixels.
    fn image_attributes(&self, width: Option<u32>) -> String;
}

/// A picture that was handed in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// Its file name.
    pub name: &'a str,
    /// Its width in pixels, when it could be read.
    pub width: Option<u32>,
}

/// Writes HTML with marks in the place of merge tags.
pub(crate) struct Writer<'a> {
    out: String,
    document: &'a Document,
    layout: &'a dyn Layout,
    pictures: &'a [Known<'a>],
}

impl<'a> Writer<'a> {
    pub(crate) fn new(
        document: &'a Document,
        layout: &'a dyn Layout,
        pictures: &'a [Known<'a>],
    ) -> Self {
        Self {
            out: String::with_capacity(8 * 1024),
            document,
            layout,
            pictures,
        }
    }

    /// What was written.
    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// Writes HTML as it is.
    pub(crate) fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }

    pub(crate) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        let layout = self.layout;
        match block {
            Block::Paragraph(text) => self.element("p", text),
            Block::Heading { level, text } => self.element(
                ["h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(&2, &6) - 2)],
                text,
            ),
            Block::List(list) => self.list(list),
            Block::Checklist(items) => layout.checklist(self, items),
            Block::Quote(quote) => {
                self.raw("<blockquote>");
                self.blocks(quote);
                self.raw("</blockquote>\n");
            }
            Block::Testimonial { quote, author } => layout.testimonial(self, quote, author),
            Block::Figures(figures) => layout.figures(self, figures),
            Block::Table(table) => self.table(table),
            Block::Code(text) => {
                self.raw("<pre><code>");
                self.parts(text);
                self.raw("</code></pre>\n");
            }
            Block::Button(link) => layout.button(self, link),
            Block::Picture(picture) => layout.picture(self, picture),
            Block::Section => layout.section(self),
            Block::Html(html) => {
                self.raw("<div>");
                self.raw(&html.html);
                self.raw("</div>\n");
            }
            Block::Statement(id) => self.tag(*id, Place::Html),
        }
    }

    fn element(&mut self, name: &str, text: &[Inline]) {
        let _ = write!(self.out, "<{name}>");
        self.inlines(text);
        let _ = writeln!(self.out, "</{name}>");
    }

    fn list(&mut self, list: &List) {
        let name = if list.start.is_some() { "ol" } else { "ul" };
        let _ = write!(self.out, "<{name}");
        if let Some(start) = list.start.filter(|start| *start != 1) {
            let _ = write!(self.out, " start=\"{start}\"");
        }
        self.raw(">\n");
        for item in &list.items {
            self.raw("<li>");
            self.item(item, list.tight);
            self.raw("</li>\n");
        }
        let _ = writeln!(self.out, "</{name}>");
    }

    /// The content of a list item; without paragraphs where the items follow each other closely.
    pub(crate) fn item(&mut self, blocks: &[Block], tight: bool) {
        for block in blocks {
            match block {
                Block::Paragraph(text) if tight => self.inlines(text),
                other => self.block(other),
            }
        }
    }

    fn table(&mut self, table: &Table) {
        let (before, after) = self.layout.around_table();
        self.raw(before);
        self.raw("<table class=\"data\">");
        if table.head.iter().any(|cell| !cell.is_empty()) {
            self.raw("<thead><tr>");
            for (cell, align) in table.head.iter().zip(&table.columns) {
                self.cell("th scope=\"col\"", cell, *align);
            }
            self.raw("</tr></thead>");
        }
        self.raw("<tbody>");
        for row in &table.rows {
            self.raw("<tr>");
            for (cell, align) in row.iter().zip(&table.columns) {
                self.cell("td", cell, *align);
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody></table>");
        self.raw(after);
    }

    fn cell(&mut self, open: &str, text: &[Inline], align: Align) {
        let align = match align {
            Align::Start => "",
            Align::Center => " align=\"center\" class=\"center\"",
            Align::End => " align=\"right\" class=\"end\"",
        };
        let _ = write!(self.out, "<{open}{align}>");
        self.inlines(text);
        let _ = write!(self.out, "</{}>", &open[..2]);
    }

    pub(crate) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Tag(id) => self.tag(*id, Place::Html),
                Inline::Strong(inner) => self.within("strong", inner),
                Inline::Emphasis(inner) => self.within("em", inner),
                Inline::Strikethrough(inner) => self.within("del", inner),
                Inline::Superscript(inner) => self.within("sup", inner),
                Inline::Subscript(inner) => self.within("sub", inner),
                Inline::Code(text) => {
                    self.raw("<code>");
                    self.parts(text);
                    self.raw("</code>");
                }
                Inline::Link(link) => self.link(link),
                Inline::Picture(picture) => self.image(picture),
                Inline::SoftBreak => self.raw("\n"),
                Inline::HardBreak => self.raw("<br />\n"),
            }
        }
    }

    fn within(&mut self, name: &str, inner: &[Inline]) {
        let _ = write!(self.out, "<{name}>");
        self.inlines(inner);
        let _ = write!(self.out, "</{name}>");
    }

    /// A link in a line, also the one inside a button.
    pub(crate) fn link(&mut self, link: &Link) {
        self.raw("<a href=\"");
        self.address(&link.address);
        self.raw("\">");
        self.inlines(&link.text);
        self.raw("</a>");
    }

    fn address(&mut self, address: &Parts) {
        for (at, part) in address.iter().enumerate() {
            match part {
                Part::Text(text) => {
                    let address = literal_address(text);
                    let escaped = html(&address);
                    self.raw(&escaped);
                }
                Part::Tag(id) => self.tag(
                    *id,
                    if at == 0 {
                        Place::HtmlAddress
                    } else {
                        Place::HtmlAddressPart
                    },
                ),
            }
        }
    }

    /// A picture's `img`; its description in a picture's place when the file is not there.
    pub(crate) fn image(&mut self, picture: &Picture) {
        let Some(known) = self
            .pictures
            .iter()
            .find(|known| known.name == picture.file)
        else {
            self.raw("<em>");
            self.parts(&picture.alt);
            self.raw("</em>");
            return;
        };
        let attributes = self.layout.image_attributes(known.width);
        let _ = write!(
            self.out,
            "<img src=\"{}\" alt=\"",
            content_address(&picture.file)
        );
        self.parts(&picture.alt);
        let _ = write!(self.out, "\"{attributes} />");
    }

    pub(crate) fn parts(&mut self, parts: &Parts) {
        for part in parts {
            match part {
                Part::Text(text) => self.text(text),
                Part::Tag(id) => self.tag(*id, Place::Html),
            }
        }
    }

    pub(crate) fn text(&mut self, text: &str) {
        let escaped = html(text);
        self.out.push_str(&escaped);
    }

    fn tag(&mut self, id: TagId, place: Place) {
        debug_assert!((id.0 as usize) < self.document.tags.len());
        marks::mark(&mut self.out, id, place);
    }
}

/// How an output names a picture that it carries (RFC 2392); names of an edition need no encoding.
pub(crate) fn content_address(name: &str) -> String {
    format!("cid:{name}")
}

/// The text of a line as HTML without elements, for a `title`.
pub(crate) fn plain_title(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for part in layout::plain(inlines) {
        match part {
            Part::Text(text) => out.push_str(&html(&text)),
            Part::Tag(id) => marks::mark(&mut out, id, Place::Html),
        }
    }
    out
}
