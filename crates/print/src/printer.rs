//! The one printer: sets a source once and gives it as PDF or as pictures.

use typst::diag::Warned;
use typst::foundations::{Dict, IntoValue, Smart};
use typst::utils::{LazyHash, Scalar};
use typst::{Library, LibraryExt, comemo};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_render::RenderOptions;

use crate::fonts::Fonts;
use crate::world::Desk;
use crate::{Overflow, PrintError};

/// What is to be printed.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// One file of Typst.
    ///
    /// When `sys.inputs.endless` is `"yes"` it must set itself on one page without an end: so the printer measures by
    /// how much a piece misses its page.
    pub text: &'a str,
    /// The pictures that the text names, with their bytes (PNG, JPEG, GIF, WebP or SVG).
    pub assets: &'a [(&'a str, &'a [u8])],
    /// The title that readers of the PDF show, where the text sets none of its own.
    pub title: &'a str,
}

/// A printed piece.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    /// The PDF: tagged (PDF/UA-1), and the same bytes for the same source.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// By how much it misses one page; `None` when it fits.
    pub overflow: Option<Overflow>,
    /// The characters that no bundled font shows, each once; a box stands in their place.
    pub unknown: Vec<char>,
}

/// The fonts and Typst's library, read once and shared by every print.
pub struct Printer {
    fonts: Fonts,
    library: LazyHash<Library>,
    endless: LazyHash<Library>,
    options: PdfOptions,
}

/// How many prints Typst's memory outlasts without being asked for again.
const REMEMBERED_PRINTS: usize = 10;

/// A side of a picture, in pixels, above which nothing is drawn.
const MAX_SIDE: f64 = 16_384.0;

impl Printer {
    /// Reads the bundled fonts: a few milliseconds, so make one and share it.
    pub fn new() -> Self {
        let inputs: Dict = [("endless".into(), "yes".into_value())]
            .into_iter()
            .collect();
        let standards = PdfStandards::new(&[PdfStandard::Ua_1])
            .unwrap_or_else(|error| unreachable!("PDF/UA-1 goes with itself: {}", error.message()));
        Self {
            fonts: Fonts::bundled(),
            library: LazyHash::new(Library::default()),
            endless: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            options: PdfOptions {
                creator: Smart::Custom(Some("Byline".into())),
                timestamp: None,
                standards,
                ..PdfOptions::default()
            },
        }
    }

    /// The PDF of a piece.
    ///
    /// # Errors
    /// A picture that is missing or cannot be read, or a source that Typst does not take.
    pub fn pdf(&self, source: &Source<'_>) -> Result<Printed, PrintError> {
        let (text, unknown) = self.fonts.showable(source.text);
        let desk = Desk::new(&self.library, &self.fonts, text.into_owned(), source.assets);
        let set = self.set(&desk, source).and_then(|document| {
            let pdf = typst_pdf::pdf(&document, &self.options).map_err(|errors| {
                PrintError::new(&desk, &errors, || self.unreadable(source.assets))
            })?;
            let pages = document.pages().len();
            let overflow = if pages > 1 {
                self.overflow(&document, &desk, source)?
            } else {
                None
            };
            Ok(Printed {
                pdf,
                pages,
                overflow,
                unknown,
            })
        });
        comemo::evict(REMEMBERED_PRINTS);
        set
    }

    /// The pages as PNG, one picture a page, with that many pixels to a point (1/72 inch).
    ///
    /// # Errors
    /// As with [`Printer::pdf`], and a page too large to be drawn.
    pub fn pictures(
        &self,
        source: &Source<'_>,
        pixels_per_pt: f32,
    ) -> Result<Vec<Vec<u8>>, PrintError> {
        let (text, _) = self.fonts.showable(source.text);
        let desk = Desk::new(&self.library, &self.fonts, text.into_owned(), source.assets);
        let document = self.set(&desk, source)?;
        let options = RenderOptions {
            pixel_per_pt: Scalar::new(f64::from(pixels_per_pt)),
            render_bleed: false,
        };
        let picture = |page: &typst_layout::Page| {
            let size = page.frame.size();
            let longest = size.x.max(size.y).to_pt() * f64::from(pixels_per_pt);
            // Also turns away what is not a number.
            if !(longest > 0.0 && longest <= MAX_SIDE) {
                return Err(PrintError::TooLarge);
            }
            typst_render::render(page, &options)
                .encode_png()
                .map_err(|_| PrintError::TooLarge)
        };
        let pictures = document.pages().iter().map(picture).collect();
        comemo::evict(REMEMBERED_PRINTS);
        pictures
    }

    /// Sets the source in pages.
    fn set(&self, desk: &Desk<'_>, source: &Source<'_>) -> Result<PagedDocument, PrintError> {
        let Warned { output, .. } = typst::compile::<PagedDocument>(desk);
        let mut document = output
            .map_err(|errors| PrintError::new(desk, &errors, || self.unreadable(source.assets)))?;
        document
            .info_mut()
            .title
            .get_or_insert_with(|| source.title.into());
        Ok(document)
    }

    /// The first picture that cannot be set even alone.
    fn unreadable(&self, assets: &[(&str, &[u8])]) -> Option<String> {
        let cannot_be_set = |&&(name, bytes): &&(&str, &[u8])| {
            let desk = Desk::new(
                &self.library,
                &self.fonts,
                format!("#image({name:?})"),
                &[(name, bytes)],
            );
            typst::compile::<PagedDocument>(&desk).output.is_err()
        };
        assets
            .iter()
            .find(cannot_be_set)
            .map(|(name, _)| (*name).to_owned())
    }

    /// By how much more than its first page the piece needs: the height of the same piece on a page without an end.
    fn overflow(
        &self,
        pages: &PagedDocument,
        desk: &Desk<'_>,
        source: &Source<'_>,
    ) -> Result<Option<Overflow>, PrintError> {
        let desk = Desk::new(
            &self.endless,
            &self.fonts,
            desk.text().text().to_owned(),
            source.assets,
        );
        let endless = self.set(&desk, source)?;
        let height = |document: &PagedDocument| {
            document
                .pages()
                .iter()
                .map(|page| page.frame.height().to_pt())
                .sum()
        };
        let (needed, given): (f64, f64) =
            (height(&endless), pages.pages()[0].frame.height().to_pt());
        Ok((needed > given).then(|| Overflow::new(needed - given)))
    }
}

impl Default for Printer {
    fn default() -> Self {
        Self::new()
    }
}
