//! Freezing: piece, brand and template become an edition, the same bytes every time.

use std::collections::BTreeSet;

use byline_model::{Asset, Brand, Edition, EditionHash, Finding, FindingCode, Kind, Level};
use sha2::{Digest, Sha256};

use crate::{
    Merger, Piece, assets,
    context::{Shared, Written},
    document::{Block, Document, Part, Parts, TagId},
    escape, fields,
    html::{Known, Layout, Writer, plain_title},
    layout, mail,
    mail_layout::MailLayout,
    marks::{self, Place},
    page_layout::{self, PageLayout},
    palette::Palette,
    piece,
    tag::{Tag, TagKind},
    template::{self, Template},
    text, typst,
};

/// An edition, and what was found on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The edition.
    pub edition: Edition,
    /// What was found; an edition with findings that block must not go out.
    pub findings: Vec<Finding>,
}

/// Why a piece cannot be frozen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FreezeError {
    /// A colour of the brand is not one.
    #[error("the color \"{name}\" of the brand is not written like #14463A")]
    Color {
        /// Which: `main`, `accent`, `soft` or `text`.
        name: &'static str,
    },
    /// The piece names another template than the one handed in, or one for another kind.
    #[error("the template \"{template}\" is for {expected}, and this piece is {found}")]
    WrongKind {
        /// The template's name.
        template: String,
        /// What it is for.
        expected: Kind,
        /// What the piece is.
        found: Kind,
    },
    /// A file of the template cannot be filled.
    #[error("{file} of the template \"{template}\"{}: {message}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Template {
        /// The template's name.
        template: String,
        /// The file.
        file: &'static str,
        /// The line, counted from 1, when it is known.
        line: Option<u32>,
        /// What is wrong.
        message: String,
    },
}

/// Freezes a piece. `name` is the name of its folder; `pictures` holds the pictures beside it and those of the brand.
///
/// # Errors
/// When the template is for another kind of piece or cannot be filled, or a colour of the brand is not one. What the rep
/// should look at in the piece is a finding.
pub fn freeze(
    name: &str,
    piece: &Piece,
    brand: &Brand,
    template: &Template,
    pictures: &[Asset],
) -> Result<Frozen, FreezeError> {
    if template.info.kind != piece.front.kind {
        return Err(FreezeError::WrongKind {
            template: template.info.name.clone(),
            expected: template.info.kind,
            found: piece.front.kind,
        });
    }
    let palette = Palette::new(&brand.colors).ok_or_else(|| FreezeError::Color {
        name: brand.colors.unreadable().unwrap_or("main"),
    })?;
    let mut piece = piece.clone();
    let mut findings = std::mem::take(&mut piece.body.findings);
    let (pictures, brand) =
        assets::with_plain_names(&mut piece.body, pictures, brand, &mut findings);
    let signature = if piece.front.kind == Kind::Newsletter {
        take_signature(&mut piece.body, &brand)
    } else {
        ""
    };
    let shared = Shared {
        front: &piece.front,
        brand: &brand,
        palette: &palette,
        signature,
        minutes: piece::minutes(piece::words(&piece.body)),
    };
    let mut press = Press {
        piece: &piece,
        template,
        pictures: &pictures,
        shared,
        tags: piece.body.tags.clone(),
    };

    let html = template
        .email
        .as_deref()
        .map(|mjml| press.mail(mjml))
        .transpose()?;
    let page = press.page()?;
    let text = press.text();
    let print_template =
        press.template_with_marks("print.typ", &template.print, |_, _| Place::Typst)?;
    let print = typst::source(&piece.body, &press.shared, &print_template, &pictures);
    let subject = if piece.front.kind == Kind::Collateral {
        String::new()
    } else {
        line(&piece.subject)
    };
    let tags = press.tags;

    let carried = |asset: &&Asset| {
        let cid = format!("src=\"cid:{}\"", asset.name);
        let printed = format!("\"{}\"", asset.name);
        html.as_ref().is_some_and(|html| html.contains(&cid))
            || page.contains(&cid)
            || print.contains(&printed)
    };
    let mut assets: Vec<Asset> = pictures.iter().filter(carried).cloned().collect();
    assets.sort_by(|a, b| a.name.cmp(&b.name));

    let mut used: BTreeSet<String> = BTreeSet::new();
    for output in [
        Some(&subject),
        html.as_ref(),
        Some(&page),
        Some(&text),
        Some(&print),
    ]
    .into_iter()
    .flatten()
    {
        used.extend(
            marks::tags(output)
                .iter()
                .filter_map(|id| tags.get(id.0 as usize))
                .flat_map(|tag| tag.fields.iter().cloned()),
        );
    }
    unknown_fields(&piece.body.tags, &mut findings);
    findings.sort_by_key(|finding| finding.line);

    let mut edition = Edition {
        hash: EditionHash(String::new()),
        piece: name.to_owned(),
        kind: piece.front.kind,
        template: template.info.name.clone(),
        title: plain_text(&layout::plain(&piece.body.title), &tags),
        subject: marks::seal(&subject, &tags),
        preview: plain_text(&piece.preview, &tags),
        html: html.map(|html| marks::seal(&html, &tags)),
        page: marks::seal(&page, &tags),
        text: marks::seal(&text, &tags),
        print: marks::seal(&print, &tags),
        assets,
        fields: used.into_iter().collect(),
    };
    edition.hash = hash(&edition);
    // Conditions in a template's own files are checked by Tera alone.
    Merger::new(&edition).map_err(|error| FreezeError::Template {
        template: template.info.name.clone(),
        file: "email.mjml, page.html or print.typ",
        line: None,
        message: error.to_string(),
    })?;
    Ok(Frozen { edition, findings })
}

/// What the outputs are made from.
struct Press<'a> {
    piece: &'a Piece,
    template: &'a Template,
    pictures: &'a [Asset],
    shared: Shared<'a>,
    /// The tags of the piece, and after them those of the template's files.
    tags: Vec<Tag>,
}

impl Press<'_> {
    fn mail(&mut self, mjml: &str) -> Result<String, FreezeError> {
        let written = self.written(&MailLayout, |writer, blocks| writer.blocks(blocks));
        // MJML sees slots: what a piece says is not MJML.
        let slot = |name: &str, content: &str| {
            if content.is_empty() {
                String::new()
            } else {
                marks::slot(name)
            }
        };
        let slots = Written {
            title: slot("title", &written.title),
            plain_title: slot("plain_title", &written.plain_title),
            lead: slot("lead", &written.lead),
            body: slot("body", &written.body),
            postscript: slot("postscript", &written.postscript),
            preview: slot("preview", &written.preview),
        };
        let source = self.template_with_marks("email.mjml", mjml, place_in_html)?;
        let mjml = self.fill("email.mjml", &source, &slots)?;
        let contents = [
            ("title", written.title.as_str()),
            ("plain_title", &written.plain_title),
            ("lead", &written.lead),
            ("body", &written.body),
            ("postscript", &written.postscript),
            ("preview", &written.preview),
        ];
        mail::html(&mjml, &contents).map_err(|message| self.broken("email.mjml", None, message))
    }

    fn page(&mut self) -> Result<String, FreezeError> {
        let written = self.written(&PageLayout, page_layout::body);
        let source = self.template_with_marks("page.html", &self.template.page, place_in_html)?;
        self.fill("page.html", &source, &written)
    }

    fn text(&mut self) -> String {
        let unsubscribe = self.template.email.is_some().then(|| {
            self.tags.push(Tag {
                kind: TagKind::Value("unsubscribe.url".into()),
                source: "{{ unsubscribe.url }}".into(),
                fields: vec!["unsubscribe.url".into()],
                line: 0,
            });
            TagId(u32::try_from(self.tags.len() - 1).unwrap_or(u32::MAX))
        });
        let frame = text::Frame {
            form: self.template.text,
            brand: self.shared.brand,
            issue: &self.shared.issue(),
            signature: self.shared.signature,
            unsubscribe,
        };
        text::write(&self.piece.body, &self.piece.body.blocks, &frame)
    }

    fn written(&self, layout: &dyn Layout, body: fn(&mut Writer<'_>, &[Block])) -> Written {
        let document = &self.piece.body;
        let known: Vec<Known<'_>> = self
            .pictures
            .iter()
            .map(|asset| Known {
                name: &asset.name,
                width: width(&asset.bytes),
            })
            .collect();
        let write = |write: &dyn Fn(&mut Writer<'_>)| {
            let mut writer = Writer::new(document, layout, &known);
            write(&mut writer);
            writer.finish()
        };
        let mut preview = String::new();
        for part in &self.piece.preview {
            match part {
                Part::Text(text) => preview.push_str(&escape::html(text)),
                Part::Tag(id) => marks::mark(&mut preview, *id, Place::Html),
            }
        }
        Written {
            title: write(&|writer| writer.inlines(&document.title)),
            plain_title: plain_title(&document.title),
            lead: document.lead.as_ref().map_or_else(String::new, |lead| {
                write(&|writer| layout.picture(writer, lead))
            }),
            body: write(&|writer| body(writer, &document.blocks)),
            postscript: write(&|writer| writer.blocks(&document.postscript)),
            preview,
        }
    }

    /// A file of the template with marks in the place of its merge tags.
    fn template_with_marks(
        &mut self,
        file: &'static str,
        source: &str,
        place: fn(&str, &Tag) -> Place,
    ) -> Result<String, FreezeError> {
        let source = marks::clean(source);
        let marked = piece::mark_tags(&source, 1, &mut self.tags)
            .map_err(|error| self.broken(file, Some(error.line), error.message))?;
        let mut out = String::with_capacity(marked.len());
        for stretch in marks::pieces(&marked) {
            match stretch {
                marks::Piece::Text(text) => out.push_str(text),
                marks::Piece::Mark(_, id) => {
                    if let Some(tag) = self.tags.get(id.0 as usize) {
                        let place = place(&out, tag);
                        marks::mark(&mut out, id, place);
                    }
                }
            }
        }
        Ok(out)
    }

    fn fill(
        &self,
        file: &'static str,
        source: &str,
        written: &Written,
    ) -> Result<String, FreezeError> {
        self.shared
            .context(written, |name| {
                self.pictures.iter().any(|asset| asset.name == name)
            })
            .and_then(|context| template::fill(file, source, &context))
            .map_err(|(line, message)| self.broken(file, line, message))
    }

    fn broken(&self, file: &'static str, line: Option<u32>, message: String) -> FreezeError {
        FreezeError::Template {
            template: self.template.info.name.clone(),
            file,
            line,
            message,
        }
    }
}

/// The name that signs a mail. Where the text ends with it already, it is taken out there, so that every output signs
/// once and in its own way.
fn take_signature<'a>(document: &mut Document, brand: &'a Brand) -> &'a str {
    let first_name = brand.name.split_whitespace().next().unwrap_or_default();
    let signature = Some(brand.signature.trim())
        .filter(|signature| !signature.is_empty())
        .unwrap_or(first_name);
    if let Some(Block::Paragraph(text)) = document.blocks.last() {
        let last = layout::plain(text);
        let is_text = last.iter().all(|part| matches!(part, Part::Text(_)));
        let last = layout::plain_text(&last);
        let last = last.trim().trim_start_matches(['—', '–', '-']).trim();
        if is_text && !last.is_empty() && [signature, brand.name.trim(), first_name].contains(&last)
        {
            document.blocks.pop();
        }
    }
    signature
}

/// What a merge tag in a template's HTML lands in, from what stands before it.
fn place_in_html(before: &str, tag: &Tag) -> Place {
    let Some(at) = before.rfind("href=\"") else {
        return Place::Html;
    };
    let address = &before[at + "href=\"".len()..];
    if address.contains('"') {
        Place::Html
    } else if address.is_empty() && tag.fields.iter().all(|field| fields::is_address(field)) {
        Place::HtmlAddress
    } else {
        Place::HtmlAddressPart
    }
}

/// A line without form, such as a subject.
fn line(parts: &Parts) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(&text.replace(['\n', '\t'], " ")),
            Part::Tag(id) => marks::mark(&mut out, *id, Place::Line),
        }
    }
    out
}

/// Parts as the rep sees them: with tags as they were typed.
fn plain_text(parts: &Parts, tags: &[Tag]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Tag(id) => tags
                .get(id.0 as usize)
                .map_or("", |tag| tag.source.as_str()),
        })
        .collect()
}

/// The width of a picture in pixels, read from its first bytes.
fn width(bytes: &[u8]) -> Option<u32> {
    imagesize::blob_size(bytes)
        .ok()
        .and_then(|size| u32::try_from(size.width).ok())
}

fn unknown_fields(tags: &[Tag], findings: &mut Vec<Finding>) {
    let known = |field: &str| {
        fields::known_fields()
            .iter()
            .any(|(name, _)| *name == field)
    };
    for tag in tags {
        for field in tag.fields.iter().filter(|field| !known(field)) {
            let hint = match fields::nearest(field) {
                Some(near) => format!("Did you mean {near}?"),
                None => "Choose one from the list of merge tags.".to_owned(),
            };
            findings.push(Finding {
                level: Level::Block,
                code: FindingCode::UnknownField,
                message: format!("There is no merge field \"{field}\". {hint}"),
                contact: None,
                line: Some(tag.line),
            });
        }
    }
}

/// The hash of an edition: of each of its parts with its length before it, so that no two editions share one.
fn hash(edition: &Edition) -> EditionHash {
    let mut sha = Sha256::new();
    let mut add = |bytes: &[u8]| {
        sha.update((bytes.len() as u64).to_le_bytes());
        sha.update(bytes);
    };
    add(b"byline edition 1");
    for text in [
        &edition.piece,
        edition.kind.word(),
        &edition.template,
        &edition.title,
        &edition.subject,
        &edition.preview,
        edition.html.as_deref().unwrap_or_default(),
        &edition.page,
        &edition.text,
        &edition.print,
    ] {
        add(text.as_bytes());
    }
    for asset in &edition.assets {
        add(asset.name.as_bytes());
        add(asset.media_type.as_bytes());
        add(&asset.bytes);
    }
    for field in &edition.fields {
        add(field.as_bytes());
    }
    EditionHash(
        sha.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    )
}
