//! `byline-desk`, the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod closing;
mod ipc;
mod tray;
mod watch;
mod window;

use std::path::PathBuf;

fn main() {
    let folder = desk_folder(std::env::args_os().skip(1)).unwrap_or_else(|wrong| {
        eprintln!("{wrong}");
        std::process::exit(2);
    });
    window::run(&folder);
}

/// The desk to open: `--desk DIR`, else `BYLINE_DESK`, else `Byline` in the home folder.
///
/// The command line's own parser stays in `byline`: the window takes this one option.
fn desk_folder(mut arguments: impl Iterator<Item = std::ffi::OsString>) -> Result<PathBuf, String> {
    let mut folder = std::env::var_os("BYLINE_DESK").map(PathBuf::from);
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy();
        if argument == "--desk" {
            folder = Some(arguments.next().ok_or("--desk needs a folder.")?.into());
        } else if let Some(value) = text.strip_prefix("--desk=") {
            folder = Some(value.into());
        } else {
            return Err(format!(
                "byline-desk takes --desk DIR only, not \"{text}\". See `byline --help`."
            ));
        }
    }
    Ok(folder.unwrap_or_else(byline_desk::default_folder))
}
