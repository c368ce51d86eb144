//! The use cases of a desk: the one API that the window and the command line call.
//!
//! A [`Desk`] is a folder that holds everything a rep owns. Its methods are the use cases; each locks the database only
//! while it asks it something, so a long render or a mailing never blocks the window.

mod answers;
mod api;
mod audience;
mod brand;
mod checks;
mod error;
mod files;
mod import;
mod ledger;
mod mailbox;
mod monthly;
mod notices;
mod outgoing;
mod people;
mod pieces;
mod preview;
mod report;
mod sample;
mod sending;
mod session;
mod templates;
mod today;
pub mod wire;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, OnceLock},
    thread::JoinHandle,
};

use byline_model::MailingId;
use byline_print::Printer;
use byline_store::{Store, StoreError};

use crate::error::Context;

pub use api::{call, typescript};
pub use error::{Code, Error};
pub use import::ImportOptions;
pub use notices::{Notice, Told};
pub use preview::{RenderForm, Rendered};
pub use sending::EVERY;
pub use session::{Session, default_folder};

/// The folder that holds everything a rep owns, open.
pub struct Desk {
    root: PathBuf,
    store: Mutex<Store>,
    read_only: Option<String>,
    printer: OnceLock<Printer>,
    thumbnails: Mutex<HashMap<String, String>>,
    senders: Mutex<HashMap<MailingId, JoinHandle<()>>>,
    /// How often in a row the mail server could not be reached, by mailing.
    troubles: Mutex<HashMap<MailingId, u32>>,
    /// What one signs in with where there is no keychain: for this session only, never on disk.
    secrets: Mutex<mailbox::Secrets>,
    /// A question to the rep that waits in their browser.
    asking: Mutex<mailbox::Asking>,
    /// How reading the mailbox went the last time.
    reading: Mutex<answers::Reading>,
}

impl Desk {
    /// Makes a desk in a folder that is empty or not there yet, and opens it.
    ///
    /// # Errors
    /// When there is a desk already, the folder holds other things, or it cannot be written to.
    pub fn create(root: &Path) -> Result<Self, Error> {
        Self::vacant(root)?;
        for folder in ["pieces", "media", "templates", "outbox", "backups"] {
            let path = root.join(folder);
            std::fs::create_dir_all(&path).doing("make the folder", &path)?;
        }
        Store::open(&database(root)).map_err(|error| store_error(error, root))?;
        Self::open(root)
    }

    /// Refuses a folder that holds anything already.
    fn vacant(root: &Path) -> Result<(), Error> {
        if database(root).exists() {
            return Err(Error::bad_input(
                format!("There is a desk in {} already.", root.display()),
                "Open it, or choose another folder.",
            ));
        }
        let occupied = std::fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some());
        if occupied {
            return Err(Error::bad_input(
                format!("The folder {} is not empty.", root.display()),
                "Choose an empty folder, or one that does not exist yet.",
            ));
        }
        Ok(())
    }

    /// Opens the desk in a folder. On a disk that cannot be written to it opens for reading.
    ///
    /// # Errors
    /// When there is no desk, it was made by a newer Byline, or it cannot be read.
    pub fn open(root: &Path) -> Result<Self, Error> {
        if !database(root).exists() {
            return Err(Error::new(
                Code::NoDesk,
                format!("There is no desk in {}.", root.display()),
                "Make one with `byline init`, or name another folder with --desk.",
            ));
        }
        let (store, read_only) = match Store::open(&database(root)) {
            Ok(store) if store.is_read_only() => {
                let why = format!(
                    "The folder {} cannot be written to, so this desk is read-only.",
                    root.display()
                );
                (store, Some(why))
            }
            Ok(store) => (store, None),
            Err(error) => return Err(store_error(error, root)),
        };
        Ok(Self {
            // The window shows files in their folder, whatever folder the program was started in.
            root: std::path::absolute(root).doing("find", root)?,
            store: Mutex::new(store),
            read_only,
            printer: OnceLock::new(),
            thumbnails: Mutex::default(),
            senders: Mutex::default(),
            troubles: Mutex::default(),
            secrets: Mutex::default(),
            asking: Mutex::default(),
            reading: Mutex::default(),
        })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Why nothing can be written, when nothing can.
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        // A panic in another thread cannot leave SQLite's own state half-changed: every change is a transaction.
        self.store
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn printer(&self) -> &Printer {
        self.printer.get_or_init(Printer::new)
    }

    /// Refuses a change on a desk that is open for reading only.
    ///
    /// # Errors
    /// When nothing can be written, with why.
    pub fn writable(&self) -> Result<(), Error> {
        match &self.read_only {
            None => Ok(()),
            Some(why) => Err(Error::outside(
                why.clone(),
                "Move the desk to a folder that you may write to.",
            )),
        }
    }
}

/// The present moment; the only clock of the use cases.
pub(crate) fn now() -> jiff::Timestamp {
    // The desk keeps milliseconds; a finer time would not come back as it went in.
    jiff::Timestamp::from_millisecond(jiff::Timestamp::now().as_millisecond())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// The rep's time zone: the computer's.
pub(crate) fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::system()
}

/// Today in the rep's time zone.
pub(crate) fn today() -> jiff::civil::Date {
    now().to_zoned(zone()).date()
}

/// Runs something on a mutex whatever another thread did to it.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn database(root: &Path) -> PathBuf {
    root.join("desk.db")
}

/// A database error of opening, in words.
fn store_error(error: StoreError, root: &Path) -> Error {
    match error {
        StoreError::Newer => Error::bad_input(
            format!("The desk in {} was made by a newer Byline.", root.display()),
            "Update Byline on this computer, then open it again. Nothing was changed.",
        ),
        StoreError::NotADesk(_) => Error::bad_input(
            format!(
                "The file {} is not a Byline desk.",
                database(root).display()
            ),
            "Choose another folder, or bring back a backup with `byline restore`.",
        ),
        other => other.into(),
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::ReadOnly => Error::outside(
                "This desk is read-only.",
                "Move it to a folder that you may write to, then try again.",
            ),
            StoreError::NotFound { what, key } => Error::bad_input(
                format!("There is no {what} {key}."),
                "Check it and try again.",
            ),
            StoreError::BadValue { .. } | StoreError::Filter(_) => {
                Error::bad_input(format!("{error}."), "Check it and try again.")
            }
            StoreError::Standing(why) => Error::no(
                format!("That mailing {why}."),
                "Look at how far it is before you decide what to do with it.",
            ),
            StoreError::Busy => Error::outside(
                "Another Byline is busy with this desk.",
                "Wait a moment, then try again. Nothing half-done was kept.",
            ),
            StoreError::DiskFull => Error::outside(
                "The disk is full.",
                "Free some space, then try again. Nothing half-done was kept.",
            ),
            other => Error::outside(
                format!("The desk's database failed: {other}."),
                "Close other programs that use the desk, check the disk, then try again. Nothing half-done was kept.",
            ),
        }
    }
}
