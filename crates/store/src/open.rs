//! Opening a desk's database: who made it, migrations, and how it is written.

use std::path::Path;
use std::time::Duration;

use byline_model::{Kind, PeopleOrder, filter::fold};
use jiff::tz::TimeZone;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::{Result, StoreError, matrix::Overview, remembered::Remembered};

const MIGRATIONS_SLICE: &[M<'static>] = &[
    M::up(include_str!("migrations/001_desk.sql")),
    M::up(include_str!("migrations/002_delivery.sql")),
];
const MIGRATIONS: Migrations<'static> = Migrations::from_slice(MIGRATIONS_SLICE);

/// `ByLn`: how `file` and other programs know a desk; set by the first migration.
const APPLICATION_ID: i32 = 0x4279_4c6e;

/// How long one process waits for another to finish writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// One connection to a desk's database.
#[derive(Debug)]
pub struct Store {
    pub(crate) conn: Connection,
    /// The zone in which days are meant.
    pub(crate) zone: TimeZone,
    /// The last list of people that was chosen by a filter.
    pub(crate) chosen: Remembered<(String, String, PeopleOrder, i64), Vec<i64>>,
    /// The last overview of the ledger.
    pub(crate) overview: Remembered<Vec<(String, String, Kind)>, Overview>,
    read_only: bool,
}

impl Store {
    /// Opens the desk at `path`, makes it when there is none, and brings an older one up to date. Where the disk or
    /// the file is read-only, a desk that needs no update is opened for reading: see [`Store::is_read_only`].
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::NotADesk`], [`StoreError::Missing`] when the folder is not there,
    /// [`StoreError::ReadOnly`] when it would have to be made or updated and cannot.
    pub fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = match Connection::open_with_flags(path, flags) {
            Ok(conn) => conn,
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) => {
                let folder = path
                    .parent()
                    .filter(|folder| !folder.as_os_str().is_empty());
                return Err(match folder {
                    Some(folder) if !folder.exists() => StoreError::Missing(folder.to_owned()),
                    _ if path.is_dir() => StoreError::NotADesk(path.to_owned()),
                    _ => StoreError::ReadOnly,
                });
            }
            Err(error) => return Err(error.into()),
        };
        if conn.is_readonly("main")? {
            return Self::open_read_only(path);
        }
        match Self::set_up(conn, path) {
            // The file may be written, but not the folder, where the write-ahead log must stand.
            Err(StoreError::ReadOnly) => Self::open_read_only(path),
            done => done,
        }
    }

    fn set_up(mut conn: Connection, path: &Path) -> Result<Self> {
        conn.busy_timeout(PATIENCE)?;
        check_identity(&conn, path)?;
        let writable = |error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::CannotOpen) => StoreError::ReadOnly,
            _ => error.into(),
        };
        conn.pragma_update(None, "journal_mode", "WAL")
            .map_err(writable)?;
        conn.pragma_update(None, "synchronous", "NORMAL")?;
        // 16 MiB: each checkpoint costs two fsyncs, and at SQLite's own 4 MiB a mailing would wait for one every sixty
        // messages.
        conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
        conn.pragma_update(None, "journal_size_limit", 4_000 * 4_096)?;
        conn.set_transaction_behavior(TransactionBehavior::Immediate);
        // Two processes may make the same desk at once: the one that comes second finds the tables there, looks
        // again, and sees that nothing is left to do.
        if MIGRATIONS.to_latest(&mut conn).is_err() {
            MIGRATIONS
                .to_latest(&mut conn)
                .map_err(|error| migration_error(error, path))?;
        }
        Self::ready(conn, false)
    }

    /// Opens the desk at `path` for reading; nothing is made or updated.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Newer`], [`StoreError::NotADesk`]; [`StoreError::ReadOnly`] when an
    /// older Byline made it, or when it was left in the middle of work, so that it would have to be written first.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(PATIENCE)?;
        let conn = match check_identity(&conn, path) {
            Ok(()) => conn,
            // A write-ahead log needs a file beside the database even to be read. Without one to read, the database
            // can be taken as it stands (https://sqlite.org/wal.html#read_only_databases).
            Err(error) if needs_log(&error) && !has_log(path) => {
                let name = path
                    .to_string_lossy()
                    .replace('%', "%25")
                    .replace('?', "%3f")
                    .replace('#', "%23");
                let conn = Connection::open_with_flags(
                    format!("file:{name}?immutable=1"),
                    flags | OpenFlags::SQLITE_OPEN_URI,
                )?;
                check_identity(&conn, path)?;
                conn
            }
            Err(error) if needs_log(&error) => return Err(StoreError::ReadOnly),
            Err(error) => return Err(error),
        };
        let pending = MIGRATIONS
            .pending_migrations(&conn)
            .map_err(|error| migration_error(error, path))?;
        if pending > 0 {
            return Err(StoreError::ReadOnly);
        }
        Self::ready(conn, true)
    }

    fn ready(conn: Connection, read_only: bool) -> Result<Self> {
        conn.pragma_update(None, "foreign_keys", true)?;
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        // KiB: a desk of 100,000 contacts is searched without reading it again from the disk.
        conn.pragma_update(None, "cache_size", -64_000)?;
        conn.set_prepared_statement_cache_capacity(128);
        rusqlite::vtab::array::load_module(&conn)?;
        let flags = FunctionFlags::SQLITE_UTF8
            | FunctionFlags::SQLITE_DETERMINISTIC
            | FunctionFlags::SQLITE_INNOCUOUS;
        conn.create_scalar_function("fold", 1, flags, |context| {
            Ok(context.get_raw(0).as_str_or_null()?.map(fold))
        })?;
        Ok(Self {
            conn,
            zone: TimeZone::system(),
            chosen: Remembered::default(),
            overview: Remembered::default(),
            read_only,
        })
    }

    /// The same store with days meant in `zone` instead of the computer's own.
    #[must_use]
    pub fn in_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// Whether every change would fail with [`StoreError::ReadOnly`].
    pub const fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Runs `work` as one transaction: all of it is kept, or nothing. After a power cut the last such transactions
    /// may be missing, in order; after a killed process none is.
    pub(crate) fn write<T>(&mut self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let transaction = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&transaction)?;
        transaction.commit()?;
        Ok(value)
    }

    /// As [`Store::write`], but on the disk when it returns, with everything written before: even a power cut
    /// takes nothing back. Costs an fsync.
    pub(crate) fn write_durably<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T>,
    ) -> Result<T> {
        self.conn.pragma_update(None, "synchronous", "FULL")?;
        let done = self.write(work);
        self.conn.pragma_update(None, "synchronous", "NORMAL")?;
        done
    }
}

/// Whether reading failed for want of a write-ahead log that cannot be made: SQLite says that it cannot open it, or
/// that the folder is read-only.
fn needs_log(error: &StoreError) -> bool {
    match error {
        StoreError::ReadOnly => true,
        StoreError::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::CannotOpen),
        _ => false,
    }
}

fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}

fn migration_error(error: rusqlite_migration::Error, path: &Path) -> StoreError {
    use rusqlite_migration::{Error, MigrationDefinitionError};
    match error {
        Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => {
            StoreError::Newer
        }
        Error::RusqliteError { err, .. } => err.into(),
        Error::InvalidUserVersion => StoreError::NotADesk(path.to_owned()),
        other => StoreError::Damaged(other.to_string()),
    }
}

/// Checks that the database is a desk of this version or an older one, or has nothing in it yet.
fn check_identity(conn: &Connection, path: &Path) -> Result<()> {
    let number = |pragma: &str| {
        conn.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0))
            .map_err(|error| match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase) => StoreError::NotADesk(path.to_owned()),
                _ => error.into(),
            })
    };
    let application = number("application_id")?;
    let version = number("user_version")?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let empty = tables == 0 && version == 0 && application == 0;
    if application != APPLICATION_ID && !empty {
        return Err(StoreError::NotADesk(path.to_owned()));
    }
    let known = i32::try_from(MIGRATIONS_SLICE.len()).unwrap_or(i32::MAX);
    if version > known {
        return Err(StoreError::Newer);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_runs_on_an_empty_desk() {
        MIGRATIONS.validate().unwrap();
    }
}
