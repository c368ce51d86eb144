//! How far the rep's mailbox was read.

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::{
    Result, Store,
    sql::{millis, time},
};

/// How far a folder of the mailbox was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncState {
    /// The folder's UIDVALIDITY (RFC 9051 §2.3.1.1): with another one the numbers below mean nothing any more.
    pub uid_validity: u32,
    /// The highest UID that was read.
    pub last_uid: u32,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// How far a folder was read; `None` before the first time.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sync_state(&self, folder: &str) -> Result<Option<SyncState>> {
        Ok(self
            .conn
            .prepare_cached("SELECT uid_validity, last_uid, at FROM sync_state WHERE folder = ?1")?
            .query_row([folder], |row| {
                Ok(SyncState {
                    uid_validity: row.get(0)?,
                    last_uid: row.get(1)?,
                    at: time(row, 2)?,
                })
            })
            .optional()?)
    }

    /// Keeps how far a folder was read. Call it after what was read is kept: a power cut may lose this, and then the
    /// same messages are read and recognised again.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_sync_state(
        &mut self,
        folder: &str,
        uid_validity: u32,
        last_uid: u32,
        now: Timestamp,
    ) -> Result<()> {
        self.write(|conn| {
            conn.prepare_cached(
                "INSERT INTO sync_state (folder, uid_validity, last_uid, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (folder) DO UPDATE SET uid_validity = excluded.uid_validity, last_uid = excluded.last_uid,
                     at = excluded.at",
            )?
            .execute((folder, uid_validity, last_uid, millis(now)))?;
            Ok(())
        })
    }
}
