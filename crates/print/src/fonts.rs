//! The bundled fonts, and what they can show.

use std::borrow::Cow;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// What stands where no bundled font knows a character; it is one of Inter's.
const STAND_IN: char = '□';

/// The fonts of every print: Gelasio for text, Inter for small text and as a fallback.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

const FILES: [&[u8]; 10] = [
    include_bytes!("../fonts/Gelasio-Regular.ttf"),
    include_bytes!("../fonts/Gelasio-Italic.ttf"),
    include_bytes!("../fonts/Gelasio-SemiBold.ttf"),
    include_bytes!("../fonts/Gelasio-SemiBoldItalic.ttf"),
    include_bytes!("../fonts/Gelasio-Bold.ttf"),
    include_bytes!("../fonts/Gelasio-BoldItalic.ttf"),
    include_bytes!("../fonts/Inter-Regular.ttf"),
    include_bytes!("../fonts/Inter-Italic.ttf"),
    include_bytes!("../fonts/Inter-SemiBold.ttf"),
    include_bytes!("../fonts/Inter-Bold.ttf"),
];

impl Fonts {
    /// Reads the fonts that the program carries.
    pub(crate) fn bundled() -> Self {
        let fonts: Vec<Font> = FILES
            .iter()
            .flat_map(|file| Font::iter(Bytes::new(*file)))
            .collect();
        Self {
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    /// The font with that place in the book.
    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    /// Whether a bundled font has a picture of the character, or it needs none.
    fn shows(&self, c: char) -> bool {
        match c {
            ' '..='~' | '\n' | '\r' | '\t' => true,
            _ if c.is_control() => false,
            // Private use: whatever stands there means nothing to a reader.
            '\u{E000}'..='\u{F8FF}' => false,
            // Invisible: spaces, joiners, marks of direction, soft hyphens.
            '\u{AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2064}'
            | '\u{FEFF}' => true,
            _ => self
                .fonts
                .iter()
                .any(|font| font.info().coverage.contains(u32::from(c))),
        }
    }

    /// The text with a box for each character that no bundled font shows, and those characters, each once.
    ///
    /// PDF/UA-1 (7.21.8) forbids the glyph that fonts keep for the unknown, so that it has to go before Typst sees it.
    pub(crate) fn showable<'a>(&self, text: &'a str) -> (Cow<'a, str>, Vec<char>) {
        if text.chars().all(|c| self.shows(c) && !modifies_emoji(c)) {
            return (Cow::Borrowed(text), Vec::new());
        }
        let mut shown = String::with_capacity(text.len());
        let mut unknown = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c.is_control() && !self.shows(c) || modifies_emoji(c) {
                continue;
            }
            if self.shows(c) {
                shown.push(c);
                continue;
            }
            shown.push(STAND_IN);
            if !unknown.contains(&c) {
                unknown.push(c);
            }
            // One box for one picture: an emoji may be several characters, held together by joiners.
            let is_flag = |c: char| ('\u{1F1E6}'..='\u{1F1FF}').contains(&c);
            if is_flag(c) {
                chars.next_if(|&next| is_flag(next));
            }
            while let Some(next) = chars.next_if(|&next| modifies_emoji(next) || next == '\u{200D}')
            {
                if next == '\u{200D}' {
                    chars.next_if(|&joined| !joined.is_ascii());
                }
            }
        }
        (Cow::Owned(shown), unknown)
    }
}

/// Variation selectors, skin tones, the key cap and tags: they only change the character before them.
fn modifies_emoji(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_is_read_and_belongs_to_one_of_two_families() {
        let fonts = Fonts::bundled();
        assert_eq!(fonts.fonts.len(), FILES.len());
        let families: Vec<_> = fonts
            .book
            .families()
            .map(|(name, faces)| (name, faces.count()))
            .collect();
        assert_eq!(families, [("Gelasio", 6), ("Inter", 4)]);
    }

    #[test]
    fn european_names_and_common_signs_are_shown_as_they_are() {
        let text =
            "Łukasz Żółć, Zoë, Ürün Şahin, Đặng, Ελένη, Борис: 5 € → ✓ “ok” — 90 °C ½ × ≤\u{a0}…";
        assert_eq!(
            Fonts::bundled().showable(text),
            (Cow::Borrowed(text), vec![])
        );
    }

    #[test]
    fn what_no_font_shows_becomes_one_box_each() {
        let fonts = Fonts::bundled();
        assert_eq!(fonts.showable("Hi 👋🏽 all"), ("Hi □ all".into(), vec!['👋']));
        assert_eq!(
            fonts.showable("👩‍👩‍👧 🇩🇪 東京"),
            ("□ □ □□".into(), vec!['👩', '🇩', '東', '京'])
        );
        assert_eq!(fonts.showable("1️⃣ a\u{7}b"), ("1 ab".into(), vec![]));
    }
}
