//! The print source: a piece as data in Typst, with the prelude and the template's `print.typ` that set it.
//!
//! A source is `piece`, `brand` and `colors` as dictionaries, then `prelude.typ` (colours, and how each kind of block looks), then
//! the template, which defines `layout(piece, brand, body)`. The body is an array of dictionaries, one for each block,
//! each with its `kind`; a template looks through them, or gives them to the prelude's `compose`.
//!
//! Whatever a piece or a brand says stands between the quotes of a string, so that nothing in it is Typst.

use std::fmt::Write as _;

use byline_model::{Asset, Brand};

use crate::{
    context::Shared,
    document::{Align, Block, Document, Inline, Link, Part, Picture, TagId},
    marks::{self, Place, mark},
    palette::Tones,
};

/// How each kind of block looks, and the colours.
const PRELUDE: &str = include_str!("prelude.typ");

/// Writes the print source of a piece, with marks in the place of merge tags; `template` is its `print.typ`.
///
/// A picture that is not among the assets is shown by its description.
pub(crate) fn source(
    document: &Document,
    shared: &Shared<'_>,
    template: &str,
    assets: &[Asset],
) -> String {
    let mut out = String::with_capacity(PRELUDE.len() + template.len() + 16 * 1024);
    let writer = Writer { document, assets };
    writer.piece(&mut out, shared);
    writer.brand(&mut out, shared.brand);
    colors(&mut out, &shared.palette.light);
    out.push_str(PRELUDE);
    out.push_str(&marks::clean(template));
    out.push_str("\n#layout(piece, brand, tidy(");
    writer.blocks(&mut out, &document.blocks);
    out.push_str("))\n");
    out
}

/// Writes one document.
struct Writer<'a> {
    document: &'a Document,
    assets: &'a [Asset],
}

impl Writer<'_> {
    fn piece(&self, out: &mut String, shared: &Shared<'_>) {
        let front = shared.front;
        let language = Language::read(shared.language());
        out.push_str("#let piece = (\n");
        entry(out, "kind", front.kind.word());
        entry(out, "template", &front.template);
        entry(out, "lang", &language.code);
        entry(out, "region", &language.region);
        entry(out, "number", front.number.as_deref().unwrap_or_default());
        entry(out, "summary", front.summary.as_deref().unwrap_or_default());
        entry(out, "signature", shared.signature);
        if let Some(date) = front.date {
            let (year, month, day) = (date.year(), date.month(), date.day());
            // Writing to a String cannot fail.
            let _ = writeln!(
                out,
                "  date: datetime(year: {year}, month: {month}, day: {day}),"
            );
        } else {
            out.push_str("  date: none,\n");
        }
        out.push_str("  title: ");
        self.content(out, &self.document.title);
        out.push_str(",\n  lead: ");
        match &self.document.lead {
            Some(picture) => {
                out.push('(');
                self.picture(out, picture);
                out.push(')');
            }
            None => out.push_str("none"),
        }
        out.push_str(",\n  postscript: ");
        self.blocks(out, &self.document.postscript);
        out.push_str(",\n)\n");
    }

    fn brand(&self, out: &mut String, brand: &Brand) {
        out.push_str("#let brand = (\n");
        let language = Language::read(&brand.language);
        for (name, value) in [
            ("name", brand.name.as_str()),
            ("title", &brand.title),
            ("company", &brand.company),
            ("newsletter", &brand.newsletter),
            ("email", &brand.email),
            ("phone", &brand.phone),
            ("website", &brand.website),
            ("postal-address", &brand.postal_address),
            ("city", &brand.city),
            ("tagline", &brand.tagline),
            ("initials", &brand.initials()),
            ("photo", self.present(&brand.photo)),
            ("logo", self.present(&brand.logo)),
            ("paper", language.paper()),
        ] {
            entry(out, name, value.trim());
        }
        out.push_str(")\n");
    }

    /// The name of a file, or nothing when it is not there.
    fn present<'n>(&self, file: &'n str) -> &'n str {
        if self.assets.iter().any(|asset| asset.name == file) {
            file
        } else {
            ""
        }
    }

    /// An array of blocks.
    fn blocks(&self, out: &mut String, blocks: &[Block]) {
        out.push('(');
        for block in blocks {
            if let Block::Statement(id) = block {
                mark(out, *id, Place::Typst);
                continue;
            }
            out.push_str("\n(kind: ");
            self.block(out, block);
            out.push_str("),");
        }
        out.push(')');
    }

    fn block(&self, out: &mut String, block: &Block) {
        match block {
            Block::Paragraph(text) => {
                out.push_str("\"paragraph\", body: ");
                self.content(out, text);
            }
            Block::Heading { level, text } => {
                let _ = write!(out, "\"heading\", level: {level}, body: ");
                self.content(out, text);
            }
            Block::List(list) => {
                let start = list
                    .start
                    .map_or_else(|| "none".to_owned(), |start| start.to_string());
                let _ = write!(
                    out,
                    "\"list\", start: {start}, tight: {}, items: (",
                    list.tight
                );
                for item in &list.items {
                    self.blocks(out, item);
                    out.push(',');
                }
                out.push(')');
            }
            Block::Checklist(items) => {
                out.push_str("\"checklist\", items: (");
                for item in items {
                    let _ = write!(out, "(done: {}, blocks: ", item.done);
                    self.blocks(out, &item.blocks);
                    out.push_str("),");
                }
                out.push(')');
            }
            Block::Quote(quote) => {
                out.push_str("\"quote\", blocks: ");
                self.blocks(out, quote);
            }
            Block::Testimonial { quote, author } => {
                out.push_str("\"testimonial\", blocks: ");
                self.blocks(out, quote);
                out.push_str(", author: ");
                self.content(out, author);
            }
            Block::Figures(figures) => {
                out.push_str("\"figures\", items: (");
                for figure in figures {
                    out.push_str("(value: ");
                    self.content(out, &figure.value);
                    out.push_str(", label: ");
                    self.content(out, &figure.label);
                    out.push_str("),");
                }
                out.push(')');
            }
            Block::Table(table) => {
                out.push_str("\"table\", columns: (");
                for column in &table.columns {
                    out.push_str(match column {
                        Align::Start => "start,",
                        Align::Center => "center,",
                        Align::End => "end,",
                    });
                }
                out.push_str("), head: ");
                self.cells(out, &table.head);
                out.push_str(", rows: (");
                for row in &table.rows {
                    self.cells(out, row);
                    out.push(',');
                }
                out.push(')');
            }
            Block::Code(text) => {
                out.push_str("\"code\", text: ");
                self.string(out, text);
            }
            Block::Button(link) => {
                out.push_str("\"button\", address: ");
                self.address(out, &link.address);
                out.push_str(", body: ");
                self.content(out, &link.text);
            }
            Block::Picture(picture) => {
                out.push_str("\"picture\", ");
                self.picture(out, picture);
            }
            Block::Section => out.push_str("\"section\""),
            Block::Html(html) => {
                out.push_str("\"paragraph\", body: [#");
                self.string(out, &html.text);
                out.push(']');
            }
            // Stands between the blocks of an array, where `blocks` has put it.
            Block::Statement(id) => mark(out, *id, Place::Typst),
        }
    }

    fn cells(&self, out: &mut String, cells: &[Vec<Inline>]) {
        out.push('(');
        for cell in cells {
            self.content(out, cell);
            out.push(',');
        }
        out.push(')');
    }

    /// The entries of a dictionary that stands for a picture; `file` is empty when there is none.
    fn picture(&self, out: &mut String, picture: &Picture) {
        out.push_str("file: ");
        text(out, self.present(&picture.file));
        out.push_str(", alt: ");
        self.string(out, &picture.alt);
        out.push_str(", caption: ");
        self.string(out, &picture.caption);
    }

    /// A line as content.
    fn content(&self, out: &mut String, inlines: &[Inline]) {
        out.push('[');
        self.inlines(out, inlines);
        out.push(']');
    }

    fn inlines(&self, out: &mut String, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(said) => {
                    out.push('#');
                    text(out, said);
                }
                Inline::Tag(id) => self.tag(out, *id),
                Inline::Strong(inner) => self.wrapped(out, "strong", inner),
                Inline::Emphasis(inner) => self.wrapped(out, "emph", inner),
                Inline::Strikethrough(inner) => self.wrapped(out, "strike", inner),
                Inline::Superscript(inner) => self.wrapped(out, "super", inner),
                Inline::Subscript(inner) => self.wrapped(out, "sub", inner),
                Inline::Code(code) => {
                    out.push_str("#raw(");
                    self.string(out, code);
                    out.push(')');
                }
                Inline::Link(Link { text, address, .. }) => {
                    out.push_str("#link(");
                    self.address(out, address);
                    out.push(')');
                    self.content(out, text);
                }
                Inline::Picture(picture) => {
                    out.push_str("#inline-picture((");
                    self.picture(out, picture);
                    out.push_str("))");
                }
                Inline::SoftBreak => out.push_str("#\" \""),
                Inline::HardBreak => out.push_str("#linebreak()"),
            }
        }
    }

    fn wrapped(&self, out: &mut String, function: &str, inner: &[Inline]) {
        out.push('#');
        out.push_str(function);
        self.content(out, inner);
    }

    /// A tag within a line: a value as a string, a statement as it is.
    fn tag(&self, out: &mut String, id: TagId) {
        if self.document.tag(id).is_statement() {
            mark(out, id, Place::Typst);
        } else {
            out.push_str("#\"");
            mark(out, id, Place::Typst);
            out.push('"');
        }
    }

    /// Text with tags as one string.
    fn string(&self, out: &mut String, parts: &[Part]) {
        out.push('"');
        for part in parts {
            match part {
                Part::Text(text) => escape(out, text),
                Part::Tag(id) => mark(out, *id, Place::Typst),
            }
        }
        out.push('"');
    }

    /// An address as a string.
    fn address(&self, out: &mut String, parts: &[Part]) {
        out.push('"');
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Text(text) => escape(out, text),
                Part::Tag(id) if at == 0 => mark(out, *id, Place::TypstAddress),
                Part::Tag(id) => mark(out, *id, Place::TypstAddressPart),
            }
        }
        out.push('"');
    }
}

/// The colours, each legible where it stands.
fn colors(out: &mut String, tones: &Tones) {
    out.push_str("#let colors = (\n");
    for (name, value) in [
        ("text", &tones.text),
        ("muted", &tones.muted),
        ("main", &tones.main),
        ("fill", &tones.fill),
        ("on-fill", &tones.on_fill),
        ("accent-on-fill", &tones.accent_on_fill),
        ("accent", &tones.accent),
        ("accent-text", &tones.accent_text),
        ("soft", &tones.soft),
        ("on-soft", &tones.on_soft),
        ("line", &tones.line),
    ] {
        // Each is `#rrggbb` of the palette's own making.
        let _ = writeln!(out, "  {name}: rgb(\"{value}\"),");
    }
    out.push_str(")\n");
}

/// A line of a dictionary.
fn entry(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, "  {name}: ");
    text(out, &marks::clean(value));
    out.push_str(",\n");
}

/// A string literal.
fn text(out: &mut String, said: &str) {
    out.push('"');
    escape(out, said);
    out.push('"');
}

/// What stands between the quotes of a string literal.
pub(crate) fn escape(out: &mut String, said: &str) {
    for c in said.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// A language as Typst wants it.
struct Language {
    /// Two or three lower-case letters.
    code: String,
    /// Two upper-case letters, or nothing.
    region: String,
}

/// Where paper is cut in inches.
const LETTER: [&str; 14] = [
    "US", "CA", "MX", "PH", "CL", "CO", "VE", "CR", "GT", "SV", "PA", "DO", "NI", "PR",
];

impl Language {
    /// Reads a BCP 47 tag; English when it is none.
    fn read(tag: &str) -> Self {
        let mut parts = tag.trim().split(['-', '_']);
        let letters = |part: &&str| part.bytes().all(|b| b.is_ascii_alphabetic());
        let code = parts
            .next()
            .filter(letters)
            .filter(|code| (2..=3).contains(&code.len()))
            .unwrap_or("en");
        let region = parts
            .filter(letters)
            .find(|part| part.len() == 2)
            .unwrap_or_default();
        Self {
            code: code.to_ascii_lowercase(),
            region: region.to_ascii_uppercase(),
        }
    }

    /// The size of its paper, by Typst's name.
    fn paper(&self) -> &'static str {
        let american =
            LETTER.contains(&self.region.as_str()) || (self.region.is_empty() && self.code == "en");
        if american { "us-letter" } else { "a4" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(markdown: &str) -> String {
        let source = format!(
            "---\nkind: article\ntemplate: field-note\ntitle: A title\n---\n\n{markdown}\n"
        );
        let piece = crate::piece::parse(&source).unwrap();
        let brand = Brand::default();
        let palette = crate::palette::Palette::new(&brand.colors).unwrap();
        let shared = Shared {
            front: &piece.front,
            brand: &brand,
            palette: &palette,
            signature: "",
            minutes: 1,
        };
        let all = super::source(&piece.body, &shared, "", &[]);
        all.rsplit_once("tidy(")
            .unwrap()
            .1
            .trim_end()
            .trim_end_matches("))")
            .to_owned()
    }

    #[test]
    fn a_block_is_a_dictionary_with_its_words_in_quotes() {
        assert_eq!(
            written("Say **\"no\"** to #import \\\\ [x](https://example.com/a\\\"b)"),
            "(\n(kind: \"paragraph\", body: [#\"Say \"#strong[#\"“no”\"]#\" to #import \\\\ \"#link(\"https://example.com/a\\\"b\")[#\"x\"]]),)"
        );
        assert_eq!(
            written("payback\n: 11 months"),
            "(\n(kind: \"figures\", items: ((value: [#\"11 months\"], label: [#\"payback\"]),)),)"
        );
    }

    #[test]
    fn a_picture_that_is_not_there_has_no_file() {
        assert!(
            written("![A roof](roof.png)\n\ntext\n\n![A roof](roof.png)")
                .contains("file: \"\", alt: \"A roof\"")
        );
    }

    #[test]
    fn the_paper_follows_the_language_of_the_brand() {
        for (tag, paper) in [
            ("en", "us-letter"),
            ("", "us-letter"),
            ("en-US", "us-letter"),
            ("fr-CA", "us-letter"),
            ("en-GB", "a4"),
            ("de", "a4"),
            ("zh-Hant-TW", "a4"),
        ] {
            assert_eq!(Language::read(tag).paper(), paper, "{tag}");
        }
        let odd = Language::read("e\"n-#1");
        assert_eq!((odd.code.as_str(), odd.region.as_str()), ("en", ""));
    }

    proptest! {
        /// No text can end its string, whatever quotes and backslashes it holds.
        #[test]
        fn a_text_stays_between_its_quotes(said in r#"(["\\#\n{}()\[\]]|\PC|\p{Cc}){0,40}"#) {
            let mut out = String::new();
            escape(&mut out, &said);
            prop_assert!(!out.contains(char::is_control));
            let mut chars = out.chars();
            while let Some(c) = chars.next() {
                prop_assert_ne!(c, '"');
                if c == '\\' {
                    prop_assert!(matches!(chars.next(), Some('"' | '\\' | 'n' | 't' | 'u')));
                }
            }
        }
    }
}
