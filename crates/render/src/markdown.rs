//! Markdown to the tree: CommonMark and GFM, and the layout blocks that Byline reads from them.

use std::{iter::Peekable, ops::Range};

use byline_model::{Finding, FindingCode, Level};
use pulldown_cmark::{
    Alignment, Event, HeadingLevel, OffsetIter, Options, Parser, Tag as Md, TagEnd,
};

use crate::{
    document::{Align, Block, CheckItem, Document, Figure, Inline, List, Parts, Table},
    layout, marks,
    piece::PieceError,
    sanitize, statements,
    tag::Tag,
};

mod inlines;

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
