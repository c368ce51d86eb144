//! Addresses never to be mailed again.

use byline_model::{EmailAddress, Suppression, SuppressionReason};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    Result, Store,
    sql::{address_if, millis, time, word},
};

/// Reads a suppression from the columns address, reason, note, at; `None` when there is no address.
pub(crate) fn suppression(row: &Row<'_>) -> rusqlite::Result<Option<Suppression>> {
    let Some(address) = address_if(row, "address")? else {
        return Ok(None);
    };
    Ok(Some(Suppression {
        address,
        reason: word(row, "reason", SuppressionReason::from_word)?,
        note: row.get("note")?,
        at: time(row, "at")?,
    }))
}

/// Suppresses an address; says whether it was not yet. What the person themself said outweighs a bounce or the
/// rep's hand, because those may be lifted one day and an opt-out may not.
pub(crate) fn suppress(
    conn: &Connection,
    address: &EmailAddress,
    reason: SuppressionReason,
    note: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let added = conn
        .prepare_cached(
            "INSERT INTO suppression (address_key, address, reason, note, at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?
        .execute((address.key(), address.as_str(), reason.word(), note, millis(now)))?;
    if added == 0
        && matches!(
            reason,
            SuppressionReason::OptedOut | SuppressionReason::Complained
        )
    {
        conn.execute(
            "UPDATE suppression SET reason = ?2, note = ?3, at = ?4
             WHERE address_key = ?1 AND reason IN ('hard-bounce', 'by-hand')",
            (address.key(), reason.word(), note, millis(now)),
        )?;
    }
    Ok(added > 0)
}

impl Store {
    /// Never mails an address again; says whether it was not suppressed before. It is on the disk when this returns.
    ///
    /// # Errors
    /// When the database fails.
    pub fn suppress(
        &mut self,
        address: &EmailAddress,
        reason: SuppressionReason,
        note: Option<&str>,
        now: Timestamp,
    ) -> Result<bool> {
        self.write_durably(|conn| suppress(conn, address, reason, note, now))
    }

    /// Every suppressed address, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn suppressions(&self) -> Result<Vec<Suppression>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT address, reason, note, at FROM suppression ORDER BY at DESC, address_key",
        )?;
        let rows = statement.query_map([], suppression)?;
        rows.filter_map(|row| row.transpose())
            .map(|row| Ok(row?))
            .collect()
    }

    /// Whether, why and since when an address is never to be mailed.
    ///
    /// # Errors
    /// When the database fails.
    pub fn suppression_of(&self, address: &EmailAddress) -> Result<Option<Suppression>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT address, reason, note, at FROM suppression WHERE address_key = ?1",
            )?
            .query_row([address.key()], suppression)
            .optional()?
            .flatten())
    }
}
