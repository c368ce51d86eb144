//! Editions: a piece frozen at the moment it goes out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Kind;

/// What an edition is known by: the SHA-256 of its content as 64 lower-case hex digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct EditionHash(pub String);

impl std::fmt::Display for EditionHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// A picture that an edition carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The file name by which the piece names it, such as `roof.png`; also its Content-ID.
    pub name: String,
    /// Its media type, such as `image/png`.
    pub media_type: String,
    /// The bytes of the file.
    pub bytes: Vec<u8>,
}

/// A piece frozen: immutable, and the same bytes whenever the same piece, brand and template are frozen.
///
/// The texts are Tera templates: merge tags are still in them, already escaped for where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The hash of everything below.
    pub hash: EditionHash,
    /// The folder name of the piece.
    pub piece: String,
    /// The kind of the piece.
    pub kind: Kind,
    /// The template's name.
    pub template: String,
    /// The title, plain.
    pub title: String,
    /// The subject line; empty for collateral.
    pub subject: String,
    /// The line that mail programs show beside the subject.
    pub preview: String,
    /// The e-mail; `None` for collateral. Pictures stand as `cid:NAME`.
    pub html: Option<String>,
    /// The web page; pictures stand as `cid:NAME` until it is merged.
    pub page: String,
    /// The plain text, made from the Markdown.
    pub text: String,
    /// The Typst source of the printed page.
    pub print: String,
    /// The pictures it carries, in the order of their names.
    pub assets: Vec<Asset>,
    /// Merge fields that it uses, such as `contact.first_name`, sorted.
    pub fields: Vec<String>,
}

/// The values that merge tags stand for, for one person: dotted names such as `contact.first_name`.
///
/// A field that has no value is not in the map, so that a default, or a finding, can take its place; it is never an
/// empty text.
pub type Fields = BTreeMap<String, String>;

/// An edition as one person gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The subject line, without line breaks.
    pub subject: String,
    /// The e-mail; `None` for collateral.
    pub html: Option<String>,
    /// The plain text.
    pub text: String,
}
