//! Markdown, brand and template to e-mail HTML, page, text and print source; merge per person.
//!
//! Nothing here touches the disk or the network, and nothing reads the clock: everything is handed in, and the same
//! input gives the same bytes.

pub mod document;
mod fields;
mod layout;
mod links;
mod markdown;
pub mod marks;
pub mod piece;
mod sanitize;
mod statements;
pub mod tag;

pub use document::Document;
pub use fields::known_fields;
pub use piece::{FrontMatter, Piece, PieceError, minutes, words};
