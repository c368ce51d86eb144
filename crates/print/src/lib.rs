//! Print source to PDF and page pictures through Typst.
//!
//! A [`Printer`] holds the bundled fonts and is shared by everybody who prints. What it is given is a [`Source`]: the
//! text of one Typst file and the pictures that it names. Nothing else can be reached from there: no other file, no
//! package, no network, no clock. So the same source gives the same bytes on every machine.

mod error;
mod fonts;
mod overflow;
mod printer;
mod world;

pub use error::PrintError;
pub use overflow::Overflow;
pub use printer::{Printed, Printer, Source};
