//! What went wrong, as the window and the command line show it.

use serde::Serialize;

/// What somebody does about an error; a code exists only where somebody branches on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The answer is no: a check blocks, nothing matches (exit status 1).
    No,
    /// What was given cannot be read or does not exist (exit status 3).
    BadInput,
    /// Disk, server or system failed (exit status 4).
    Outside,
    /// No desk is open; the window shows the onboarding (exit status 3).
    NoDesk,
    /// The file is not the version that was edited; the window asks which to keep.
    ChangedOutside,
    /// A password is needed; the window asks for it (exit status 4).
    NeedsPassword,
}

/// First what happened, then what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message} {hint}")]
pub struct Error {
    /// What somebody does about it.
    pub code: Code,
    /// What happened.
    pub message: String,
    /// What to do, and what is safe.
    pub hint: String,
}

impl Error {
    /// An error of the given code.
    pub fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// The answer is no.
    pub fn no(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Code::No, message, hint)
    }

    /// What was given cannot be read or does not exist.
    pub fn bad_input(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Code::BadInput, message, hint)
    }

    /// Disk, server or system failed.
    pub fn outside(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(Code::Outside, message, hint)
    }
}

/// A failed file operation, with the path it was about.
pub(crate) trait Context<T> {
    /// Says what was being done, such as "write"; and to which file.
    fn doing(self, what: &str, path: &std::path::Path) -> Result<T, Error>;
}

impl<T> Context<T> for std::io::Result<T> {
    fn doing(self, what: &str, path: &std::path::Path) -> Result<T, Error> {
        self.map_err(|error| {
            let hint = match error.kind() {
                std::io::ErrorKind::StorageFull => {
                    "Free some space on the disk, then try again. Nothing was lost."
                }
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                    "Check that you may write there, then try again. Nothing was lost."
                }
                std::io::ErrorKind::NotFound => "Check the path.",
                _ => "Try again. Nothing was lost.",
            };
            Error::outside(
                format!("Byline could not {what} {}: {error}.", path.display()),
                hint,
            )
        })
    }
}
