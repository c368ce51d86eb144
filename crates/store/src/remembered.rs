//! An answer that is kept for as long as nothing in the desk changes.

use std::cell::RefCell;
use std::sync::Arc;

use crate::{Result, Store};

/// What tells that the desk changed: by another connection (`PRAGMA data_version`), or by this one.
pub(crate) type Generation = (i64, u64);

/// The last answer to one kind of question.
#[derive(Debug)]
pub(crate) struct Remembered<K, V>(RefCell<Option<(Generation, K, Arc<V>)>>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<K: Clone + PartialEq, V> Remembered<K, V> {
    /// The answer to `key`: the last one, if the question is the same and nothing has changed, else a new one.
    pub(crate) fn get(
        &self,
        generation: Generation,
        key: &K,
        answer: impl FnOnce() -> Result<V>,
    ) -> Result<Arc<V>> {
        if let Some((then, asked, answer)) = &*self.0.borrow()
            && *then == generation
            && asked == key
        {
            return Ok(Arc::clone(answer));
        }
        let answer = Arc::new(answer()?);
        *self.0.borrow_mut() = Some((generation, key.clone(), Arc::clone(&answer)));
        Ok(answer)
    }
}

impl Store {
    /// A number that grows with every change of the desk, whoever makes it: for whoever shows the desk and looks
    /// whether it changed. It is this connection's own; two connections count differently.
    ///
    /// # Errors
    /// When the database fails.
    pub fn version(&self) -> Result<i64> {
        let (by_others, by_itself) = self.generation()?;
        Ok(by_others.saturating_add(i64::try_from(by_itself).unwrap_or(i64::MAX)))
    }

    /// How often the desk has changed, as far as this connection can tell.
    pub(crate) fn generation(&self) -> Result<Generation> {
        let by_others = self
            .conn
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |row| row.get(0))?;
        Ok((by_others, self.conn.total_changes()))
    }
}
