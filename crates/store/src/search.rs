//! Search by beginnings of words.

use std::fmt::Write;

use crate::{Result, Store};

/// What was typed as a query of FTS5: each word, whatever is in it, the beginning of a word that must occur; `None`
/// when there is no letter or digit to look for.
///
/// A word becomes a phrase in quotes, so no sign of the query language in it has a meaning
/// (<https://sqlite.org/fts5.html#fts5_strings>); `maria@north` finds the words `maria north…` one after the other.
fn query(search: &str) -> Option<String> {
    let mut query = String::new();
    for word in search.split_whitespace() {
        if !word.chars().any(char::is_alphanumeric) {
            continue;
        }
        let word = word.replace('"', "\"\"").replace('\0', " ");
        let _ = write!(
            query,
            "{}\"{word}\" *",
            if query.is_empty() { "" } else { " AND " }
        );
    }
    (!query.is_empty()).then_some(query)
}

/// Contacts that a search found.
#[derive(Debug)]
pub(crate) struct Hits {
    ids: Vec<i64>,
    /// By number; a search for one letter may find everybody, and is asked about everybody.
    found: Vec<bool>,
}

impl Hits {
    pub(crate) fn new(ids: Vec<i64>) -> Self {
        let most = ids.iter().max().copied().unwrap_or_default();
        let mut found = vec![false; usize::try_from(most).map_or(0, |most| most + 1)];
        for id in &ids {
            if let Some(place) = usize::try_from(*id).ok().and_then(|id| found.get_mut(id)) {
                *place = true;
            }
        }
        Self { ids, found }
    }

    pub(crate) fn has(&self, id: i64) -> bool {
        usize::try_from(id)
            .ok()
            .and_then(|id| self.found.get(id))
            .is_some_and(|found| *found)
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn ids(&self) -> &[i64] {
        &self.ids
    }
}

impl Store {
    /// Everybody who has all words of the search somewhere; `None` when there is nothing to look for.
    pub(crate) fn found(&self, search: &str) -> Result<Option<Hits>> {
        query(search).map(|query| self.matching(&query)).transpose()
    }

    /// Everybody who has all words of the search in their name.
    pub(crate) fn found_by_name(&self, search: &str) -> Result<Option<Hits>> {
        query(search)
            .map(|query| self.matching(&format!("name : ({query})")))
            .transpose()
    }

    fn matching(&self, query: &str) -> Result<Hits> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT rowid FROM contact_search WHERE contact_search MATCH ?1")?;
        let rows = statement.query_map([query], |row| row.get(0))?;
        Ok(Hits::new(rows.collect::<rusqlite::Result<_>>()?))
    }
}
