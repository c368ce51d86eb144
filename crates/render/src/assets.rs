//! The pictures of a piece, and the names by which outputs know them.

use std::collections::BTreeMap;

use byline_model::{Asset, Brand, Finding, FindingCode, Level};

use crate::document::{Block, Document, Inline, Picture};

/// Gives every picture a name that may stand in a `cid:` address, a Content-ID and a file, and the piece and the brand
/// the same names; a picture that was not handed in is a finding.
pub(crate) fn with_plain_names(
    document: &mut Document,
    pictures: &[Asset],
    brand: &Brand,
    findings: &mut Vec<Finding>,
) -> (Vec<Asset>, Brand) {
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    let mut renamed: Vec<Asset> = Vec::with_capacity(pictures.len());
    for picture in pictures {
        if names.contains_key(picture.name.as_str()) {
            continue;
        }
        let mut name = plain(&picture.name);
        while renamed.iter().any(|other| other.name == name) {
            name.insert(0, '_');
        }
        names.insert(&picture.name, name.clone());
        renamed.push(Asset {
            name,
            ..picture.clone()
        });
    }
    each(
        document,
        &mut |picture| match names.get(picture.file.as_str()) {
            Some(name) => picture.file.clone_from(name),
            None => findings.push(Finding {
                level: Level::Block,
                code: FindingCode::MissingPicture,
                message: format!(
                    "The picture \"{}\" is not beside the piece. Add it, or take it out.",
                    picture.file
                ),
                contact: None,
                line: Some(picture.line),
            }),
        },
    );
    let mut brand = brand.clone();
    for name in [&mut brand.photo, &mut brand.logo] {
        *name = names.get(name.as_str()).cloned().unwrap_or_default();
    }
    (renamed, brand)
}

/// The name with only characters that need no encoding anywhere.
fn plain(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect()
}

fn each(document: &mut Document, visit: &mut dyn FnMut(&mut Picture)) {
    if let Some(lead) = &mut document.lead {
        visit(lead);
    }
    in_line(&mut document.title, visit);
    in_blocks(&mut document.blocks, visit);
    in_blocks(&mut document.postscript, visit);
}

fn in_blocks(blocks: &mut [Block], visit: &mut dyn FnMut(&mut Picture)) {
    for block in blocks {
        match block {
            Block::Picture(picture) => visit(picture),
            Block::Paragraph(text) | Block::Heading { text, .. } => in_line(text, visit),
            Block::List(list) => list
                .items
                .iter_mut()
                .for_each(|item| in_blocks(item, visit)),
            Block::Checklist(items) => items
                .iter_mut()
                .for_each(|item| in_blocks(&mut item.blocks, visit)),
            Block::Quote(quote) => in_blocks(quote, visit),
            Block::Testimonial { quote, author } => {
                in_blocks(quote, visit);
                in_line(author, visit);
            }
            Block::Figures(figures) => {
                for figure in figures {
                    in_line(&mut figure.value, visit);
                    in_line(&mut figure.label, visit);
                }
            }
            Block::Table(table) => {
                table
                    .head
                    .iter_mut()
                    .chain(table.rows.iter_mut().flatten())
                    .for_each(|cell| in_line(cell, visit));
            }
            Block::Button(link) => in_line(&mut link.text, visit),
            Block::Code(_) | Block::Section | Block::Html(_) | Block::Statement(_) => {}
        }
    }
}

fn in_line(inlines: &mut [Inline], visit: &mut dyn FnMut(&mut Picture)) {
    for inline in inlines {
        match inline {
            Inline::Picture(picture) => visit(picture),
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strikethrough(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner) => in_line(inner, visit),
            Inline::Link(link) => in_line(&mut link.text, visit),
            Inline::Text(_)
            | Inline::Tag(_)
            | Inline::Code(_)
            | Inline::SoftBreak
            | Inline::HardBreak => {}
        }
    }
}
