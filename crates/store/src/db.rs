//! The catalogue file: one connection that writes, a few that read, migrations. The only place that knows SQLite;
//! the statements elsewhere are in the subset that PostgreSQL shares.

mod migrate;
pub(crate) mod rows;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::StoreError;

/// Name of the catalogue inside the data folder.
pub(crate) const FILE_NAME: &str = "catalogue.sqlite";
/// Reading connections kept open between calls; more are opened when needed and closed again.
const IDLE_READERS: usize = 8;
/// Distinct statements in this crate stay below this.
const CACHED_STATEMENTS: usize = 160;

/// What a commit must survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Survives {
    /// A power cut: what a caller was told is done.
    PowerCut,
    /// The end of the process: work that is simply done again after a power cut.
    Kill,
}

/// The open catalogue.
#[derive(Debug)]
pub(crate) struct Db {
    path: PathBuf,
    /// Closed before the writer, which then is the last and folds the log into the file.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
}

impl Db {
    /// Returns the catalogue in `dir`, made or brought up to date when needed.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(FILE_NAME);
        let mut writer = Connection::open(&path)?;
        // Before any table exists: lets clean-ups give pages back to the disk.
        writer.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        prepare(&writer)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // Deleted text is overwritten, not merely forgotten.
        writer.pragma_update(None, "secure_delete", "ON")?;
        migrate::run(&mut writer)?;
        Ok(Self {
            path,
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
        })
    }

    /// Returns what `read` makes of one unchanging state of the catalogue.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = lock(&self.readers).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => self.reader()?,
        };
        let result = {
            let snapshot = reader.unchecked_transaction()?;
            read(&snapshot)
        };
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        result
    }

    /// Returns what `write` returns, after all its changes were committed; on an error none of them was.
    pub(crate) fn write<T>(
        &self,
        survives: Survives,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = lock(&self.writer);
        writer.pragma_update(
            None,
            "synchronous",
            match survives {
                Survives::PowerCut => "FULL",
                Survives::Kill => "NORMAL",
            },
        )?;
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = write(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }

    /// Returns what `run` returns while nothing is written.
    pub(crate) fn paused<T>(&self, run: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let _writer = lock(&self.writer);
        run()
    }

    /// Gives free pages back to the disk and refreshes the statistics of the query planner.
    pub(crate) fn maintain(&self) -> Result<(), StoreError> {
        let writer = lock(&self.writer);
        writer.execute_batch("PRAGMA incremental_vacuum(2000); PRAGMA optimize;")?;
        Ok(())
    }

    fn reader(&self) -> Result<Connection, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(&self.path, flags)?;
        prepare(&reader)?;
        Ok(reader)
    }
}

/// Returns the guard also after a panic elsewhere: an open transaction was rolled back by its drop.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn prepare(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_secs(30))?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    connection.pragma_update(None, "cache_size", -8_000)?;
    connection.pragma_update(None, "mmap_size", 1_i64 << 30)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}
