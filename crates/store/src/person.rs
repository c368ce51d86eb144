//! One person with everything that is between them and the rep.

use byline_model::{
    Answer, ContactId, DeliveryState, How, Person, Source, TimelineEntry, TimelineKind, TouchKind,
};
use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::{
    Result, Store,
    sql::{shown_name, time, time_if, word, word_if},
};

impl Store {
    /// The person of that number with their company, referrers, next step and timeline until now.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound).
    pub fn person(&self, id: ContactId, now: Timestamp) -> Result<Person> {
        let contact = self.contact(id)?;
        let company = contact
            .company_id
            .map(|company| self.company(company))
            .transpose()?;
        let referrer = match contact.referred_by {
            Some(referrer) => self
                .conn
                .prepare_cached("SELECT first_name, last_name, email FROM contact WHERE id = ?1 AND removed_at IS NULL")?
                .query_row([referrer.0], shown_name)
                .optional()?
                .map(|name| (referrer, name)),
            None => None,
        };
        let suppression = match &contact.email {
            Some(address) => self.suppression_of(address)?,
            None => None,
        };
        let mut timeline = self.mailed(id)?;
        timeline.extend(self.handed(id)?);
        timeline.extend(self.touches(id)?);
        timeline.extend(self.steps_done(id)?);
        timeline.push(TimelineEntry {
            kind: TimelineKind::Added,
            at: contact.created_at,
            title: match (&referrer, contact.source) {
                (Some((_, name)), _) => format!("Introduced by {name}"),
                (None, Source::Import) => "Came in with a file".into(),
                (None, _) => "Added".into(),
            },
            detail: None,
        });
        timeline.retain(|entry| entry.at <= now);
        timeline.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        Ok(Person {
            name: contact.display_name(),
            next_step: self.next_step_of(id)?,
            referred: self.referred_by(id)?,
            contact,
            company,
            referrer,
            suppression,
            timeline,
        })
    }

    fn referred_by(&self, id: ContactId) -> Result<Vec<(ContactId, String)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, first_name, last_name, email FROM contact
             WHERE referred_by = ?1 AND removed_at IS NULL ORDER BY sort_name, id",
        )?;
        let rows = statement.query_map([id.0], |row| {
            Ok((ContactId(row.get("id")?), shown_name(row)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What went to them by mailings, and what came back.
    fn mailed(&self, id: ContactId) -> Result<Vec<TimelineEntry>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT m.title, d.state, d.words, d.at, a.kind, a.text, a.at AS answered_at
             FROM delivery d JOIN mailing m ON m.id = d.mailing_id LEFT JOIN answer a ON a.delivery_id = d.id
             WHERE d.contact_id = ?1 AND d.state NOT IN ('queued', 'claimed', 'skipped') ORDER BY d.id, a.id",
        )?;
        let mut rows = statement.query([id.0])?;
        let mut entries: Vec<TimelineEntry> = Vec::new();
        let mut last: Option<(Timestamp, String)> = None;
        while let Some(row) = rows.next()? {
            let title: String = row.get("title")?;
            let at = time(row, "at")?;
            let key = (at, title.clone());
            if last.as_ref() != Some(&key) {
                let state = word(row, "state", DeliveryState::from_word)?;
                let words: Option<String> = row.get("words")?;
                let (kind, detail) = match state {
                    DeliveryState::Bounced | DeliveryState::Refused => {
                        (TimelineKind::Bounce, words)
                    }
                    DeliveryState::Accepted => (TimelineKind::Piece, None),
                    DeliveryState::Unknown => (
                        TimelineKind::Piece,
                        Some("Nobody knows whether it arrived".into()),
                    ),
                    _ => (TimelineKind::Piece, Some("On its way".into())),
                };
                entries.push(TimelineEntry {
                    kind,
                    at,
                    title: title.clone(),
                    detail,
                });
                last = Some(key);
            }
            let Some(answer) = word_if(row, "kind", Answer::from_word)? else {
                continue;
            };
            let (kind, verb) = match answer {
                Answer::Replied => (TimelineKind::Reply, "Replied to"),
                Answer::AutoReplied => (TimelineKind::AutoReply, "Automatic answer to"),
                Answer::OptedOut => (TimelineKind::OptOut, "Asked to stop after"),
                Answer::Complained => (TimelineKind::OptOut, "Reported as unwanted:"),
            };
            let text: Option<String> = row.get("text")?;
            entries.push(TimelineEntry {
                kind,
                at: time_if(row, "answered_at")?.unwrap_or(at),
                title: format!("{verb} {title}"),
                detail: text.filter(|text| !text.is_empty()),
            });
        }
        Ok(entries)
    }

    fn handed(&self, id: ContactId) -> Result<Vec<TimelineEntry>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT title, how, at FROM hand_over WHERE contact_id = ?1")?;
        let rows = statement.query_map([id.0], |row| {
            Ok(TimelineEntry {
                kind: TimelineKind::HandOver,
                at: time(row, "at")?,
                title: row.get("title")?,
                detail: Some(how_in_words(word(row, "how", How::from_word)?).into()),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn touches(&self, id: ContactId) -> Result<Vec<TimelineEntry>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, text, at FROM touch WHERE contact_id = ?1 AND retracted_at IS NULL",
        )?;
        let rows = statement.query_map([id.0], |row| {
            let (kind, title) = match word(row, "kind", TouchKind::from_word)? {
                TouchKind::Call => (TimelineKind::Call, "Call"),
                TouchKind::Meeting => (TimelineKind::Meeting, "Meeting"),
                TouchKind::Visit => (TimelineKind::Visit, "Visit"),
                TouchKind::Email => (TimelineKind::Email, "E-mail"),
                TouchKind::ReferralAsk => (TimelineKind::ReferralAsk, "Asked for a referral"),
                TouchKind::Introduction => (TimelineKind::Introduction, "Introduction"),
                TouchKind::Note => (TimelineKind::Note, "Note"),
            };
            let text: String = row.get("text")?;
            Ok(TimelineEntry {
                kind,
                at: time(row, "at")?,
                title: title.into(),
                detail: Some(text).filter(|text| !text.is_empty()),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn steps_done(&self, id: ContactId) -> Result<Vec<TimelineEntry>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT text, why, done_at FROM next_step WHERE contact_id = ?1 AND done_at IS NOT NULL")?;
        let rows = statement.query_map([id.0], |row| {
            Ok(TimelineEntry {
                kind: TimelineKind::StepDone,
                at: time(row, "done_at")?,
                title: row.get("text")?,
                detail: row.get("why")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// How a piece came into somebody's hands, in words.
pub(crate) const fn how_in_words(how: How) -> &'static str {
    match how {
        How::Printed => "Handed over on paper",
        How::Link => "Sent as a link",
        How::Attached => "Attached to a personal e-mail",
        How::Shown => "Shown on a screen",
        How::Mailed => "Mailed",
    }
}
