//! Plain text: made from the tree, not from HTML, so that it reads like a letter.

use byline_model::Brand;

use crate::{
    document::{Block, Document, Figure, Inline, Link, List, Part, Parts, Table, TagId},
    layout,
    marks::{self, Place},
    template::TextForm,
    wrap::{COLUMNS, Words},
};

/// What stands around the text.
pub(crate) struct Frame<'a> {
    /// Whether it is an issue or a letter.
    pub form: TextForm,
    /// Who writes.
    pub brand: &'a Brand,
    /// The number and month of an issue, such as "No. 14, November".
    pub issue: &'a str,
    /// The name that signs, when the text does not end with it already.
    pub signature: &'a str,
    /// The tag that stands for the address by which a reader stops getting it, where there are readers.
    pub unsubscribe: Option<TagId>,
}

/// Writes the plain text of a piece with marks in the place of merge tags.
pub(crate) fn write(document: &Document, blocks: &[Block], frame: &Frame<'_>) -> String {
    let mut writer = Writer {
        document,
        out: String::with_capacity(4 * 1024),
    };
    writer.head(frame);
    writer.blocks(blocks, "");
    if !frame.signature.is_empty() {
        writer.line(&marks::clean(frame.signature));
        writer.gap();
    }
    writer.blocks(&document.postscript, "");
    writer.foot(frame);
    let mut text = writer.out;
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

struct Writer<'a> {
    document: &'a Document,
    out: String,
}

impl Writer<'_> {
    fn head(&mut self, frame: &Frame<'_>) {
        let brand = frame.brand;
        if frame.form == TextForm::Letter {
            return;
        }
        if frame.form == TextForm::Issue {
            if !brand.newsletter.is_empty() {
                self.line(&marks::clean(&brand.newsletter).to_uppercase());
            }
            if !frame.issue.is_empty() {
                self.line(frame.issue);
            }
            self.gap();
        }
        let mut title = Words::default();
        self.add(&mut title, &self.document.title, Place::TextUpper);
        title.wrap("", "", &mut self.out);
        let by = joined(&[&brand.name, &brand.company]);
        if !by.is_empty() && frame.form != TextForm::Page {
            self.line(&marks::clean(&format!("By {by}")));
        }
        self.gap();
    }

    fn foot(&mut self, frame: &Frame<'_>) {
        let brand = frame.brand;
        self.gap();
        self.line("-- ");
        for line in [
            joined(&[&brand.name, &brand.title, &brand.company]),
            joined(&[&brand.phone, &brand.email]),
            brand.website.clone(),
        ] {
            if !line.is_empty() {
                self.line(&marks::clean(&line));
            }
        }
        if let Some(tag) = frame.unsubscribe {
            self.gap();
            let name = if brand.newsletter.is_empty() {
                "these notes"
            } else {
                brand.newsletter.as_str()
            };
            let mut words = Words::default();
            words.text(&marks::clean(&format!(
                "You are on my list for {name}. To stop getting it, write to:"
            )));
            words.wrap("", "", &mut self.out);
            marks::mark(&mut self.out, tag, Place::Text);
            self.out.push('\n');
        }
        let address = joined(
            &brand
                .postal_address
                .lines()
                .map(str::trim)
                .collect::<Vec<_>>(),
        );
        if !address.is_empty() {
            self.gap();
            self.line(&marks::clean(&address));
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// An empty line, unless there is one.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn blocks(&mut self, blocks: &[Block], indent: &str) {
        for block in blocks {
            self.block(block, indent);
        }
    }

    /// A block and the empty line after it, which belongs to it so that a condition takes both.
    fn block(&mut self, block: &Block, indent: &str) {
        match block {
            Block::Statement(id) => {
                marks::mark(&mut self.out, *id, Place::Text);
                return;
            }
            Block::Paragraph(text) => self.paragraph(text, indent, indent),
            Block::Heading { level, text } => {
                let mut words = Words::default();
                self.add(
                    &mut words,
                    text,
                    if *level <= 2 {
                        Place::TextUpper
                    } else {
                        Place::Text
                    },
                );
                words.wrap(indent, indent, &mut self.out);
            }
            Block::List(list) => self.list(list, indent),
            Block::Checklist(items) => {
                for item in items {
                    self.item(
                        if item.done { "[x] " } else { "[ ] " },
                        &item.blocks,
                        indent,
                    );
                }
            }
            Block::Quote(quote) => self.quoted(quote, indent),
            Block::Testimonial { quote, author } => {
                let inner = format!("{indent}    ");
                self.blocks(quote, &inner);
                self.ungap();
                self.paragraph(author, &format!("{inner}— "), &format!("{inner}  "));
            }
            Block::Figures(figures) => self.figures(figures, indent),
            Block::Table(table) => self.table(table, indent),
            Block::Code(code) => {
                let mut text = String::new();
                self.parts(code, &mut text);
                for line in text.lines() {
                    self.line(&format!("{indent}    {line}"));
                }
            }
            Block::Button(link) => self.button(link, indent),
            Block::Picture(picture) => {
                let shown = if picture.caption.is_empty() {
                    &picture.alt
                } else {
                    &picture.caption
                };
                if shown.is_empty() {
                    return;
                }
                let mut words = Words::default();
                words.text("[Picture: ");
                self.add_parts(&mut words, shown);
                words.text("]");
                words.wrap(indent, indent, &mut self.out);
            }
            Block::Section => self.line(&format!("{indent}* * *")),
            Block::Html(html) => {
                for line in split_lines(&html.text) {
                    let mut words = Words::default();
                    self.add_parts(&mut words, &line);
                    words.wrap(indent, indent, &mut self.out);
                }
            }
        }
        self.out.push('\n');
    }

    fn paragraph(&mut self, text: &[Inline], first: &str, next: &str) {
        let mut words = Words::default();
        self.add(&mut words, text, Place::Text);
        words.wrap(first, next, &mut self.out);
    }

    fn list(&mut self, list: &List, indent: &str) {
        for (at, item) in list.items.iter().enumerate() {
            let sign = match list.start {
                Some(start) => format!("{}. ", start.saturating_add(at as u64)),
                None => "- ".to_owned(),
            };
            self.item(&sign, item, indent);
            if !list.tight && at + 1 < list.items.len() {
                self.out.push('\n');
            }
        }
    }

    fn item(&mut self, sign: &str, blocks: &[Block], indent: &str) {
        let next = format!("{indent}{}", " ".repeat(sign.chars().count()));
        let mut blocks = blocks.iter();
        match blocks.as_slice().first() {
            Some(Block::Paragraph(text)) => {
                self.paragraph(text, &format!("{indent}{sign}"), &next);
                blocks.next();
            }
            _ => self.line(&format!("{indent}{}", sign.trim_end())),
        }
        for block in blocks {
            self.block(block, &next);
            self.ungap();
        }
    }

    fn quoted(&mut self, quote: &[Block], indent: &str) {
        self.blocks(quote, &format!("{indent}    "));
        self.ungap();
    }

    /// Takes an empty line back, where a block ends inside another.
    fn ungap(&mut self) {
        if self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }

    fn figures(&mut self, figures: &[Figure], indent: &str) {
        let inner = format!("{indent}    ");
        for (at, figure) in figures.iter().enumerate() {
            if at > 0 {
                self.out.push('\n');
            }
            self.paragraph(&figure.value, &inner, &inner);
            self.paragraph(&figure.label, &inner, &inner);
        }
    }

    fn button(&mut self, link: &Link, indent: &str) {
        let mut words = Words::default();
        self.add(&mut words, &link.text, Place::Text);
        words.text(":");
        words.wrap(indent, indent, &mut self.out);
        self.out.push_str(indent);
        let mut address = String::new();
        self.address(&link.address, &mut address);
        self.line(&address);
    }

    /// A table in columns where they fit, else each row as a small list.
    fn table(&mut self, table: &Table, indent: &str) {
        let words = |cell: &Vec<Inline>| {
            let mut words = Words::default();
            self.add(&mut words, cell, Place::Text);
            words
        };
        let head: Vec<Words> = table.head.iter().map(words).collect();
        let rows: Vec<Vec<Words>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(words).collect())
            .collect();
        let widths: Vec<usize> = (0..table.columns.len())
            .map(|column| {
                rows.iter()
                    .chain(std::iter::once(&head))
                    .filter_map(|row| row.get(column))
                    .map(Words::width)
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let total = widths.iter().sum::<usize>() + 3 * widths.len() + indent.len();
        if total <= COLUMNS {
            let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
            let head_is_empty = head.iter().all(|cell| cell.width() == 0);
            if !head_is_empty {
                self.row(head, &widths, indent);
                self.line(format!("{indent}{}", rule.join("   ")).trim_end());
            }
            for row in rows {
                self.row(row, &widths, indent);
            }
            return;
        }
        let last = rows.len().saturating_sub(1);
        for (at, row) in rows.into_iter().enumerate() {
            for (column, (cell, head)) in row.into_iter().zip(&head).enumerate() {
                if cell.width() == 0 {
                    continue;
                }
                if column == 0 {
                    cell.wrap(indent, indent, &mut self.out);
                    continue;
                }
                let mut label = head.clone();
                let text = cell.one_line();
                label.text(if head.width() == 0 { "" } else { ": " });
                // The cell is broken anew behind its label.
                let inner = format!("{indent}  ");
                let mut line = label.one_line();
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&text);
                let mut words = Words::default();
                self.add_marked(&mut words, &line);
                words.wrap(&inner, &format!("{inner}  "), &mut self.out);
            }
            if at < last {
                self.out.push('\n');
            }
        }
    }

    fn row(&mut self, row: Vec<Words>, widths: &[usize], indent: &str) {
        let mut line = indent.to_owned();
        let columns = row.len();
        for (at, (cell, width)) in row.into_iter().zip(widths).enumerate() {
            let gap = width.saturating_sub(cell.width());
            line.push_str(&cell.one_line());
            if at + 1 < columns {
                line.push_str(&" ".repeat(gap + 3));
            }
        }
        self.line(line.trim_end());
    }

    fn add(&self, words: &mut Words, inlines: &[Inline], place: Place) {
        let upper = place == Place::TextUpper;
        for inline in inlines {
            match inline {
                Inline::Text(text) if upper => words.text(&text.to_uppercase()),
                Inline::Text(text) => words.text(text),
                Inline::Tag(id) => words.tag(*id, place, self.document.tag(*id).is_statement()),
                Inline::Strong(inner)
                | Inline::Emphasis(inner)
                | Inline::Strikethrough(inner)
                | Inline::Superscript(inner)
                | Inline::Subscript(inner) => self.add(words, inner, place),
                Inline::Code(code) => self.add_parts(words, code),
                Inline::Link(link) => self.add_link(words, link, place),
                Inline::Picture(picture) => self.add_parts(words, &picture.alt),
                Inline::SoftBreak => words.text(" "),
                Inline::HardBreak => words.end_line(),
            }
        }
    }

    /// A link as its text with the address behind it; the address alone where the text is the address.
    fn add_link(&self, words: &mut Words, link: &Link, place: Place) {
        let mut address = String::new();
        self.address(&link.address, &mut address);
        let shown = layout::plain_text(&layout::plain(&link.text));
        let bare = |text: &str| {
            text.trim_start_matches("https://")
                .trim_start_matches("http://")
                .trim_end_matches('/')
                .to_owned()
        };
        self.add(words, &link.text, place);
        if bare(&shown) != bare(&address) {
            words.text(" (");
            self.add_marked(words, &address);
            words.text(")");
        }
    }

    fn add_parts(&self, words: &mut Words, parts: &Parts) {
        for part in parts {
            match part {
                Part::Text(text) => words.text(text),
                Part::Tag(id) => words.tag(*id, Place::Text, self.document.tag(*id).is_statement()),
            }
        }
    }

    /// Text that has its marks already.
    fn add_marked(&self, words: &mut Words, text: &str) {
        for piece in marks::pieces(text) {
            match piece {
                marks::Piece::Text(text) => words.text(text),
                marks::Piece::Mark(place, id) => {
                    words.tag(id, place, self.document.tag(id).is_statement())
                }
            }
        }
    }

    fn parts(&self, parts: &Parts, out: &mut String) {
        for part in parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Tag(id) => marks::mark(out, *id, Place::Text),
            }
        }
    }

    /// Where a link leads; a mail address without its scheme.
    fn address(&self, address: &Parts, out: &mut String) {
        for (at, part) in address.iter().enumerate() {
            match part {
                Part::Text(text) if at == 0 => {
                    let plain = text
                        .strip_prefix("mailto:")
                        .or_else(|| text.strip_prefix("tel:"));
                    out.push_str(plain.filter(|rest| !rest.contains('?')).unwrap_or(text));
                }
                Part::Text(text) => out.push_str(text),
                Part::Tag(id) if at == 0 => marks::mark(out, *id, Place::Text),
                Part::Tag(id) => marks::mark(out, *id, Place::TextAddressPart),
            }
        }
    }
}

/// What is not empty, with commas between.
fn joined(parts: &[impl AsRef<str>]) -> String {
    parts
        .iter()
        .map(|part| part.as_ref().trim())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}

fn split_lines(parts: &Parts) -> Vec<Parts> {
    let mut lines = vec![Vec::new()];
    for part in parts {
        match part {
            Part::Tag(id) => {
                if let Some(line) = lines.last_mut() {
                    line.push(Part::Tag(*id));
                }
            }
            Part::Text(text) => {
                for (at, piece) in text.split('\n').enumerate() {
                    if at > 0 {
                        lines.push(Vec::new());
                    }
                    if let Some(line) = lines.last_mut()
                        && !piece.is_empty()
                    {
                        line.push(Part::Text(piece.to_owned()));
                    }
                }
            }
        }
    }
    lines
}
