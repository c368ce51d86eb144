//! Drafts that are made every month, each at most once a month.

use byline_model::MonthlyDraftId;
use jiff::{Timestamp, civil::Time};
use rusqlite::OptionalExtension;

use crate::{
    Result, Store, StoreError,
    sql::{clock, millis, time},
};

/// A draft that is to be made every month, before it is in the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMonthlyDraft {
    /// The template it is made from.
    pub template: String,
    /// Its title.
    pub title: String,
    /// On which day of the month, from 1 to 31; in a shorter month on its last.
    pub day: u8,
    /// At which time of that day, in whole minutes.
    pub time: Time,
    /// The IANA time zone in which that is meant.
    pub time_zone: String,
}

/// A draft that is made every month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyDraft {
    /// Its number.
    pub id: MonthlyDraftId,
    /// What is made, and when.
    pub draft: NewMonthlyDraft,
    /// Since when it is wanted.
    pub created_at: Timestamp,
    /// The last month for which it was made, as `YYYY-MM`.
    pub last_made: Option<String>,
}

impl Store {
    /// The monthly drafts that have not been ended, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn monthly_drafts(&self) -> Result<Vec<MonthlyDraft>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, template, title, day, time, time_zone, created_at,
                 (SELECT max(month) FROM monthly_draft_made WHERE draft_id = id) AS last_made
             FROM monthly_draft WHERE ended_at IS NULL ORDER BY id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(MonthlyDraft {
                id: MonthlyDraftId(row.get("id")?),
                draft: NewMonthlyDraft {
                    template: row.get("template")?,
                    title: row.get("title")?,
                    day: row.get("day")?,
                    time: clock(row, "time")?,
                    time_zone: row.get("time_zone")?,
                },
                created_at: time(row, "created_at")?,
                last_made: row.get("last_made")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Adds a draft to be made every month; its seconds are not kept.
    ///
    /// # Errors
    /// [`StoreError::BadValue`] for an empty title or a day that no month has.
    pub fn add_monthly_draft(
        &mut self,
        new: &NewMonthlyDraft,
        now: Timestamp,
    ) -> Result<MonthlyDraftId> {
        let title = new.title.trim();
        if title.is_empty() {
            return Err(bad("title", title, "a draft needs a title"));
        }
        if !(1..=31).contains(&new.day) {
            return Err(bad("day", &new.day.to_string(), "a day from 1 to 31"));
        }
        self.write(|conn| {
            let id = conn
                .prepare_cached(
                    "INSERT INTO monthly_draft (template, title, day, time, time_zone, created_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .insert((
                    &new.template,
                    title,
                    new.day,
                    new.time.strftime("%H:%M").to_string(),
                    &new.time_zone,
                    millis(now),
                ))?;
            Ok(MonthlyDraftId(id))
        })
    }

    /// Ends a monthly draft: it is made no more. What was made stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn end_monthly_draft(&mut self, id: MonthlyDraftId, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            let changed = conn.execute(
                "UPDATE monthly_draft SET ended_at = coalesce(ended_at, ?2) WHERE id = ?1",
                (id.0, millis(now)),
            )?;
            if changed == 0 {
                return Err(StoreError::not_found("monthly draft", id));
            }
            Ok(())
        })
    }

    /// Keeps that the draft of a month (`YYYY-MM`) is made as that piece; `false` when that month has one already, or
    /// the draft was ended meanwhile. Ask this before the piece is written: of two windows that see it due, and of a
    /// program that is killed and starts again, only one gets `true`. On the disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::BadValue`] for what is no month.
    pub fn monthly_draft_made(
        &mut self,
        id: MonthlyDraftId,
        month: &str,
        piece: &str,
        now: Timestamp,
    ) -> Result<bool> {
        let first: std::result::Result<jiff::civil::Date, _> = format!("{month}-01").parse();
        if month.len() != 7 || first.is_err() {
            return Err(bad("month", month, "a month such as 2026-11"));
        }
        self.write_durably(|conn| {
            let ended: Option<i64> = conn
                .query_row(
                    "SELECT ended_at FROM monthly_draft WHERE id = ?1",
                    [id.0],
                    |row| row.get(0),
                )
                .optional()?
                .ok_or_else(|| StoreError::not_found("monthly draft", id))?;
            if ended.is_some() {
                return Ok(false);
            }
            let added = conn.execute(
                "INSERT INTO monthly_draft_made (draft_id, month, piece, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                (id.0, month, piece, millis(now)),
            )?;
            Ok(added > 0)
        })
    }
}

fn bad(field: &'static str, value: &str, expected: &str) -> StoreError {
    StoreError::BadValue {
        field,
        value: value.to_owned(),
        expected: expected.to_owned(),
    }
}
