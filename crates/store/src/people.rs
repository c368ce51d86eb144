//! The list of people: which, in which order, a page at a time.

use std::collections::HashMap;
use std::sync::Arc;

use byline_model::{
    ContactId, MarkKind, NextStep, PeopleOrder, PeoplePage, PeopleQuery, PersonRow, Source, Stage,
    filter::{self, Filter},
};
use jiff::Timestamp;
use rusqlite::params_from_iter;

use crate::{
    Result, Store,
    filter::condition,
    search::Hits,
    sql::{array, shown_name, time, word},
    touches::{STEP, next_step},
};

/// From how many hits on it is quicker to walk along the order and look whom it meets than to sort the hits.
const MANY: usize = 2_000;

/// An order as SQL; each is an index of `contact`.
fn order_sql(order: PeopleOrder) -> &'static str {
    match order {
        PeopleOrder::NextStep => "c.next_due IS NULL, c.next_due, c.sort_name, c.id",
        PeopleOrder::Name => "c.sort_name, c.id",
        PeopleOrder::Company => "c.company_key IS NULL, c.company_key, c.sort_name, c.id",
        PeopleOrder::Stage => "c.stage_rank, c.sort_name, c.id",
        PeopleOrder::Added => "c.created_at DESC, c.id DESC",
    }
}

/// The same order for some of the contacts, sorted after they are chosen. `+`, here and before `removed_at`, keeps
/// SQLite from walking along an index and fetching every contact from its own place in the file: reading the table
/// from end to end takes half as long.
fn sort_sql(order: PeopleOrder) -> &'static str {
    match order {
        PeopleOrder::NextStep => "+c.next_due IS NULL, +c.next_due, c.sort_name, c.id",
        PeopleOrder::Name => "+c.sort_name, c.id",
        PeopleOrder::Company => "+c.company_key IS NULL, +c.company_key, c.sort_name, c.id",
        PeopleOrder::Stage => "+c.stage_rank, c.sort_name, c.id",
        PeopleOrder::Added => "+c.created_at DESC, c.id DESC",
    }
}

impl Store {
    /// How many people the filter chooses.
    ///
    /// # Errors
    /// When the database fails.
    pub fn count(&self, filter: &Filter, now: Timestamp) -> Result<u32> {
        if *filter == Filter::All {
            let sql = "SELECT count(*) FROM contact WHERE removed_at IS NULL";
            return Ok(self
                .conn
                .prepare_cached(sql)?
                .query_row([], |row| row.get(0))?);
        }
        let condition = condition(filter, &self.zone, now);
        let sql = format!(
            "SELECT count(*) FROM contact c WHERE c.removed_at IS NULL AND {}",
            condition.sql
        );
        Ok(self
            .conn
            .prepare(&sql)?
            .query_row(params_from_iter(condition.values), |row| row.get(0))?)
    }

    /// A page of the list of people.
    ///
    /// # Errors
    /// [`StoreError::Filter`](crate::StoreError::Filter) when the filter cannot be read.
    pub fn people(&self, query: &PeopleQuery, now: Timestamp) -> Result<PeoplePage> {
        let filter = filter::parse(&query.filter)?;
        let (total, ids) = self.window(&filter, query, now)?;
        Ok(PeoplePage {
            total,
            rows: self.person_rows(ids)?,
        })
    }

    /// How many people the filter and the search choose, and those from `offset` on.
    fn window(
        &self,
        filter: &Filter,
        query: &PeopleQuery,
        now: Timestamp,
    ) -> Result<(u32, Vec<i64>)> {
        let (order, offset, limit) = (query.order, query.offset, query.limit);
        if *filter != Filter::All {
            let ids = self.chosen(filter, &query.search, order, now)?;
            let page = ids
                .iter()
                .copied()
                .skip(offset as usize)
                .take(limit as usize)
                .collect();
            return Ok((count(ids.len()), page));
        }
        match self.found(&query.search)? {
            None => Ok((
                self.count(filter, now)?,
                self.everyone(order, offset, limit)?,
            )),
            Some(hits) => Ok((
                count(hits.len()),
                self.in_order(&hits, order, offset, limit)?,
            )),
        }
    }

    /// Everybody whom the filter and the search choose, in order; remembered, because a long list is asked for page
    /// by page.
    pub(crate) fn chosen(
        &self,
        filter: &Filter,
        search: &str,
        order: PeopleOrder,
        now: Timestamp,
    ) -> Result<Arc<Vec<i64>>> {
        // Functions of time change their answer within minutes at the soonest.
        let key = (
            filter.to_string(),
            search.to_owned(),
            order,
            now.as_second() / 60,
        );
        self.chosen.get(self.generation()?, &key, || {
            let condition = condition(filter, &self.zone, now);
            let sql = format!(
                "SELECT c.id FROM contact c WHERE +c.removed_at IS NULL AND {} ORDER BY {}",
                condition.sql,
                sort_sql(order)
            );
            let mut statement = self.conn.prepare(&sql)?;
            let rows = statement.query_map(params_from_iter(condition.values), |row| row.get(0))?;
            let mut ids: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
            if let Some(hits) = self.found(search)? {
                ids.retain(|id| hits.has(*id));
            }
            Ok(ids)
        })
    }

    /// The page of everybody from `offset` on, from an index that holds all it takes.
    pub(crate) fn everyone(&self, order: PeopleOrder, offset: u32, limit: u32) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT c.id FROM contact c WHERE c.removed_at IS NULL ORDER BY {} LIMIT ?1 OFFSET ?2",
            order_sql(order)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([limit, offset], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The page of some people from `offset` on: many are met by walking along the order, few are sorted.
    pub(crate) fn in_order(
        &self,
        some: &Hits,
        order: PeopleOrder,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<i64>> {
        if some.len() > MANY {
            return self.walk(order, offset, limit, |id| some.has(id));
        }
        let sql = format!(
            "SELECT c.id FROM contact c WHERE c.id IN rarray(?1) AND c.removed_at IS NULL ORDER BY {} LIMIT ?2 OFFSET ?3",
            sort_sql(order)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement
            .query_map((array(some.ids().iter().copied()), limit, offset), |row| {
                row.get(0)
            })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Walks along an order and gives those from `offset` on who are wanted.
    pub(crate) fn walk(
        &self,
        order: PeopleOrder,
        offset: u32,
        limit: u32,
        wanted: impl Fn(i64) -> bool,
    ) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT c.id FROM contact c WHERE c.removed_at IS NULL ORDER BY {}",
            order_sql(order)
        );
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut passed = 0;
        let mut ids = Vec::new();
        while ids.len() < limit as usize {
            let Some(row) = rows.next()? else { break };
            let id = row.get(0)?;
            if wanted(id) {
                if passed == offset {
                    ids.push(id);
                } else {
                    passed += 1;
                }
            }
        }
        Ok(ids)
    }

    /// The lines of the list for these contacts, in this order.
    fn person_rows(&self, ids: Vec<i64>) -> Result<Vec<PersonRow>> {
        let mut marks = self.last_marks(&ids)?;
        let mut steps = self.open_steps(&ids)?;
        let mut statement = self.conn.prepare_cached(
            "SELECT c.id, c.first_name, c.last_name, c.email, c.title, c.stage, c.source, co.name AS company,
                 EXISTS (SELECT 1 FROM contact_tag ct JOIN tag t ON t.id = ct.tag_id
                     WHERE ct.contact_id = c.id AND t.name_key = 'dream') AS dream,
                 EXISTS (SELECT 1 FROM suppression s WHERE s.address_key = c.email_key) AS suppressed
             FROM contact c LEFT JOIN company co ON co.id = c.company_id WHERE c.id IN rarray(?1)",
        )?;
        let rows = statement.query_map([array(ids.iter().copied())], |row| {
            let id: i64 = row.get("id")?;
            let mark = marks.remove(&id);
            Ok((
                id,
                PersonRow {
                    contact: ContactId(id),
                    name: shown_name(row)?,
                    email: row.get("email")?,
                    company: row.get("company")?,
                    title: row.get("title")?,
                    stage: word(row, "stage", Stage::from_word)?,
                    source: word(row, "source", Source::from_word)?,
                    dream: row.get("dream")?,
                    last_mark: mark.as_ref().map(|mark| mark.kind),
                    last_at: mark.as_ref().map(|mark| mark.at),
                    last_piece: mark.map(|mark| mark.title),
                    next_step: steps.remove(&id),
                    suppressed: row.get("suppressed")?,
                },
            ))
        })?;
        let mut found: HashMap<i64, PersonRow> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// The last piece that each of these got, and what became of it.
    fn last_marks(&self, ids: &[i64]) -> Result<HashMap<i64, LastMark>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT d.contact_id, m.title, d.at, CASE
                 WHEN EXISTS (SELECT 1 FROM answer a WHERE a.delivery_id = d.id AND a.kind = 'replied') THEN 'replied'
                 WHEN d.state = 'accepted' THEN 'received'
                 WHEN d.state = 'unknown' THEN 'unknown'
                 ELSE 'bounced' END AS kind
             FROM delivery d JOIN mailing m ON m.id = d.mailing_id
             WHERE d.contact_id IN rarray(?1) AND d.state IN ('accepted', 'refused', 'bounced', 'unknown')
             UNION ALL
             SELECT contact_id, title, at, 'handed' FROM hand_over WHERE contact_id IN rarray(?1)
             ORDER BY 3",
        )?;
        let rows = statement.query_map([array(ids.iter().copied())], |row| {
            let mark = LastMark {
                title: row.get(1)?,
                at: time(row, 2)?,
                kind: word(row, 3, MarkKind::from_word)?,
            };
            Ok((row.get(0)?, mark))
        })?;
        // The later overwrites the earlier.
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn open_steps(&self, ids: &[i64]) -> Result<HashMap<i64, NextStep>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {STEP} FROM next_step s
             WHERE s.contact_id IN rarray(?1) AND s.done_at IS NULL AND s.dropped_at IS NULL"
        ))?;
        let rows = statement.query_map([array(ids.iter().copied())], |row| {
            let step = next_step(row)?;
            Ok((step.contact.0, step))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

struct LastMark {
    title: String,
    kind: MarkKind,
    at: Timestamp,
}

/// A number of people as it is told.
pub(crate) fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}
