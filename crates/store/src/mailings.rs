//! Mailings: planned whole before anything leaves, and counted.

use std::collections::{HashMap, HashSet};

use byline_model::{
    Answer, ContactId, Counts, Delivery, DeliveryId, DeliveryState, EditionHash, EmailAddress,
    Mailing, MailingId, MailingState, SkipReason, Via,
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    Result, Store, StoreError,
    sql::{address_if, millis, sorted_list, time, word, word_if},
};

/// A mailing before it is in the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMailing {
    /// What is sent; kept already.
    pub edition: EditionHash,
    /// The piece's folder name.
    pub piece: String,
    /// The piece's title.
    pub title: String,
    /// The filter that chose the audience, as text.
    pub audience: String,
    /// By which way.
    pub via: Via,
    /// Everybody in the audience, those left out among them.
    pub rows: Vec<NewDelivery>,
}

/// One row of a mailing before it is in the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// To whom; once in a mailing.
    pub contact: ContactId,
    /// The address; `None` only for those who are skipped.
    pub address: Option<EmailAddress>,
    /// The Message-ID without angle brackets; like no other.
    pub message_id: String,
    /// Its place in the mailing, from 1; like no other in it.
    pub position: u32,
    /// Why they are left out.
    pub skipped: Option<SkipReason>,
}

/// The columns of a delivery `d`, for [`delivery`].
pub(crate) const DELIVERY: &str = "d.id, d.mailing_id, d.contact_id, d.position, d.message_id, d.name, d.company, d.address, \
    d.state, d.skipped, d.words, d.attempts, d.at, \
    (SELECT json_group_array(a.kind) FROM answer a WHERE a.delivery_id = d.id) AS answers";

/// Reads a delivery from a row that has the columns of [`DELIVERY`].
pub(crate) fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        delivery: DeliveryId(row.get("id")?),
        mailing: MailingId(row.get("mailing_id")?),
        contact: ContactId(row.get("contact_id")?),
        name: row.get("name")?,
        company: row.get("company")?,
        address: address_if(row, "address")?,
        position: row.get("position")?,
        message_id: row.get("message_id")?,
        state: word(row, "state", DeliveryState::from_word)?,
        skipped: word_if(row, "skipped", SkipReason::from_word)?,
        words: row.get("words")?,
        answers: answers(row)?,
        attempts: row.get("attempts")?,
        at: time(row, "at")?,
    })
}

/// Reads what came back from the column `answers`, each kind once.
pub(crate) fn answers(row: &Row<'_>) -> rusqlite::Result<Vec<Answer>> {
    let mut answers: Vec<Answer> = sorted_list(row, "answers")?
        .iter()
        .filter_map(|word| Answer::from_word(word))
        .collect();
    answers.sort();
    answers.dedup();
    Ok(answers)
}

impl Store {
    /// Keeps a mailing with a row for everybody in its audience. All of it is on the disk when this returns, before
    /// the first byte leaves.
    ///
    /// Whoever has another delivery of the same piece on its way, or one of unknown fate, under their number or under
    /// their address, is planned as skipped ([`SkipReason::OnItsWay`]): of two mailings of a piece that are planned at
    /// the same time, one finds the rows of the other.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a contact is not there; [`StoreError::Sqlite`] when a contact, a position or a
    /// Message-ID occurs twice, or somebody without an address is not skipped. Nothing is kept then.
    pub fn plan_mailing(&mut self, new: &NewMailing, now: Timestamp) -> Result<MailingId> {
        let at = millis(now);
        self.write_durably(|conn| {
            let id: i64 = conn
                .prepare_cached(
                    "INSERT INTO mailing (edition, piece, title, audience, via, state, created_at, state_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, 'planned', ?6, ?6)",
                )?
                .insert((&new.edition.0, &new.piece, &new.title, &new.audience, new.via.word(), at))?;
            let mut insert = conn.prepare_cached(
                "INSERT INTO delivery (mailing_id, contact_id, position, message_id, name, company, address, address_key,
                     state, skipped, at)
                 SELECT ?1, c.id, ?3, ?4, coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email, 'No name'),
                     co.name, ?5, ?6, iif(?7 IS NULL, 'queued', 'skipped'), ?7, ?8
                 FROM contact c LEFT JOIN company co ON co.id = c.company_id WHERE c.id = ?2 AND c.removed_at IS NULL",
            )?;
            let (contacts, addresses) = on_its_way(conn, &new.piece, id)?;
            for row in &new.rows {
                let address_key = row.address.as_ref().map(EmailAddress::key);
                let meets = contacts.contains(&row.contact.0)
                    || address_key.as_ref().is_some_and(|key| addresses.contains(key));
                let skipped = row.skipped.or(meets.then_some(SkipReason::OnItsWay));
                let added = insert.execute((
                    id,
                    row.contact.0,
                    row.position,
                    &row.message_id,
                    row.address.as_ref().map(EmailAddress::as_str),
                    address_key,
                    skipped.map(SkipReason::word),
                    at,
                ))?;
                if added == 0 {
                    return Err(StoreError::not_found("contact", row.contact));
                }
            }
            Ok(MailingId(id))
        })
    }

    /// Every mailing with its counts, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn mailings(&self) -> Result<Vec<Mailing>> {
        let mut counts = all_counts(&self.conn, None)?;
        let mut statement = self
            .conn
            .prepare_cached("SELECT * FROM mailing ORDER BY created_at DESC, id DESC")?;
        let rows = statement.query_map([], |row| {
            let id: i64 = row.get("id")?;
            mailing(row, counts.remove(&id).unwrap_or_default())
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The mailing of that number with its counts.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn mailing(&self, id: MailingId) -> Result<Mailing> {
        let counts = self.counts(id)?;
        self.conn
            .prepare_cached("SELECT * FROM mailing WHERE id = ?1")?
            .query_row([id.0], |row| mailing(row, counts))
            .optional()?
            .ok_or_else(|| StoreError::not_found("mailing", id))
    }

    /// How many deliveries of a mailing are where; nothing when there is no such mailing.
    ///
    /// # Errors
    /// When the database fails.
    pub fn counts(&self, id: MailingId) -> Result<Counts> {
        Ok(all_counts(&self.conn, Some(id))?
            .remove(&id.0)
            .unwrap_or_default())
    }

    /// The rows of a mailing, by position.
    ///
    /// # Errors
    /// When the database fails.
    pub fn deliveries(&self, id: MailingId) -> Result<Vec<Delivery>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {DELIVERY} FROM delivery d WHERE d.mailing_id = ?1 ORDER BY d.position"
        ))?;
        let rows = statement.query_map([id.0], delivery)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The last rows of a mailing to be dealt with, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn recent_deliveries(&self, id: MailingId, limit: u32) -> Result<Vec<Delivery>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {DELIVERY} FROM delivery d
             WHERE d.mailing_id = ?1 AND d.state NOT IN ('queued', 'claimed', 'skipped')
             ORDER BY d.at DESC, d.position DESC LIMIT ?2"
        ))?;
        let rows = statement.query_map((id.0, limit), delivery)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How far a mailing is: asked before every message, so it counts nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn mailing_state(&self, id: MailingId) -> Result<MailingState> {
        self.conn
            .prepare_cached("SELECT state FROM mailing WHERE id = ?1")?
            .query_row([id.0], |row| word(row, 0, MailingState::from_word))
            .optional()?
            .ok_or_else(|| StoreError::not_found("mailing", id))
    }

    /// The delivery of that number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delivery(&self, id: DeliveryId) -> Result<Delivery> {
        self.conn
            .prepare_cached(&format!(
                "SELECT {DELIVERY} FROM delivery d WHERE d.id = ?1"
            ))?
            .query_row([id.0], delivery)
            .optional()?
            .ok_or_else(|| StoreError::not_found("delivery", id))
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

    /// Puts a mailing into a state; `held` says why, when something other than the rep holds it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn set_mailing_state(
        &mut self,
        id: MailingId,
        state: MailingState,
        held: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(|conn| {
            let changed = conn.execute(
                "UPDATE mailing SET state = ?2, held = ?3, state_at = ?4 WHERE id = ?1",
                (id.0, state.word(), held, millis(now)),
            )?;
            if changed == 0 {
                return Err(StoreError::not_found("mailing", id));
            }
            Ok(())
        })
    }
}

/// The contacts and address keys to whom another mailing of a piece is on its way, or nobody knows.
fn on_its_way(conn: &Connection, piece: &str, but: i64) -> Result<(HashSet<i64>, HashSet<String>)> {
    let mut statement = conn.prepare_cached(
        "SELECT d.contact_id, d.address_key FROM mailing m JOIN delivery d ON d.mailing_id = m.id
         WHERE m.piece = ?1 AND m.id <> ?2 AND d.state IN ('queued', 'claimed', 'sending', 'deferred', 'unknown')",
    )?;
    let rows: Vec<(i64, String)> = statement
        .query_map((piece, but), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows.into_iter().unzip())
}

fn mailing(row: &Row<'_>, counts: Counts) -> rusqlite::Result<Mailing> {
    Ok(Mailing {
        mailing: MailingId(row.get("id")?),
        piece: row.get("piece")?,
        title: row.get("title")?,
        edition: EditionHash(row.get("edition")?),
        audience: row.get("audience")?,
        via: word(row, "via", Via::from_word)?,
        state: word(row, "state", MailingState::from_word)?,
        held: row.get("held")?,
        created_at: time(row, "created_at")?,
        counts,
    })
}

/// The counts of one mailing, or of all.
fn all_counts(conn: &Connection, only: Option<MailingId>) -> Result<HashMap<i64, Counts>> {
    let mut all: HashMap<i64, Counts> = HashMap::new();
    let only = only.map(|id| id.0);
    // One statement, so that no step of a sender comes between two counts.
    let mut statement = conn.prepare_cached(if only.is_some() {
        "SELECT mailing_id, state, count(*) FROM delivery WHERE mailing_id = ?1 GROUP BY state
         UNION ALL
         SELECT d.mailing_id, 'replied', count(DISTINCT d.id) FROM delivery d JOIN answer a ON a.delivery_id = d.id
         WHERE a.kind = 'replied' AND d.mailing_id = ?1 GROUP BY d.mailing_id"
    } else {
        "SELECT mailing_id, state, count(*) FROM delivery WHERE ?1 IS NULL GROUP BY mailing_id, state
         UNION ALL
         SELECT d.mailing_id, 'replied', count(DISTINCT d.id) FROM answer a JOIN delivery d ON d.id = a.delivery_id
         WHERE a.kind = 'replied' GROUP BY d.mailing_id"
    })?;
    let mut rows = statement.query([only])?;
    while let Some(row) = rows.next()? {
        let counts = all.entry(row.get(0)?).or_default();
        let many: u32 = row.get(2)?;
        let state: String = row.get(1)?;
        let Some(state) = DeliveryState::from_word(&state) else {
            counts.replied = many;
            continue;
        };
        counts.total += many;
        match state {
            DeliveryState::Queued | DeliveryState::Claimed | DeliveryState::Sending => {
                counts.waiting += many
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
    Ok(all)
}
