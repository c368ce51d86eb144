//! What comes into the rep's mailbox: kept once, with everything that follows from it.

use byline_model::{
    Answer, BounceReason, ContactId, Delivery, DeliveryId, DeliveryState, EmailAddress,
    FailedRecipient, Failure, Incoming, IncomingId, IncomingKind, MatchedBy,
};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::{
    Result, Store,
    answers::{arrived, came_back, keep_answer, suppress_who_said_so},
    contacts::contact_if,
    matching::delivery_of,
    sql::{array, millis, time, word},
};

/// A message that came in, before it is in the desk.
#[derive(Debug, Clone, Copy)]
pub struct NewIncoming<'a> {
    /// By what the same message is known when the mailbox is read again.
    pub fingerprint: &'a str,
    /// What it says.
    pub incoming: &'a Incoming,
    /// When it came in.
    pub at: Timestamp,
    /// Whom it comes from or is about, where that is known; otherwise the contact of the delivery.
    pub contact: Option<ContactId>,
    /// The delivery that it belongs to, where that is known.
    pub delivery: Option<DeliveryId>,
    /// How that is known.
    pub matched_by: Option<MatchedBy>,
}

impl Store {
    /// Keeps a message that came in, with all that follows from it, or nothing; `None` when it was kept before, and then
    /// nothing changes at all. On the disk when this returns.
    ///
    /// | kind | what follows |
    /// |---|---|
    /// | bounce | the delivery came back; for good, or for the [`SOFT_BOUNCES_IN_A_ROW`](crate::SOFT_BOUNCES_IN_A_ROW)th time in a row, its address is suppressed |
    /// | auto-reply | an answer |
    /// | reply | an answer, and whatever waits to go to that person by any mailing is skipped ([`SkipReason::Replied`](byline_model::SkipReason::Replied)) |
    /// | opt-out | an answer; the address it went to, the one it was written from and the present one of the contact are suppressed; without a delivery the latter two |
    /// | complaint | an answer; the address it went to and the present one of the contact are suppressed |
    /// | delayed, other | it is kept |
    ///
    /// An answer shows that a delivery of unknown fate arrived. Of a notice about several recipients only those count
    /// who have the delivery's address. A message about a delivery whose own answer is still on its way from the server
    /// takes effect when that is known. In whatever order messages come in, the same follows from them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound) when the delivery is not there.
    pub fn keep_incoming(
        &mut self,
        new: &NewIncoming<'_>,
        now: Timestamp,
    ) -> Result<Option<IncomingId>> {
        let recipients = serde_json::to_string(&new.incoming.recipients)?;
        self.write_durably(|conn| {
            let delivery = new.delivery.map(|id| delivery_of(conn, id)).transpose()?;
            let contact = new.contact.or(delivery.as_ref().map(|delivery| delivery.contact));
            let what = new.incoming;
            let added = conn
                .prepare_cached(
                    "INSERT INTO incoming (fingerprint, kind, message_id, from_address, from_name, subject, text, recipients,
                         returns, may_opt_out, contact_id, delivery_id, matched_by, at, kept_at, early)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
                     ON CONFLICT (fingerprint) DO NOTHING",
                )?
                .execute((
                    new.fingerprint,
                    what.kind.word(),
                    &what.message_id,
                    what.from.as_ref().map(EmailAddress::as_str),
                    &what.from_name,
                    &what.subject,
                    &what.text,
                    &recipients,
                    what.returns.map(|day| day.to_string()),
                    &what.may_opt_out,
                    contact.map(|contact| contact.0),
                    new.delivery.map(|delivery| delivery.0),
                    new.matched_by.map(MatchedBy::word),
                    millis(new.at),
                    millis(now),
                    delivery.as_ref().is_some_and(is_leaving),
                ))?;
            if added == 0 {
                return Ok(None);
            }
            let id = IncomingId(conn.last_insert_rowid());
            follow(conn, what, delivery.as_ref(), contact, new.at, now)?;
            Ok(Some(id))
        })
    }
}

/// Does what follows from a message.
fn follow(
    conn: &Connection,
    what: &Incoming,
    delivery: Option<&Delivery>,
    contact: Option<ContactId>,
    at: Timestamp,
    now: Timestamp,
) -> Result<()> {
    let Some(answer) = answer_by(what.kind) else {
        return match (what.kind, delivery) {
            (IncomingKind::Bounce, Some(delivery)) => {
                let otherwise = said_first(&what.text, &what.subject);
                bounced(conn, delivery, &what.recipients, otherwise, at)
            }
            _ => Ok(()),
        };
    };
    if let Some(delivery) = delivery {
        keep_each_answer(conn, delivery.delivery, answer, &what.text, at)?;
        arrived(conn, delivery, answer, at)?;
    }
    // A complaint comes from the provider, so who wrote it is nobody to be suppressed.
    let from = what.from.as_ref().filter(|_| answer != Answer::Complained);
    match (answer, delivery) {
        (Answer::Replied, Some(delivery)) => skip_who_replied(conn, delivery, contact, from, now),
        (Answer::Replied | Answer::AutoReplied, _) => Ok(()),
        (Answer::OptedOut | Answer::Complained, _) => {
            said_stop(conn, answer, delivery, contact, from, at)
        }
    }
}

/// The answer that a message of a kind is, if it is one.
const fn answer_by(kind: IncomingKind) -> Option<Answer> {
    match kind {
        IncomingKind::AutoReply => Some(Answer::AutoReplied),
        IncomingKind::Reply => Some(Answer::Replied),
        IncomingKind::OptOut => Some(Answer::OptedOut),
        IncomingKind::Complaint => Some(Answer::Complained),
        IncomingKind::Bounce | IncomingKind::Delayed | IncomingKind::Other => None,
    }
}

/// Suppresses whoever asked to stop: the address a mail went to, the one they wrote from, and the present one of the
/// contact.
pub(crate) fn said_stop(
    conn: &Connection,
    answer: Answer,
    delivery: Option<&Delivery>,
    contact: Option<ContactId>,
    from: Option<&EmailAddress>,
    at: Timestamp,
) -> Result<()> {
    let went_to = delivery.and_then(|delivery| delivery.address.as_ref());
    for address in [went_to, from] {
        suppress_who_said_so(conn, answer, address, at)?;
    }
    let people = [contact, delivery.map(|delivery| delivery.contact)];
    for person in people.into_iter().flatten() {
        let present = contact_if(conn, person)?.and_then(|contact| contact.email);
        suppress_who_said_so(conn, answer, present.as_ref(), at)?;
    }
    Ok(())
}

/// Keeps an answer even when another of its kind came at the same moment: mailboxes tell times in seconds, and no
/// reply may be lost.
pub(crate) fn keep_each_answer(
    conn: &Connection,
    delivery: DeliveryId,
    answer: Answer,
    text: &str,
    mut at: Timestamp,
) -> Result<()> {
    while !keep_answer(conn, delivery, answer, text, at)? {
        match at.checked_add(SignedDuration::from_millis(1)) {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
    Ok(())
}

/// The delivery came back to those recipients of the notice who have its address; when it names nobody, or only one,
/// it is about them whatever address their own server knows them by.
fn bounced(
    conn: &Connection,
    delivery: &Delivery,
    recipients: &[FailedRecipient],
    otherwise: &str,
    at: Timestamp,
) -> Result<()> {
    let key = delivery.address.as_ref().map(EmailAddress::key);
    let about_them =
        |failed: &&FailedRecipient| recipients.len() == 1 || Some(failed.address.key()) == key;
    // Of two that have the address, the one that will never work says more.
    let failed = recipients
        .iter()
        .filter(about_them)
        .max_by_key(|failed| failed.hard);
    let (words, failure) = match failed {
        Some(failed) => {
            let (hard, reason) = (failed.hard, failed.reason);
            (failed.words.as_str(), Failure { hard, reason })
        }
        None if recipients.is_empty() => {
            let (hard, reason) = (false, BounceReason::Other);
            (otherwise, Failure { hard, reason })
        }
        None => return Ok(()),
    };
    let words = if words.is_empty() { otherwise } else { words };
    came_back(conn, delivery, words, failure, at)
}

/// What a notice says first, for when no server's words can be told apart in it.
fn said_first<'a>(text: &'a str, subject: &'a str) -> &'a str {
    text.lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or(subject)
}

/// Whatever waits to go to somebody who wrote back is skipped: the rep answers them in person. What a sender holds is
/// as good as gone.
fn skip_who_replied(
    conn: &Connection,
    delivery: &Delivery,
    contact: Option<ContactId>,
    from: Option<&EmailAddress>,
    now: Timestamp,
) -> Result<()> {
    let people = [Some(delivery.contact), contact];
    let people = array(people.into_iter().flatten().map(|person| person.0));
    let keys = [delivery.address.as_ref(), from].map(|address| address.map(EmailAddress::key));
    conn.prepare_cached(
        "UPDATE delivery SET state = 'skipped', skipped = 'replied', retry_at = NULL, at = ?4
         WHERE state IN ('queued', 'deferred') AND id IN (
             SELECT id FROM delivery WHERE contact_id IN rarray(?1)
             UNION SELECT id FROM delivery WHERE address_key IN (?2, ?3))",
    )?
    .execute((people, &keys[0], &keys[1], millis(now)))?;
    Ok(())
}

/// Whether a sender holds it, so that nobody can say yet what became of it.
fn is_leaving(delivery: &Delivery) -> bool {
    matches!(
        delivery.state,
        DeliveryState::Claimed | DeliveryState::Sending
    )
}

/// Messages about a delivery can be read before its sender has kept what the server said: a refusal may come back
/// within a tenth of a second. When the sender lets go of the delivery, what came in early takes effect.
pub(crate) fn what_came_early(conn: &Connection, id: DeliveryId) -> Result<()> {
    let early = conn
        .prepare_cached("SELECT id FROM incoming WHERE delivery_id = ?1 AND early = 1")?
        .query_map([id.0], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    if early.is_empty() {
        return Ok(());
    }
    let early = array(early);
    conn.prepare_cached("UPDATE incoming SET early = 0 WHERE id IN rarray(?1)")?
        .execute([&early])?;
    let mut statement = conn.prepare_cached(
        "SELECT kind, recipients, text, subject, at FROM incoming WHERE id IN rarray(?1) ORDER BY id",
    )?;
    let mut rows = statement.query([early])?;
    while let Some(row) = rows.next()? {
        let delivery = delivery_of(conn, id)?;
        let kind = word(row, "kind", IncomingKind::from_word)?;
        let at = time(row, "at")?;
        let may_have_it = matches!(
            delivery.state,
            DeliveryState::Accepted | DeliveryState::Unknown | DeliveryState::Bounced
        );
        match kind {
            IncomingKind::Bounce if may_have_it => {
                let recipients: Vec<FailedRecipient> =
                    serde_json::from_str(&row.get::<_, String>("recipients")?)?;
                let (text, subject): (String, String) = (row.get("text")?, row.get("subject")?);
                let otherwise = said_first(&text, &subject);
                bounced(conn, &delivery, &recipients, otherwise, at)?;
            }
            IncomingKind::Reply if !may_have_it => {
                skip_who_replied(conn, &delivery, None, None, at)?;
            }
            _ => {
                if let Some(answer) = answer_by(kind) {
                    arrived(conn, &delivery, answer, at)?;
                }
            }
        }
    }
    Ok(())
}
