//! What came in, as the rep sees it, and what they decide about it.

use byline_model::{
    Answer, ContactId, DeliveryId, EmailAddress, FailedRecipient, IncomingId, IncomingKind,
    IncomingMail, MailingId, MatchedBy,
};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row};

use crate::{
    Result, Store, StoreError,
    incoming::{keep_each_answer, said_stop},
    ledger::name_since,
    matching::delivery_of,
    sql::{address_if, day_if, millis, time, word, word_if},
};

/// What waits for the rep: whatever belongs to no delivery, what may mean "stop", and what had consequences that they
/// should know of. A reply to a delivery is a hand raised, and a notice that a server is still trying is nothing to do.
const OPEN: &str = "i.handled_at IS NULL AND i.kind <> 'delayed' AND (i.delivery_id IS NULL
    OR (i.may_opt_out IS NOT NULL AND i.decided_at IS NULL) OR i.kind IN ('bounce', 'opt_out', 'complaint'))";

/// The messages `i` with everything that [`mail`] reads.
fn select(rest: &str) -> String {
    format!(
        "SELECT i.id, i.kind, coalesce(i.from_name, i.from_address, 'Unknown sender') AS sender, i.subject, i.text, i.at,
             i.recipients, i.returns, i.contact_id, iif(i.contact_id IS NULL, NULL, {}) AS name, i.delivery_id, d.mailing_id,
             m.title, i.matched_by, iif(i.decided_at IS NULL, i.may_opt_out, NULL) AS may_opt_out,
             i.handled_at IS NOT NULL AS handled
         FROM incoming i LEFT JOIN delivery d ON d.id = i.delivery_id LEFT JOIN mailing m ON m.id = d.mailing_id
         LEFT JOIN contact c ON c.id = i.contact_id {rest}",
        name_since("d.name")
    )
}

impl Store {
    /// The message of that number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn incoming(&self, id: IncomingId) -> Result<IncomingMail> {
        self.conn
            .prepare_cached(&select("WHERE i.id = ?1"))?
            .query_row([id.0], mail)
            .optional()?
            .ok_or_else(|| StoreError::not_found("message", id))
    }

    /// The last messages that came in, the newest first; with `only_open` those that wait for the rep: what belongs to
    /// no delivery, what may mean "stop" and is not decided, and the bounces, opt-outs and complaints not yet seen to.
    /// Replies to a delivery are on Today as hands raised.
    ///
    /// # Errors
    /// When the database fails.
    pub fn came_in(&self, limit: u32, only_open: bool) -> Result<Vec<IncomingMail>> {
        let which = if only_open { OPEN } else { "TRUE" };
        let rest = format!("WHERE {which} ORDER BY i.at DESC, i.id DESC LIMIT ?1");
        let mut statement = self.conn.prepare_cached(&select(&rest))?;
        let rows = statement.query_map([limit], mail)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Marks a message as seen to, or as waiting again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn handle_incoming(&mut self, id: IncomingId, handled: bool, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            let changed = conn.execute(
                "UPDATE incoming SET handled_at = iif(?2, coalesce(handled_at, ?3), NULL) WHERE id = ?1",
                (id.0, handled, millis(now)),
            )?;
            if changed == 0 {
                return Err(StoreError::not_found("message", id));
            }
            Ok(())
        })
    }

    /// Keeps the rep's decision whether a message means "stop". With `stop` the delivery is answered by an opt-out, and
    /// the addresses are suppressed as [`Store::keep_incoming`] says; that stays, whatever is decided later. On the
    /// disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn decide_opt_out(&mut self, id: IncomingId, stop: bool, now: Timestamp) -> Result<()> {
        self.write_durably(|conn| {
            let asked = conn
                .prepare_cached(
                    "SELECT delivery_id, contact_id, from_address, text FROM incoming WHERE id = ?1",
                )?
                .query_row([id.0], |row| {
                    Ok(Asked {
                        delivery: row.get::<_, Option<i64>>(0)?.map(DeliveryId),
                        contact: row.get::<_, Option<i64>>(1)?.map(ContactId),
                        from: address_if(row, 2)?,
                        text: row.get(3)?,
                    })
                })
                .optional()?
                .ok_or_else(|| StoreError::not_found("message", id))?;
            conn.execute(
                "UPDATE incoming SET decided_at = coalesce(decided_at, ?2) WHERE id = ?1",
                (id.0, millis(now)),
            )?;
            if !stop {
                return Ok(());
            }
            let delivery = asked
                .delivery
                .map(|delivery| delivery_of(conn, delivery))
                .transpose()?;
            let said = Answer::OptedOut;
            if let Some(delivery) = &delivery
                && !delivery.answers.contains(&said)
            {
                keep_each_answer(conn, delivery.delivery, said, &asked.text, now)?;
            }
            let from = asked.from.as_ref();
            said_stop(conn, said, delivery.as_ref(), asked.contact, from, now)
        })
    }
}

/// A message of which the rep decides whether it asks to stop.
struct Asked {
    delivery: Option<DeliveryId>,
    contact: Option<ContactId>,
    from: Option<EmailAddress>,
    text: String,
}

/// Reads a message from a row that [`select`] gives.
fn mail(row: &Row<'_>) -> rusqlite::Result<IncomingMail> {
    let recipients: String = row.get("recipients")?;
    let recipients: Vec<FailedRecipient> = serde_json::from_str(&recipients).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error.into())
    })?;
    Ok(IncomingMail {
        incoming: IncomingId(row.get("id")?),
        kind: word(row, "kind", IncomingKind::from_word)?,
        from: row.get("sender")?,
        subject: row.get("subject")?,
        text: row.get("text")?,
        at: time(row, "at")?,
        recipients,
        returns: day_if(row, "returns")?,
        contact: row.get::<_, Option<i64>>("contact_id")?.map(ContactId),
        name: row.get("name")?,
        delivery: row.get::<_, Option<i64>>("delivery_id")?.map(DeliveryId),
        mailing: row.get::<_, Option<i64>>("mailing_id")?.map(MailingId),
        piece: row.get("title")?,
        matched_by: word_if(row, "matched_by", MatchedBy::from_word)?,
        may_opt_out: row.get("may_opt_out")?,
        handled: row.get("handled")?,
    })
}
