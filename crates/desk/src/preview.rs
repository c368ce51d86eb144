//! A piece as one person gets it: to look at, to print, to write to a file.

use base64::{Engine, prelude::BASE64_STANDARD};
use byline_mail::message::{Composer, Message, Shared};
use byline_model::{
    Asset, Brand, ContactId, Edition, EmailAddress, Fields, Finding, FindingCode, Kind, Level,
};
use byline_print::{PrintError, Printed, Printer, Source};
use byline_render::{FreezeError, Frozen, MergeError, Merger, Piece, Template};

use crate::{
    Desk, Error,
    audience::count,
    files,
    outgoing::{self, Sender},
    templates,
    wire::{ExportForm, ExportInput, HtmlPage, Preview, PreviewForm, PreviewInput, Written},
};

/// How sharp the pages of the preview are: 2 pixels a point, for dense screens.
const PREVIEW_PIXELS_PER_PT: f32 = 2.0;

/// How sharp an exported picture is: 300 dots an inch.
const EXPORT_PIXELS_PER_PT: f32 = 300.0 / 72.0;

/// What a piece can be rendered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenderForm {
    /// The HTML of the e-mail.
    Email,
    /// A web page in one file.
    Page,
    /// Plain text.
    Text,
    /// PDF.
    Pdf,
    /// A PNG picture of the first page.
    Png,
    /// A whole message.
    Eml,
}

/// A rendered piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was found on the way.
    pub findings: Vec<Finding>,
}

/// A piece frozen, with whom it is from.
pub(crate) struct Fresh {
    pub frozen: Frozen,
    pub brand: Brand,
    pub sender: Sender,
}

impl Desk {
    /// Freezes a piece that was read: the edition is not stored.
    ///
    /// # Errors
    /// When the template is unknown or cannot be used, or a picture of the brand is missing.
    pub(crate) fn freeze(&self, name: &str, piece: &Piece) -> Result<Fresh, Error> {
        let brand = self.brand()?;
        let template = self.template(&piece.front.template)?;
        let mut pictures = self.pictures_of(name)?;
        pictures.extend(self.brand_pictures(&brand)?);
        let frozen = byline_render::freeze(name, piece, &brand, &template, &pictures)
            .map_err(|error| freeze_error(name, &error))?;
        let sender = Sender::of(self.mailbox()?.as_ref(), &brand)?;
        Ok(Fresh {
            frozen,
            brand,
            sender,
        })
    }

    /// The values of the merge tags for a person, or the tags' names for nobody.
    fn values(
        &self,
        contact: Option<ContactId>,
        brand: &Brand,
        sender: &Sender,
    ) -> Result<Fields, Error> {
        Ok(match contact {
            Some(contact) => outgoing::fields(&self.reader(contact)?, brand, sender, "preview"),
            None => outgoing::names_of_fields(brand, sender),
        })
    }

    /// A piece, saved or not, as one person gets it.
    ///
    /// A merge field without a value is a finding, and stands in the preview with its name. Lines are counted from the
    /// first of the draft's text.
    ///
    /// # Errors
    /// When the piece or its template cannot be read.
    pub fn preview(&self, input: &PreviewInput) -> Result<Preview, Error> {
        let (piece, above) = self.read_draft(&input.draft)?;
        let Fresh {
            frozen: Frozen {
                edition,
                mut findings,
            },
            brand,
            sender,
        } = self.freeze(&input.draft.piece, &piece)?;
        for finding in &mut findings {
            finding.line = finding
                .line
                .and_then(|line| line.checked_sub(above))
                .filter(|line| *line > 0);
        }
        let merger = merger(&edition)?;
        let mut values = self.values(input.contact, &brand, &sender)?;
        fill_gaps(&edition, &mut values, input.contact, &merger, &mut findings)?;
        let copy = merger.merge(&values).map_err(merge_error)?;
        let words = byline_render::words(&piece.body);
        let mut preview = Preview {
            subject: copy.subject,
            preview: edition.preview.clone(),
            from_name: sender.name,
            from_address: sender.address.to_string(),
            html: None,
            text: None,
            pages: Vec::new(),
            overflow: None,
            html_bytes: copy.html.as_ref().map_or(0, |html| count(html.len())),
            words: count(words),
            minutes: count(byline_render::minutes(words)),
            findings,
        };
        match (input.form, copy.html) {
            (PreviewForm::Email, Some(html)) => {
                preview.html = Some(byline_render::for_preview(&html, &edition.assets));
            }
            (PreviewForm::Dark, Some(html)) => {
                preview.html = Some(byline_render::for_dark_preview(&html, &edition.assets));
            }
            // Collateral has no e-mail; its page takes the place.
            (PreviewForm::Email, None) => {
                let page = merger.page(&values).map_err(merge_error)?;
                preview.html = Some(byline_render::for_preview(&page, &edition.assets));
            }
            (PreviewForm::Dark, None) => {
                let page = merger.page(&values).map_err(merge_error)?;
                preview.html = Some(byline_render::for_dark_preview(&page, &edition.assets));
            }
            (PreviewForm::Text, _) => preview.text = Some(copy.text),
            (PreviewForm::Pdf, _) => {
                let source = merger.print(&values).map_err(merge_error)?;
                let (pages, overflow) =
                    pages(self.printer(), &edition, &source, PREVIEW_PIXELS_PER_PT)?;
                preview.pages = pages
                    .iter()
                    .map(|page| data_address("image/png", page))
                    .collect();
                preview.overflow = overflow.clone();
                preview.findings.extend(overflow.map(overflow_finding));
            }
        }
        Ok(preview)
    }

    /// Renders a piece for a person, or with the names of the merge tags for nobody.
    ///
    /// # Errors
    /// When the piece or its template cannot be read, or a merge field has no value for the person.
    pub fn render(
        &self,
        name: &str,
        form: RenderForm,
        contact: Option<ContactId>,
    ) -> Result<Rendered, Error> {
        let piece = self.read_piece(name)?;
        let Fresh {
            frozen: Frozen {
                edition,
                mut findings,
            },
            brand,
            sender,
        } = self.freeze(name, &piece)?;
        let merger = merger(&edition)?;
        let values = self.values(contact, &brand, &sender)?;
        let bytes = match form {
            RenderForm::Email => merger
                .merge(&values)
                .map_err(merge_error)?
                .html
                .ok_or_else(|| not_mailed(&edition))?
                .into_bytes(),
            RenderForm::Page => merger.page(&values).map_err(merge_error)?.into_bytes(),
            RenderForm::Text => merger
                .merge(&values)
                .map_err(merge_error)?
                .text
                .into_bytes(),
            RenderForm::Pdf => {
                let printed = print(
                    self.printer(),
                    &edition,
                    &merger.print(&values).map_err(merge_error)?,
                )?;
                if edition.kind == Kind::Collateral {
                    findings.extend(
                        printed
                            .overflow
                            .as_ref()
                            .map(|overflow| overflow_finding(overflow.to_string())),
                    );
                }
                printed.pdf
            }
            RenderForm::Png => {
                let source = merger.print(&values).map_err(merge_error)?;
                let (mut pages, _) =
                    pages(self.printer(), &edition, &source, EXPORT_PIXELS_PER_PT)?;
                if pages.is_empty() {
                    Vec::new()
                } else {
                    pages.swap_remove(0)
                }
            }
            RenderForm::Eml => {
                let copy = merger.merge(&values).map_err(merge_error)?;
                let html = copy.html.ok_or_else(|| not_mailed(&edition))?;
                let (to_name, to) = match contact.map(|contact| self.reader(contact)).transpose()? {
                    Some(reader) => {
                        let address = reader.contact.email.clone().ok_or_else(|| {
                            Error::bad_input(
                                format!("{} has no e-mail address.", reader.contact.display_name()),
                                "Add one first.",
                            )
                        })?;
                        (reader.contact.display_name(), address)
                    }
                    None => (sender.name.clone(), sender.address.clone()),
                };
                let token = outgoing::new_token()?;
                let composer = Composer::new(&Shared {
                    from_name: &sender.name,
                    from: &sender.address,
                    pictures: &outgoing::pictures_of(&edition),
                    attachments: &[],
                });
                composer.compose(&Message {
                    to_name: &to_name,
                    to: &to,
                    reply_to: None,
                    subject: &copy.subject,
                    text: &copy.text,
                    html: Some(&html),
                    message_id: &format!("{token}@{}", sender.address.domain()),
                    date: &crate::now().to_zoned(crate::zone()),
                    unsubscribe: Some(&sender.unsubscribe(&token)),
                })
            }
        };
        Ok(Rendered { bytes, findings })
    }

    /// Writes a piece as a file into the desk's folder `exports`.
    ///
    /// # Errors
    /// As [`Self::render`], or when the disk fails.
    pub fn export_piece(&self, input: &ExportInput) -> Result<Written, Error> {
        self.writable()?;
        let (form, ending) = match input.form {
            ExportForm::Pdf => (RenderForm::Pdf, "pdf"),
            ExportForm::Page => (RenderForm::Page, "html"),
            ExportForm::Text => (RenderForm::Text, "txt"),
            ExportForm::Eml => (RenderForm::Eml, "eml"),
            ExportForm::Png => (RenderForm::Png, "png"),
        };
        let rendered = self.render(&input.piece, form, input.contact)?;
        let path = self
            .root
            .join("exports")
            .join(format!("{}.{ending}", input.piece));
        files::write_atomically(&path, &rendered.bytes)?;
        Ok(Written {
            written: path.display().to_string(),
        })
    }

    /// Writes a rendered piece to a file, whole or not at all.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn write_export(&self, path: &std::path::Path, bytes: &[u8]) -> Result<(), Error> {
        files::write_atomically(path, bytes)
    }

    /// The merge tags, with how many people have no value for each.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn merge_tags(&self) -> Result<Vec<crate::wire::MergeTag>, Error> {
        let brand = self.brand()?;
        let everyone = self.everyone()?;
        let sender = Sender::plain(String::new(), placeholder_address()?);
        let values: Vec<Fields> = everyone
            .iter()
            .map(|reader| outgoing::fields(reader, &brand, &sender, ""))
            .collect();
        Ok(byline_render::known_fields()
            .iter()
            .filter(|(field, _)| !field.starts_with("unsubscribe."))
            .map(|(field, label)| crate::wire::MergeTag {
                field: (*field).into(),
                label: (*label).into(),
                missing: count(
                    values
                        .iter()
                        .filter(|values| !values.contains_key(*field))
                        .count(),
                ),
            })
            .collect())
    }
}

/// An issue as it would look under a name and colours, made from the sample of the built-in template.
pub(crate) fn try_brand(brand: &Brand) -> Result<HtmlPage, Error> {
    let template = templates::built_in("one-idea")?;
    let brand = templates::brand_or_example(brand);
    let (edition, values) = sample(&template, &brand, &[])?;
    let copy = merger(&edition)?.merge(&values).map_err(merge_error)?;
    Ok(HtmlPage {
        html: byline_render::for_preview(&copy.html.unwrap_or_default(), &edition.assets),
    })
}

/// The first page of a template's sample, as a `data:` address.
pub(crate) fn thumbnail(
    printer: &Printer,
    template: &Template,
    brand: &Brand,
    pictures: &[Asset],
) -> Result<String, Error> {
    let brand = templates::brand_or_example(brand);
    let (edition, values) = sample(template, &brand, pictures)?;
    let source = merger(&edition)?.print(&values).map_err(merge_error)?;
    let (pages, _) = pages(printer, &edition, &source, 1.0)?;
    pages
        .first()
        .map(|page| data_address("image/png", page))
        .ok_or_else(|| {
            Error::bad_input(
                format!(
                    "The sample of the template \"{}\" has no page.",
                    template.info.name
                ),
                "Put its sample.md right.",
            )
        })
}

/// A template's own sample, frozen, with the values of an invented reader.
fn sample(
    template: &Template,
    brand: &Brand,
    pictures: &[Asset],
) -> Result<(Edition, Fields), Error> {
    let name = &template.info.name;
    let piece = byline_render::piece::parse(&template.sample).map_err(|error| {
        Error::bad_input(
            format!(
                "The sample of the template \"{name}\", line {}: {}",
                error.line, error.message
            ),
            "Put that line right.",
        )
    })?;
    let frozen = byline_render::freeze(name, &piece, brand, template, pictures)
        .map_err(|error| freeze_error(name, &error))?;
    let sender = Sender::plain(
        brand.name.clone(),
        EmailAddress::parse(&brand.email).or_else(|_| placeholder_address())?,
    );
    let mut values = outgoing::names_of_fields(brand, &sender);
    for (field, value) in [
        ("contact.first_name", "Maria"),
        ("contact.last_name", "Chen"),
        ("contact.full_name", "Maria Chen"),
        ("contact.title", "Operations Director"),
        ("company.name", "Northfield Foods"),
        ("company.city", "Troy"),
    ] {
        values.insert(field.into(), value.into());
    }
    Ok((frozen.edition, values))
}

fn placeholder_address() -> Result<EmailAddress, Error> {
    EmailAddress::parse("you@example.com").map_err(|error| Error::bad_input(error.to_string(), ""))
}

/// Gives every field that has no value, and needs one, its name in brackets, and says so.
fn fill_gaps(
    edition: &Edition,
    values: &mut Fields,
    contact: Option<ContactId>,
    merger: &Merger,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    for _ in 0..=edition.fields.len() {
        match merger.merge(values) {
            Ok(_) => break,
            Err(MergeError::MissingValue { field }) => {
                findings.push(Finding {
                    level: Level::Block,
                    code: FindingCode::MissingValue,
                    message: format!(
                        "This person has no {}. Fill it in, or give the merge tag a default.",
                        label(&field)
                    ),
                    contact,
                    line: None,
                });
                values.insert(field.clone(), format!("[{}]", label(&field)));
            }
            Err(error) => return Err(merge_error(error)),
        }
    }
    Ok(())
}

/// What a merge field stands for, in words.
pub(crate) fn label(field: &str) -> String {
    byline_render::known_fields()
        .iter()
        .find(|(name, _)| *name == field)
        .map_or_else(|| field.to_owned(), |(_, label)| label.to_lowercase())
}

pub(crate) fn merger(edition: &Edition) -> Result<Merger, Error> {
    Merger::new(edition).map_err(|error| {
        Error::bad_input(
            format!("The merge tags cannot be read: {error}."),
            "Put them right in the piece.",
        )
    })
}

fn merge_error(error: MergeError) -> Error {
    match error {
        MergeError::MissingValue { field } => Error::bad_input(
            format!("There is no {} for this person.", label(&field)),
            "Fill it in, or give the merge tag a default.",
        ),
        other => Error::bad_input(
            format!("The merge tags cannot be filled: {other}."),
            "Put them right in the piece.",
        ),
    }
}

fn freeze_error(name: &str, error: &FreezeError) -> Error {
    Error::bad_input(
        format!("The piece \"{name}\" cannot be rendered: {error}."),
        "Put that right and try again.",
    )
}

fn not_mailed(edition: &Edition) -> Error {
    Error::bad_input(
        format!(
            "\"{}\" is {}: it is handed over, not mailed.",
            edition.title, edition.kind
        ),
        "Render it as a PDF or a page.",
    )
}

fn assets(edition: &Edition) -> Vec<(&str, &[u8])> {
    edition
        .assets
        .iter()
        .map(|asset| (asset.name.as_str(), asset.bytes.as_slice()))
        .collect()
}

fn print_error(error: PrintError) -> Error {
    Error::bad_input(
        format!("The page cannot be set: {error}."),
        "Put that right in the piece and try again.",
    )
}

fn print(printer: &Printer, edition: &Edition, source: &str) -> Result<Printed, Error> {
    let assets = assets(edition);
    printer
        .pdf(&Source {
            text: source,
            assets: &assets,
            title: &edition.title,
        })
        .map_err(print_error)
}

/// The pages as PNG, and for collateral by how much they run over one page.
fn pages(
    printer: &Printer,
    edition: &Edition,
    source: &str,
    pixels_per_pt: f32,
) -> Result<(Vec<Vec<u8>>, Option<String>), Error> {
    let assets = assets(edition);
    let source = Source {
        text: source,
        assets: &assets,
        title: &edition.title,
    };
    let pages = printer
        .pictures(&source, pixels_per_pt)
        .map_err(print_error)?;
    let over = edition.kind == Kind::Collateral && pages.len() > 1;
    let words = if over {
        printer
            .pdf(&source)
            .map_err(print_error)?
            .overflow
            .map(|overflow| overflow.to_string())
    } else {
        None
    };
    Ok((pages, words))
}

/// By how much a page runs over, in words; `None` when it fits.
pub(crate) fn overflow(
    printer: &Printer,
    edition: &Edition,
    source: &str,
) -> Result<Option<String>, Error> {
    Ok(print(printer, edition, source)?
        .overflow
        .map(|overflow| overflow.to_string()))
}

pub(crate) fn overflow_finding(words: String) -> Finding {
    Finding {
        level: Level::Warn,
        code: FindingCode::Overflow,
        message: format!("It does not fit one page: {words}. Shorten the text."),
        contact: None,
        line: None,
    }
}

fn data_address(media_type: &str, bytes: &[u8]) -> String {
    format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(bytes))
}
