//! Looks at the desk while the window does something else or is away: keeps the tray's icon, raises notices, and ends
//! Byline when it was left in the background and nothing is pending any more.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use byline_desk::{Desk, Error, Notice, Session, Told};
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;

use crate::{closing, tray::Tray, window::MAIN};

/// How often the desk is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// How often times are compared although nothing changed.
const TIMES: Duration = Duration::from_secs(5);

/// Begins to look, for as long as the program runs.
///
/// # Errors
/// When no thread can be started.
pub fn begin(app: &AppHandle) -> std::io::Result<()> {
    let app = app.clone();
    std::thread::Builder::new()
        .name("watch".into())
        .spawn(move || {
            let tray = Arc::new(Mutex::new(Tray::default()));
            let mut watch = Watch::default();
            loop {
                std::thread::sleep(EVERY);
                let session = Arc::clone(&app.state::<Arc<Session>>());
                // Without a desk, or with one that cannot be read just now, there is nothing to tell.
                let Ok(desk) = session.desk() else { continue };
                let Ok(Some(news)) = watch.look(&desk) else {
                    continue;
                };
                for notice in &news.notices {
                    raise(&app, notice);
                }
                let pending = news.pending;
                let over = pending.is_none();
                let (tray, shown) = (Arc::clone(&tray), app.clone());
                let hung = app.run_on_main_thread(move || {
                    let mut tray = tray.lock().unwrap_or_else(PoisonError::into_inner);
                    tray.show(&shown, pending.as_deref());
                });
                if let Err(error) = hung {
                    eprintln!("{error}");
                }
                if over && is_hidden(&app) {
                    closing::quit(&app);
                    return;
                }
            }
        })?;
    Ok(())
}

/// What was last seen of the desk.
#[derive(Default)]
struct Watch {
    told: Told,
    version: Option<i64>,
    looked: Option<Instant>,
}

/// What there is to show.
struct News {
    notices: Vec<Notice>,
    pending: Option<String>,
}

impl Watch {
    /// What there is to show, when something changed or a time may have come.
    fn look(&mut self, desk: &Desk) -> Result<Option<News>, Error> {
        let version = Some(desk.pulse()?.version);
        let fresh = self.looked.is_some_and(|looked| looked.elapsed() < TIMES);
        if version == self.version && fresh {
            return Ok(None);
        }
        self.version = version;
        self.looked = Some(Instant::now());
        Ok(Some(News {
            notices: desk.notices(&mut self.told)?,
            pending: desk.pending()?,
        }))
    }
}

/// A notice that the system does not show is in the window, too.
fn raise(app: &AppHandle, notice: &Notice) {
    let shown = app
        .notification()
        .builder()
        .title(&notice.title)
        .body(&notice.text)
        .show();
    if let Err(error) = shown {
        eprintln!("{error}");
    }
}

fn is_hidden(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN)
        .is_some_and(|window| window.is_visible().is_ok_and(|visible| !visible))
}
