//! The ledger as a matrix: people against pieces, and who missed the newest issue.

use std::collections::HashMap;

use byline_model::{
    ContactId, Gap, Kind, LedgerMatrix, Mark, MarkKind, MatrixPiece, MatrixRow, PeopleOrder,
    filter::Filter,
};
use jiff::Timestamp;

use crate::{
    Result, Store,
    ledger::Reach,
    mailings::{answers, failure},
    people::count,
    person::how_in_words,
    search::Hits,
    sql::{array, shown_name, time, word},
};

/// What the matrix shows whatever page is asked for.
#[derive(Debug)]
pub(crate) struct Overview {
    columns: Vec<MatrixPiece>,
    gap: Option<Gap>,
    /// To whom the newest issue went, by name.
    had: Vec<i64>,
}

impl Store {
    /// A page of the matrix over these pieces (folder name, title, kind). Columns: issues by the day they first
    /// went out, then articles, then collateral, as given. Rows: everybody whom the search finds, those first to whom the
    /// newest issue went, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn matrix(
        &self,
        pieces: &[(String, String, Kind)],
        search: &str,
        offset: u32,
        limit: u32,
    ) -> Result<LedgerMatrix> {
        let overview = self
            .overview
            .get(self.generation()?, &pieces.to_vec(), || {
                self.overview(pieces)
            })?;
        let columns = &overview.columns;
        let (total, ids) = self.rows_from(&overview.had, search, offset, limit)?;
        let mut marks = self.marks(columns, &ids)?;
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.first_name, c.last_name, c.email, co.name AS company
             FROM contact c LEFT JOIN company co ON co.id = c.company_id WHERE c.id IN rarray(?1)",
        )?;
        let rows = statement.query_map([array(ids.iter().copied())], |row| {
            let id: i64 = row.get("id")?;
            let row = MatrixRow {
                contact: ContactId(id),
                name: shown_name(row)?,
                company: row.get("company")?,
                marks: marks
                    .remove(&id)
                    .unwrap_or_else(|| vec![None; columns.len()]),
            };
            Ok((id, row))
        })?;
        let mut rows: HashMap<i64, MatrixRow> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(LedgerMatrix {
            rows: ids.iter().filter_map(|id| rows.remove(id)).collect(),
            pieces: columns.clone(),
            total,
            gap: overview.gap.clone(),
        })
    }

    fn overview(&self, pieces: &[(String, String, Kind)]) -> Result<Overview> {
        let columns = self.columns(pieces)?;
        let newest = columns
            .iter()
            .rev()
            .find(|column| column.kind == Kind::Newsletter && column.first.is_some());
        Ok(Overview {
            gap: newest.map(|newest| self.gap(newest)).transpose()?,
            had: newest
                .map(|newest| self.to_whom(&newest.piece))
                .transpose()?
                .unwrap_or_default(),
            columns,
        })
    }

    fn columns(&self, pieces: &[(String, String, Kind)]) -> Result<Vec<MatrixPiece>> {
        let reach = self.reach()?;
        let mut columns: Vec<(Option<Timestamp>, MatrixPiece)> = pieces
            .iter()
            .map(|(piece, title, kind)| {
                let Reach { received, first } = reach.get(piece).copied().unwrap_or_default();
                let column = MatrixPiece {
                    piece: piece.clone(),
                    title: title.clone(),
                    kind: *kind,
                    first: first.map(|first| first.to_zoned(self.zone.clone()).date()),
                    received,
                };
                (first, column)
            })
            .collect();
        // What never went out stands behind what did.
        columns.sort_by_key(|(first, column)| {
            let by_day = (column.kind == Kind::Newsletter).then_some((first.is_none(), *first));
            (column.kind, by_day)
        });
        Ok(columns.into_iter().map(|(_, column)| column).collect())
    }

    /// Everybody to whom a piece went, whatever became of it, by name.
    fn to_whom(&self, piece: &str) -> Result<Vec<i64>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id FROM contact c WHERE c.removed_at IS NULL AND c.id IN (
                 SELECT d.contact_id FROM mailing m JOIN delivery d ON d.mailing_id = m.id
                 WHERE m.piece = ?1 AND d.state <> 'skipped'
                 UNION ALL SELECT contact_id FROM hand_over WHERE piece = ?1)
             ORDER BY +c.sort_name, c.id",
        )?;
        let rows = statement.query_map([piece], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many people the search finds, and the page of them: first those who `had` the newest issue.
    fn rows_from(
        &self,
        had: &[i64],
        search: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<i64>)> {
        let found = self.found(search)?;
        let is_found = |id: i64| found.as_ref().is_none_or(|found| found.has(id));
        let total = match &found {
            Some(found) => count(found.len()),
            None => self.count(&Filter::All, Timestamp::UNIX_EPOCH)?,
        };
        let first: Vec<i64> = had.iter().copied().filter(|id| is_found(*id)).collect();
        let mut page: Vec<i64> = first
            .iter()
            .copied()
            .skip(offset as usize)
            .take(limit as usize)
            .collect();
        let still = limit - count(page.len());
        if still > 0 {
            let passed = offset.saturating_sub(count(first.len()));
            let first = Hits::new(first);
            page.extend(self.walk(PeopleOrder::Name, passed, still, |id| {
                !first.has(id) && is_found(id)
            })?);
        }
        Ok((total, page))
    }

    /// The marks of these people, one for each column.
    fn marks(
        &self,
        columns: &[MatrixPiece],
        ids: &[i64],
    ) -> Result<HashMap<i64, Vec<Option<Mark>>>> {
        let place: HashMap<&str, usize> = columns
            .iter()
            .enumerate()
            .map(|(place, column)| (column.piece.as_str(), place))
            .collect();
        let mut statement = self.conn.prepare_cached(
            "SELECT d.contact_id, m.piece, d.at, d.state, coalesce(d.words, ''), d.skipped, a.text, a.at,
                 d.failure_hard, d.failure_reason,
                 (SELECT json_group_array(b.kind) FROM answer b WHERE b.delivery_id = d.id) AS answers
             FROM delivery d JOIN mailing m ON m.id = d.mailing_id
             LEFT JOIN answer a ON a.id = (SELECT min(id) FROM answer WHERE delivery_id = d.id AND kind = 'replied')
             WHERE d.contact_id IN rarray(?1)
             UNION ALL
             SELECT contact_id, piece, at, 'handed', how, NULL, NULL, NULL, NULL, NULL, NULL FROM hand_over WHERE contact_id IN rarray(?1)
             ORDER BY 3",
        )?;
        let mut rows = statement.query([array(ids.iter().copied())])?;
        let mut marks: HashMap<i64, Vec<Option<Mark>>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let piece: String = row.get(1)?;
            let Some(place) = place.get(piece.as_str()) else {
                continue;
            };
            let mark = mark(row)?;
            let cells = marks
                .entry(row.get(0)?)
                .or_insert_with(|| vec![None; columns.len()]);
            let weaker = cells[*place]
                .as_ref()
                .is_none_or(|there| weight(there.kind) <= weight(mark.kind));
            if weaker {
                cells[*place] = Some(mark);
            }
        }
        Ok(marks)
    }

    /// Who has not had the newest issue.
    fn gap(&self, newest: &MatrixPiece) -> Result<Gap> {
        let sent = newest.first.unwrap_or_default();
        let mut statement = self.conn.prepare_cached(
            "WITH went AS MATERIALIZED (
                 SELECT d.contact_id, d.state, d.at FROM mailing m JOIN delivery d ON d.mailing_id = m.id
                 WHERE m.piece = ?1 AND d.state <> 'skipped'
                 UNION ALL SELECT contact_id, 'accepted', at FROM hand_over WHERE piece = ?1
             ), suppressed AS MATERIALIZED (
                 SELECT c.id, s.reason FROM suppression s CROSS JOIN contact c ON c.email_key = s.address_key
                 WHERE c.removed_at IS NULL
             ), missed AS (
                 SELECT c.email_key IS NULL AS unknown, c.created_at > (SELECT min(at) FROM went WHERE state = 'accepted') AS after,
                     c.id IN (SELECT contact_id FROM went UNION ALL SELECT id FROM suppressed) AS returned
                 FROM contact c
                 WHERE +c.removed_at IS NULL AND c.stage <> 'lost'
                   AND c.id NOT IN (SELECT contact_id FROM went WHERE state NOT IN ('refused', 'bounced'))
                   AND c.id NOT IN (SELECT id FROM suppressed WHERE reason NOT IN ('hard-bounce', 'soft-bounces'))
             )
             SELECT count(*), count(*) FILTER (WHERE NOT unknown AND NOT returned),
                 count(*) FILTER (WHERE NOT unknown AND NOT returned AND after),
                 count(*) FILTER (WHERE NOT unknown AND returned), count(*) FILTER (WHERE unknown)
             FROM missed",
        )?;
        Ok(statement.query_row([&newest.piece], |row| {
            Ok(Gap {
                piece: newest.piece.clone(),
                title: newest.title.clone(),
                sent,
                missed: row.get(0)?,
                can_have_it: row.get(1)?,
                joined_after: row.get(2)?,
                bounced: row.get(3)?,
                no_address: row.get(4)?,
            })
        })?)
    }
}

/// Which of two marks for the same piece says more about whether they had it.
fn weight(kind: MarkKind) -> u8 {
    match kind {
        MarkKind::Skipped => 0,
        MarkKind::Bounced => 1,
        MarkKind::Waiting => 2,
        MarkKind::Unknown => 3,
        MarkKind::Received => 4,
        MarkKind::Handed => 5,
        MarkKind::Replied => 6,
    }
}

/// Reads a mark from the row that [`Store::marks`] asks for.
fn mark(row: &rusqlite::Row<'_>) -> rusqlite::Result<Mark> {
    use byline_model::{DeliveryState as S, How, SkipReason};
    let state: String = row.get(3)?;
    let words: String = row.get(4)?;
    let at = time(row, 2)?;
    let answers = answers(row)?;
    let failure = failure(row)?;
    let reply: Option<String> = row.get(6)?;
    if let Some(reply) = reply {
        let first_line = reply
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty())
            .unwrap_or_default();
        return Ok(Mark {
            kind: MarkKind::Replied,
            at: time(row, 7)?,
            evidence: first_line.to_owned(),
            answers,
            failure,
        });
    }
    if state == "handed" {
        let how = how_in_words(word(row, 4, How::from_word)?);
        return Ok(Mark {
            kind: MarkKind::Handed,
            at,
            evidence: how.into(),
            answers,
            failure,
        });
    }
    let (kind, known) = match word(row, 3, S::from_word)? {
        S::Accepted => (MarkKind::Received, "Their mail server accepted it"),
        S::Refused => (MarkKind::Bounced, "Their mail server refused it"),
        S::Bounced => (MarkKind::Bounced, "It came back"),
        S::Unknown => (MarkKind::Unknown, "Nobody knows whether it arrived"),
        S::Queued | S::Claimed | S::Sending => (MarkKind::Waiting, "Still to go"),
        S::Deferred => (MarkKind::Waiting, "To be tried again"),
        S::Skipped => {
            let why = match word(row, 5, SkipReason::from_word)? {
                SkipReason::NoAddress => "Left out: no e-mail address",
                SkipReason::Suppressed => "Left out: not to be mailed",
                SkipReason::BouncedBefore => "Left out: mail to this address came back",
                SkipReason::DuplicateAddress => "Left out: somebody else has the same address",
                SkipReason::MissingValue => "Left out: a value was missing",
                SkipReason::HeldBack => "Left out by you",
                SkipReason::OnItsWay => "Left out: on its way to them already",
                SkipReason::Replied => "Left out: they wrote back first",
                SkipReason::Stopped => "Left out: you stopped the mailing before it was their turn",
            };
            (MarkKind::Skipped, why)
        }
    };
    let evidence = if words.is_empty() {
        known.to_owned()
    } else {
        words
    };
    Ok(Mark {
        kind,
        at,
        evidence,
        answers,
        failure,
    })
}
