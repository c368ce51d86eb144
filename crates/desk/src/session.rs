//! Which desk is open: what the window holds before and after there is one.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, RwLock},
};

use byline_model::Brand;

use crate::{
    Code, Desk, Error,
    answers::Listener,
    sending::EVERY,
    wire::{DeskState, Problem},
};

/// The desk that a window works on, or the folder where one may be made.
pub struct Session {
    inner: RwLock<Inner>,
}

struct Inner {
    /// The folder of the rep's own desk.
    home: PathBuf,
    /// The folder of the desk that is open, or would be made.
    folder: PathBuf,
    desk: Option<Arc<Desk>>,
    problem: Option<Problem>,
}

impl Session {
    /// Opens the desk in a folder, if there is one.
    pub fn open(folder: &Path) -> Self {
        Self {
            inner: RwLock::new(Inner::open(folder)),
        }
    }

    /// Begins what falls due and listens for mail, on whatever desk is open, for as long as the session lives.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn go_rounds(self: &Arc<Self>) -> std::io::Result<()> {
        let session = Arc::downgrade(self);
        std::thread::Builder::new()
            .name("rounds".into())
            .spawn(move || {
                let mut listening: Option<(PathBuf, Listener)> = None;
                while let Some(session) = session.upgrade() {
                    let desk = session.desk().ok();
                    drop(session);
                    let root = desk.as_ref().map(|desk| desk.root().to_owned());
                    if listening.as_ref().map(|(root, _)| root) != root.as_ref() {
                        listening = None;
                    }
                    if let Some(desk) = desk {
                        // What cannot be read now is looked for again in a moment, and a mailing says itself what
                        // holds it.
                        let _ = desk.go_round();
                        if listening.is_none() {
                            let root = desk.root().to_owned();
                            listening = Listener::begin(desk).ok().map(|listener| (root, listener));
                        }
                    }
                    std::thread::sleep(EVERY);
                }
            })?;
        Ok(())
    }

    /// The open desk.
    ///
    /// # Errors
    /// `NoDesk` while none is open.
    pub fn desk(&self) -> Result<Arc<Desk>, Error> {
        self.read().desk.clone().ok_or_else(|| {
            Error::new(
                Code::NoDesk,
                "No desk is open yet.",
                "Set one up, or open the sample desk.",
            )
        })
    }

    /// What the window must know before it shows anything.
    pub fn state(&self) -> DeskState {
        let inner = self.read();
        let desk = inner.desk.as_ref();
        let brand = desk.map(|desk| desk.brand());
        let problem = match &brand {
            Some(Err(error)) => Some(Problem {
                message: error.message.clone(),
                hint: error.hint.clone(),
            }),
            _ => inner.problem.clone(),
        };
        DeskState {
            open: desk.is_some(),
            folder: inner.folder.display().to_string(),
            sample: desk.is_some_and(|desk| desk.is_sample()),
            read_only: desk.and_then(|desk| desk.read_only().map(str::to_owned)),
            problem,
            brand: brand.and_then(Result::ok).unwrap_or_default(),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }

    /// Makes a desk in the session's folder and opens it.
    pub(crate) fn create(&self, brand: &Brand) -> Result<DeskState, Error> {
        let folder = self.read().folder.clone();
        let desk = Desk::create(&folder)?;
        desk.save_brand(brand)?;
        self.replace(folder, desk);
        Ok(self.state())
    }

    /// Opens the sample desk, beside where the rep's own desk is or would be.
    pub(crate) fn open_sample(&self) -> Result<DeskState, Error> {
        let folder = self.read().home.clone();
        let sample = match (folder.parent(), folder.file_name()) {
            (Some(parent), Some(name)) => parent.join(format!("{} sample", name.to_string_lossy())),
            _ => folder.join("sample"),
        };
        let desk = match Desk::open(&sample) {
            Err(error) if error.code == Code::NoDesk => Desk::create_sample(&sample)?,
            other => other?,
        };
        self.replace(sample, desk);
        Ok(self.state())
    }

    /// Leaves the sample desk for the rep's own, or for setting one up.
    pub(crate) fn close_sample(&self) -> Result<DeskState, Error> {
        {
            let mut inner = self.write();
            *inner = Inner::open(&inner.home);
        }
        Ok(self.state())
    }

    fn replace(&self, folder: PathBuf, desk: Desk) {
        let mut inner = self.write();
        inner.folder = folder;
        inner.desk = Some(Arc::new(desk));
        inner.problem = None;
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Inner> {
        self.inner
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Inner> {
        self.inner
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Inner {
    fn open(home: &Path) -> Self {
        let (desk, problem) = match Desk::open(home) {
            Ok(desk) => (Some(Arc::new(desk)), None),
            Err(error) if error.code == Code::NoDesk => (None, None),
            Err(error) => (
                None,
                Some(Problem {
                    message: error.message,
                    hint: error.hint,
                }),
            ),
        };
        Self {
            home: home.to_owned(),
            folder: home.to_owned(),
            desk,
            problem,
        }
    }
}

/// The folder of the rep's desk when none is named: `Byline` in the home folder.
pub fn default_folder() -> PathBuf {
    dirs::home_dir()
        .unwrap_or_else(|| PathBuf::from("."))
        .join("Byline")
}
