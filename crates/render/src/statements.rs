//! Conditions: each must begin and end in the same place of the tree, so that every output stays whole whichever way it
//! goes.

use crate::{
    document::{Block, Inline, Part, Parts, TagId},
    piece::PieceError,
    tag::{Tag, TagKind},
};

/// How far the conditions of one place have come.
#[derive(Default)]
pub(crate) struct Balance {
    /// The conditions that are open: the tag that began each, and whether its `else` has been.
    open: Vec<(TagId, bool)>,
}

impl Balance {
    /// Whether no condition is open.
    pub(crate) fn is_even(&self) -> bool {
        self.open.is_empty()
    }

    /// Takes the next tag.
    ///
    /// # Errors
    /// When it cannot stand there; the message is for the rep.
    pub(crate) fn take(&mut self, id: TagId, tags: &[Tag]) -> Result<(), PieceError> {
        let Some(tag) = tags.get(id.0 as usize) else {
            return Ok(());
        };
        let misplaced = |what: &str| {
            Err(PieceError::new(
                tag.line,
                format!(
                    "{}: {what} Put each of the condition's tags on a line of its own, with an empty line before and after.",
                    tag.source
                ),
            ))
        };
        match (&tag.kind, self.open.last_mut()) {
            (TagKind::Value(_), _) => Ok(()),
            (TagKind::If(_), _) => {
                self.open.push((id, false));
                Ok(())
            }
            (TagKind::Elif(_) | TagKind::Else, Some((_, true))) => {
                misplaced("the condition has had its else already.")
            }
            (TagKind::Elif(_), Some(_)) => Ok(()),
            (TagKind::Else, Some((_, done))) => {
                *done = true;
                Ok(())
            }
            (TagKind::EndIf, Some(_)) => {
                self.open.pop();
                Ok(())
            }
            (TagKind::Elif(_) | TagKind::Else | TagKind::EndIf, None) => {
                misplaced("no {% if %} began in the same paragraph or list.")
            }
        }
    }

    /// Ends the place.
    ///
    /// # Errors
    /// When a condition is still open.
    pub(crate) fn end(self, tags: &[Tag]) -> Result<(), PieceError> {
        let Some((id, _)) = self.open.first() else {
            return Ok(());
        };
        let Some(tag) = tags.get(id.0 as usize) else {
            return Ok(());
        };
        Err(PieceError::new(
            tag.line,
            format!(
                "{} has no {{% endif %}} in the same paragraph or list. Put each on a line of its own, with an empty line before and after.",
                tag.source
            ),
        ))
    }
}

/// Checks every place of a text.
///
/// # Errors
/// The first condition that does not end where it began.
pub(crate) fn check(blocks: &[Block], tags: &[Tag]) -> Result<(), PieceError> {
    let mut balance = Balance::default();
    for block in blocks {
        match block {
            Block::Statement(id) => balance.take(*id, tags)?,
            Block::Paragraph(text) | Block::Heading { text, .. } => inlines(text, tags)?,
            Block::List(list) => list.items.iter().try_for_each(|item| check(item, tags))?,
            Block::Checklist(items) => items
                .iter()
                .try_for_each(|item| check(&item.blocks, tags))?,
            Block::Quote(quote) => check(quote, tags)?,
            Block::Testimonial { quote, author } => {
                check(quote, tags)?;
                inlines(author, tags)?;
            }
            Block::Figures(figures) => {
                for figure in figures {
                    inlines(&figure.value, tags)?;
                    inlines(&figure.label, tags)?;
                }
            }
            Block::Table(table) => {
                for cell in table.head.iter().chain(table.rows.iter().flatten()) {
                    inlines(cell, tags)?;
                }
            }
            Block::Code(text) => parts(text, tags)?,
            Block::Button(link) => {
                inlines(&link.text, tags)?;
                parts(&link.address, tags)?;
            }
            Block::Picture(picture) => {
                parts(&picture.alt, tags)?;
                parts(&picture.caption, tags)?;
            }
            Block::Html(html) => parts(&html.text, tags)?,
            Block::Section => {}
        }
    }
    balance.end(tags)
}

/// Checks a line.
///
/// # Errors
/// As [`check`].
pub(crate) fn inlines(inlines: &[Inline], tags: &[Tag]) -> Result<(), PieceError> {
    let mut balance = Balance::default();
    for inline in inlines {
        match inline {
            Inline::Tag(id) => balance.take(*id, tags)?,
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strikethrough(inner)
            | Inline::Superscript(inner)
            | Inline::Subscript(inner) => self::inlines(inner, tags)?,
            Inline::Code(text) => parts(text, tags)?,
            Inline::Link(link) => {
                self::inlines(&link.text, tags)?;
                parts(&link.address, tags)?;
            }
            Inline::Picture(picture) => {
                parts(&picture.alt, tags)?;
                parts(&picture.caption, tags)?;
            }
            Inline::Text(_) | Inline::SoftBreak | Inline::HardBreak => {}
        }
    }
    balance.end(tags)
}

/// Checks text without form.
///
/// # Errors
/// As [`check`].
pub(crate) fn parts(parts: &Parts, tags: &[Tag]) -> Result<(), PieceError> {
    let mut balance = Balance::default();
    for part in parts {
        if let Part::Tag(id) = part {
            balance.take(*id, tags)?;
        }
    }
    balance.end(tags)
}
