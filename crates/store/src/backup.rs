//! A copy of the whole desk's database, and whether it is sound.

use std::path::Path;

use rusqlite::Connection;

use crate::{Result, Store, StoreError};

impl Store {
    /// Copies the database to a new file at `to`, one whole file with nothing beside it; work going on meanwhile is
    /// not disturbed. The caller puts it in its place when it is done.
    ///
    /// # Errors
    /// When something is at `to` already, or cannot be written there.
    pub fn backup(&self, to: &Path) -> Result<()> {
        if to.exists() {
            return Err(StoreError::BadValue {
                field: "backup",
                value: to.display().to_string(),
                expected: "a file is there already".into(),
            });
        }
        self.conn.backup("main", to, None)?;
        let copy = Connection::open(to)?;
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        Ok(())
    }

    /// Reads the whole database and checks that it is sound.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with the first thing found.
    pub fn integrity_check(&self) -> Result<()> {
        let first: String = self
            .conn
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if first != "ok" {
            return Err(StoreError::Damaged(first));
        }
        let orphan: Option<String> = self
            .conn
            .prepare("PRAGMA foreign_key_check")?
            .query_map([], |row| row.get(0))?
            .next()
            .transpose()?;
        match orphan {
            None => Ok(()),
            Some(table) => Err(StoreError::Damaged(format!(
                "{table} names something that is not there"
            ))),
        }
    }
}
