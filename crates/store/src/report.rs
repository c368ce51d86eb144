//! What the report of a mailing tells beside its rows: when each copy left, and what came back in words.

use std::collections::HashMap;

use byline_model::{Answer, DeliveryId, MailingId};
use jiff::Timestamp;

use crate::{
    Result, Store,
    sql::{time, word},
};

/// Something that came back for a delivery, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerText {
    /// The delivery that it answers.
    pub delivery: DeliveryId,
    /// What it is.
    pub kind: Answer,
    /// What it says, without what it quotes.
    pub text: String,
    /// When it came in.
    pub at: Timestamp,
}

impl Store {
    /// What came back for the deliveries of a mailing, in the order in which it came in.
    ///
    /// # Errors
    /// When the database fails.
    pub fn answers_to(&self, mailing: MailingId) -> Result<Vec<AnswerText>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT a.delivery_id, a.kind, a.text, a.at FROM answer a JOIN delivery d ON d.id = a.delivery_id
             WHERE d.mailing_id = ?1 ORDER BY a.at, a.id",
        )?;
        let rows = statement.query_map([mailing.0], |row| {
            Ok(AnswerText {
                delivery: DeliveryId(row.get("delivery_id")?),
                kind: word(row, "kind", Answer::from_word)?,
                text: row.get("text")?,
                at: time(row, "at")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// When each copy of a mailing left that was taken, or may have been; one that was sent once more at the rep's word
    /// has the later time. What became of it since does not change that.
    ///
    /// # Errors
    /// When the database fails.
    pub fn left_at(&self, mailing: MailingId) -> Result<HashMap<DeliveryId, Timestamp>> {
        // `accepted` after `unknown` is news of the same copy, not another one.
        let mut statement = self.conn.prepare_cached(
            "SELECT e.delivery_id, max(e.at) AS at FROM delivery_event e JOIN delivery d ON d.id = e.delivery_id
             WHERE d.mailing_id = ?1 AND e.state IN ('accepted', 'unknown') AND (e.state = 'unknown' OR 'unknown' IS NOT (
                 SELECT b.state FROM delivery_event b WHERE b.delivery_id = e.delivery_id AND b.id < e.id ORDER BY b.id DESC LIMIT 1))
             GROUP BY e.delivery_id",
        )?;
        let rows = statement.query_map([mailing.0], |row| {
            Ok((DeliveryId(row.get("delivery_id")?), time(row, "at")?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
