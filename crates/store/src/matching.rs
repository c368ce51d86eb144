//! Which delivery a message is about: by number, Message-ID, token, or person and time.

use byline_model::{Delivery, DeliveryId, EmailAddress};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Result, Store, StoreError,
    mailings::{DELIVERY, delivery},
    sql::millis,
};

impl Store {
    /// The delivery of that number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delivery(&self, id: DeliveryId) -> Result<Delivery> {
        delivery_of(&self.conn, id)
    }

    /// The delivery that went out under a Message-ID, given without angle brackets.
    ///
    /// # Errors
    /// When the database fails.
    pub fn delivery_by_message_id(&self, message_id: &str) -> Result<Option<Delivery>> {
        Ok(self
            .conn
            .prepare_cached(&format!(
                "SELECT {DELIVERY} FROM delivery d WHERE d.message_id = ?1"
            ))?
            .query_row([message_id], delivery)
            .optional()?)
    }

    /// The delivery that carried a token: the one whose Message-ID has it before the `@`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn delivery_by_token(&self, token: &str) -> Result<Option<Delivery>> {
        if token.is_empty() || token.contains('@') {
            return Ok(None);
        }
        // A range of the index of Message-IDs: `A` is the sign after `@`.
        Ok(self
            .conn
            .prepare_cached(&format!(
                "SELECT {DELIVERY} FROM delivery d WHERE d.message_id >= ?1 || '@' AND d.message_id < ?1 || 'A' LIMIT 1"
            ))?
            .query_row([token], delivery)
            .optional()?)
    }

    /// The last delivery that left for an address, or for the contact who has it now, in the time `within` before that
    /// moment. When it left counts, not when it came back.
    ///
    /// # Errors
    /// When the database fails.
    pub fn last_delivery_to(
        &self,
        address: &EmailAddress,
        before: Timestamp,
        within: SignedDuration,
    ) -> Result<Option<Delivery>> {
        let since = before.checked_sub(within).unwrap_or(Timestamp::MIN);
        Ok(self
            .conn
            .prepare_cached(&format!(
                "SELECT {DELIVERY},
                     (SELECT min(e.at) FROM delivery_event e WHERE e.delivery_id = d.id
                      AND e.state NOT IN ('queued', 'claimed', 'skipped')) AS left_at
                 FROM delivery d
                 WHERE d.id IN (
                     SELECT id FROM delivery WHERE address_key = ?1
                     UNION SELECT x.id FROM contact c JOIN delivery x ON x.contact_id = c.id
                         WHERE c.email_key = ?1 AND c.removed_at IS NULL)
                   AND d.state IN ('accepted', 'unknown', 'bounced', 'deferred', 'refused')
                   AND left_at BETWEEN ?2 AND ?3
                 ORDER BY left_at DESC, d.id DESC LIMIT 1"
            ))?
            .query_row((address.key(), millis(since), millis(before)), delivery)
            .optional()?)
    }
}

/// The delivery of that number.
pub(crate) fn delivery_of(conn: &Connection, id: DeliveryId) -> Result<Delivery> {
    conn.prepare_cached(&format!(
        "SELECT {DELIVERY} FROM delivery d WHERE d.id = ?1"
    ))?
    .query_row([id.0], delivery)
    .optional()?
    .ok_or_else(|| StoreError::not_found("delivery", id))
}
