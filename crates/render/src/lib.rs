//! Markdown, brand and template to e-mail HTML, page, text and print source; merge per person.
//!
//! Nothing here touches the disk or the network, and nothing reads the clock: everything is handed in, and the same
//! input gives the same bytes.
//!
//! The way of a piece: [`piece::parse`] reads Markdown into a [`Document`], [`freeze`] writes every output from it as a
//! Tera template, [`Merger`] fills those for one person.

mod assets;
mod context;
pub mod document;
mod escape;
mod fields;
mod freeze;
mod html;
mod layout;
mod links;
mod mail;
mod mail_layout;
mod markdown;
pub mod marks;
mod merge;
mod page_layout;
mod palette;
pub mod piece;
mod preview;
mod sanitize;
mod statements;
pub mod tag;
mod template;
mod text;
mod typst;
mod wrap;

pub use document::Document;
pub use fields::known_fields;
pub use freeze::{FreezeError, Frozen, freeze};
pub use merge::{MergeError, Merger};
pub use piece::{FrontMatter, Piece, PieceError, minutes, words};
pub use preview::{for_dark_preview, for_preview};
pub use template::{Template, TemplateError, TextForm};
