//! What stands in a line: text, emphasis, links, pictures, and the inline HTML that means the same.

use byline_model::{FindingCode, Level};
use pulldown_cmark::{Event, Tag as Md, TagEnd};

use super::{Reader, is_inline};
use crate::{
    document::{Inline, Link, Part, Parts, Picture},
    layout, links, marks,
    piece::PieceError,
    sanitize::{self, InlineTag},
};

impl Reader<'_> {
    /// Inlines until `end`, which is taken; without `end`, until something that is not inline.
    pub(super) fn inlines(&mut self, end: Option<TagEnd>) -> Result<Vec<Inline>, PieceError> {
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
