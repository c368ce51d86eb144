//! The icon in the system's tray: there while something is pending, with what it is, and the way back to the window.

use tauri::{
    AppHandle, Wry,
    image::Image,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::TrayIconBuilder,
};

use crate::closing;

/// What the icon is known by.
const TRAY: &str = "pending";

/// The icon's picture: on macOS a template, which the system paints in the color of its bar.
#[cfg(target_os = "macos")]
const PICTURE: Image<'static> = tauri::include_image!("src-tauri/icons/tray.png");
#[cfg(not(target_os = "macos"))]
const PICTURE: Image<'static> = tauri::include_image!("src-tauri/icons/32x32.png");

/// The icon, as long as something is pending.
#[derive(Default)]
pub struct Tray {
    line: Option<MenuItem<Wry>>,
    says: String,
}

impl Tray {
    /// Shows what is pending; without anything there is no icon. On the main thread only.
    pub fn show(&mut self, app: &AppHandle, pending: Option<&str>) {
        let Some(pending) = pending else {
            if self.line.take().is_some() {
                app.remove_tray_by_id(TRAY);
            }
            return;
        };
        match &self.line {
            Some(_) if self.says == pending => {}
            Some(line) => {
                if let Err(error) = line.set_text(pending) {
                    eprintln!("{error}");
                }
            }
            None if is_there() => match hang(app, pending) {
                Ok(line) => self.line = Some(line),
                Err(error) => eprintln!("No icon in the tray: {error}."),
            },
            None => return,
        }
        pending.clone_into(&mut self.says);
    }
}

/// Makes the icon with its menu, and gives the line of the menu that says what is pending.
fn hang(app: &AppHandle, pending: &str) -> tauri::Result<MenuItem<Wry>> {
    let line = MenuItem::with_id(app, "pending", pending, false, None::<&str>)?;
    let menu = Menu::with_items(
        app,
        &[
            &MenuItem::with_id(app, "open", "Open Byline", true, None::<&str>)?,
            &line,
            &PredefinedMenuItem::separator(app)?,
            &MenuItem::with_id(app, "quit", "Quit Byline", true, None::<&str>)?,
        ],
    )?;
    TrayIconBuilder::with_id(TRAY)
        .icon(PICTURE)
        .icon_as_template(true)
        .tooltip("Byline")
        .menu(&menu)
        .on_menu_event(|app, event| match event.id().as_ref() {
            "open" => closing::come_back(app),
            "quit" => closing::quit(app),
            _ => {}
        })
        .build(app)?;
    Ok(line)
}

/// Whether this system shows a tray at all: GNOME, for one, does not without an extension.
#[cfg(target_os = "linux")]
pub fn is_there() -> bool {
    // The library that draws it is loaded when it is first used, and ends the program where it is missing.
    let drawn = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"]
        .iter()
        // SAFETY: both are libraries of the desktop that only register types when they are loaded.
        .any(|name| unsafe { libloading::Library::new(name) }.is_ok());
    drawn && has_host().unwrap_or(false)
}

/// Windows and macOS always show one.
#[cfg(not(target_os = "linux"))]
pub fn is_there() -> bool {
    true
}

/// Asks the session whether somebody shows icons (freedesktop.org, StatusNotifierItem).
#[cfg(target_os = "linux")]
fn has_host() -> zbus::Result<bool> {
    let session = zbus::blocking::Connection::session()?;
    let watcher = zbus::blocking::Proxy::new(
        &session,
        "org.kde.StatusNotifierWatcher",
        "/StatusNotifierWatcher",
        "org.kde.StatusNotifierWatcher",
    )?;
    watcher.get_property("IsStatusNotifierHostRegistered")
}
