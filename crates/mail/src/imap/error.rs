//! What can go wrong while reading, in words for the rep: what happened, then what to do.

/// Why something could not be read from the mailbox. Nothing was changed in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImapError {
    /// The connection broke.
    #[error(
        "The connection to {host} was lost. Check that this computer is online, and try again: reading goes on where it stopped."
    )]
    Lost {
        /// The server's name.
        host: String,
    },
    /// It took too long.
    #[error(
        "{host} stopped answering. Try again in a few minutes: reading goes on where it stopped."
    )]
    Stalled {
        /// The server's name.
        host: String,
    },
    /// The server ended the conversation (BYE).
    #[error("{host} ended the connection: \"{words}\". Try again in a few minutes.")]
    Goodbye {
        /// The server's name.
        host: String,
        /// Its words.
        words: String,
    },
    /// An answer that breaks the rules of the protocol.
    #[error(
        "{host} gave an answer that Byline cannot read. Try again; if it stays so, ask your provider."
    )]
    Nonsense {
        /// The server's name.
        host: String,
    },
    /// More than was asked for, or than fits into any answer.
    #[error(
        "{host} sent far more than was asked for, so the connection was closed. If it happens again, ask your provider."
    )]
    TooMuch {
        /// The server's name.
        host: String,
    },
    /// The server said no.
    #[error("{host} refused: \"{words}\". Try again later; if it stays so, ask your provider.")]
    Refused {
        /// The server's name.
        host: String,
        /// Its words.
        words: String,
        /// Whether it says itself that this is for now only (RFC 5530).
        for_now: bool,
    },
    /// A folder that is not there, or not to be opened.
    #[error(
        "The folder \"{folder}\" cannot be opened. {host} says: \"{words}\". Choose another folder in the mailbox settings."
    )]
    NoFolder {
        /// The server's name.
        host: String,
        /// The folder, as it is shown.
        folder: String,
        /// The server's words.
        words: String,
    },
    /// The folder was made anew since it was opened, so its old numbers mean other messages (UIDVALIDITY, RFC 9051
    /// §2.3.1.1).
    #[error(
        "The folder \"{folder}\" was made anew on {host} in the meantime, so nothing was moved. Sync, then try again."
    )]
    FolderChanged {
        /// The server's name.
        host: String,
        /// The folder, as it is shown.
        folder: String,
    },
}

impl ImapError {
    /// Whether trying again later, with nothing changed, could do better.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Lost { .. } | Self::Stalled { .. } | Self::Goodbye { .. } => true,
            Self::Refused { for_now, .. } => *for_now,
            Self::Nonsense { .. }
            | Self::TooMuch { .. }
            | Self::NoFolder { .. }
            | Self::FolderChanged { .. } => false,
        }
    }
}
