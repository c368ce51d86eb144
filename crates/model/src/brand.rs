//! The rep's own name and colours.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What makes every piece the rep's own; kept in `brand.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Brand {
    /// The rep's name; it signs every piece.
    pub name: String,
    /// Job title.
    pub title: String,
    /// The rep's company.
    pub company: String,
    /// The name of the newsletter.
    pub newsletter: String,
    /// The address that mail comes from, and that answers go to.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// Web address.
    pub website: String,
    /// Postal address, one line a line; every mailing must carry one (CAN-SPAM §7704(a)(5)).
    pub postal_address: String,
    /// The city that stands beside the company in a byline.
    pub city: String,
    /// How the rep signs: usually the first name.
    pub signature: String,
    /// A few words under the newsletter's name.
    pub tagline: String,
    /// The file name of a portrait in the desk's `media/`; empty when there is none.
    pub photo: String,
    /// The file name of a logo in the desk's `media/`; empty when there is none.
    pub logo: String,
    /// The language of the pieces, as a BCP 47 tag such as `en` or `de`.
    pub language: String,
    /// The colours of pieces.
    pub colors: Colors,
}

/// The colours of pieces, each as `#RRGGBB`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Colors {
    /// Headings, buttons, the ground of a cover.
    pub main: String,
    /// Figures, rules, small marks.
    pub accent: String,
    /// The ground of quiet panels.
    pub soft: String,
    /// Text.
    pub text: String,
}

impl Default for Colors {
    fn default() -> Self {
        Self {
            main: "#14463A".into(),
            accent: "#D9A03F".into(),
            soft: "#F4EEE3".into(),
            text: "#22302A".into(),
        }
    }
}

impl Colors {
    /// Every colour with its name, to check them.
    pub fn named(&self) -> [(&'static str, &str); 4] {
        [
            ("main", &self.main),
            ("accent", &self.accent),
            ("soft", &self.soft),
            ("text", &self.text),
        ]
    }

    /// The first colour that is not written `#RRGGBB`, by name. A colour lands in CSS and in Typst, so nothing else
    /// may pass.
    pub fn unreadable(&self) -> Option<&'static str> {
        let is_hex = |c: &str| {
            c.len() == 7 && c.starts_with('#') && c[1..].bytes().all(|b| b.is_ascii_hexdigit())
        };
        self.named()
            .into_iter()
            .find(|(_, color)| !is_hex(color))
            .map(|(name, _)| name)
    }
}

impl Brand {
    /// The letters that stand for the rep where there is no portrait.
    pub fn initials(&self) -> String {
        self.name
            .split_whitespace()
            .filter_map(|word| word.chars().next())
            .take(2)
            .collect::<String>()
            .to_uppercase()
    }
}
