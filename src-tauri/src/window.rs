//! The window: the only room that knows Tauri.

use std::{path::Path, sync::Arc};

use byline_desk::Session;
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

use crate::{
    closing::{self, Closing},
    ipc, watch,
};

/// The name of the one window.
pub const MAIN: &str = "main";

/// Opens the window on a desk and returns when it is closed.
pub fn run(folder: &Path) {
    #[cfg(target_os = "linux")]
    {
        need_a_display();
        prefer_plain_rendering();
    }
    let session = Arc::new(Session::open(folder));
    if let Err(error) = session.go_rounds() {
        eprintln!("Nothing is sent at its time or read by itself: {error}.");
    }
    let result = tauri::Builder::default()
        .plugin(tauri_plugin_notification::init())
        .manage(session)
        .manage(Closing::default())
        .invoke_handler(tauri::generate_handler![
            ipc::call,
            ipc::reveal,
            ipc::open_page,
            closing::close_window
        ])
        .on_window_event(closing::on_event)
        .setup(|app| {
            WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
                .title("Byline")
                .inner_size(1280.0, 800.0)
                .min_inner_size(960.0, 640.0)
                // Files are dropped on the page itself, which reads them.
                .disable_drag_drop_handler()
                // Whatever a piece or a template says, the window shows the front end and nothing else.
                .on_navigation(is_own)
                .build()?;
            if let Err(error) = watch::begin(app.handle()) {
                eprintln!("Nothing is announced, and there is no icon in the tray: {error}.");
            }
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = result {
        eprintln!(
            "The window could not be opened: {error}. The command line still works: see `byline --help`."
        );
        std::process::exit(4);
    }
}

/// Whether an address is the front end's own, or a document handed to a frame by it.
fn is_own(address: &Url) -> bool {
    let local = matches!(address.scheme(), "tauri" | "http" | "https")
        && matches!(address.host_str(), Some("localhost" | "tauri.localhost"))
        && address.port().is_none();
    local || matches!(address.as_str(), "about:blank" | "about:srcdoc")
}

/// GTK does not start without a display, and says so in no words for a rep.
#[cfg(target_os = "linux")]
fn need_a_display() {
    if ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .all(|name| std::env::var_os(name).is_none())
    {
        eprintln!(
            "There is no display here, so no window can open. The command line works: see `byline --help`."
        );
        std::process::exit(4);
    }
}

/// On some drivers WebKit's DMA-BUF renderer leaves the window white.
#[cfg(target_os = "linux")]
fn prefer_plain_rendering() {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_none() {
        // SAFETY: nothing else runs yet; GTK and its threads start later.
        unsafe { std::env::set_var(SWITCH, "1") };
    }
}
