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
    /// When the file cannot be read, holds no message, or the database fails.
    pub fn read_messages(&self, path: &Path, only_look: bool) -> Result<Vec<ReadMessage>, Error> {
        if !only_look {
            self.writable()?;
        }
        let bytes = std::fs::read(path).doing("read", path)?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Error::bad_input(
                format!("{} holds no message: the file is empty.", path.display()),
                "Choose a file that your mail program saved as .eml or mbox.",
            ));
        }
        let now = crate::now();
        incoming::messages(&bytes)
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
