//! What comes back: read, matched with its delivery, kept in the ledger, and shown.

mod files;
mod listen;
mod look_up;
mod matching;
mod sync;

use byline_model::{Incoming, IncomingId, IncomingKind, IncomingMail};
use byline_store::NewIncoming;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

pub(crate) use listen::Listener;
use matching::Match;

use crate::{Desk, Error, wire::SyncReport};

/// How many messages that wait for the rep are shown.
const SHOWN: u32 = 50;

/// How reading the mailbox went the last time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    pub at: Option<Timestamp>,
    pub problem: Option<String>,
}

impl Desk {
    /// What came in and waits for the rep, other than replies, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn came_in(&self) -> Result<Vec<IncomingMail>, Error> {
        Ok(self.store().came_in(SHOWN, true)?)
    }

    /// Marks a message as seen to, or as waiting again.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn handle_incoming(&self, id: IncomingId, handled: bool) -> Result<(), Error> {
        self.writable()?;
        Ok(self.store().handle_incoming(id, handled, crate::now())?)
    }

    /// Says whether somebody asked to stop, where Byline was not sure. A stop is for good.
    ///
    /// # Errors
    /// When there is none of that number, or it holds no such question.
    pub fn decide_opt_out(&self, id: IncomingId, stop: bool) -> Result<(), Error> {
        self.writable()?;
        Ok(self.store().decide_opt_out(id, stop, crate::now())?)
    }

    /// Keeps a message in the ledger, with everything that follows from it; says whether it was new.
    fn keep(
        &self,
        incoming: &Incoming,
        found: &Match,
        bytes: &[u8],
        received: Timestamp,
    ) -> Result<bool, Error> {
        let fingerprint = fingerprint(incoming, bytes);
        let new = NewIncoming {
            fingerprint: &fingerprint,
            incoming,
            at: received,
            contact: found.contact,
            delivery: found.delivery,
            matched_by: found.by,
        };
        Ok(self.store().keep_incoming(&new, crate::now())?.is_some())
    }
}

/// What tells a message from every other, however it came in. The Message-ID alone would not do: some machines use one
/// twice, and a stranger can copy one.
fn fingerprint(incoming: &Incoming, bytes: &[u8]) -> String {
    let mut hash = Sha256::new();
    match &incoming.message_id {
        Some(id) => {
            let date = incoming
                .date
                .map(|date| date.to_string())
                .unwrap_or_default();
            let from = incoming
                .from
                .as_ref()
                .map(|from| from.key())
                .unwrap_or_default();
            for part in [id, &date, &from, &incoming.subject] {
                hash.update(part.as_bytes());
                hash.update([0]);
            }
        }
        None => hash.update(bytes),
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl SyncReport {
    /// Counts a message that was new to the ledger.
    fn count(&mut self, incoming: &Incoming, found: &Match) {
        let counter = match incoming.kind {
            IncomingKind::Bounce => &mut self.bounces,
            IncomingKind::Delayed => &mut self.delayed,
            IncomingKind::Reply => &mut self.replies,
            IncomingKind::AutoReply => &mut self.auto_replies,
            IncomingKind::OptOut => &mut self.opt_outs,
            IncomingKind::Complaint => &mut self.complaints,
            IncomingKind::Other => &mut self.unmatched,
        };
        *counter += 1;
        if found.delivery.is_none() && incoming.kind != IncomingKind::Other {
            self.unmatched += 1;
        }
    }
}
