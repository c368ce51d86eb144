//! Sending, row by row: claimed durably before, marked as it goes, cleared up after a crash.

use byline_model::{
    Delivery, DeliveryId, DeliveryState, Failure, IllegalTransition, MailingId, SkipReason,
    SuppressionReason, Via,
};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use crate::{
    Result, Store, StoreError,
    incoming::what_came_early,
    mailings::{DELIVERY, delivery},
    sql::{address_if, array, millis, time_if, word, word_if},
    states::settle_stopped,
    suppressions::suppress,
};

/// A retry that lies farther ahead than this was set by a clock that has been put back since: no pause is as long.
/// Such a row is due at once.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// A step of one delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryUpdate {
    /// Which.
    pub delivery: DeliveryId,
    /// The state that it takes.
    pub to: DeliveryState,
    /// The server's words, or what is known.
    pub words: Option<String>,
    /// With `deferred`: when it may be tried again; at once when not given.
    pub retry_at: Option<Timestamp>,
    /// With `skipped`: why.
    pub skipped: Option<SkipReason>,
    /// With `refused` and `bounced`: why, as far as it is known.
    pub failure: Option<Failure>,
}

impl DeliveryUpdate {
    /// A step without words.
    pub const fn new(delivery: DeliveryId, to: DeliveryState) -> Self {
        Self {
            delivery,
            to,
            words: None,
            retry_at: None,
            skipped: None,
            failure: None,
        }
    }

    /// The same step with the server's words.
    #[must_use]
    pub fn with_words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }
}

/// What became of the rows that a stopped sender had claimed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Released {
    /// Certainly not sent: they wait for their turn again.
    pub queued: u32,
    /// Nobody knows: they wait for the rep's word.
    pub unknown: u32,
}

/// What [`Store::still_goes`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StillGoes {
    /// It goes.
    Yes,
    /// The mailing is not being sent any more.
    Paused,
    /// Its person is not to get it after all.
    Skipped(SkipReason),
}

impl Store {
    /// Takes up to `limit` rows of a mailing to send, by position: those that wait, and those deferred whose time has
    /// come. No other sender gets them. The claim is on the disk when this returns, with the boot of the machine and
    /// the sender, so that after a power cut the rows in doubt are known: see [`Store::release_claims`].
    ///
    /// A row whose retry lies more than 24 hours ahead is due too: the clock was put back since.
    ///
    /// Gives nothing unless the mailing is in the state `sending`: a pause by another window takes hold here. What
    /// happened since the rows were planned counts: whoever is not to be mailed any more is not given but skipped, and
    /// somebody whose address was put right gets it there, unless another row of the mailing has that address.
    ///
    /// # Errors
    /// When the database fails.
    pub fn claim(
        &mut self,
        id: MailingId,
        limit: u32,
        boot: &str,
        sender: &str,
        now: Timestamp,
    ) -> Result<Vec<Delivery>> {
        self.write_durably(|conn| {
            let sending: bool = conn
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM mailing WHERE id = ?1 AND state = 'sending')",
                )?
                .query_row([id.0], |row| row.get(0))?;
            if !sending {
                return Ok(Vec::new());
            }
            let mut claimed: Vec<i64> = Vec::new();
            while claimed.len() < limit as usize {
                let wanted = i64::from(limit) - claimed.len() as i64;
                let candidates = waiting(conn, id, wanted, now)?;
                if candidates.is_empty() {
                    break;
                }
                for delivery in candidates {
                    match as_of_now(conn, delivery)? {
                        Some(reason) => skip_one(conn, delivery, reason, now)?,
                        None => {
                            claim_one(conn, delivery, boot, sender, now)?;
                            claimed.push(delivery.0);
                        }
                    }
                }
            }
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {DELIVERY} FROM delivery d WHERE d.id IN rarray(?1) ORDER BY d.position"
            ))?;
            let rows = statement.query_map([array(claimed)], delivery)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Whether a claimed delivery is still to go: the rep may have paused, and its person asked to stop, written back or
    /// been removed since the claim.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn still_goes(&self, id: DeliveryId) -> Result<StillGoes> {
        let found: Option<(bool, Option<SkipReason>)> = self
            .conn
            .prepare_cached(&format!(
                "SELECT m.state = 'sending', {WHY_NOT} FROM delivery d JOIN mailing m ON m.id = d.mailing_id
                 JOIN contact c ON c.id = d.contact_id WHERE d.id = ?1"
            ))?
            .query_row([id.0], |row| {
                Ok((row.get(0)?, word_if(row, 1, SkipReason::from_word)?))
            })
            .optional()?;
        match found {
            None => Err(StoreError::not_found("delivery", id)),
            Some((false, _)) => Ok(StillGoes::Paused),
            Some((true, Some(reason))) => Ok(StillGoes::Skipped(reason)),
            Some((true, None)) => Ok(StillGoes::Yes),
        }
    }

    /// Keeps steps of deliveries, all or none. Cheap: a killed process loses none, a power cut may lose the last
    /// ones; what is claimed durably before makes that known.
    ///
    /// # Errors
    /// [`StoreError::Transition`] for a step that no delivery takes ([`DeliveryState::step`]); rows are claimed by
    /// [`Store::claim`] only. [`StoreError::NotFound`]; [`StoreError::BadValue`] for `skipped` without a reason.
    pub fn record(&mut self, updates: &[DeliveryUpdate], now: Timestamp) -> Result<()> {
        self.write(|conn| record(conn, updates, now))
    }

    /// As [`Store::record`], but on the disk when it returns, with every step kept before it. Costs an fsync.
    ///
    /// # Errors
    /// As [`Store::record`].
    pub fn record_durably(&mut self, updates: &[DeliveryUpdate], now: Timestamp) -> Result<()> {
        self.write_durably(|conn| record(conn, updates, now))
    }

    /// Clears up what a sender that is no more had claimed. Call it only while holding the lock that makes you the
    /// desk's one sender; `boot` is the present boot of the machine.
    ///
    /// | row | outbox | smtp, same boot | smtp, another boot |
    /// |---|---|---|---|
    /// | claimed | queued | queued | unknown |
    /// | sending | queued | unknown | unknown |
    ///
    /// Writing the same file into the outbox again is harmless. Over SMTP a row that was being sent may have been
    /// taken; after another boot the power may have been cut, and with it the cheap mark that it was being sent.
    /// In a mailing that was stopped ([`Store::stop_mailing`]) what would be queued is skipped instead, and the mailing
    /// is done then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn release_claims(
        &mut self,
        id: MailingId,
        boot: &str,
        now: Timestamp,
    ) -> Result<Released> {
        self.write_durably(|conn| {
            let via = conn
                .query_row("SELECT via FROM mailing WHERE id = ?1", [id.0], |row| word(row, 0, Via::from_word))
                .optional()?
                .ok_or_else(|| StoreError::not_found("mailing", id))?;
            let mut statement = conn.prepare(
                "SELECT id, state, boot FROM delivery WHERE mailing_id = ?1 AND state IN ('claimed', 'sending')",
            )?;
            let held: Vec<(i64, DeliveryState, String)> = statement
                .query_map([id.0], |row| {
                    Ok((row.get(0)?, word(row, 1, DeliveryState::from_word)?, row.get(2)?))
                })?
                .collect::<rusqlite::Result<_>>()?;
            let mut released = Released::default();
            for (delivery, state, claimed_in) in held {
                let never_left = state == DeliveryState::Claimed && claimed_in == boot;
                let mut update = DeliveryUpdate::new(DeliveryId(delivery), DeliveryState::Queued);
                if via == Via::Outbox || never_left {
                    released.queued += 1;
                } else {
                    update.to = DeliveryState::Unknown;
                    update.words = Some(if claimed_in == boot {
                        "Byline stopped while this was being sent".into()
                    } else {
                        "The computer stopped while this was about to be sent or being sent".into()
                    });
                    released.unknown += 1;
                }
                record_one(conn, &update, now)?;
            }
            Ok(released)
        })
    }

    /// Lets everybody in a mailing to whom a server said "not now" be tried again at once; says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub fn retry_now(&mut self, id: MailingId, now: Timestamp) -> Result<u32> {
        self.write(|conn| {
            let many = conn.execute(
                "UPDATE delivery SET retry_at = ?2 WHERE mailing_id = ?1 AND state = 'deferred'",
                (id.0, millis(now)),
            )?;
            Ok(crate::people::count(many))
        })
    }

    /// When the first of a mailing's deferred rows is to be tried again; a time that is past for one that may be tried
    /// at once. A time more than 24 hours ahead comes of a clock that was put back: [`Store::claim`] gives that row now.
    ///
    /// # Errors
    /// When the database fails.
    pub fn next_retry(&self, id: MailingId) -> Result<Option<Timestamp>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT min(coalesce(retry_at, at)) FROM delivery WHERE mailing_id = ?1 AND state = 'deferred'",
            )?
            .query_row([id.0], |row| time_if(row, 0))?)
    }
}

/// The next rows to send.
fn waiting(
    conn: &Connection,
    mailing: MailingId,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<DeliveryId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM (
             SELECT * FROM (SELECT id, position FROM delivery
                 WHERE mailing_id = ?1 AND state = 'queued' ORDER BY position LIMIT ?2)
             UNION ALL
             SELECT * FROM (SELECT id, position FROM delivery
                 WHERE mailing_id = ?1 AND state = 'deferred' AND (retry_at IS NULL OR retry_at NOT BETWEEN ?3 + 1 AND ?4)
                 ORDER BY position LIMIT ?2)
         ) ORDER BY position LIMIT ?2",
    )?;
    let longest = millis(now).saturating_add(LONGEST_PAUSE.as_millis() as i64);
    let rows = statement.query_map((mailing.0, limit, millis(now), longest), |row| {
        row.get(0).map(DeliveryId)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Why a delivery `d` of a contact `c` that waits or is claimed is not to go any more, if anything speaks against it: the
/// person was removed; the address it goes to or their present one is suppressed; they wrote back since it was claimed
/// (one that waits is skipped at once then).
const WHY_NOT: &str = "CASE WHEN c.removed_at IS NOT NULL THEN 'no-address' ELSE coalesce(
    (SELECT CASE WHEN s.reason IN ('hard-bounce', 'soft-bounces') THEN 'bounced-before' ELSE 'suppressed' END
     FROM suppression s WHERE s.address_key IN (d.address_key, c.email_key)
     ORDER BY s.reason IN ('hard-bounce', 'soft-bounces') LIMIT 1),
    iif(d.state = 'claimed' AND EXISTS (SELECT 1 FROM incoming i
        WHERE i.contact_id = c.id AND i.kind = 'reply' AND i.delivery_id IS NOT NULL AND i.kept_at >= d.at), 'replied', NULL)
) END";

/// Brings a delivery that waits up to date with what happened since it was planned: gives the reason where it is not to
/// go any more, and lets it go to the present address of its person where that has changed.
fn as_of_now(conn: &Connection, delivery: DeliveryId) -> Result<Option<SkipReason>> {
    let (why_not, moved): (Option<SkipReason>, bool) = conn
        .prepare_cached(&format!(
            "SELECT {WHY_NOT}, c.email_key IS NOT d.address_key
             FROM delivery d JOIN contact c ON c.id = d.contact_id WHERE d.id = ?1"
        ))?
        .query_row([delivery.0], |row| {
            Ok((word_if(row, 0, SkipReason::from_word)?, row.get(1)?))
        })?;
    if why_not.is_some() || !moved {
        return Ok(why_not);
    }
    let (present, taken): (Option<String>, bool) = conn
        .prepare_cached(
            "SELECT c.email_key, EXISTS (SELECT 1 FROM delivery o WHERE o.address_key = c.email_key
                 AND o.mailing_id = d.mailing_id AND o.id <> d.id AND o.state <> 'skipped')
             FROM delivery d JOIN contact c ON c.id = d.contact_id WHERE d.id = ?1",
        )?
        .query_row([delivery.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if present.is_none() {
        return Ok(Some(SkipReason::NoAddress));
    }
    if taken {
        return Ok(Some(SkipReason::DuplicateAddress));
    }
    conn.prepare_cached(
        "UPDATE delivery SET (address, address_key) =
             (SELECT email, email_key FROM contact WHERE id = delivery.contact_id) WHERE id = ?1",
    )?
    .execute([delivery.0])?;
    Ok(None)
}

fn claim_one(
    conn: &Connection,
    delivery: DeliveryId,
    boot: &str,
    sender: &str,
    now: Timestamp,
) -> Result<()> {
    step(conn, delivery, DeliveryState::Claimed)?;
    conn.prepare_cached(
        "UPDATE delivery SET state = 'claimed', boot = ?2, sender = ?3, retry_at = NULL, at = ?4 WHERE id = ?1",
    )?
    .execute((delivery.0, boot, sender, millis(now)))?;
    Ok(())
}

fn skip_one(
    conn: &Connection,
    delivery: DeliveryId,
    reason: SkipReason,
    now: Timestamp,
) -> Result<()> {
    let mut update = DeliveryUpdate::new(delivery, DeliveryState::Skipped);
    update.skipped = Some(reason);
    record_one(conn, &update, now)
}

fn record(conn: &Connection, updates: &[DeliveryUpdate], now: Timestamp) -> Result<()> {
    updates
        .iter()
        .try_for_each(|update| record_one(conn, update, now))
}

/// Keeps one step, if a delivery takes it.
pub(crate) fn record_one(conn: &Connection, update: &DeliveryUpdate, now: Timestamp) -> Result<()> {
    let from = step(conn, update.delivery, update.to)?;
    if update.to == DeliveryState::Claimed {
        return Err(IllegalTransition {
            from,
            to: update.to,
        }
        .into());
    }
    if (update.to == DeliveryState::Skipped) != update.skipped.is_some() {
        return Err(StoreError::BadValue {
            field: "skipped",
            value: update
                .skipped
                .map(|reason| reason.to_string())
                .unwrap_or_default(),
            expected: "who is skipped, and nobody else, has a reason".into(),
        });
    }
    let failure = update
        .failure
        .filter(|_| matches!(update.to, DeliveryState::Refused | DeliveryState::Bounced));
    conn.prepare_cached(
        "UPDATE delivery SET state = ?2, words = ?3, retry_at = iif(?2 = 'deferred', ?4, NULL), skipped = ?5,
             failure_hard = ?7, failure_reason = ?8, attempts = attempts + (?2 = 'sending'), at = ?6,
             boot = iif(?2 = 'sending', boot, NULL), sender = iif(?2 = 'sending', sender, NULL)
         WHERE id = ?1",
    )?
    .execute((
        update.delivery.0,
        update.to.word(),
        &update.words,
        update.retry_at.map(millis),
        update.skipped.map(SkipReason::word),
        millis(now),
        failure.map(|failure| failure.hard),
        failure.map(|failure| failure.reason.word()),
    ))?;
    // The rep's own server knows at once what others say in a bounce: nobody has that address.
    if update.to == DeliveryState::Refused && failure.is_some_and(|failure| failure.hard) {
        suppress_refused(conn, update, now)?;
    }
    if matches!(from, DeliveryState::Claimed | DeliveryState::Sending)
        && update.to != DeliveryState::Sending
    {
        settle_stopped(conn, update.delivery, now)?;
        what_came_early(conn, update.delivery)?;
    }
    Ok(())
}

fn suppress_refused(conn: &Connection, update: &DeliveryUpdate, now: Timestamp) -> Result<()> {
    let address = conn
        .prepare_cached("SELECT address FROM delivery WHERE id = ?1")?
        .query_row([update.delivery.0], |row| address_if(row, "address"))?;
    if let Some(address) = address {
        let reason = SuppressionReason::HardBounce;
        suppress(conn, &address, reason, update.words.as_deref(), now)?;
    }
    Ok(())
}

/// Checks that a delivery may go to a state; gives the state it is in.
fn step(conn: &Connection, delivery: DeliveryId, to: DeliveryState) -> Result<DeliveryState> {
    let from = conn
        .prepare_cached("SELECT state FROM delivery WHERE id = ?1")?
        .query_row([delivery.0], |row| word(row, 0, DeliveryState::from_word))
        .optional()?
        .ok_or_else(|| StoreError::not_found("delivery", delivery))?;
    from.step(to)?;
    Ok(from)
}
