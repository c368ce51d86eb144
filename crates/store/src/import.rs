//! Bringing in people from files: once, however often the same file comes.

use std::collections::HashSet;

use byline_model::{
    Contact, ContactDraft, ContactId, ImportId, Source, SuppressionReason, filter::fold,
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Result, Store,
    contacts::{blank, contact_if, contacts_at, fill, overwrite, save, sort_name},
    sql::{CONTACT, FROM_CONTACT, contact, millis, time},
    suppressions::suppress,
};

/// Where an import comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportMeta {
    /// The file's name, to show.
    pub file: String,
    /// The source of people for whom the file names none.
    pub source: Option<Source>,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// What it says of a person.
    pub draft: ContactDraft,
    /// Whether it says that they opted out of mail; then their address is suppressed.
    pub opted_out: bool,
}

/// What an import did; the four add up to its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Its number; `None` for a trial.
    pub import: Option<ImportId>,
    /// People who are new.
    pub added: u32,
    /// People of whom the file knew more than the desk.
    pub updated: u32,
    /// People of whom the desk knew everything.
    pub unchanged: u32,
    /// Rows about somebody of whom an earlier row of the same import spoke.
    pub merged: u32,
}

/// An import that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRecord {
    /// What it did.
    pub report: ImportReport,
    /// The file's name.
    pub file: String,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Brings in people, all or none.
    ///
    /// A row is about the contact with its address. One without an address is about the contact that the same row
    /// was about when it came before. Otherwise it is about the contact of the same first name, last name and
    /// company, if that one has no other address; else about somebody new. Of somebody known it fills what is not
    /// known, adds tags, and changes nothing else: not the stage, and never an opt-out. An opt-out in the file
    /// suppresses the address.
    ///
    /// # Errors
    /// When the database fails.
    pub fn import(
        &mut self,
        rows: impl IntoIterator<Item = ImportRow>,
        meta: &ImportMeta,
        now: Timestamp,
    ) -> Result<ImportReport> {
        self.write_durably(|conn| import(conn, rows, meta, now))
    }

    /// What [`Store::import`] would do; nothing is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub fn try_import(
        &mut self,
        rows: impl IntoIterator<Item = ImportRow>,
        meta: &ImportMeta,
        now: Timestamp,
    ) -> Result<ImportReport> {
        let transaction = self.conn.transaction()?;
        let report = import(&transaction, rows, meta, now)?;
        transaction.rollback()?;
        Ok(ImportReport {
            import: None,
            ..report
        })
    }

    /// Every import, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn imports(&self) -> Result<Vec<ImportRecord>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT i.id, i.file, i.at, count(*) FILTER (WHERE r.did = 'added'), count(*) FILTER (WHERE r.did = 'updated'),
                 count(*) FILTER (WHERE r.did = 'unchanged'), count(*) FILTER (WHERE r.did = 'merged')
             FROM import i LEFT JOIN import_row r ON r.import_id = i.id GROUP BY i.id ORDER BY i.id DESC",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(ImportRecord {
                report: ImportReport {
                    import: Some(ImportId(row.get(0)?)),
                    added: row.get(3)?,
                    updated: row.get(4)?,
                    unchanged: row.get(5)?,
                    merged: row.get(6)?,
                },
                file: row.get(1)?,
                at: time(row, 2)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn import(
    conn: &Connection,
    rows: impl IntoIterator<Item = ImportRow>,
    meta: &ImportMeta,
    now: Timestamp,
) -> Result<ImportReport> {
    let id = conn
        .prepare_cached("INSERT INTO import (file, source, at) VALUES (?1, ?2, ?3)")?
        .insert((&meta.file, meta.source.map(Source::word), millis(now)))?;
    let mut report = ImportReport {
        import: Some(ImportId(id)),
        ..ImportReport::default()
    };
    let mut seen = HashSet::new();
    for row in rows {
        let known = known(conn, &row.draft)?;
        let (contact, did, changes) = match known {
            Some(known) => {
                let mut filled = known.clone();
                fill(&mut filled, &row.draft);
                let changes = changes(&known, &filled)?;
                if changes.is_some() {
                    save(conn, &filled, now)?;
                }
                let did = match (seen.contains(&known.id), &changes) {
                    (true, _) => "merged",
                    (false, Some(_)) => "updated",
                    (false, None) => "unchanged",
                };
                (known.id, did, changes)
            }
            None => {
                let mut new = blank(now);
                new.source = meta.source.unwrap_or(Source::Import);
                overwrite(&mut new, &row.draft);
                (save(conn, &new, now)?, "added", None)
            }
        };
        match did {
            "added" => report.added += 1,
            "updated" => report.updated += 1,
            "unchanged" => report.unchanged += 1,
            _ => report.merged += 1,
        }
        seen.insert(contact);
        if let (true, Some(address)) = (row.opted_out, &row.draft.email) {
            let note = format!("from {}", meta.file);
            suppress(conn, address, SuppressionReason::OptedOut, Some(&note), now)?;
        }
        conn.prepare_cached(
            "INSERT INTO import_row (import_id, line, contact_id, did, person_key, changes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((id, i64::try_from(row.line).unwrap_or(i64::MAX), contact.0, did, person_key(&row.draft), changes))?;
    }
    Ok(report)
}

/// The contact that a row is about, if there is one.
fn known(conn: &Connection, draft: &ContactDraft) -> Result<Option<Contact>> {
    if let Some(address) = &draft.email {
        let mut at_address = contacts_at(conn, &address.key())?;
        if !at_address.is_empty() {
            // Two people may share an address: the one of that name, else the one who was there first.
            let same = |contact: &Contact| {
                is_same(&contact.first_name, &draft.first_name)
                    && is_same(&contact.last_name, &draft.last_name)
            };
            let place = at_address.iter().position(same).unwrap_or(0);
            return Ok(Some(at_address.swap_remove(place)));
        }
    }
    if let Some(key) = person_key(draft) {
        let before = conn
            .prepare_cached(
                "SELECT r.contact_id FROM import_row r JOIN contact c ON c.id = r.contact_id
                 WHERE r.person_key = ?1 AND c.removed_at IS NULL ORDER BY r.rowid LIMIT 1",
            )?
            .query_row([key], |row| row.get(0))
            .optional()?;
        if let Some(id) = before {
            return contact_if(conn, ContactId(id));
        }
    }
    let mut wanted = blank(Timestamp::UNIX_EPOCH);
    overwrite(&mut wanted, draft);
    if wanted.first_name.is_none() && wanted.last_name.is_none() {
        return Ok(None);
    }
    let other_address = |contact: &Contact| match (&contact.email, &wanted.email) {
        (Some(known), Some(new)) => known.key() != new.key(),
        _ => false,
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {CONTACT} {FROM_CONTACT} AND c.sort_name = ?1 ORDER BY c.id"
    ))?;
    let rows = statement.query_map([sort_name(&wanted)], contact)?;
    for row in rows {
        let there = row?;
        if is_same(&there.first_name, &wanted.first_name)
            && is_same(&there.last_name, &wanted.last_name)
            && is_same(&there.company, &wanted.company)
            && !other_address(&there)
        {
            return Ok(Some(there));
        }
    }
    Ok(None)
}

/// Whom a row names, when it has no address to know them by; `None` when it names nobody.
fn person_key(draft: &ContactDraft) -> Option<String> {
    let part = |text: &Option<String>| text.as_deref().map(str::trim).map(fold).unwrap_or_default();
    let names = [part(&draft.first_name), part(&draft.last_name)];
    let nobody = draft.email.is_some() || names.iter().all(String::is_empty);
    (!nobody).then(|| format!("{}\t{}\t{}", names[0], names[1], part(&draft.company)))
}

fn is_same(a: &Option<String>, b: &Option<String>) -> bool {
    let key = |text: &Option<String>| {
        text.as_deref()
            .map(str::trim)
            .map(fold)
            .filter(|text| !text.is_empty())
    };
    key(a) == key(b)
}

/// For each field that differs, what it said before and what it says after, as JSON; `None` when none does.
fn changes(before: &Contact, after: &Contact) -> Result<Option<String>> {
    if before == after {
        return Ok(None);
    }
    let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
    let fields = before.as_object().into_iter().flatten();
    let changed: serde_json::Map<String, serde_json::Value> = fields
        .filter(|(field, value)| after.get(field) != Some(*value))
        .map(|(field, value)| (field.clone(), serde_json::json!([value, after.get(field)])))
        .collect();
    Ok(Some(serde_json::to_string(&changed)?))
}
