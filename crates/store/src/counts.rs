//! How many deliveries of a mailing are where, and how many were answered.

use std::collections::HashMap;

use byline_model::{Answer, Counts, DeliveryState, MailingId};
use rusqlite::Connection;

use crate::{Result, Store, StoreError};

impl Store {
    /// How many deliveries of a mailing are where; nothing when there is no such mailing.
    ///
    /// # Errors
    /// When the database fails.
    pub fn counts(&self, id: MailingId) -> Result<Counts> {
        Ok(all_counts(&self.conn, Some(id))?
            .remove(&id.0)
            .unwrap_or_default())
    }
}

/// The counts of one mailing, or of all, by number.
pub(crate) fn all_counts(
    conn: &Connection,
    only: Option<MailingId>,
) -> Result<HashMap<i64, Counts>> {
    let mut all: HashMap<i64, Counts> = HashMap::new();
    let only = only.map(|id| id.0);
    // One statement, so that no step of a sender comes between two counts. A complaint is counted with the opt-outs.
    let mut statement = conn.prepare_cached(if only.is_some() {
        "SELECT mailing_id, state AS what, count(*) FROM delivery WHERE mailing_id = ?1 GROUP BY what
         UNION ALL
         SELECT d.mailing_id, iif(a.kind = 'complained', 'opted_out', a.kind) AS what, count(DISTINCT d.id)
         FROM delivery d JOIN answer a ON a.delivery_id = d.id WHERE d.mailing_id = ?1 GROUP BY what"
    } else {
        "SELECT mailing_id, state AS what, count(*) FROM delivery WHERE ?1 IS NULL GROUP BY mailing_id, what
         UNION ALL
         SELECT d.mailing_id, iif(a.kind = 'complained', 'opted_out', a.kind) AS what, count(DISTINCT d.id)
         FROM answer a JOIN delivery d ON d.id = a.delivery_id GROUP BY d.mailing_id, what"
    })?;
    let mut rows = statement.query([only])?;
    while let Some(row) = rows.next()? {
        let counts = all.entry(row.get(0)?).or_default();
        let what: String = row.get(1)?;
        let many: u32 = row.get(2)?;
        if let Some(state) = DeliveryState::from_word(&what) {
            count_state(counts, state, many);
        } else if let Some(answer) = Answer::from_word(&what) {
            count_answer(counts, answer, many);
        } else {
            return Err(StoreError::Damaged(format!("word \"{what}\"")));
        }
    }
    Ok(all)
}

fn count_state(counts: &mut Counts, state: DeliveryState, many: u32) {
    counts.total += many;
    match state {
        DeliveryState::Queued | DeliveryState::Claimed | DeliveryState::Sending => {
            counts.waiting += many;
        }
        DeliveryState::Accepted => counts.accepted += many,
        DeliveryState::Deferred => counts.deferred += many,
        DeliveryState::Refused => counts.refused += many,
        DeliveryState::Unknown => counts.unknown += many,
        DeliveryState::Skipped => counts.skipped += many,
        DeliveryState::Bounced => {
            counts.accepted += many;
            counts.bounced += many;
        }
    }
}

fn count_answer(counts: &mut Counts, answer: Answer, many: u32) {
    match answer {
        Answer::Replied => counts.replied += many,
        Answer::AutoReplied => counts.auto_replied += many,
        Answer::OptedOut | Answer::Complained => counts.opted_out += many,
    }
}
