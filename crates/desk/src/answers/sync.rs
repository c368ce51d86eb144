//! Reading the rep's mailbox: what is new since the last time, headers first, and only what concerns the desk whole.

use std::{fs::File, ops::ControlFlow};

use byline_mail::{
    imap::{Folder, Head, ImapError, Role, Session, raw},
    incoming,
};
use byline_model::IncomingKind;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    Desk, Error, audience::count, error::Context, mailbox::NoConnection, wire::SyncReport,
};

/// What of a message is read at the most. A bounce that carries the whole original stays below; what lies behind is an
/// attachment.
const AT_MOST: usize = 2 * 1024 * 1024;

/// How many headers are asked for at once.
const BATCH: usize = 200;

/// How far back the first reading goes at the most.
const AT_FIRST: SignedDuration = SignedDuration::from_hours(24 * 60);

impl From<ImapError> for NoConnection {
    fn from(error: ImapError) -> Self {
        Self {
            may_pass: error.may_pass(),
            error: Error::outside(error.to_string(), "What was read so far is kept."),
        }
    }
}

impl Desk {
    /// Reads what is new in the mailbox, and keeps what concerns the desk. Nothing in the mailbox is changed, but for
    /// notices that the rep wants in a folder of their own.
    ///
    /// # Errors
    /// When no mailbox is set that can be read, or what the server or the network says. What was read before is kept.
    pub fn sync_mailbox(&self) -> Result<SyncReport, Error> {
        self.writable()?;
        let result = self.read_new();
        let mut reading = crate::locked(&self.reading);
        reading.at = Some(crate::now());
        reading.problem = result.as_ref().err().map(|none| none.error.to_string());
        result.map_err(|none| none.error)
    }

    fn read_new(&self) -> Result<SyncReport, NoConnection> {
        let mut session = self.connect_imap()?;
        let report = self.read_with(&mut session);
        session.logout();
        report
    }

    /// Reads what is new over an open connection.
    pub(super) fn read_with(&self, session: &mut Session) -> Result<SyncReport, NoConnection> {
        let _alone = self.reads_alone()?;
        let mut report = SyncReport::default();
        for folder in session.folders()? {
            // A reply that was taken for spam is a reply all the same.
            if matches!(folder.role, Some(Role::Inbox | Role::Junk)) {
                self.read_folder(session, &folder, &mut report)?;
            }
        }
        Ok(report)
    }

    fn read_folder(
        &self,
        session: &mut Session,
        folder: &Folder,
        report: &mut SyncReport,
    ) -> Result<(), NoConnection> {
        let state = session.examine(&folder.raw)?;
        let known = self.store().sync_state(&folder.raw).map_err(Error::from)?;
        let mut uids = match known {
            Some(known) if known.uid_validity == state.uid_validity => {
                session.after(known.last_uid)?
            }
            // The first time, or the server has numbered anew: what is known already changes nothing.
            _ => session.since(self.first_day()?)?,
        };
        uids.sort_unstable();
        let mut notices = Vec::new();
        for batch in uids.chunks(BATCH) {
            let mut heads = Vec::with_capacity(batch.len());
            let unreadable = session.heads(batch, &mut |head| {
                heads.push(head);
                ControlFlow::Continue(())
            })?;
            report.unreadable += count(unreadable.len());
            heads.sort_unstable_by_key(|head| head.uid);
            for head in &heads {
                report.read += 1;
                // A server that does not say when a message came is taken at its first sight.
                let received = head.received.unwrap_or_else(crate::now);
                if self.may_concern(head, received)? {
                    // What is gone meanwhile, the rep has put away.
                    if let Some(bytes) = session.message(head.uid, AT_MOST)?
                        && self.take_in(&bytes, received, report)?
                    {
                        notices.push(head.uid);
                    }
                }
            }
            if let Some(last) = batch.last() {
                self.store()
                    .set_sync_state(&folder.raw, state.uid_validity, *last, crate::now())
                    .map_err(Error::from)?;
            }
        }
        // An empty folder is known from now on, too.
        if uids.is_empty() && known.is_none_or(|known| known.uid_validity != state.uid_validity) {
            let last = state.uid_next.map_or(0, |next| next.saturating_sub(1));
            self.store()
                .set_sync_state(&folder.raw, state.uid_validity, last, crate::now())
                .map_err(Error::from)?;
        }
        // What is in the ledger by now may leave the inbox, where the rep asked for that. A folder that cannot be made
        // is said once and stops no reading.
        let put_into = self.mailbox()?.and_then(|mailbox| mailbox.notices_folder);
        if let (Some(put_into), false) = (put_into, notices.is_empty()) {
            session.move_to(&notices, &raw(&put_into))?;
        }
        Ok(())
    }

    /// Whether a message is worth reading whole, by its header: it names a delivery, comes from somebody in the desk,
    /// or is no ordinary mail.
    fn may_concern(&self, head: &Head, received: Timestamp) -> Result<bool, Error> {
        if incoming::is_from_machine(&head.header) {
            return Ok(true);
        }
        let read = incoming::read(&head.header);
        let found = self.find_match(&read, received)?;
        Ok(found.delivery.is_some() || found.contact.is_some() || !read.tokens.is_empty())
    }

    /// Keeps a message if it concerns the desk; says whether it is a machine's notice of a delivery.
    fn take_in(
        &self,
        bytes: &[u8],
        received: Timestamp,
        report: &mut SyncReport,
    ) -> Result<bool, Error> {
        let (incoming, found) = self.understood(incoming::read(bytes), received)?;
        if !self.concerns(&incoming, &found)? {
            return Ok(false);
        }
        if self.keep(&incoming, &found, bytes, received)? {
            report.count(&incoming, &found);
        }
        let by_machine = matches!(
            incoming.kind,
            IncomingKind::Bounce | IncomingKind::Delayed | IncomingKind::AutoReply
        );
        Ok(by_machine && found.delivery.is_some())
    }

    /// Since when what comes in can be about something that went out: a day before the first mailing.
    fn first_day(&self) -> Result<jiff::civil::Date, Error> {
        let now = crate::now();
        let first = self
            .store()
            .mailings()?
            .last()
            .map_or(now, |mailing| mailing.created_at);
        let from = first.max(now - AT_FIRST) - SignedDuration::from_hours(24);
        Ok(from.to_zoned(TimeZone::UTC).date())
    }

    /// One reader a desk at a time: two would read the same twice, which is harmless, and wait for each other.
    fn reads_alone(&self) -> Result<File, Error> {
        let path = self.root.join("reading.lock");
        let file = File::create(&path).doing("write", &path)?;
        file.lock().doing("lock", &path)?;
        Ok(file)
    }
}

/// The folder that holds what the rep sent.
pub(super) fn sent_folder(folders: &[Folder]) -> Option<&Folder> {
    folders
        .iter()
        .find(|folder| folder.role == Some(Role::Sent))
}
