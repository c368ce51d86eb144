//! Colours: the few that a brand has, and those that readers need besides, each legible where it stands.

use byline_model::Colors;
use serde::Serialize;

/// Contrast that WCAG 2.2 asks of text (success criterion 1.4.3), with a little room for rounding.
const LEGIBLE: f64 = 4.6;
/// The paper of a mail or page, and the same at night.
const PAPER: Rgb = Rgb(255.0, 255.0, 255.0);
const NIGHT: Rgb = Rgb(22.0, 25.0, 23.0);

/// A colour in sRGB, each channel 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rgb(f64, f64, f64);

/// The colours of one rendering, as `#rrggbb`, for light paper and for dark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Palette {
    /// On light paper.
    pub light: Tones,
    /// On dark paper.
    pub dark: Tones,
}

/// The colours for one kind of paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Tones {
    /// What is written on.
    pub paper: String,
    /// What lies around the paper.
    pub desk: String,
    /// Text.
    pub text: String,
    /// Text of the second rank.
    pub muted: String,
    /// Headings and links.
    pub main: String,
    /// The ground of buttons and covers.
    pub fill: String,
    /// Text on `fill`.
    pub on_fill: String,
    /// Large light text on `fill` in the accent's hue.
    pub accent_on_fill: String,
    /// Rules and marks.
    pub accent: String,
    /// Text in the accent's hue.
    pub accent_text: String,
    /// Text in the accent's hue on `soft`.
    pub accent_on_soft: String,
    /// The ground of quiet panels.
    pub soft: String,
    /// Text on `soft`.
    pub on_soft: String,
    /// Hairlines.
    pub line: String,
}

impl Palette {
    /// The palette of a brand; `None` when a colour of it is not written `#RRGGBB`.
    pub(crate) fn new(colors: &Colors) -> Option<Self> {
        let main = Rgb::read(&colors.main)?;
        let accent = Rgb::read(&colors.accent)?;
        let soft = Rgb::read(&colors.soft)?;
        let text = Rgb::read(&colors.text)?;
        let light = Tones::new(
            PAPER,
            PAPER.toward(text, 0.055).toward(soft, 0.3),
            main,
            accent,
            soft,
            text,
        );
        let night_soft = NIGHT.toward(main.toward(PAPER, 0.55), 0.10);
        // Dark hues vanish at night and bright ones glare: the hue stays, its lightness is that of text.
        let night_text = PAPER.toward(NIGHT, 0.08).toward(text, 0.05);
        let night_main = main.with_lightness(0.72, 0.55);
        let dark = Tones::new(
            NIGHT,
            Rgb(14.0, 16.0, 15.0),
            night_main,
            accent,
            night_soft,
            night_text,
        );
        Some(Self { light, dark })
    }
}

impl Tones {
    fn new(paper: Rgb, desk: Rgb, main: Rgb, accent: Rgb, soft: Rgb, text: Rgb) -> Self {
        let text = text.legible_on(paper, 7.0);
        // Where neither white nor ink can be read on it, the nearest shade on which white can.
        let fill = if main.contrast(main.text_on()) >= LEGIBLE {
            main
        } else {
            main.legible_on(PAPER, LEGIBLE)
        };
        Self {
            paper: paper.hex(),
            desk: desk.hex(),
            text: text.hex(),
            muted: text.toward(paper, 0.28).legible_on(paper, LEGIBLE).hex(),
            main: main.legible_on(paper, LEGIBLE).hex(),
            fill: fill.hex(),
            on_fill: fill.text_on().hex(),
            accent_on_fill: accent
                .toward(fill.text_on(), 0.35)
                .legible_on(fill, LEGIBLE)
                .hex(),
            accent: accent.hex(),
            accent_text: accent.legible_on(paper, LEGIBLE).hex(),
            accent_on_soft: accent.legible_on(soft, LEGIBLE).hex(),
            soft: soft.hex(),
            on_soft: text.legible_on(soft, 7.0).hex(),
            line: paper.toward(text, 0.14).hex(),
        }
    }
}

impl Rgb {
    fn read(hex: &str) -> Option<Self> {
        let digits = hex
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let channel = |at: usize| {
            u8::from_str_radix(&digits[at..at + 2], 16)
                .ok()
                .map(f64::from)
        };
        Some(Self(channel(0)?, channel(2)?, channel(4)?))
    }

    fn hex(self) -> String {
        // Channels stay within 0 to 255: every colour is a mix of two that do.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let byte = |channel: f64| channel.round().clamp(0.0, 255.0) as u8;
        format!(
            "#{:02x}{:02x}{:02x}",
            byte(self.0),
            byte(self.1),
            byte(self.2)
        )
    }

    /// The colour on the way to another: 0 is this one, 1 the other.
    fn toward(self, other: Self, way: f64) -> Self {
        let mix = |a: f64, b: f64| a + (b - a) * way;
        Self(
            mix(self.0, other.0),
            mix(self.1, other.1),
            mix(self.2, other.2),
        )
    }

    /// The same hue with that lightness (0 to 1) and that part of its saturation (HSL).
    fn with_lightness(self, lightness: f64, saturation: f64) -> Self {
        let Self(r, g, b) = Self(self.0 / 255.0, self.1 / 255.0, self.2 / 255.0);
        let (high, low) = (r.max(g).max(b), r.min(g).min(b));
        let spread = high - low;
        let middle = f64::midpoint(high, low);
        let own = if spread == 0.0 {
            0.0
        } else {
            spread / (1.0 - (2.0 * middle - 1.0).abs())
        };
        let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * own * saturation;
        // Each channel keeps its place between the lowest and the highest.
        let channel = |c: f64| {
            let place = if spread == 0.0 {
                0.5
            } else {
                (c - low) / spread
            };
            255.0 * (lightness + chroma * (place - 0.5))
        };
        Self(channel(r), channel(g), channel(b))
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |channel: f64| {
            let c = channel / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Contrast ratio (WCAG 2.2), 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// White or near-black, whichever is easier to read on this colour.
    fn text_on(self) -> Self {
        let ink = Rgb(20.0, 22.0, 21.0);
        if self.contrast(PAPER) >= self.contrast(ink) || self.contrast(PAPER) >= LEGIBLE {
            PAPER
        } else {
            ink
        }
    }

    /// This colour, darkened or lightened as little as it takes to be read on `ground`.
    fn legible_on(self, ground: Self, ratio: f64) -> Self {
        let black = Rgb(0.0, 0.0, 0.0);
        let far = if ground.contrast(black) > ground.contrast(PAPER) {
            black
        } else {
            PAPER
        };
        (0..=20)
            .map(|step| self.toward(far, f64::from(step) / 20.0))
            .find(|color| color.contrast(ground) >= ratio)
            .unwrap_or(far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contrast(a: &str, b: &str) -> f64 {
        Rgb::read(a).unwrap().contrast(Rgb::read(b).unwrap())
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
        assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.01);
    }

    proptest! {
        /// Whatever four colours a rep chooses, text can be read.
        #[test]
        fn text_is_legible_in_any_brand(main in 0u32..0x0100_0000, accent in 0u32..0x0100_0000, soft in 0u32..0x0100_0000, text in 0u32..0x0100_0000) {
            let hex = |color: u32| format!("#{color:06X}");
            let palette = Palette::new(&Colors { main: hex(main), accent: hex(accent), soft: hex(soft), text: hex(text) }).unwrap();
            for tones in [&palette.light, &palette.dark] {
                for (ink, ground) in [
                    (&tones.text, &tones.paper),
                    (&tones.muted, &tones.paper),
                    (&tones.main, &tones.paper),
                    (&tones.accent_text, &tones.paper),
                    (&tones.on_soft, &tones.soft),
                    (&tones.accent_on_soft, &tones.soft),
                    (&tones.on_fill, &tones.fill),
                ] {
                    prop_assert!(contrast(ink, ground) >= 4.4, "{ink} on {ground} in {tones:?}");
                }
            }
        }
    }
}
