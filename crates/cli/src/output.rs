//! What is printed: one JSON document, or lines and tables for people.

use std::io::Write;

use byline_desk::Error;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

/// Where a command's answer goes.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// Whether other programs read it.
    pub json: bool,
}

impl Output {
    /// Prints an answer: as JSON, or by `people` for people.
    pub fn answer<T: Serialize>(
        self,
        answer: &T,
        people: impl FnOnce(&T) -> String,
    ) -> Result<(), Error> {
        let text = if self.json {
            serde_json::to_string_pretty(answer).map_err(|error| {
                Error::outside(
                    format!("The answer could not be written: {error}."),
                    "Try again.",
                )
            })?
        } else {
            people(answer)
        };
        print(text.trim_end().as_bytes())?;
        print(b"\n")
    }
}

/// Writes to standard output. A reader that stops reading, such as `head`, is no error.
pub fn print(bytes: &[u8]) -> Result<(), Error> {
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| {
            Error::outside(
                format!("Standard output could not be written: {error}."),
                "Try again.",
            )
        }),
    }
}

/// A table for people.
pub fn table<const N: usize>(
    headings: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(headings);
    table.add_rows(rows);
    table.to_string()
}

/// A text that may be missing, for a cell.
pub fn cell<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}
