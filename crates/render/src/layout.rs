//! Layout blocks: what Byline reads from plain Markdown beyond what Markdown itself means by it.

use std::mem;

use crate::{
    document::{Block, Document, Figure, Inline, Part, Parts},
    links::{self, Stretch},
    marks, statements,
    tag::Tag,
};

/// Adds a paragraph: a button, pictures, statements, or text.
///
/// Statements on lines of their own at the start or end of a paragraph stand between blocks, and so do those beside a
/// button or a picture that is otherwise alone.
pub(crate) fn paragraph(inlines: Vec<Inline>, tags: &[Tag], blocks: &mut Vec<Block>) {
    let inlines = trimmed(inlines);
    if inlines.is_empty() {
        return;
    }
    if inlines
        .iter()
        .all(|inline| stands_alone(inline, tags) || is_space(inline))
        && inlines.iter().any(|inline| !is_space(inline))
    {
        blocks.extend(inlines.into_iter().filter_map(|inline| match inline {
            Inline::Link(link) => Some(Block::Button(link)),
            Inline::Picture(picture) => Some(Block::Picture(picture)),
            Inline::Tag(id) => Some(Block::Statement(id)),
            _ => None,
        }));
        return;
    }
    let mut lines = lines(inlines);
    let only_statements = |line: &Vec<Inline>| {
        line.iter()
            .all(|inline| is_statement(inline, tags) || is_space(inline))
    };
    if lines.len() > 1
        && (lines.first().is_some_and(only_statements) || lines.last().is_some_and(only_statements))
    {
        let mut text: Vec<Vec<Inline>> = Vec::new();
        for line in lines {
            if !only_statements(&line) {
                text.push(line);
                continue;
            }
            push_lines(mem::take(&mut text), blocks);
            blocks.extend(line.into_iter().filter_map(|inline| {
                if let Inline::Tag(id) = inline {
                    Some(Block::Statement(id))
                } else {
                    None
                }
            }));
        }
        push_lines(text, blocks);
        return;
    }
    let joined = join(mem::take(&mut lines));
    blocks.push(Block::Paragraph(joined));
}

fn push_lines(lines: Vec<Vec<Inline>>, blocks: &mut Vec<Block>) {
    let inlines = trimmed(join(lines));
    if !inlines.is_empty() {
        blocks.push(Block::Paragraph(inlines));
    }
}

/// Splits at soft breaks.
fn lines(inlines: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut lines = vec![Vec::new()];
    for inline in inlines {
        match (inline, lines.last_mut()) {
            (Inline::SoftBreak, _) => lines.push(Vec::new()),
            (inline, Some(line)) => line.push(inline),
            (_, None) => {}
        }
    }
    lines
}

fn join(lines: Vec<Vec<Inline>>) -> Vec<Inline> {
    let mut joined = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        if at > 0 {
            joined.push(Inline::SoftBreak);
        }
        joined.extend(line);
    }
    joined
}

fn trimmed(mut inlines: Vec<Inline>) -> Vec<Inline> {
    while inlines.last().is_some_and(is_space) {
        inlines.pop();
    }
    let start = inlines
        .iter()
        .position(|inline| !is_space(inline))
        .unwrap_or(inlines.len());
    inlines.drain(..start);
    inlines
}

fn is_space(inline: &Inline) -> bool {
    match inline {
        Inline::SoftBreak | Inline::HardBreak => true,
        Inline::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn is_statement(inline: &Inline, tags: &[Tag]) -> bool {
    matches!(inline, Inline::Tag(id) if tags.get(id.0 as usize).is_some_and(Tag::is_statement))
}

/// Whether an inline that is alone in its paragraph stands as a block.
fn stands_alone(inline: &Inline, tags: &[Tag]) -> bool {
    match inline {
        Inline::Link(link) => link.title.eq_ignore_ascii_case("button"),
        Inline::Picture(_) => true,
        _ => is_statement(inline, tags),
    }
}

/// A quotation, a testimonial when its last line begins with a dash, or a figure when its first line is a bold number.
pub(crate) fn quote(mut blocks: Vec<Block>) -> Block {
    if let [Block::Paragraph(inlines)] = blocks.as_slice()
        && let Some(cut) = inlines
            .iter()
            .position(|inline| matches!(inline, Inline::SoftBreak | Inline::HardBreak))
        && let [Inline::Strong(value)] = &inlines[..cut]
        && looks_like_figure(&plain_text(&plain(value)))
    {
        return Block::Figures(vec![Figure {
            value: value.clone(),
            label: inlines[cut + 1..].to_vec(),
        }]);
    }
    let Some(Block::Paragraph(inlines)) = blocks.last_mut() else {
        return Block::Quote(blocks);
    };
    let last_break = inlines
        .iter()
        .rposition(|inline| matches!(inline, Inline::SoftBreak | Inline::HardBreak));
    let start = last_break.map_or(0, |at| at + 1);
    let Some(Inline::Text(text)) = inlines.get(start) else {
        return Block::Quote(blocks);
    };
    let dashes = |text: &str| {
        ["—", "–", "―", "--"]
            .iter()
            .find_map(|dash| text.trim_start().strip_prefix(dash))
            .map(|rest| rest.trim_start_matches('-').trim_start().to_owned())
    };
    let Some(rest) = dashes(text) else {
        return Block::Quote(blocks);
    };
    if start == 0 && blocks.len() == 1 {
        return Block::Quote(blocks);
    }
    let Some(Block::Paragraph(inlines)) = blocks.last_mut() else {
        return Block::Quote(blocks);
    };
    let mut author = inlines.split_off(start);
    author[0] = Inline::Text(rest);
    let said = trimmed(mem::take(inlines));
    if said.is_empty() {
        blocks.pop();
    } else {
        *inlines = said;
    }
    Block::Testimonial {
        quote: blocks,
        author,
    }
}

/// A figure from a term and its definition: the one that looks like a figure is set large, the definition when in doubt.
pub(crate) fn figure(term: Vec<Inline>, definition: Vec<Inline>) -> Figure {
    let is_figure = |inlines: &[Inline]| looks_like_figure(&plain_text(&plain(inlines)));
    if is_figure(&term) && !is_figure(&definition) {
        Figure {
            value: term,
            label: definition,
        }
    } else {
        Figure {
            value: definition,
            label: term,
        }
    }
}

/// Whether a text begins like an amount: a digit, or a sign or currency before one.
fn looks_like_figure(text: &str) -> bool {
    let text = text.trim_start();
    let amount = text.trim_start_matches(|c: char| "+-−–±<>≤≥~≈$€£¥#".contains(c));
    text.len() - amount.len() <= 6 && amount.starts_with(|c: char| c.is_ascii_digit())
}

/// The paragraphs of some blocks as one line.
pub(crate) fn flatten(blocks: Vec<Block>) -> Vec<Inline> {
    let mut inlines = Vec::new();
    for block in blocks {
        let next = match block {
            Block::Paragraph(text) | Block::Heading { text, .. } => text,
            Block::Button(link) => vec![Inline::Link(link)],
            Block::Picture(picture) => vec![Inline::Picture(picture)],
            Block::Statement(id) => vec![Inline::Tag(id)],
            Block::List(list) => list.items.into_iter().flat_map(flatten).collect(),
            _ => Vec::new(),
        };
        if !inlines.is_empty() && !next.is_empty() {
            inlines.push(Inline::SoftBreak);
        }
        inlines.extend(next);
    }
    inlines
}

/// The text of a line without any form.
pub(crate) fn plain(inlines: &[Inline]) -> Parts {
    let mut parts = Vec::new();
    push_plain(inlines, &mut parts);
    parts
}

fn push_plain(inlines: &[Inline], parts: &mut Parts) {
    for inline in inlines {
        let text = match inline {
            Inline::Text(text) => text.as_str(),
            Inline::SoftBreak | Inline::HardBreak => " ",
            Inline::Tag(id) => {
                parts.push(Part::Tag(*id));
                continue;
            }
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strikethrough(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner) => {
                push_plain(inner, parts);
                continue;
            }
            Inline::Link(link) => {
                push_plain(&link.text, parts);
                continue;
            }
            Inline::Code(code) => {
                parts.extend(code.iter().cloned());
                continue;
            }
            Inline::Picture(picture) => {
                parts.extend(picture.alt.iter().cloned());
                continue;
            }
        };
        match parts.last_mut() {
            Some(Part::Text(before)) => before.push_str(text),
            _ => parts.push(Part::Text(text.to_owned())),
        }
    }
}

/// The text of parts without their tags.
pub(crate) fn plain_text(parts: &Parts) -> String {
    parts
        .iter()
        .filter_map(|part| {
            if let Part::Text(text) = part {
                Some(text.as_str())
            } else {
                None
            }
        })
        .collect()
}

/// Puts tags in the place of marks, and links in the place of web addresses, in the text of a line.
pub(crate) fn finish(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(inlines.len());
    for inline in inlines {
        let Inline::Text(text) = inline else {
            out.push(inline);
            continue;
        };
        for stretch in links::autolinks(&text) {
            match stretch {
                Stretch::Text(text) => out.extend(tagged(text)),
                Stretch::Address(shown, leads_to) => {
                    out.push(Inline::Link(crate::document::Link {
                        text: tagged(shown).collect(),
                        address: marks::split(&leads_to),
                        title: String::new(),
                        line: 0,
                    }))
                }
            }
        }
    }
    out
}

fn tagged(text: &str) -> impl Iterator<Item = Inline> {
    marks::split(text).into_iter().map(|part| match part {
        Part::Text(text) => Inline::Text(text),
        Part::Tag(id) => Inline::Tag(id),
    })
}

/// Takes the level-one heading and the picture that open a text; headings of level one below count as level two.
pub(crate) fn take_opening(document: &mut Document) {
    let mut title = None;
    for _ in 0..2 {
        match document.blocks.first() {
            Some(Block::Heading { level: 1, .. }) if title.is_none() => {
                if let Block::Heading { text, .. } = document.blocks.remove(0) {
                    title = Some(text);
                }
            }
            Some(Block::Picture(_)) if document.lead.is_none() => {
                if let Block::Picture(picture) = document.blocks.remove(0) {
                    document.lead = Some(picture);
                }
            }
            _ => break,
        }
    }
    document.title = title.unwrap_or_default();
    lower_headings(&mut document.blocks);
}

fn lower_headings(blocks: &mut [Block]) {
    for block in blocks {
        match block {
            Block::Heading { level, .. } => *level = (*level).max(2),
            Block::Quote(inner) | Block::Testimonial { quote: inner, .. } => lower_headings(inner),
            Block::List(list) => list.items.iter_mut().for_each(|item| lower_headings(item)),
            Block::Checklist(items) => items
                .iter_mut()
                .for_each(|item| lower_headings(&mut item.blocks)),
            _ => {}
        }
    }
}

/// Takes the last paragraphs from the one that begins with "P.S.", and the rule above them.
pub(crate) fn take_postscript(document: &mut Document) {
    let mut balance = statements::Balance::default();
    let mut found = None;
    for (at, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Paragraph(inlines)
                if balance.is_even() && found.is_none() && begins_postscript(inlines) =>
            {
                found = Some(at)
            }
            Block::Paragraph(_) | Block::Button(_) | Block::Picture(_) => {}
            Block::Statement(id) => {
                // Balanced as a whole, so no tag is out of place.
                let _ = balance.take(*id, &document.tags);
            }
            _ => found = None,
        }
    }
    let Some(at) = found else { return };
    document.postscript = document.blocks.split_off(at);
    while let Some(Block::Section) = document.blocks.last() {
        document.blocks.pop();
    }
}

fn begins_postscript(inlines: &[Inline]) -> bool {
    let text = plain_text(&plain(inlines));
    let text = text.trim_start();
    ["P.S.", "P. S.", "PS:", "PS.", "PPS", "P.P.S."]
        .iter()
        .any(|start| text.starts_with(start))
}
