//! Pieces: what the rep writes, by kind.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::contact::words;

words! {
    /// What a piece is.
    Kind {
        /// An issue of the newsletter.
        Newsletter = "newsletter",
        /// A neutral, longer text.
        Article = "article",
        /// One page to hand over.
        Collateral = "collateral",
    }
}

/// What a template says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateInfo {
    /// The name of its folder.
    pub name: String,
    /// The kind of piece that it is for.
    pub kind: Kind,
    /// Its name on screen.
    pub title: String,
    /// One line on what it is good for.
    pub description: String,
    /// What it can make: `email`, `page`, `text`, `pdf`.
    pub outputs: Vec<String>,
    /// Whether the desk holds files of its own for it.
    #[serde(default)]
    pub changed: bool,
}
