//! The ledger: who received which piece, by mailing and by hand.

use std::collections::{BTreeMap, BTreeSet};

use byline_model::{
    ContactId, DeliveryState, EditionHash, How, LedgerEntry, LedgerRow, filter::Filter,
};
use jiff::{
    Timestamp,
    civil::{Date, time as clock},
};
use rusqlite::{Row, params_from_iter, types::Value};

use crate::{
    Result, Store, StoreError,
    contacts::contact_of,
    filter::condition,
    mailings::answers,
    sql::{millis, shown_name, time, time_if, word},
};

/// A piece given outside a mailing, before it is in the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHandOver {
    /// The piece's folder name.
    pub piece: String,
    /// The piece's title.
    pub title: String,
    /// The edition, when the piece was frozen; kept already.
    pub edition: Option<EditionHash>,
    /// By which way; any but `mailed`.
    pub how: How,
    /// On which day.
    pub on: Date,
}

/// How far a piece went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reach {
    /// To how many people it went and was not returned.
    pub received: u32,
    /// When the first of them got it.
    pub first: Option<Timestamp>,
}

impl Store {
    /// Keeps that people got a piece outside a mailing. A hand-over of today happened now, one of another day at
    /// noon of that day.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a contact is not there; [`StoreError::BadValue`] for `mailed`.
    pub fn give(
        &mut self,
        new: &NewHandOver,
        contacts: &[ContactId],
        now: Timestamp,
    ) -> Result<()> {
        if new.how == How::Mailed {
            return Err(StoreError::BadValue {
                field: "how",
                value: new.how.to_string(),
                expected: "a piece is mailed by a mailing".into(),
            });
        }
        let at = if now.to_zoned(self.zone.clone()).date() == new.on {
            now
        } else {
            let noon = new
                .on
                .to_datetime(clock(12, 0, 0, 0))
                .to_zoned(self.zone.clone());
            noon.map_or(now, |noon| noon.timestamp())
        };
        self.write(|conn| {
            let mut insert = conn.prepare_cached(
                "INSERT INTO hand_over (contact_id, name, piece, title, edition, how, at, created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            for contact in contacts {
                let name = contact_of(conn, *contact)?.display_name();
                insert.execute((
                    contact.0,
                    name,
                    &new.piece,
                    &new.title,
                    new.edition.as_ref().map(|edition| &edition.0),
                    new.how.word(),
                    millis(at),
                    millis(now),
                ))?;
            }
            Ok(())
        })
    }

    /// Every delivery in whatever state, those skipped among them, and every hand-over, the newest first; of one
    /// contact or of one piece if given.
    ///
    /// # Errors
    /// When the database fails.
    pub fn ledger(
        &self,
        contact: Option<ContactId>,
        piece: Option<&str>,
    ) -> Result<Vec<LedgerEntry>> {
        let mut only = String::new();
        let mut values: Vec<Value> = Vec::new();
        if let Some(contact) = contact {
            values.push(contact.0.into());
            only.push_str(" AND x.contact_id = ?1");
        }
        if let Some(piece) = piece {
            values.push(piece.to_owned().into());
            only.push_str(&format!(" AND piece = ?{}", values.len()));
        }
        let sql = format!(
            "SELECT x.contact_id, {} AS name, coalesce(x.address, c.email) AS email, m.piece, m.edition, 'mailed' AS how, x.state,
                 x.at, (SELECT json_group_array(a.kind) FROM answer a WHERE a.delivery_id = x.id) AS answers, x.id AS id
             FROM delivery x JOIN mailing m ON m.id = x.mailing_id JOIN contact c ON c.id = x.contact_id WHERE TRUE{only}
             UNION ALL
             SELECT x.contact_id, {}, c.email, x.piece, x.edition, x.how, 'accepted', x.at, NULL, x.id
             FROM hand_over x JOIN contact c ON c.id = x.contact_id WHERE TRUE{only}
             ORDER BY at DESC, how, id DESC",
            name_since("x.name"),
            name_since("x.name"),
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), entry)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Those whom the filter chooses who have not had a piece, by name. Not among them are those to whom it is on
    /// its way, and those of whom nobody knows: sending it to them could mean sending it twice.
    ///
    /// # Errors
    /// When the database fails.
    pub fn missing(&self, piece: &str, filter: &Filter, now: Timestamp) -> Result<Vec<LedgerRow>> {
        let mut condition = condition(filter, &self.zone, now);
        condition.values.push(piece.to_owned().into());
        let place = condition.values.len();
        let sql = format!(
            "SELECT c.id, c.first_name, c.last_name, c.email, co.name AS company,
                 (SELECT coalesce(d.skipped, d.state) FROM delivery d JOIN mailing m ON m.id = d.mailing_id
                  WHERE d.contact_id = c.id AND m.piece = ?{place} ORDER BY d.at DESC, d.id DESC LIMIT 1) AS why
             FROM contact c LEFT JOIN company co ON co.id = c.company_id
             WHERE +c.removed_at IS NULL AND {} AND c.id NOT IN (
                 SELECT contact_id FROM hand_over WHERE piece = ?{place}
                 UNION ALL
                 SELECT d.contact_id FROM mailing m JOIN delivery d ON d.mailing_id = m.id
                 WHERE m.piece = ?{place} AND d.state NOT IN ('refused', 'bounced', 'skipped'))
             ORDER BY +c.sort_name, c.id",
            condition.sql
        );
        let mut statement = self.conn.prepare(&sql)?;
        let rows = statement.query_map(params_from_iter(condition.values), |row| {
            let why: Option<String> = row.get("why")?;
            Ok(LedgerRow {
                contact: ContactId(row.get("id")?),
                name: shown_name(row)?,
                email: row.get("email")?,
                company: row.get("company")?,
                piece: piece.to_owned(),
                why: why.unwrap_or_else(|| "not-sent".into()),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How far each piece went that went to anybody, by folder name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn reach(&self) -> Result<BTreeMap<String, Reach>> {
        // A mailing has everybody once, so one mailing alone is counted from its index. Only where a piece went out
        // several times, or by hand too, must people be told apart.
        let mut statement = self.conn.prepare_cached(
            "SELECT m.piece, (SELECT count(*) FROM delivery d WHERE d.mailing_id = m.id AND d.state = 'accepted') AS many,
                 (SELECT min(at) FROM delivery d WHERE d.mailing_id = m.id AND d.state = 'accepted')
             FROM mailing m WHERE many > 0
             UNION ALL SELECT piece, count(DISTINCT contact_id), min(at) FROM hand_over GROUP BY piece",
        )?;
        let mut rows = statement.query([])?;
        let mut reach: BTreeMap<String, Reach> = BTreeMap::new();
        let mut several: BTreeSet<String> = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let piece: String = row.get(0)?;
            let received: u32 = row.get(1)?;
            let first = time_if(row, 2)?;
            let known = reach.entry(piece.clone()).or_default();
            if known.received > 0 {
                several.insert(piece);
            }
            known.received += received;
            known.first = known.first.into_iter().chain(first).min();
        }
        let mut people = self
            .conn
            .prepare_cached("SELECT count(DISTINCT contact_id) FROM received WHERE piece = ?1")?;
        for piece in several {
            if let Some(known) = reach.get_mut(&piece) {
                known.received = people.query_row([&piece], |row| row.get(0))?;
            }
        }
        Ok(reach)
    }
}

/// SQL for the name to show of a contact `c`: as it is now or, when they were removed, as it `was`.
pub(crate) fn name_since(was: &str) -> String {
    format!(
        "iif(c.removed_at IS NULL, coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email, {was}), {was})"
    )
}

fn entry(row: &Row<'_>) -> rusqlite::Result<LedgerEntry> {
    Ok(LedgerEntry {
        contact: ContactId(row.get("contact_id")?),
        name: row.get("name")?,
        email: row.get("email")?,
        piece: row.get("piece")?,
        edition: row.get::<_, Option<String>>("edition")?.map(EditionHash),
        how: word(row, "how", How::from_word)?,
        state: word(row, "state", DeliveryState::from_word)?,
        answers: answers(row)?,
        at: time(row, "at")?,
    })
}
