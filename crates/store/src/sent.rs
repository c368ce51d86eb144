//! How much went out through the rep's mailbox: mailings, and tests to oneself.

use byline_model::{DeliveryState, EditionHash, EmailAddress, Via};
use jiff::Timestamp;

use crate::{
    Result, Store, StoreError,
    sql::{millis, time},
};

/// When a message went to the mail server, for every message since `?1`. An accepted delivery that was of unknown fate
/// before has not left again: it was counted when it left.
const SENT: &str = "SELECT e.at FROM delivery_event e JOIN delivery d ON d.id = e.delivery_id
         JOIN mailing m ON m.id = d.mailing_id
     WHERE e.state IN ('accepted', 'unknown') AND e.at >= ?1 AND m.via = 'smtp' AND (e.state = 'unknown' OR 'unknown' IS NOT (
         SELECT b.state FROM delivery_event b WHERE b.delivery_id = e.delivery_id AND b.id < e.id ORDER BY b.id DESC LIMIT 1))
     UNION ALL
     SELECT at FROM test_sent WHERE via = 'smtp' AND state IN ('accepted', 'unknown') AND at >= ?1";

impl Store {
    /// When each message went to the mail server since that time, over all mailings and tests, the earliest first: what
    /// the limit of a rolling 24 hours is counted from. Those of unknown fate count.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sent_times(&self, since: Timestamp) -> Result<Vec<Timestamp>> {
        let mut statement = self.conn.prepare_cached(&format!("{SENT} ORDER BY 1"))?;
        let rows = statement.query_map([millis(since)], |row| time(row, 0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many messages went to the mail server since that time: as many as [`Store::sent_times`] names.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sent_since(&self, since: Timestamp) -> Result<u32> {
        Ok(self
            .conn
            .prepare_cached(&format!("SELECT count(*) FROM ({SENT})"))?
            .query_row([millis(since)], |row| row.get(0))?)
    }

    /// Keeps that an edition went to the rep themself as a test, and what became of it: `accepted`, `deferred`,
    /// `refused` or `unknown`.
    ///
    /// # Errors
    /// [`StoreError::BadValue`] for another state.
    pub fn record_test(
        &mut self,
        piece: &str,
        edition: &EditionHash,
        address: &EmailAddress,
        via: Via,
        state: DeliveryState,
        now: Timestamp,
    ) -> Result<()> {
        if !matches!(
            state,
            DeliveryState::Accepted
                | DeliveryState::Deferred
                | DeliveryState::Refused
                | DeliveryState::Unknown
        ) {
            return Err(StoreError::BadValue {
                field: "state",
                value: state.to_string(),
                expected: "a test is kept with what the server said".into(),
            });
        }
        self.write(|conn| {
            conn.execute(
                "INSERT INTO test_sent (piece, edition, address, via, state, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (piece, &edition.0, address.as_str(), via.word(), state.word(), millis(now)),
            )?;
            Ok(())
        })
    }

    /// Whether a test of this very edition was taken by the mail server, or written to the outbox.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tested(&self, edition: &EditionHash) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM test_sent WHERE edition = ?1 AND state = 'accepted')",
            )?
            .query_row([&edition.0], |row| row.get(0))?)
    }
}
