//! What comes back for one delivery: replies, machines' answers, opt-outs, complaints, bounces.

use byline_model::{
    Answer, BounceReason, Delivery, DeliveryId, DeliveryState, EmailAddress, Failure,
    SuppressionReason,
};
use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    Result, Store,
    matching::delivery_of,
    sending::{DeliveryUpdate, record_one},
    sql::millis,
    suppressions::suppress,
};

/// After how many mailings in a row that came back from an address for reasons that may pass (a full mailbox, a spam
/// filter, a server out of order) nothing is sent to it any more. A mailing in between that was taken and did not come
/// back, or that was answered, starts the count anew. With one issue a month three are a quarter of a year: a mailbox
/// that was full for so long is read by nobody.
pub const SOFT_BOUNCES_IN_A_ROW: u32 = 3;

impl Store {
    /// Keeps what came back for a delivery, once: says whether it was new. An opt-out or a complaint suppresses the
    /// address; an answer to a delivery of unknown fate shows that it arrived. On the disk when this returns.
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
            let new = keep_answer(conn, id, answer, text, at)?;
            arrived(conn, &answered, answer, at)?;
            suppress_who_said_so(conn, answer, answered.address.as_ref(), at)?;
            Ok(new)
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
    /// [`StoreError::NotFound`](crate::StoreError::NotFound);
    /// [`StoreError::Transition`](crate::StoreError::Transition) when it never left.
    pub fn bounce(&mut self, id: DeliveryId, words: &str, hard: bool, at: Timestamp) -> Result<()> {
        self.write_durably(|conn| {
            let bounced = delivery_of(conn, id)?;
            bounced
                .state
                .step(DeliveryState::Bounced)
                .or_else(|error| match bounced.state {
                    DeliveryState::Bounced | DeliveryState::Refused => Ok(bounced.state),
                    _ => Err(error),
                })?;
            let reason = BounceReason::Other;
            came_back(conn, &bounced, words, Failure { hard, reason }, at)
        })
    }
}

/// Keeps an answer; says whether it was new.
pub(crate) fn keep_answer(
    conn: &Connection,
    delivery: DeliveryId,
    answer: Answer,
    text: &str,
    at: Timestamp,
) -> Result<bool> {
    let added = conn
        .prepare_cached(
            "INSERT INTO answer (delivery_id, kind, text, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute((delivery.0, answer.word(), text, millis(at)))?;
    Ok(added > 0)
}

/// Whoever answers a mail has had it: a delivery of unknown fate is accepted.
pub(crate) fn arrived(
    conn: &Connection,
    delivery: &Delivery,
    answer: Answer,
    at: Timestamp,
) -> Result<()> {
    if delivery.state != DeliveryState::Unknown {
        return Ok(());
    }
    let words = match answer {
        Answer::AutoReplied => "Their machine answered it",
        Answer::Replied | Answer::OptedOut | Answer::Complained => "They answered it",
    };
    let update = DeliveryUpdate::new(delivery.delivery, DeliveryState::Accepted).with_words(words);
    record_one(conn, &update, at)
}

/// After an opt-out or a complaint, which is the person's own word, nothing is sent to the address any more.
pub(crate) fn suppress_who_said_so(
    conn: &Connection,
    answer: Answer,
    address: Option<&EmailAddress>,
    at: Timestamp,
) -> Result<()> {
    let reason = match answer {
        Answer::OptedOut => SuppressionReason::OptedOut,
        Answer::Complained => SuppressionReason::Complained,
        Answer::Replied | Answer::AutoReplied => return Ok(()),
    };
    if let Some(address) = address {
        suppress(conn, address, reason, Some("by mail"), at)?;
    }
    Ok(())
}

/// Keeps that a delivery came back and, when it did so for good or once too often, suppresses the address. One that is
/// still leaving is left as it is until its sender lets go of it: see [`crate::incoming`]. Of several notices about one delivery the one that says
/// "for good" is kept.
pub(crate) fn came_back(
    conn: &Connection,
    delivery: &Delivery,
    words: &str,
    failure: Failure,
    at: Timestamp,
) -> Result<()> {
    let known_soft = delivery.failure.is_none_or(|known| !known.hard);
    match delivery.state {
        DeliveryState::Accepted | DeliveryState::Unknown => {
            let mut update =
                DeliveryUpdate::new(delivery.delivery, DeliveryState::Bounced).with_words(words);
            update.failure = Some(failure);
            record_one(conn, &update, at)?;
        }
        DeliveryState::Bounced if failure.hard && known_soft => {
            conn.prepare_cached(
                "UPDATE delivery SET words = ?2, failure_hard = TRUE, failure_reason = ?3 WHERE id = ?1",
            )?
            .execute((delivery.delivery.0, words, failure.reason.word()))?;
        }
        _ => {}
    }
    let Some(address) = &delivery.address else {
        return Ok(());
    };
    if failure.hard {
        suppress(
            conn,
            address,
            SuppressionReason::HardBounce,
            Some(words),
            at,
        )?;
    } else if soft_bounces_in_a_row(conn, address)? >= SOFT_BOUNCES_IN_A_ROW {
        let note =
            format!("{SOFT_BOUNCES_IN_A_ROW} mailings in a row came back. The last: {words}");
        suppress(
            conn,
            address,
            SuppressionReason::SoftBounces,
            Some(&note),
            at,
        )?;
    }
    Ok(())
}

/// How many of the last mailings to an address came back for a reason that may pass, without one in between that
/// arrived. By when they left, because notices come in any order.
fn soft_bounces_in_a_row(conn: &Connection, address: &EmailAddress) -> Result<u32> {
    let mut statement = conn.prepare_cached(
        "SELECT d.mailing_id, d.state = 'bounced' AND NOT EXISTS (
             SELECT 1 FROM answer a WHERE a.delivery_id = d.id AND a.kind IN ('replied', 'auto_replied')) AS lost,
             (SELECT min(e.at) FROM delivery_event e WHERE e.delivery_id = d.id AND e.state NOT IN ('queued', 'claimed')) AS left_at
         FROM delivery d WHERE d.address_key = ?1 AND d.state IN ('accepted', 'bounced')
         ORDER BY left_at DESC, d.id DESC",
    )?;
    let mut rows = statement.query([address.key()])?;
    let mut mailings = std::collections::BTreeSet::new();
    while let Some(row) = rows.next()? {
        if !row.get::<_, bool>(1)? {
            break;
        }
        mailings.insert(row.get::<_, i64>(0)?);
    }
    Ok(crate::people::count(mailings.len()))
}
