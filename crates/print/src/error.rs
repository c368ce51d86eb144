//! Why a piece could not be printed.

use std::iter;

use typst::WorldExt;
use typst::diag::SourceDiagnostic;

use crate::world::Desk;

/// Why a piece could not be printed, in words for the rep.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// The piece names a picture that was not handed in.
    #[error(
        "the picture “{name}” is not there; put the file beside the piece, or take the picture out of it"
    )]
    MissingPicture {
        /// The name as it stands in the piece.
        name: String,
    },
    /// A picture was handed in that cannot be read.
    #[error(
        "the picture “{name}” cannot be read: the file is damaged or no picture; save it again as PNG or JPEG"
    )]
    UnreadablePicture {
        /// The name as it stands in the piece.
        name: String,
    },
    /// A picture has no words for those who cannot see it, without which no PDF/UA-1 can be made.
    #[error(
        "a picture has no description; write a few words between its brackets: ![a few words](picture.png)"
    )]
    NoPictureText,
    /// The print source is wrong: the template's `print.typ`, as a rule.
    #[error("{message} (line {line} of the print source: {near})")]
    Source {
        /// What Typst says.
        message: String,
        /// The line of the print source, counted from 1; 0 when it cannot be told.
        line: usize,
        /// The beginning of that line.
        near: String,
    },
    /// The page is larger than a picture can be.
    #[error("the page is too large for a picture; ask for a smaller one")]
    TooLarge,
}

/// As much of a source line as is shown.
const NEAR: usize = 80;

impl PrintError {
    /// What the first of Typst's errors means to the rep. `unreadable` finds the picture that cannot be read: Typst
    /// does not say which one it is.
    pub(crate) fn new(
        desk: &Desk<'_>,
        errors: &[SourceDiagnostic],
        unreadable: impl FnOnce() -> Option<String>,
    ) -> Self {
        let Some(error) = errors.first() else {
            return Self::Source {
                message: "no reason given".into(),
                line: 0,
                near: String::new(),
            };
        };
        // Typst only has words for it; so the names that it asked for are looked for in those words.
        if let Some(name) = desk
            .missing()
            .into_iter()
            .find(|name| error.message.contains(name.as_str()))
        {
            return Self::MissingPicture { name };
        }
        if error.message.contains("missing alt text") {
            return Self::NoPictureText;
        }
        if error.message.starts_with("failed to decode image")
            && let Some(name) = unreadable()
        {
            return Self::UnreadablePicture { name };
        }
        let text = desk.text();
        let places = iter::once(desk.range(error.span))
            .chain(error.trace.iter().map(|point| desk.range(point.span)));
        let line = places
            .flatten()
            .next()
            .and_then(|place| text.lines().byte_to_line(place.start));
        let near = line
            .and_then(|line| text.text().lines().nth(line))
            .unwrap_or_default()
            .trim();
        Self::Source {
            message: error.message.to_string(),
            line: line.map_or(0, |line| line + 1),
            near: near.chars().take(NEAR).collect(),
        }
    }
}
