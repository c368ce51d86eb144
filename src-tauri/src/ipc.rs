//! What the window may ask: one command for every use case of the desk, showing a file of the desk in its folder, and
//! opening a page in the browser.

use std::sync::Arc;

use byline_desk::{Error, Session};
use serde_json::Value;
use tauri::{State, Url};

/// Answers a command of the desk; the list of commands is in `byline_desk`.
///
/// It runs on a thread of its own, so a long one never stops the window.
#[tauri::command]
pub async fn call(
    session: State<'_, Arc<Session>>,
    command: String,
    input: Value,
) -> Result<Value, Error> {
    let session = Arc::clone(&session);
    tauri::async_runtime::spawn_blocking(move || byline_desk::call(&session, &command, input))
        .await
        .unwrap_or_else(|panic| {
            Err(Error::outside(
                format!("Byline stumbled: {panic}."),
                "Try again. Nothing was lost.",
            ))
        })
}

/// Shows a file or folder of the desk in the system's file manager; nothing outside the desk is shown.
#[tauri::command]
pub async fn reveal(session: State<'_, Arc<Session>>, path: String) -> Result<(), Error> {
    let refused = || {
        Error::bad_input(
            format!("{path} is not in your desk."),
            "Open it in your file manager.",
        )
    };
    let root = std::fs::canonicalize(session.desk()?.root()).map_err(|_| refused())?;
    let inside = std::fs::canonicalize(&path)
        .ok()
        .filter(|path| path.starts_with(&root))
        .ok_or_else(refused)?;
    tauri_plugin_opener::reveal_item_in_dir(&inside).map_err(|error| {
        Error::outside(
            format!("The folder could not be shown: {error}."),
            format!("Look in {}.", inside.display()),
        )
    })
}

/// Opens a page in the rep's own browser: an https page, or one on this computer.
#[tauri::command]
pub fn open_page(address: &str) -> Result<(), Error> {
    let page = Url::parse(address).ok().filter(may_open).ok_or_else(|| {
        Error::bad_input(
            format!("Byline does not open {address}."),
            "Copy the address into your browser if you trust it.",
        )
    })?;
    tauri_plugin_opener::open_url(&page, None::<&str>).map_err(|error| {
        Error::outside(
            format!("The browser could not be opened: {error}."),
            format!("Copy this address into it: {page}"),
        )
    })
}

/// Whether an address is one that a page may send the rep to: nothing that could start a program.
fn may_open(page: &Url) -> bool {
    match page.scheme() {
        "https" => true,
        "http" => page.host_str().is_some_and(|host| {
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            host == "localhost"
                || bare
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_are_opened_and_without_tls_only_those_of_this_computer() {
        let opens = |address: &str| Url::parse(address).is_ok_and(|page| may_open(&page));
        for page in [
            "https://accounts.example.com/o/oauth2/v2/auth?client_id=a",
            "http://127.0.0.1:4711/consent",
            "http://[::1]:4711/",
            "http://localhost:8080/",
        ] {
            assert!(opens(page), "{page} was not opened");
        }
        for page in [
            "http://example.com/",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "ms-settings:",
            "mailto:a@example.com",
        ] {
            assert!(!opens(page), "{page} was opened");
        }
    }
}
