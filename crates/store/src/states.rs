//! How far a mailing is: put to a time, begun, held, stopped.

use byline_model::{DeliveryId, MailingId, MailingState, Schedule};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Result, Store, StoreError,
    sql::{millis, word},
};

impl Store {
    /// How far a mailing is: asked before every message, so it counts nothing.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn mailing_state(&self, id: MailingId) -> Result<MailingState> {
        Ok(standing(&self.conn, id)?.0)
    }

    /// Puts a mailing into a state; `held` says why, when something other than the rep holds it. With `paused`,
    /// `resume_at` says when the sender goes on by itself; with every other state it is not kept.
    ///
    /// On the disk when this returns, with every cheap mark of the sender before it.
    ///
    /// A mailing that was stopped and is done stays so, whatever a sender that had to let go calls it, unless the rep
    /// asked for something of it to be sent once more: then it is open again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::BadValue`] for `scheduled`, which [`Store::schedule_mailing`] sets
    /// together with the time; [`StoreError::Standing`] for `sending` while a stopped mailing still waits for its
    /// last answer.
    pub fn set_mailing_state(
        &mut self,
        id: MailingId,
        state: MailingState,
        held: Option<&str>,
        resume_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<()> {
        let resume_at = resume_at.filter(|_| state == MailingState::Paused);
        self.write_durably(|conn| {
            let (before, stopped) = standing(conn, id)?;
            let over = stopped && before == MailingState::Done;
            if state == MailingState::Scheduled {
                return Err(StoreError::BadValue {
                    field: "state",
                    value: state.to_string(),
                    expected: "it needs a time".into(),
                });
            }
            if over && !waits(conn, id)? {
                return Ok(());
            }
            if stopped && !over && state == MailingState::Sending {
                return Err(StoreError::Standing("is being stopped"));
            }
            conn.prepare_cached(
                "UPDATE mailing SET state = ?2, held = ?3, resume_at = ?4, state_at = ?5,
                     stopped_at = iif(?6, NULL, stopped_at)
                 WHERE id = ?1",
            )?
            .execute((
                id.0,
                state.word(),
                held,
                resume_at.map(millis),
                millis(now),
                over,
            ))?;
            Ok(())
        })
    }

    /// Puts a mailing to a time: one that is planned or scheduled, or paused before anything of it left. It is on the
    /// disk when this returns.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Standing`] when it has begun to go out, or is done.
    pub fn schedule_mailing(
        &mut self,
        id: MailingId,
        schedule: &Schedule,
        now: Timestamp,
    ) -> Result<()> {
        self.write_durably(|conn| {
            let (state, stopped) = standing(conn, id)?;
            let begun = match state {
                MailingState::Planned | MailingState::Scheduled => false,
                MailingState::Paused => stopped || has_begun(conn, id)?,
                MailingState::Sending | MailingState::Done => true,
            };
            if begun {
                return Err(StoreError::Standing(match state {
                    MailingState::Done => "has gone already, so it can have no other time",
                    _ => "has begun to go out, so it can have no other time",
                }));
            }
            conn.execute(
                "UPDATE mailing SET state = 'scheduled', held = NULL, resume_at = NULL, scheduled_at = ?2, time_zone = ?3,
                     state_at = ?4
                 WHERE id = ?1",
                (
                    id.0,
                    millis(schedule.at),
                    &schedule.time_zone,
                    millis(now),
                ),
            )?;
            Ok(())
        })
    }

    /// Lets a mailing go whose time has come: says whether it was still scheduled for that very moment. Of two windows
    /// that see it due one gets `true`, and none does when the rep moved it meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin_scheduled(
        &mut self,
        id: MailingId,
        schedule: &Schedule,
        now: Timestamp,
    ) -> Result<bool> {
        self.write(|conn| {
            let begun = conn.execute(
                "UPDATE mailing SET state = 'sending', held = NULL, state_at = ?3
                 WHERE id = ?1 AND state = 'scheduled' AND scheduled_at = ?2",
                (id.0, millis(schedule.at), millis(now)),
            )?;
            Ok(begun > 0)
        })
    }

    /// Stops a mailing for good: whoever waits for their turn or for another try is skipped with the reason `stopped`;
    /// says how many. It is on the disk when this returns.
    ///
    /// The mailing is done at once, unless a sender holds rows of it. Then it is paused until the sender has let go of
    /// them: what has not left by then is skipped as well, what left is kept with its answer, and with the last of them
    /// the mailing is done. Where that sender is no more, [`Store::release_claims`] does it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn stop_mailing(&mut self, id: MailingId, now: Timestamp) -> Result<u32> {
        self.write_durably(|conn| {
            let (state, _) = standing(conn, id)?;
            if state == MailingState::Done {
                return Ok(0);
            }
            conn.execute(
                "UPDATE mailing SET state = 'paused', held = NULL, resume_at = NULL, stopped_at = ?2, state_at = ?2
                 WHERE id = ?1",
                (id.0, millis(now)),
            )?;
            let stopped = conn.execute(
                "UPDATE delivery SET state = 'skipped', skipped = 'stopped', retry_at = NULL, at = ?2
                 WHERE mailing_id = ?1 AND state IN ('queued', 'deferred')",
                (id.0, millis(now)),
            )?;
            finish_stopped(conn, id.0, now)?;
            Ok(crate::people::count(stopped))
        })
    }
}

/// How far a mailing is, and whether it was stopped.
fn standing(conn: &Connection, id: MailingId) -> Result<(MailingState, bool)> {
    conn.prepare_cached("SELECT state, stopped_at IS NOT NULL FROM mailing WHERE id = ?1")?
        .query_row([id.0], |row| {
            Ok((word(row, 0, MailingState::from_word)?, row.get(1)?))
        })
        .optional()?
        .ok_or_else(|| StoreError::not_found("mailing", id))
}

/// Whether anything of a mailing left, or was tried.
fn has_begun(conn: &Connection, id: MailingId) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM delivery WHERE mailing_id = ?1 AND (state NOT IN ('queued', 'skipped') OR attempts > 0))",
        )?
        .query_row([id.0], |row| row.get(0))?)
}

/// Whether anybody waits for their turn, or for another try.
fn waits(conn: &Connection, id: MailingId) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM delivery WHERE mailing_id = ?1 AND state IN ('queued', 'deferred'))",
        )?
        .query_row([id.0], |row| row.get(0))?)
}

/// After a sender let go of a row: in a mailing that was stopped, a row that came back to the queue is skipped, and
/// with the last row the mailing is done.
pub(crate) fn settle_stopped(
    conn: &Connection,
    delivery: DeliveryId,
    now: Timestamp,
) -> Result<()> {
    let stopped: Option<i64> = conn
        .prepare_cached(
            "SELECT m.id FROM delivery d JOIN mailing m ON m.id = d.mailing_id
             WHERE d.id = ?1 AND m.stopped_at IS NOT NULL AND m.state <> 'done'",
        )?
        .query_row([delivery.0], |row| row.get(0))
        .optional()?;
    let Some(mailing) = stopped else {
        return Ok(());
    };
    conn.execute(
        "UPDATE delivery SET state = 'skipped', skipped = 'stopped', retry_at = NULL, at = ?2
         WHERE id = ?1 AND state IN ('queued', 'deferred')",
        (delivery.0, millis(now)),
    )?;
    finish_stopped(conn, mailing, now)
}

/// Makes a stopped mailing done when nothing of it waits any more.
fn finish_stopped(conn: &Connection, mailing: i64, now: Timestamp) -> Result<()> {
    conn.execute(
        "UPDATE mailing SET state = 'done', held = NULL, resume_at = NULL, state_at = ?2
         WHERE id = ?1 AND NOT EXISTS (
             SELECT 1 FROM delivery WHERE mailing_id = ?1 AND state IN ('queued', 'claimed', 'sending', 'deferred'))",
        (mailing, millis(now)),
    )?;
    Ok(())
}
