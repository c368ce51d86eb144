//! Pieces: front matter and text.

use byline_model::{Finding, FindingCode, Kind, Level};
use jiff::civil::Date;
use serde::Deserialize;

use crate::{
    document::{Block, Document, Inline, Part, Parts, TagId},
    markdown,
    marks::{self, Place},
    statements,
    tag::{self, Found, Tag},
};

/// What the lines at the top of a piece say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FrontMatter {
    /// What it is.
    pub kind: Kind,
    /// The name of its template.
    pub template: String,
    /// Its title.
    pub title: String,
    /// The subject line of the mail; the title when there is none.
    #[serde(default)]
    pub subject: Option<String>,
    /// The line that mail programs show beside the subject.
    #[serde(default)]
    pub preview: Option<String>,
    /// The number of the issue, as it is written.
    #[serde(default)]
    pub number: Option<String>,
    /// Its date.
    #[serde(default)]
    pub date: Option<Date>,
    /// The day on which it is due.
    #[serde(default)]
    pub due: Option<Date>,
    /// One sentence on what it says.
    #[serde(default)]
    pub summary: Option<String>,
    /// Its language as a BCP 47 tag; the brand's when there is none.
    #[serde(default)]
    pub language: Option<String>,
}

const KEYS: [&str; 10] = [
    "kind", "template", "title", "subject", "preview", "number", "date", "due", "summary",
    "language",
];

/// A piece that has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// What its first lines say.
    pub front: FrontMatter,
    /// Its text; what was found while reading is in [`Document::findings`].
    pub body: Document,
    /// The subject line, with tags of the text's.
    pub subject: Parts,
    /// The line beside the subject, with tags of the text's.
    pub preview: Parts,
}

/// Why a piece cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct PieceError {
    /// The line, counted from 1.
    pub line: u32,
    /// What is wrong and what to do.
    pub message: String,
}

impl PieceError {
    pub(crate) fn new(line: u32, message: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
        }
    }
}

/// Where the front matter of a source is, without its two fences.
struct Split<'a> {
    yaml: &'a str,
    body: &'a str,
    /// The line at which the body begins.
    body_line: u32,
}

fn split(source: &str) -> Result<Split<'_>, PieceError> {
    let source = source.strip_prefix('\u{FEFF}').unwrap_or(source);
    let missing = || {
        PieceError::new(
            1,
            "The piece does not say what it is. Begin it with a line of three dashes, then lines such as \"kind: newsletter\", \
             \"template: one-idea\" and \"title: …\", then three dashes again.",
        )
    };
    let mut lines = source.split_inclusive('\n');
    let first = lines.next().ok_or_else(missing)?;
    if first.trim_end() != "---" {
        return Err(missing());
    }
    let mut at = first.len();
    for (line, number) in lines.zip(2..) {
        if matches!(line.trim_end(), "---" | "...") {
            return Ok(Split {
                yaml: &source[first.len()..at],
                body: &source[at + line.len()..],
                body_line: number + 1,
            });
        }
        at += line.len();
    }
    Err(PieceError::new(
        1,
        "The lines at the top do not end. Put a line of three dashes below them.",
    ))
}

/// Reads only the lines at the top of a piece.
///
/// # Errors
/// When they cannot be read; the text is not looked at.
pub fn front_matter(source: &str) -> Result<FrontMatter, PieceError> {
    let source = marks::clean(source);
    read_front_matter(split(&source)?.yaml)
}

fn read_front_matter(yaml: &str) -> Result<FrontMatter, PieceError> {
    let front: FrontMatter = serde_saphyr::from_str(yaml).map_err(|error| {
        // The location counts from the line below the first fence.
        let line = error.location().map_or(1, |location| {
            u32::try_from(location.line()).unwrap_or(1) + 1
        });
        explain(yaml, line, &error.without_snippet().to_string())
    })?;
    if front.title.trim().is_empty() {
        return Err(PieceError::new(
            line_of(yaml, "title"),
            "The title is empty. Write one after \"title:\".",
        ));
    }
    if front.template.trim().is_empty() {
        return Err(PieceError::new(
            line_of(yaml, "template"),
            "No template is named. Write one after \"template:\", such as one-idea.",
        ));
    }
    Ok(front)
}

/// What is wrong with front matter, in words that say what to do.
fn explain(yaml: &str, line: u32, reason: &str) -> PieceError {
    for (key, example) in [
        ("kind", "newsletter, article or collateral"),
        ("template", "one-idea"),
        ("title", "the title"),
    ] {
        if reason.contains(&format!("missing field `{key}`")) {
            return PieceError::new(
                1,
                format!("The line \"{key}:\" is missing. Add it with {example}."),
            );
        }
    }
    let text = yaml
        .lines()
        .nth(line as usize - 2)
        .unwrap_or_default()
        .trim();
    let (key, value) = text.split_once(':').unwrap_or((text, ""));
    let (key, value) = (key.trim(), value.trim());
    let message = match key {
        "title" | "template" if value.is_empty() => {
            format!("The {key} is empty. Write one after \"{key}:\".")
        }
        "kind" => {
            format!("\"{value}\" is no kind of piece. Write newsletter, article or collateral.")
        }
        "date" | "due" => format!("\"{value}\" is no date. Write it like 2026-11-26."),
        _ if value.contains(": ")
            || value.starts_with([
                '{', '[', '*', '&', '!', '%', '@', '`', '"', '\'', '|', '>', '#',
            ]) =>
        {
            format!("The line \"{text}\" cannot be read. Put what follows \"{key}:\" in quotes.")
        }
        _ => {
            let first = reason.lines().next().unwrap_or_default();
            format!(
                "The line \"{text}\" cannot be read ({first}). Write it like \"key: value\", one a line."
            )
        }
    };
    PieceError::new(line, message)
}

/// The line of a key, counted from 1 in the piece.
fn line_of(yaml: &str, key: &str) -> u32 {
    keys(yaml)
        .find(|(found, _)| *found == key)
        .map_or(1, |(_, line)| line)
}

/// The keys of front matter with their lines.
fn keys(yaml: &str) -> impl Iterator<Item = (&str, u32)> {
    yaml.lines().zip(2..).filter_map(|(text, line)| {
        let (key, _) = text.split_once(':')?;
        let is_key = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        is_key.then_some((key, line))
    })
}

/// Reads a piece.
///
/// # Errors
/// When its front matter, a merge tag or the place of a condition is wrong; with the line and what to do.
pub fn parse(source: &str) -> Result<Piece, PieceError> {
    let source = marks::clean(source);
    let split = split(&source)?;
    let front = read_front_matter(split.yaml)?;
    let mut tags = Vec::new();
    let marked = mark_tags(split.body, split.body_line, &mut tags)?;
    let mut line = |key: &str, text: &str| -> Result<Parts, PieceError> {
        let line = line_of(split.yaml, key);
        let parts = marks::split(&mark_tags(text.trim(), line, &mut tags)?);
        statements::parts(&parts, &tags)?;
        Ok(parts)
    };
    let title = line("title", &front.title)?;
    let subject = line(
        "subject",
        front
            .subject
            .as_deref()
            .filter(|text| !text.trim().is_empty())
            .unwrap_or(&front.title),
    )?;
    let preview = line("preview", front.preview.as_deref().unwrap_or_default())?;
    // Curly quotes are right for English only; other languages are left as they are typed.
    let smart = front
        .language
        .as_deref()
        .is_none_or(|language| language.starts_with("en"));
    let mut body = markdown::read(&marked, tags, split.body_line, smart)?;
    if body.title.is_empty() {
        body.title = title
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => Inline::Text(if smart { curly(&text) } else { text }),
                Part::Tag(id) => Inline::Tag(id),
            })
            .collect();
    }
    for (key, line) in keys(split.yaml).filter(|(key, _)| !KEYS.contains(key)) {
        body.findings.push(Finding {
            level: Level::Warn,
            code: FindingCode::UnknownKey,
            message: format!(
                "\"{key}\" says nothing to Byline. It was left as it is; these do: {}.",
                KEYS.join(", ")
            ),
            contact: None,
            line: Some(line),
        });
    }
    Ok(Piece {
        front,
        body,
        subject,
        preview,
    })
}

/// Puts marks in the place of merge tags and adds the tags to `tags`.
///
/// A brace after a backslash is text, as Markdown has it.
pub(crate) fn mark_tags(
    text: &str,
    first_line: u32,
    tags: &mut Vec<Tag>,
) -> Result<String, PieceError> {
    let mut out = String::with_capacity(text.len());
    let mut line = first_line;
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        line += u32::try_from(before.matches('\n').count()).unwrap_or(0);
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        let found = if backslashes % 2 == 1 {
            Found::Nothing
        } else {
            tag::find(after)
        };
        rest = match found {
            Found::Tag(source) => {
                let tag =
                    tag::read(source, line).map_err(|message| PieceError::new(line, message))?;
                let id = TagId(u32::try_from(tags.len()).unwrap_or(u32::MAX));
                tags.push(tag);
                marks::mark(&mut out, id, Place::Html);
                &after[source.len()..]
            }
            Found::Remark(source) => &after[source.len()..],
            Found::Open => {
                let braces = &after[..2];
                return Err(PieceError::new(
                    line,
                    format!(
                        "{braces} begins a merge tag that does not end on its line. Close it, or write \\{{ for a brace."
                    ),
                ));
            }
            Found::Nothing => {
                // Both braces of an escaped pair are passed over, or the second would begin a tag.
                let braces = after.len() - after.trim_start_matches('{').len();
                let passed = if backslashes % 2 == 1 { braces } else { 1 };
                out.push_str(&after[..passed]);
                &after[passed..]
            }
        };
    }
    out.push_str(rest);
    Ok(out)
}

/// The text with typographic apostrophes.
fn curly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside =
            before.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphanumeric());
        out.push(if c == '\'' && inside { '’' } else { c });
        before = c;
    }
    out
}

/// How many words readers read.
pub fn words(document: &Document) -> usize {
    let mut count = line_words(&document.title);
    count += block_words(&document.blocks);
    count + block_words(&document.postscript)
}

/// How long reading takes, in whole minutes and at least one: 230 words a minute, the mean of Brysbaert (2019).
pub fn minutes(words: usize) -> usize {
    words.div_ceil(230).max(1)
}

fn block_words(blocks: &[Block]) -> usize {
    blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(text) | Block::Heading { text, .. } => line_words(text),
            Block::List(list) => list.items.iter().map(|item| block_words(item)).sum(),
            Block::Checklist(items) => items.iter().map(|item| block_words(&item.blocks)).sum(),
            Block::Quote(quote) => block_words(quote),
            Block::Testimonial { quote, author } => block_words(quote) + line_words(author),
            Block::Figures(figures) => figures
                .iter()
                .map(|f| line_words(&f.value) + line_words(&f.label))
                .sum(),
            Block::Table(table) => table
                .head
                .iter()
                .chain(table.rows.iter().flatten())
                .map(|cell| line_words(cell))
                .sum(),
            Block::Code(text) => parts_words(text),
            Block::Button(link) => line_words(&link.text),
            Block::Picture(picture) => parts_words(&picture.caption),
            Block::Html(html) => parts_words(&html.text),
            Block::Section | Block::Statement(_) => 0,
        })
        .sum()
}

fn line_words(inlines: &[Inline]) -> usize {
    parts_words(&crate::layout::plain(inlines))
}

/// A tag counts as a word of its own unless it touches one.
fn parts_words(parts: &Parts) -> usize {
    let text: String = parts
        .iter()
        .map(|part| {
            if let Part::Text(text) = part {
                text.as_str()
            } else {
                "x"
            }
        })
        .collect();
    text.split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}
