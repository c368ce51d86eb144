//! What happened between the rep and a contact, and what is next.

use byline_model::{Action, ContactId, NewNextStep, NextStep, NextStepId, Touch, TouchId};
use jiff::{Timestamp, civil::Date};
use rusqlite::{OptionalExtension, Row};

use crate::{
    Result, Store, StoreError,
    contacts::contact_of,
    sql::{clock_if, day, millis, word},
};

/// The columns of a next step `s`, for [`next_step`].
pub(crate) const STEP: &str =
    "s.id AS step_id, s.contact_id, s.action, s.text AS step_text, s.why, s.due, s.time";

/// Reads a next step from a row that has the columns of [`STEP`].
pub(crate) fn next_step(row: &Row<'_>) -> rusqlite::Result<NextStep> {
    Ok(NextStep {
        step: NextStepId(row.get("step_id")?),
        contact: ContactId(row.get("contact_id")?),
        action: word(row, "action", Action::from_word)?,
        text: row.get("step_text")?,
        why: row.get("why")?,
        due: day(row, "due")?,
        time: clock_if(row, "time")?,
    })
}

impl Store {
    /// Keeps something that happened; the touch's own number is not looked at.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the contact is not there.
    pub fn log_touch(&mut self, touch: &Touch, now: Timestamp) -> Result<TouchId> {
        self.write(|conn| {
            contact_of(conn, touch.contact)?;
            let id = conn
                .prepare_cached(
                    "INSERT INTO touch (contact_id, kind, at, text, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .insert((touch.contact.0, touch.kind.word(), millis(touch.at), touch.text.trim(), millis(now)))?;
            Ok(TouchId(id))
        })
    }

    /// Takes back a touch that was logged by mistake; the row stays, and counts nowhere.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn retract_touch(&mut self, id: TouchId, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            let changed = conn.execute(
                "UPDATE touch SET retracted_at = coalesce(retracted_at, ?2) WHERE id = ?1",
                (id.0, millis(now)),
            )?;
            if changed == 0 {
                return Err(StoreError::not_found("touch", id));
            }
            Ok(())
        })
    }

    /// Plans what is next for a contact. They have one open step at the most: an older one is kept as dropped.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the contact is not there.
    pub fn set_next_step(&mut self, step: &NewNextStep, now: Timestamp) -> Result<NextStepId> {
        self.write(|conn| {
            contact_of(conn, step.contact)?;
            conn.execute(
                "UPDATE next_step SET dropped_at = ?2 WHERE contact_id = ?1 AND done_at IS NULL AND dropped_at IS NULL",
                (step.contact.0, millis(now)),
            )?;
            let why = step.why.as_deref().map(str::trim).filter(|why| !why.is_empty());
            let id = conn
                .prepare_cached(
                    "INSERT INTO next_step (contact_id, action, text, why, due, time, created_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .insert((
                    step.contact.0,
                    step.action.word(),
                    step.text.trim(),
                    why,
                    step.due.to_string(),
                    step.time.map(|time| time.to_string()),
                    millis(now),
                ))?;
            Ok(NextStepId(id))
        })
    }

    /// Marks a step as done.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such step, or it was dropped.
    pub fn complete_step(&mut self, id: NextStepId, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            let changed = conn.execute(
                "UPDATE next_step SET done_at = coalesce(done_at, ?2) WHERE id = ?1 AND dropped_at IS NULL",
                (id.0, millis(now)),
            )?;
            if changed == 0 {
                return Err(StoreError::not_found("step", id));
            }
            Ok(())
        })
    }

    /// Drops a step: it will not be done. [`Store::reopen_step`] takes that back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such step, or it was done.
    pub fn drop_step(&mut self, id: NextStepId, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            let dropped = conn.execute(
                "UPDATE next_step SET dropped_at = coalesce(dropped_at, ?2) WHERE id = ?1 AND done_at IS NULL",
                (id.0, millis(now)),
            )?;
            if dropped == 0 {
                return Err(StoreError::not_found("next step", id));
            }
            Ok(())
        })
    }

    /// Opens a step that was done or dropped again; another that is open for the same contact is dropped.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn reopen_step(&mut self, id: NextStepId, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            let contact: Option<i64> = conn
                .query_row(
                    "SELECT contact_id FROM next_step WHERE id = ?1",
                    [id.0],
                    |row| row.get(0),
                )
                .optional()?;
            let contact = ContactId(contact.ok_or_else(|| StoreError::not_found("step", id))?);
            contact_of(conn, contact)?;
            conn.execute(
                "UPDATE next_step SET dropped_at = ?3
                 WHERE contact_id = ?1 AND id <> ?2 AND done_at IS NULL AND dropped_at IS NULL",
                (contact.0, id.0, millis(now)),
            )?;
            conn.execute(
                "UPDATE next_step SET done_at = NULL, dropped_at = NULL WHERE id = ?1",
                [id.0],
            )?;
            Ok(())
        })
    }

    /// Puts an open step off to another day; its time of day goes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such open step.
    pub fn snooze_step(&mut self, id: NextStepId, due: Date, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            let changed = conn.execute(
                "UPDATE next_step SET due = ?2, time = NULL WHERE id = ?1 AND done_at IS NULL AND dropped_at IS NULL",
                (id.0, due.to_string()),
            )?;
            if changed == 0 {
                return Err(StoreError::not_found("step", id));
            }
            conn.execute(
                "INSERT INTO next_step_move (step_id, due, at) VALUES (?1, ?2, ?3)",
                (id.0, due.to_string(), millis(now)),
            )?;
            Ok(())
        })
    }

    /// The open step of a contact, if one is planned.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_step_of(&self, contact: ContactId) -> Result<Option<NextStep>> {
        Ok(self
            .conn
            .prepare_cached(&format!(
                "SELECT {STEP} FROM next_step s
                 WHERE s.contact_id = ?1 AND s.done_at IS NULL AND s.dropped_at IS NULL"
            ))?
            .query_row([contact.0], next_step)
            .optional()?)
    }
}
