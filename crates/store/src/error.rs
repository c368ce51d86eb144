//! What can go wrong with the desk's database.

use std::path::PathBuf;

use byline_model::{IllegalTransition, filter::FilterError};

/// What went wrong, and with what.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A later Byline made the desk, or changed it.
    #[error("the desk was made by a newer version of Byline")]
    Newer,
    /// The file is no database, or one of another program.
    #[error("{0} is not a Byline desk")]
    NotADesk(PathBuf),
    /// There is nothing at that path.
    #[error("there is no desk at {0}")]
    Missing(PathBuf),
    /// The disk or the file may only be read.
    #[error("the desk can only be read, not changed")]
    ReadOnly,
    /// Another process has been writing for longer than this one waits.
    #[error("another Byline is busy with this desk")]
    Busy,
    /// No room on the disk.
    #[error("the disk is full")]
    DiskFull,
    /// Nothing has that number or name.
    #[error("there is no {what} {key}")]
    NotFound {
        /// What was looked for: `contact`, `mailing`.
        what: &'static str,
        /// By which number or name.
        key: String,
    },
    /// A value does not fit its field.
    #[error("{field} cannot be \"{value}\": {expected}")]
    BadValue {
        /// The field's word.
        field: &'static str,
        /// What was given.
        value: String,
        /// What would fit.
        expected: String,
    },
    /// A mailing is not where it would have to be for that; says where it is.
    #[error("the mailing {0}")]
    Standing(&'static str),
    /// A filter cannot be read.
    #[error("the filter is wrong: {0}")]
    Filter(#[from] FilterError),
    /// A delivery does not take that step; nothing of the same call was kept.
    #[error(transparent)]
    Transition(#[from] IllegalTransition),
    /// The database holds something that Byline never writes.
    #[error("the desk's database is damaged: {0}")]
    Damaged(String),
    /// SQLite says no.
    #[error("the desk's database failed: {0}")]
    Sqlite(#[source] rusqlite::Error),
    /// A value could not be written as JSON.
    #[error("a value cannot be stored: {0}")]
    Json(#[from] serde_json::Error),
}

impl StoreError {
    pub(crate) fn not_found(what: &'static str, key: impl ToString) -> Self {
        Self::NotFound {
            what,
            key: key.to_string(),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}
