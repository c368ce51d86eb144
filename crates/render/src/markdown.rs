//! Markdown to the tree: CommonMark and GFM, and the layout blocks that Byline reads from them.

use std::{iter::Peekable, ops::Range};

use byline_model::{Finding, FindingCode, Level};
use pulldown_cmark::{
    Alignment, Event, HeadingLevel, OffsetIter, Options, Parser, Tag as Md, TagEnd,
};

use crate::{
    document::{
        Align, Block, CheckItem, Document, Figure, Inline, Link, List, Part, Parts, Picture, Table,
    },
    layout, links, marks,
    piece::PieceError,
    sanitize::{self, InlineTag},
    statements,
    tag::Tag,
};

/// How many columns a table may have; no mail or page shows more, and short rows are filled up to it.
const WIDEST: usize = 24;
/// How deep lists, quotes and emphasis may be nested in each other.
const DEEPEST: usize = 40;

/// Reads Markdown whose merge tags have been replaced by marks.
///
/// `first_line` is the line of the piece at which `source` begins; `smart` sets curly quotes and dashes.
///
/// # Errors
/// When it is nested too deep, or a condition begins in one place and ends in another.
pub(crate) fn read(
    source: &str,
    tags: Vec<Tag>,
    first_line: u32,
    smart: bool,
) -> Result<Document, PieceError> {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST;
    options.set(Options::ENABLE_SMART_PUNCTUATION, smart);
    let line_starts = source
        .bytes()
        .enumerate()
        .filter(|(_, byte)| *byte == b'\n')
        .map(|(at, _)| at)
        .collect();
    let mut reader = Reader {
        events: Parser::new_ext(source, options)
            .into_offset_iter()
            .peekable(),
        line_starts,
        first_line,
        line: first_line,
        depth: 0,
        ticked: None,
        tags,
        findings: Vec::new(),
    };
    let blocks = reader.blocks(None)?;
    let Reader { tags, findings, .. } = reader;
    statements::check(&blocks, &tags)?;
    let mut document = Document {
        blocks,
        tags,
        findings,
        ..Document::default()
    };
    layout::take_opening(&mut document);
    layout::take_postscript(&mut document);
    Ok(document)
}

struct Reader<'a> {
    events: Peekable<OffsetIter<'a>>,
    /// Where each line but the first begins.
    line_starts: Vec<usize>,
    first_line: u32,
    /// The line of the last event.
    line: u32,
    depth: usize,
    /// The box of the list item that is being read.
    ticked: Option<bool>,
    tags: Vec<Tag>,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Event<'a>> {
        let (event, range) = self.events.next()?;
        self.line = self.line_at(&range);
        Some(event)
    }

    fn line_at(&self, range: &Range<usize>) -> u32 {
        let before = self
            .line_starts
            .partition_point(|newline| *newline < range.start);
        self.first_line + u32::try_from(before).unwrap_or(u32::MAX - self.first_line)
    }

    fn find(&mut self, level: Level, code: FindingCode, message: String, line: u32) {
        self.findings.push(Finding {
            level,
            code,
            message,
            contact: None,
            line: Some(line),
        });
    }

    fn deeper<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, PieceError>,
    ) -> Result<T, PieceError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(PieceError::new(
                self.line,
                "Lists and quotes are nested too deep here. Take some levels out.",
            ));
        }
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Blocks until `end`, which is taken, or the end of the text.
    fn blocks(&mut self, end: Option<TagEnd>) -> Result<Vec<Block>, PieceError> {
        self.deeper(|reader| {
            let mut blocks = Vec::new();
            while let Some((event, _)) = reader.events.peek() {
                if let Event::End(found) = event {
                    let done = Some(*found) == end;
                    reader.next();
                    if done {
                        break;
                    }
                    continue;
                }
                reader.block(&mut blocks)?;
            }
            Ok(blocks)
        })
    }

    fn block(&mut self, blocks: &mut Vec<Block>) -> Result<(), PieceError> {
        if self
            .events
            .peek()
            .is_some_and(|(event, _)| is_inline(event))
        {
            // The text of a tight list item has no paragraph around it.
            let inlines = self.inlines(None)?;
            layout::paragraph(inlines, &self.tags, blocks);
            return Ok(());
        }
        let Some(event) = self.next() else {
            return Ok(());
        };
        match event {
            Event::Start(Md::Paragraph) => {
                let inlines = self.inlines(Some(TagEnd::Paragraph))?;
                layout::paragraph(inlines, &self.tags, blocks);
            }
            Event::Start(Md::Heading { level, .. }) => {
                let text = self.inlines(Some(TagEnd::Heading(level)))?;
                blocks.push(Block::Heading {
                    level: number(level),
                    text,
                });
            }
            Event::Start(Md::BlockQuote(kind)) => {
                let quote = self.blocks(Some(TagEnd::BlockQuote(kind)))?;
                blocks.push(layout::quote(quote));
            }
            Event::Start(Md::List(start)) => blocks.push(self.list(start)?),
            Event::Start(Md::DefinitionList) => blocks.push(self.figures()?),
            Event::Start(Md::Table(columns)) => blocks.push(Block::Table(self.table(&columns)?)),
            Event::Start(Md::CodeBlock(_)) => blocks.push(Block::Code(self.code())),
            Event::Start(Md::HtmlBlock) => self.html(blocks)?,
            Event::Rule => blocks.push(Block::Section),
            Event::Start(other) => {
                // Footnotes and metadata are not switched on; whatever else may come keeps its content.
                let inner = self.blocks(Some(other.to_end()))?;
                blocks.extend(inner);
            }
            _ => {}
        }
        Ok(())
    }

    fn list(&mut self, start: Option<u64>) -> Result<Block, PieceError> {
        let outer = self.ticked.take();
        let mut items = Vec::new();
        let mut tight = true;
        while let Some(event) = self.next() {
            match event {
                Event::Start(Md::Item) => {
                    tight &= !matches!(self.events.peek(), Some((Event::Start(Md::Paragraph), _)));
                    let blocks = self.blocks(Some(TagEnd::Item))?;
                    items.push((self.ticked.take(), blocks));
                }
                Event::End(_) => break,
                _ => {}
            }
        }
        self.ticked = outer;
        if !items.is_empty() && items.iter().all(|(ticked, _)| ticked.is_some()) {
            let item = |(ticked, blocks)| CheckItem {
                done: ticked == Some(true),
                blocks,
            };
            return Ok(Block::Checklist(items.into_iter().map(item).collect()));
        }
        let item = |(ticked, mut blocks): (Option<bool>, Vec<Block>)| {
            if let (Some(ticked), Some(Block::Paragraph(inlines))) = (ticked, blocks.first_mut()) {
                inlines.insert(0, Inline::Text(if ticked { "☑ " } else { "☐ " }.into()));
            }
            blocks
        };
        Ok(Block::List(List {
            start,
            tight,
            items: items.into_iter().map(item).collect(),
        }))
    }

    fn figures(&mut self) -> Result<Block, PieceError> {
        let mut figures = Vec::new();
        let mut title = Vec::new();
        while let Some(event) = self.next() {
            match event {
                Event::Start(Md::DefinitionListTitle) => {
                    title = self.inlines(Some(TagEnd::DefinitionListTitle))?
                }
                Event::Start(Md::DefinitionListDefinition) => {
                    let blocks = self.blocks(Some(TagEnd::DefinitionListDefinition))?;
                    figures.push(layout::figure(
                        std::mem::take(&mut title),
                        layout::flatten(blocks),
                    ));
                }
                Event::End(TagEnd::DefinitionList) => break,
                _ => {}
            }
        }
        if !title.is_empty() {
            figures.push(Figure {
                value: title,
                label: Vec::new(),
            });
        }
        Ok(Block::Figures(figures))
    }

    fn table(&mut self, columns: &[Alignment]) -> Result<Table, PieceError> {
        if columns.len() > WIDEST {
            let message = format!(
                "This table has {} columns. Keep it to {WIDEST}.",
                columns.len()
            );
            return Err(PieceError::new(self.line, message));
        }
        let mut rows = Vec::new();
        let mut row = Vec::new();
        while let Some(event) = self.next() {
            match event {
                Event::Start(Md::TableCell) => row.push(self.inlines(Some(TagEnd::TableCell))?),
                Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                    row.resize(columns.len(), Vec::new());
                    rows.push(std::mem::take(&mut row));
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        let align = |column: &Alignment| match column {
            Alignment::None | Alignment::Left => Align::Start,
            Alignment::Center => Align::Center,
            Alignment::Right => Align::End,
        };
        let head = if rows.is_empty() {
            Vec::new()
        } else {
            rows.remove(0)
        };
        Ok(Table {
            columns: columns.iter().map(align).collect(),
            head,
            rows,
        })
    }

    fn code(&mut self) -> Parts {
        let mut text = String::new();
        while let Some(event) = self.next() {
            match event {
                Event::Text(piece) => text.push_str(&piece),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        if text.ends_with('\n') {
            text.pop();
        }
        marks::split(&text)
    }

    fn html(&mut self, blocks: &mut Vec<Block>) -> Result<(), PieceError> {
        let line = self.line;
        let mut html = String::new();
        while let Some(event) = self.next() {
            match event {
                Event::Html(piece) | Event::Text(piece) => html.push_str(&piece),
                Event::End(TagEnd::HtmlBlock) => break,
                _ => {}
            }
        }
        let (clean, removed) =
            sanitize::block(&html, &self.tags).map_err(|why| PieceError::new(line, why))?;
        if let Some(message) = removed {
            self.find(Level::Warn, FindingCode::HtmlRemoved, message, line);
        }
        if !clean.html.trim().is_empty() {
            blocks.push(Block::Html(clean));
        }
        Ok(())
    }

    /// Inlines until `end`, which is taken; without `end`, until something that is not inline.
    fn inlines(&mut self, end: Option<TagEnd>) -> Result<Vec<Inline>, PieceError> {
        self.deeper(|reader| reader.inlines_within(end))
    }

    fn inlines_within(&mut self, end: Option<TagEnd>) -> Result<Vec<Inline>, PieceError> {
        let mut out = Vec::new();
        // Inline HTML that has begun: its name, its address, and where its content begins.
        let mut open: Vec<(String, Option<Link>, usize)> = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            match (event, end) {
                (Event::End(found), Some(end)) if *found == end => {
                    self.next();
                    break;
                }
                (_, None) if !is_inline(event) => break,
                _ => {}
            }
            let Some(event) = self.next() else { break };
            match event {
                Event::Text(text) => {
                    push_text(&mut out, open.last().map_or(0, |(_, _, from)| *from), &text)
                }
                Event::Code(code) => out.push(Inline::Code(marks::split(&code))),
                Event::SoftBreak => out.push(Inline::SoftBreak),
                Event::HardBreak => out.push(Inline::HardBreak),
                Event::TaskListMarker(ticked) => self.ticked = Some(ticked),
                Event::InlineHtml(html) => self.inline_html(&html, &mut open, &mut out),
                Event::Start(Md::Link {
                    dest_url, title, ..
                }) => {
                    let line = self.line;
                    let text = self.inlines(Some(TagEnd::Link))?;
                    let text = text.into_iter().flat_map(without_link).collect();
                    self.link(text, &dest_url, &title, line, &mut out);
                }
                Event::Start(Md::Image {
                    dest_url, title, ..
                }) => {
                    let line = self.line;
                    let alt = layout::plain(&self.inlines(Some(TagEnd::Image))?);
                    self.picture(alt, &dest_url, &title, line, &mut out);
                }
                Event::Start(Md::Strong) => {
                    out.push(Inline::Strong(self.inlines(Some(TagEnd::Strong))?))
                }
                Event::Start(Md::Emphasis) => {
                    out.push(Inline::Emphasis(self.inlines(Some(TagEnd::Emphasis))?))
                }
                Event::Start(Md::Strikethrough) => {
                    out.push(Inline::Strikethrough(
                        self.inlines(Some(TagEnd::Strikethrough))?,
                    ));
                }
                Event::Start(other) => {
                    let inner = self.inlines(Some(other.to_end()))?;
                    out.extend(inner);
                }
                _ => {}
            }
        }
        Ok(layout::finish(out))
    }

    fn inline_html(
        &mut self,
        html: &str,
        open: &mut Vec<(String, Option<Link>, usize)>,
        out: &mut Vec<Inline>,
    ) {
        if let Some(message) = sanitize::removed(html) {
            self.find(Level::Warn, FindingCode::HtmlRemoved, message, self.line);
        }
        match sanitize::inline_tag(html) {
            InlineTag::Open(name, _) if name == "br" => out.push(Inline::HardBreak),
            InlineTag::Open(name, _) if sanitize::is_silent(&name) => {
                while let Some((event, _)) = self.events.peek() {
                    if matches!(event, Event::End(_)) {
                        break;
                    }
                    let closes = matches!(event, Event::InlineHtml(html) if sanitize::inline_tag(html) == InlineTag::Close(name.clone()));
                    self.next();
                    if closes {
                        break;
                    }
                }
            }
            InlineTag::Open(name, attributes) => {
                let link = (name == "a").then(|| Link {
                    text: Vec::new(),
                    address: vec![Part::Text(
                        sanitize::attribute(attributes, "href")
                            .unwrap_or_default()
                            .into_owned(),
                    )],
                    title: String::new(),
                    line: self.line,
                });
                open.push((name, link, out.len()));
            }
            InlineTag::Close(name) => {
                let Some(at) = open.iter().rposition(|(found, _, _)| *found == name) else {
                    return;
                };
                let (_, link, from) = open.swap_remove(at);
                open.truncate(at);
                let inner = layout::finish(out.split_off(from.min(out.len())));
                match (name.as_str(), link) {
                    (_, Some(link)) => {
                        let text = inner.into_iter().flat_map(without_link).collect();
                        let Some(Part::Text(address)) = link.address.first() else {
                            return;
                        };
                        self.link(text, address, "", link.line, out);
                    }
                    ("b" | "strong", _) => out.push(Inline::Strong(inner)),
                    ("i" | "em" | "cite", _) => out.push(Inline::Emphasis(inner)),
                    ("s" | "del" | "strike", _) => out.push(Inline::Strikethrough(inner)),
                    ("sup", _) => out.push(Inline::Superscript(inner)),
                    ("sub", _) => out.push(Inline::Subscript(inner)),
                    _ => out.extend(inner),
                }
            }
            InlineTag::Nothing => {}
        }
    }

    fn link(
        &mut self,
        text: Vec<Inline>,
        address: &str,
        title: &str,
        line: u32,
        out: &mut Vec<Inline>,
    ) {
        match links::check(address, &self.tags) {
            Ok(checked) => {
                if let Some(added) = checked.added {
                    let message = format!(
                        "The address \"{}\" has no {added} before it; it was put there.",
                        links::shown(address, &self.tags)
                    );
                    self.find(Level::Warn, FindingCode::BadLink, message, line);
                }
                let title = layout::plain_text(&marks::split(title));
                out.push(Inline::Link(Link {
                    text,
                    address: checked.address,
                    title,
                    line,
                }));
            }
            Err(message) => {
                self.find(Level::Block, FindingCode::BadLink, message, line);
                out.extend(text);
            }
        }
    }

    fn picture(&mut self, alt: Parts, file: &str, caption: &str, line: u32, out: &mut Vec<Inline>) {
        let file = percent_encoding::percent_decode_str(file.trim()).decode_utf8_lossy();
        let file = file.strip_prefix("./").unwrap_or(&file);
        let remote = file.contains("//")
            || file.starts_with("data:")
            || file.starts_with("cid:")
            || file.starts_with('/');
        let problem = if file.is_empty() {
            Some(
                "This picture has no file. Put the name of one between the parentheses.".to_owned(),
            )
        } else if marks::any(file) {
            Some("The file of a picture cannot be a merge tag. Name the file.".to_owned())
        } else if remote {
            Some(format!(
                "The picture \"{file}\" is not beside the piece. Save it there and name the file; nothing is loaded from the web."
            ))
        } else {
            None
        };
        if let Some(message) = problem {
            self.find(Level::Block, FindingCode::MissingPicture, message, line);
            out.extend(alt.into_iter().map(|part| match part {
                Part::Text(text) => Inline::Text(text),
                Part::Tag(id) => Inline::Tag(id),
            }));
            return;
        }
        if alt.is_empty() {
            let message = format!(
                "The picture \"{file}\" has no description. Say between the brackets what it shows, for those who cannot see it."
            );
            self.find(Level::Warn, FindingCode::NoPictureText, message, line);
        }
        out.push(Inline::Picture(Picture {
            file: file.to_owned(),
            alt,
            caption: marks::split(caption),
            line,
        }));
    }
}

/// Adds text to the text before it, from `from` on: events cut a text wherever Markdown might have had a sign.
fn push_text(out: &mut Vec<Inline>, from: usize, text: &str) {
    let grows = out.len() > from;
    match out.last_mut() {
        Some(Inline::Text(before)) if grows => before.push_str(text),
        _ => out.push(Inline::Text(text.to_owned())),
    }
}

/// A link within a link is its text: an address in the text of a link was made a link of its own.
fn without_link(inline: Inline) -> Vec<Inline> {
    match inline {
        Inline::Link(link) => link.text,
        other => vec![other],
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => {
            matches!(
                tag,
                Md::Emphasis
                    | Md::Strong
                    | Md::Strikethrough
                    | Md::Superscript
                    | Md::Subscript
                    | Md::Link { .. }
                    | Md::Image { .. }
            )
        }
        Event::End(_) | Event::Html(_) | Event::Rule | Event::DisplayMath(_) => false,
        _ => true,
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}
