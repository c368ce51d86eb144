//! Settings: small values by name.

use jiff::Timestamp;
use rusqlite::OptionalExtension;
use serde::{Serialize, de::DeserializeOwned};

use crate::{Result, Store, sql::millis};

impl Store {
    /// The value set under `key`, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Json`](crate::StoreError::Json) when what is set is of another shape.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let value: Option<String> = self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        Ok(value
            .map(|value| serde_json::from_str(&value))
            .transpose()?)
    }

    /// Sets the value under `key`.
    ///
    /// # Errors
    /// When it cannot be written as JSON, or not stored.
    pub fn set_setting<T: Serialize + ?Sized>(
        &mut self,
        key: &str,
        value: &T,
        now: Timestamp,
    ) -> Result<()> {
        let value = serde_json::to_string(value)?;
        self.write(|conn| {
            conn.execute(
                "INSERT INTO setting (key, value, at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value, at = excluded.at",
                (key, value, millis(now)),
            )?;
            Ok(())
        })
    }
}
