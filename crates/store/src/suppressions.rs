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

/// Which of two reasons stands: what the person themself said outweighs the rep's hand, and that a bounce, because a
/// bounce may be lifted one day and the person's word may not.
const fn weight(reason: SuppressionReason) -> u8 {
    match reason {
        SuppressionReason::SoftBounces => 0,
        SuppressionReason::HardBounce => 1,
        SuppressionReason::ByHand => 2,
        SuppressionReason::OptedOut => 3,
        SuppressionReason::Complained => 4,
    }
}

/// Suppresses an address; says whether it was not yet. The weightier reason stands, and of two equal ones the earlier:
/// so it makes no difference in which order things become known.
pub(crate) fn suppress(
    conn: &Connection,
    address: &EmailAddress,
    reason: SuppressionReason,
    note: Option<&str>,
    at: Timestamp,
) -> Result<bool> {
    let known: Option<(SuppressionReason, Timestamp)> = conn
        .prepare_cached("SELECT reason, at FROM suppression WHERE address_key = ?1")?
        .query_row([address.key()], |row| {
            Ok((word(row, 0, SuppressionReason::from_word)?, time(row, 1)?))
        })
        .optional()?;
    let stands = known.is_some_and(|(known, since)| {
        weight(known) > weight(reason) || known == reason && since <= at
    });
    if !stands {
        conn.prepare_cached(
            "INSERT INTO suppression (address_key, address, reason, note, at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (address_key) DO UPDATE SET reason = excluded.reason, note = excluded.note, at = excluded.at",
        )?
        .execute((address.key(), address.as_str(), reason.word(), note, millis(at)))?;
    }
    Ok(known.is_none())
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
