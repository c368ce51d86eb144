//! What comes back: replies, machines' answers, opt-outs, bounces.

use byline_model::{Answer, DeliveryId, DeliveryState, SuppressionReason};
use jiff::Timestamp;

use crate::{
    Result, Store,
    matching::delivery_of,
    sending::{DeliveryUpdate, record_one},
    sql::millis,
    suppressions::suppress,
};

impl Store {
    /// Keeps what came back for a delivery, once: says whether it was new. An opt-out suppresses the address; an
    /// answer to a delivery of unknown fate shows that it arrived. On the disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound).
    pub fn record_answer(
        &mut self,
        id: DeliveryId,
        answer: Answer,
        text: &str,
        at: Timestamp,
    ) -> Result<bool> {
        self.write_durably(|conn| {
            let answered = delivery_of(conn, id)?;
            let added = conn.execute(
                "INSERT INTO answer (delivery_id, kind, text, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                (id.0, answer.word(), text, millis(at)),
            )?;
            if answered.state == DeliveryState::Unknown {
                let update = DeliveryUpdate::new(id, DeliveryState::Accepted).with_words("They answered it");
                record_one(conn, &update, at)?;
            }
            if let (Answer::OptedOut, Some(address)) = (answer, &answered.address) {
                suppress(conn, address, SuppressionReason::OptedOut, Some("by mail"), at)?;
            }
            Ok(added > 0)
        })
    }

    /// Marks the replies to a delivery as dealt with: they leave Today.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound).
    pub fn handle_answer(&mut self, id: DeliveryId, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            delivery_of(conn, id)?;
            conn.execute(
                "UPDATE answer SET handled_at = ?2 WHERE delivery_id = ?1 AND handled_at IS NULL",
                (id.0, millis(now)),
            )?;
            Ok(())
        })
    }

    /// Marks the replies to a delivery as waiting again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound).
    pub fn reopen_answer(&mut self, id: DeliveryId) -> Result<()> {
        self.write(|conn| {
            delivery_of(conn, id)?;
            conn.execute(
                "UPDATE answer SET handled_at = NULL WHERE delivery_id = ?1",
                [id.0],
            )?;
            Ok(())
        })
    }

    /// Keeps that a delivery came back, with the words of the server that sent it back. For good (`hard`), the
    /// address is suppressed. A second notice changes nothing. On the disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound); [`StoreError::Transition`](crate::StoreError::Transition) when it never left.
    pub fn bounce(&mut self, id: DeliveryId, words: &str, hard: bool, at: Timestamp) -> Result<()> {
        self.write_durably(|conn| {
            let bounced = delivery_of(conn, id)?;
            if !matches!(
                bounced.state,
                DeliveryState::Bounced | DeliveryState::Refused
            ) {
                let update = DeliveryUpdate::new(id, DeliveryState::Bounced).with_words(words);
                record_one(conn, &update, at)?;
            }
            if let (true, Some(address)) = (hard, &bounced.address) {
                suppress(
                    conn,
                    address,
                    SuppressionReason::HardBounce,
                    Some(words),
                    at,
                )?;
            }
            Ok(())
        })
    }
}
