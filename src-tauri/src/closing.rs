//! What happens when the window is asked to close: the page saves, and asks the rep when something is under way.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use byline_desk::{Error, Session};
use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Emitter, Manager, State, WebviewWindow, Window, WindowEvent};

use crate::{tray, window::MAIN};

/// What the page hears when its window is asked to close.
const CLOSING: &str = "closing";

/// How long the page has to say that it heard. One that says nothing is not there, or hangs: the window closes then, as
/// everybody expects of a window.
const PATIENCE: Duration = Duration::from_secs(4);

/// How far the closing of the window is.
#[derive(Debug, Default)]
pub struct Closing {
    /// How often the window was asked to close.
    asked: AtomicU64,
    /// Up to which of these times the page has said that it heard.
    heard: AtomicU64,
    /// Everything is done: it may close.
    allowed: AtomicBool,
}

/// How the window closes.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// The page heard, and will say more.
    Heard,
    /// What goes out is held, then the window closes and Byline ends.
    Pause,
    /// Byline stays at work without its window.
    Background,
    /// The rep stays.
    Stay,
}

/// Where Byline is when its window is closed to the background.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the tray.
    Tray,
    /// Minimized, since this system shows no tray.
    Minimized,
    /// Where it was, or gone.
    Here,
}

/// Takes the word of the page on how its window closes.
#[tauri::command]
pub async fn close_window(
    app: AppHandle,
    session: State<'_, Arc<Session>>,
    closing: State<'_, Closing>,
    how: How,
) -> Result<Place, Error> {
    match how {
        How::Heard => {
            let asked = closing.asked.load(Ordering::SeqCst);
            closing.heard.store(asked, Ordering::SeqCst);
        }
        How::Stay => {}
        How::Pause => {
            let session = Arc::clone(&session);
            tauri::async_runtime::spawn_blocking(move || rest(&session))
                .await
                .unwrap_or(Ok(()))?;
            leave(&app);
        }
        How::Background => return Ok(step_back(&app)),
    }
    Ok(Place::Here)
}

/// Answers what happens to the window.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else {
        return;
    };
    let closing = window.state::<Closing>();
    if closing.allowed.load(Ordering::SeqCst) {
        return;
    }
    api.prevent_close();
    let time = closing.asked.fetch_add(1, Ordering::SeqCst) + 1;
    let app = window.app_handle().clone();
    if app.emit_to(MAIN, CLOSING, ()).is_err() {
        quit(&app);
        return;
    }
    std::thread::spawn(move || {
        std::thread::sleep(PATIENCE);
        if app.state::<Closing>().heard.load(Ordering::SeqCst) < time {
            quit(&app);
        }
    });
}

/// Holds what goes out, then ends Byline.
pub fn quit(app: &AppHandle) {
    let app = app.clone();
    std::thread::spawn(move || {
        if let Err(error) = rest(&app.state::<Arc<Session>>()) {
            // Nobody is left to show it to. What is leaving is known by its row, whatever becomes of this program.
            eprintln!("{error}");
        }
        leave(&app);
    });
}

/// Shows the window again.
pub fn come_back(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        shown(&window, WebviewWindow::show);
        shown(&window, WebviewWindow::unminimize);
        shown(&window, WebviewWindow::set_focus);
    }
}

/// A window that does not do as it is told is still a window: there is nothing to do about it.
fn shown(window: &WebviewWindow, what: impl Fn(&WebviewWindow) -> tauri::Result<()>) {
    if let Err(error) = what(window) {
        eprintln!("{error}");
    }
}

/// Puts the window away while Byline stays at work: into the tray, or where there is none, out of the way only, since a
/// window that is hidden without a tray is never found again.
fn step_back(app: &AppHandle) -> Place {
    let Some(window) = app.get_webview_window(MAIN) else {
        return Place::Here;
    };
    if tray::is_there() {
        shown(&window, WebviewWindow::hide);
        Place::Tray
    } else {
        shown(&window, WebviewWindow::minimize);
        Place::Minimized
    }
}

fn rest(session: &Session) -> Result<(), Error> {
    match session.desk() {
        Ok(desk) => desk.rest(),
        // Without a desk nothing is under way.
        Err(_) => Ok(()),
    }
}

fn leave(app: &AppHandle) {
    app.state::<Closing>().allowed.store(true, Ordering::SeqCst);
    app.exit(0);
}
