//! Who needs the rep on a day.

use byline_model::{
    ContactId, DeliveryId, DreamClient, FollowUp, HandRaised, OpenLead, Prospecting,
    ProspectingLine, Quota, Stage, TodayPeople, TouchKind,
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::{
    Result, Store,
    sql::{millis, shown_name, time, time_if, word},
    touches::{STEP, next_step},
};

/// How many open leads without a step are named; how many there are is always told.
const NAMED_LEADS: u32 = 100;

impl Store {
    /// Who needs the rep on that day of that zone.
    ///
    /// # Errors
    /// When the database fails.
    pub fn today(
        &self,
        on: Date,
        zone: &TimeZone,
        quota: &Quota,
        now: Timestamp,
    ) -> Result<TodayPeople> {
        let (open_leads, with_step): (u32, u32) = self
            .conn
            .prepare_cached(
                "SELECT (SELECT count(*) FROM contact WHERE removed_at IS NULL AND stage_rank < 4),
                     (SELECT count(*) FROM next_step s JOIN contact c ON c.id = s.contact_id
                      WHERE s.done_at IS NULL AND s.dropped_at IS NULL AND c.removed_at IS NULL AND c.stage_rank < 4)",
            )?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(TodayPeople {
            on,
            follow_ups: self.follow_ups(on)?,
            open_leads,
            leads_without_step: open_leads - with_step,
            without_step: self.without_step()?,
            hands_raised: self.hands_raised()?,
            dream_clients: self.dream_clients(zone, now)?,
            prospecting: self.prospecting(on, zone, quota)?,
        })
    }

    fn follow_ups(&self, on: Date) -> Result<Vec<FollowUp>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {STEP}, c.first_name, c.last_name, c.email, c.phone, co.name AS company,
                 EXISTS (SELECT 1 FROM contact_tag ct JOIN tag t ON t.id = ct.tag_id
                     WHERE ct.contact_id = c.id AND t.name_key = 'dream') AS dream
             FROM next_step s JOIN contact c ON c.id = s.contact_id LEFT JOIN company co ON co.id = c.company_id
             WHERE s.done_at IS NULL AND s.dropped_at IS NULL AND s.due <= ?1 AND c.removed_at IS NULL
             ORDER BY s.due, s.time IS NULL, s.time, s.id"
        ))?;
        let rows = statement.query_map([on.to_string()], |row| {
            Ok(FollowUp {
                step: next_step(row)?,
                name: shown_name(row)?,
                company: row.get("company")?,
                email: row.get("email")?,
                phone: row.get("phone")?,
                dream: row.get("dream")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn without_step(&self) -> Result<Vec<OpenLead>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.first_name, c.last_name, c.email, c.stage, co.name AS company
             FROM contact c LEFT JOIN company co ON co.id = c.company_id
             WHERE c.removed_at IS NULL AND c.stage_rank < 4 AND c.next_due IS NULL
             ORDER BY c.created_at DESC, c.id DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([NAMED_LEADS], |row| {
            Ok(OpenLead {
                contact: ContactId(row.get("id")?),
                name: shown_name(row)?,
                company: row.get("company")?,
                stage: word(row, "stage", Stage::from_word)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn hands_raised(&self) -> Result<Vec<HandRaised>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT a.delivery_id, d.contact_id, a.text, a.at, m.title, c.first_name, c.last_name, c.email, co.name AS company
             FROM answer a JOIN delivery d ON d.id = a.delivery_id JOIN mailing m ON m.id = d.mailing_id
             JOIN contact c ON c.id = d.contact_id LEFT JOIN company co ON co.id = c.company_id
             WHERE a.kind = 'replied' AND a.handled_at IS NULL AND c.removed_at IS NULL
             ORDER BY a.at DESC, a.id DESC",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(HandRaised {
                delivery: DeliveryId(row.get("delivery_id")?),
                contact: ContactId(row.get("contact_id")?),
                name: shown_name(row)?,
                company: row.get("company")?,
                piece: row.get("title")?,
                text: row.get("text")?,
                at: time(row, "at")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Dream clients by their last personal touch: what was logged (notes to oneself apart), hand-overs and replies.
    /// A mailing is no personal touch: with one a month nobody would ever look forgotten.
    fn dream_clients(&self, zone: &TimeZone, now: Timestamp) -> Result<Vec<DreamClient>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.first_name, c.last_name, c.email, co.name AS company, nullif(max(
                 coalesce((SELECT max(at) FROM touch
                     WHERE contact_id = c.id AND retracted_at IS NULL AND kind <> 'note' AND at <= ?1), -1),
                 coalesce((SELECT max(at) FROM hand_over WHERE contact_id = c.id AND at <= ?1), -1),
                 coalesce((SELECT max(a.at) FROM answer a JOIN delivery d ON d.id = a.delivery_id
                     WHERE d.contact_id = c.id AND a.kind = 'replied' AND a.at <= ?1), -1)), -1) AS last
             FROM tag t JOIN contact_tag ct ON ct.tag_id = t.id JOIN contact c ON c.id = ct.contact_id
             LEFT JOIN company co ON co.id = c.company_id
             WHERE t.name_key = 'dream' AND c.removed_at IS NULL
             ORDER BY last, c.sort_name, c.id",
        )?;
        let today = now.to_zoned(zone.clone()).date();
        let rows = statement.query_map([millis(now)], |row| {
            let last = time_if(row, "last")?.map(|last| last.to_zoned(zone.clone()).date());
            Ok(DreamClient {
                contact: ContactId(row.get("id")?),
                name: shown_name(row)?,
                company: row.get("company")?,
                days_since_touch: last.map(|last| i64::from((today - last).get_days())),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn prospecting(&self, on: Date, zone: &TimeZone, quota: &Quota) -> Result<Option<Prospecting>> {
        let days = i64::from(on.weekday().to_monday_zero_offset());
        let monday = on.saturating_sub(days.days());
        let start = |day: Date| {
            day.to_zoned(zone.clone())
                .map_or(i64::MAX, |start| millis(start.timestamp()))
        };
        let week = (start(monday), start(monday.saturating_add(7.days())));
        let mut statement = self.conn.prepare_cached(
            "SELECT kind, count(*) FROM touch WHERE at >= ?1 AND at < ?2 AND retracted_at IS NULL GROUP BY kind",
        )?;
        let counted: Vec<(TouchKind, u32)> = statement
            .query_map(week, |row| {
                Ok((word(row, 0, TouchKind::from_word)?, row.get(1)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        let wanted = [
            ("Calls", quota.calls, &[TouchKind::Call][..]),
            ("E-mails", quota.emails, &[TouchKind::Email]),
            (
                "Visits",
                quota.visits,
                &[TouchKind::Visit, TouchKind::Meeting],
            ),
            (
                "Referral asks",
                quota.referral_asks,
                &[TouchKind::ReferralAsk],
            ),
        ];
        let lines: Vec<ProspectingLine> = wanted
            .into_iter()
            .filter(|(_, target, _)| *target > 0)
            .map(|(label, target, kinds)| ProspectingLine {
                label: label.into(),
                done: counted
                    .iter()
                    .filter(|(kind, _)| kinds.contains(kind))
                    .map(|(_, many)| many)
                    .sum(),
                target,
            })
            .collect();
        Ok((!lines.is_empty()).then(|| Prospecting {
            done: lines.iter().map(|line| line.done.min(line.target)).sum(),
            target: lines.iter().map(|line| line.target).sum(),
            lines,
        }))
    }
}
