//! Message files, read as if they had come in by IMAP: one message each, or an mbox of many (RFC 4155).

use std::path::Path;

use byline_mail::incoming;
use byline_model::Incoming;

use super::Match;
use crate::{
    Desk, Error,
    error::Context,
    wire::{ReadMessage, ReadRecipient},
};

impl Desk {
    /// Reads a file of messages; unless it is only to be looked at, what concerns the desk is kept in the ledger.
    ///
    /// # Errors
    /// When it is a folder, the file cannot be read or holds no message, or the database fails.
    pub fn read_messages(&self, path: &Path, only_look: bool) -> Result<Vec<ReadMessage>, Error> {
        if !only_look {
            self.writable()?;
        }
        if path.is_dir() {
            return Err(Error::bad_input(
                format!("{} is a folder, not a file.", path.display()),
                "Name the files in it that your mail program saved as .eml or mbox.",
            ));
        }
        let bytes = std::fs::read(path).doing("read", path)?;
        let holds_none = |why: &str| {
            Error::bad_input(
                format!("{} holds no message: {why}.", path.display()),
                "Choose a file that your mail program saved as .eml or mbox.",
            )
        };
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(holds_none("the file is empty"));
        }
        let messages = incoming::messages(&bytes);
        if !messages.iter().any(|message| incoming::is_message(message)) {
            return Err(holds_none("it is another kind of file"));
        }
        let now = crate::now();
        messages
            .iter()
            .map(|message| {
                let read = incoming::read(message);
                let received = read.date.filter(|date| *date <= now).unwrap_or(now);
                let (read, found) = self.understood(read, received)?;
                let recorded = !only_look
                    && self.concerns(&read, &found)?
                    && self.keep(&read, &found, message, received)?;
                Ok(told(path, read, &found, recorded))
            })
            .collect()
    }
}

fn told(path: &Path, read: Incoming, found: &Match, recorded: bool) -> ReadMessage {
    ReadMessage {
        file: path.display().to_string(),
        kind: read.kind,
        recipients: read
            .recipients
            .into_iter()
            .map(|recipient| ReadRecipient {
                address: recipient.address.to_string(),
                hard: recipient.hard,
                status: recipient.status,
                reason: recipient.reason,
                words: recipient.words,
            })
            .collect(),
        message_id: read.message_id,
        in_reply_to: read.about.into_iter().next(),
        from: read.from.map(|from| from.to_string()),
        subject: read.subject,
        text: read.text,
        returns: read.returns,
        may_opt_out: read.may_opt_out,
        delivery: found.delivery,
        recorded,
    }
}
