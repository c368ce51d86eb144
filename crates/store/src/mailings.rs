//! Mailings: planned whole before anything leaves, and read with their rows.

use std::collections::HashSet;

use byline_model::{
    Answer, BounceReason, ContactId, Counts, Delivery, DeliveryId, DeliveryState, EditionHash,
    EmailAddress, Failure, Mailing, MailingId, MailingState, Schedule, SkipReason, Via,
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{
    Result, Store, StoreError,
    counts::all_counts,
    sql::{address_if, millis, sorted_list, time, time_if, word, word_if},
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
    /// When it goes; without, it waits for the rep's word.
    pub schedule: Option<Schedule>,
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
    d.state, d.skipped, d.words, d.failure_hard, d.failure_reason, d.retry_at, d.attempts, d.at, \
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
        failure: failure(row)?,
        retry_at: time_if(row, "retry_at")?,
        attempts: row.get("attempts")?,
        at: time(row, "at")?,
    })
}

/// Reads why a delivery failed, where that is known.
pub(crate) fn failure(row: &Row<'_>) -> rusqlite::Result<Option<Failure>> {
    let hard: Option<bool> = row.get("failure_hard")?;
    let reason = word_if(row, "failure_reason", BounceReason::from_word)?;
    Ok(hard
        .zip(reason)
        .map(|(hard, reason)| Failure { hard, reason }))
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
    /// Keeps a mailing with a row for everybody in its audience: `scheduled` with a schedule, else `planned`. All of it
    /// is on the disk when this returns, before the first byte leaves.
    ///
    /// Whoever has another delivery of the same piece on its way, or one of unknown fate, under their number or under
    /// their address, or got one after `now`, when the rep asked for this mailing, is planned as skipped
    /// ([`SkipReason::OnItsWay`]): of two mailings of a piece that were asked for at the same time, one finds the rows
    /// of the other, however soon that was done.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a contact is not there; [`StoreError::Sqlite`] when a contact, a position or a
    /// Message-ID occurs twice, or somebody without an address is not skipped. Nothing is kept then.
    pub fn plan_mailing(&mut self, new: &NewMailing, now: Timestamp) -> Result<MailingId> {
        let at = millis(now);
        self.write_durably(|conn| {
            let id: i64 = conn
                .prepare_cached(
                    "INSERT INTO mailing (edition, piece, title, audience, via, state, scheduled_at, time_zone, created_at, state_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, iif(?6 IS NULL, 'planned', 'scheduled'), ?6, ?7, ?8, ?8)",
                )?
                .insert((
                    &new.edition.0,
                    &new.piece,
                    &new.title,
                    &new.audience,
                    new.via.word(),
                    new.schedule.as_ref().map(|schedule| millis(schedule.at)),
                    new.schedule.as_ref().map(|schedule| &schedule.time_zone),
                    at,
                ))?;
            let mut insert = conn.prepare_cached(
                "INSERT INTO delivery (mailing_id, contact_id, position, message_id, name, company, address, address_key,
                     state, skipped, at)
                 SELECT ?1, c.id, ?3, ?4, coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email, 'No name'),
                     co.name, ?5, ?6, iif(?7 IS NULL, 'queued', 'skipped'), ?7, ?8
                 FROM contact c LEFT JOIN company co ON co.id = c.company_id WHERE c.id = ?2 AND c.removed_at IS NULL",
            )?;
            let (contacts, addresses) = on_its_way(conn, &new.piece, id, now)?;
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

    /// Every mailing that is not done, with its counts, the oldest first: what a sender or a schedule has to look at.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open_mailings(&self) -> Result<Vec<Mailing>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT * FROM mailing WHERE state <> 'done' ORDER BY id")?;
        let rows = statement.query_map([], |row| mailing(row, Counts::default()))?;
        let mut open: Vec<Mailing> = rows.collect::<rusqlite::Result<_>>()?;
        for mailing in &mut open {
            mailing.counts = self.counts(mailing.mailing)?;
        }
        Ok(open)
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
}

/// The contacts and address keys to whom another mailing of a piece is on its way, or nobody knows, or went since.
fn on_its_way(
    conn: &Connection,
    piece: &str,
    but: i64,
    since: Timestamp,
) -> Result<(HashSet<i64>, HashSet<String>)> {
    let mut statement = conn.prepare_cached(
        "SELECT d.contact_id, d.address_key FROM mailing m JOIN delivery d ON d.mailing_id = m.id
         WHERE m.piece = ?1 AND m.id <> ?2 AND (d.state IN ('queued', 'claimed', 'sending', 'deferred', 'unknown')
             OR d.state IN ('accepted', 'bounced') AND d.at > ?3)",
    )?;
    let rows: Vec<(i64, String)> = statement
        .query_map((piece, but, millis(since)), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows.into_iter().unzip())
}

fn mailing(row: &Row<'_>, counts: Counts) -> rusqlite::Result<Mailing> {
    let state = word(row, "state", MailingState::from_word)?;
    let time_zone: Option<String> = row.get("time_zone")?;
    let schedule = time_if(row, "scheduled_at")?
        .zip(time_zone)
        .filter(|_| state == MailingState::Scheduled)
        .map(|(at, time_zone)| Schedule { at, time_zone });
    Ok(Mailing {
        mailing: MailingId(row.get("id")?),
        piece: row.get("piece")?,
        title: row.get("title")?,
        edition: EditionHash(row.get("edition")?),
        audience: row.get("audience")?,
        via: word(row, "via", Via::from_word)?,
        state,
        held: row.get("held")?,
        resume_at: time_if(row, "resume_at")?,
        schedule,
        created_at: time(row, "created_at")?,
        counts,
    })
}
