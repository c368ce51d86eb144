//! Opening the window, which is a program of its own beside this one.

use std::path::Path;

use byline_desk::Error;

use crate::Verdict;

/// Starts the window on a desk and waits until it closes.
pub fn open(desk: &Path) -> Result<Verdict, Error> {
    let beside = std::env::current_exe().ok().and_then(|own| {
        Some(
            own.parent()?
                .join("byline-desk")
                .with_extension(std::env::consts::EXE_EXTENSION),
        )
    });
    let program = beside
        .filter(|program| program.is_file())
        .unwrap_or_else(|| "byline-desk".into());
    let status = std::process::Command::new(&program)
        .arg("--desk")
        .arg(desk)
        .status()
        .map_err(|error| {
            Error::outside(
                format!("The window could not be started: {error}."),
                "Install Byline again, or use the command line: see `byline --help`.",
            )
        })?;
    if status.success() {
        Ok(Verdict::Done)
    } else {
        Err(Error::outside(
            format!("The window ended with {status}."),
            "Start it again.",
        ))
    }
}
