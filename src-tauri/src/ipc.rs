//! What the window may ask: one command for every use case of the desk, and showing a file of the desk in its folder.

use std::sync::Arc;

use byline_desk::{Error, Session};
use serde_json::Value;
use tauri::State;

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
