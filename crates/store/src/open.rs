//! The store in its folder: opening, status, upkeep. Knows which files lie where.

pub(crate) mod check;
mod recover;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex};

use domain::embedder::EmbedderIdentity;
use domain::id::{CollectionId, OrganizationId};
use index::{Index, IndexSettings};
use rusqlite::{OptionalExtension, Transaction};

use crate::blobs::Blobs;
use crate::crash;
use crate::db::rows::{Id, Key, count, number};
use crate::db::{Db, Survives, lock};
use crate::error::StoreError;
use crate::jobs::Jobs;
use crate::ledger;
use crate::lock::{Lock, LockInfo};
use crate::scope::{Reader, Writer};
use crate::search::points;

/// Name of the collection that every organization begins with.
const FIRST_COLLECTION: &str = "default";
/// Extension of an index that could not be opened, until it is replaced.
const BROKEN: &str = "broken";
/// So many events are kept for late readers.
const EVENTS_KEPT: i64 = 20_000;

/// What must be known to open a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// Length of the embedder's vectors.
    pub dimensions: usize,
    /// Whose vectors these are.
    pub embedder: EmbedderIdentity,
}

/// Counts over all organizations, for the operator.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// Documents that are not deleted.
    pub document_count: u64,
    /// Chunks that can be found.
    pub chunk_count: u64,
    /// Jobs that wait.
    pub jobs_queued: u64,
    /// Jobs that a worker holds.
    pub jobs_running: u64,
    /// Versions that could not be made searchable.
    pub failed_count: u64,
    /// Length of all uploaded files that are kept, each counted once.
    pub blob_bytes: u64,
    /// Fingerprint of the embedder.
    pub embedder: String,
}

/// An open data folder; clones share it. The folder is free again when the last clone and handle are dropped.
#[derive(Debug, Clone)]
pub struct Store(pub(crate) Arc<Inner>);

/// What all handles share.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) db: Db,
    pub(crate) index: Index,
    pub(crate) blobs: Blobs,
    pub(crate) fingerprint: String,
    pub(crate) dimensions: usize,
    /// Held from the check that a version is wanted to the end of its writing into the index, and during its removal
    /// from there: so nothing is written for a version after it was removed.
    pub(crate) index_order: Mutex<()>,
    /// Held while an upload changes attributes in the catalogue and then in the index; a checkpoint waits for it.
    pub(crate) uploads: Mutex<()>,
    /// Rises before each commit that makes a version live: a search across it is made again.
    pub(crate) epoch: AtomicU64,
    /// Rises after each emptying of the index: points written before are written again.
    pub(crate) rebuilds: AtomicU64,
    /// Whose turn it is to be claimed: uploads and clean-ups alternate.
    pub(crate) clean_up_next: AtomicBool,
    default_organization: OrganizationId,
    lock: Mutex<Lock>,
}

impl Store {
    /// Returns the store in `dir`, made when absent, with one organization and its collection `default`. What a crash
    /// left half done is repaired first.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::OtherEmbedder`], [`StoreError::TooNew`], [`StoreError::Damaged`], or when
    /// the folder cannot be used.
    pub fn open(dir: &Path, settings: &StoreSettings) -> Result<Self, StoreError> {
        fs_err::create_dir_all(dir)?;
        let lock = Lock::take(dir)?;
        let db = Db::open(dir)?;
        let fingerprint = settings.embedder.fingerprint();
        let default_organization = db.write(Survives::PowerCut, |transaction| first_rows(transaction, &fingerprint))?;
        let (index, index_is_new) = open_index(&dir.join("index"), settings.dimensions)?;
        let store = Self(Arc::new(Inner {
            db,
            index,
            blobs: Blobs::open(dir)?,
            fingerprint,
            dimensions: settings.dimensions,
            index_order: Mutex::new(()),
            uploads: Mutex::new(()),
            epoch: AtomicU64::new(0),
            rebuilds: AtomicU64::new(0),
            clean_up_next: AtomicBool::new(false),
            default_organization,
            lock: Mutex::new(lock),
        }));
        store.recover(index_is_new)?;
        // It holds the vectors and terms of documents that may be deleted later.
        remove_broken(&dir.join("index"))?;
        Ok(store)
    }

    /// Returns who has the data folder open, or `None` when nobody has.
    pub fn read_lock(dir: &Path) -> Option<LockInfo> {
        crate::lock::read(dir)
    }

    /// Returns the organization that a single owner works in.
    pub fn default_organization(&self) -> OrganizationId {
        self.0.default_organization
    }

    /// Returns the handle that reads this organization.
    pub fn reader(&self, organization: OrganizationId) -> Reader {
        Reader {
            store: Arc::clone(&self.0),
            organization,
        }
    }

    /// Returns the handle that changes this organization.
    pub fn writer(&self, organization: OrganizationId) -> Writer {
        Writer {
            reader: self.reader(organization),
        }
    }

    /// Returns the worker's handle, over all organizations.
    pub fn jobs(&self) -> Jobs {
        Jobs {
            store: Arc::clone(&self.0),
        }
    }

    /// Writes the address of this process's server into the lock file, where commands find it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_server_url(&self, url: &str) -> Result<(), StoreError> {
        lock(&self.0.lock).write(Some(url))
    }

    /// Returns counts over all organizations.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn status(&self) -> Result<Status, StoreError> {
        const COUNTS: &str = "SELECT
            (SELECT COUNT(*) FROM document WHERE deleted_ms IS NULL),
            (SELECT SUM(chunk_count) FROM version WHERE state = 'live'),
            (SELECT COUNT(*) FROM job WHERE state = 'queued'),
            (SELECT COUNT(*) FROM job WHERE state = 'running'),
            (SELECT COUNT(*) FROM version WHERE state = 'failed'),
            (SELECT SUM(size_bytes) FROM
                (SELECT DISTINCT sha256, size_bytes FROM version WHERE cleaned_ms IS NULL) AS kept)";
        self.0.db.read(|db| {
            let status = db.query_row(COUNTS, [], |row| {
                Ok(Status {
                    document_count: count(row, 0)?,
                    chunk_count: count(row, 1)?,
                    jobs_queued: count(row, 2)?,
                    jobs_running: count(row, 3)?,
                    failed_count: count(row, 4)?,
                    blob_bytes: count(row, 5)?,
                    embedder: self.0.fingerprint.clone(),
                })
            })?;
            Ok(status)
        })
    }

    /// Makes the index survive a power cut up to here; the catalogue always does. Call it every few seconds.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        let newest: Option<i64> = {
            let _uploads = lock(&self.0.uploads);
            self.0
                .db
                .read(|db| Ok(db.query_row("SELECT MAX(sequence) FROM outbox", [], |row| row.get(0))?))?
        };
        let Some(newest) = newest else {
            return Ok(());
        };
        self.0.index.checkpoint()?;
        crash::point("checkpoint.index_flushed");
        self.0.db.write(Survives::Kill, |transaction| {
            transaction.execute("DELETE FROM outbox WHERE sequence <= ?1", [newest])?;
            Ok(())
        })
    }

    /// Builds search graphs and drops old events; returns whether the index changed. May take minutes, during which
    /// everything else goes on: run it on a thread of its own.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn maintain(&self) -> Result<bool, StoreError> {
        self.0.db.write(Survives::Kill, |transaction| {
            let old = "DELETE FROM event WHERE sequence <= (SELECT value FROM counter WHERE name = 'event') - ?1";
            transaction.execute(old, [EVENTS_KEPT])?;
            Ok(())
        })?;
        self.0.db.maintain()?;
        // Last, because it needs room for a second copy, which a full disk does not have.
        Ok(self.0.index.maintain()?)
    }

    /// Writes every live chunk into the index again, from the catalogue; returns how many. Searches find less while
    /// this runs.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn rebuild_index(&self) -> Result<u64, StoreError> {
        points::rebuild(&self.0)
    }
}

/// Returns the index and whether it had to be made anew. It is a cache: a broken one is put aside and made again.
fn open_index(dir: &Path, dimensions: usize) -> Result<(Index, bool), StoreError> {
    let is_new = !dir.exists();
    let settings = IndexSettings { dimensions };
    match Index::open(dir, &settings) {
        Ok(index) => Ok((index, is_new)),
        Err(error) if is_new => Err(error.into()),
        Err(error) => {
            let error = StoreError::from(error);
            if matches!(error, StoreError::DiskFull) {
                return Err(error);
            }
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the search index is broken and is made again"
            );
            remove_broken(dir)?;
            fs_err::rename(dir, dir.with_extension(BROKEN))?;
            Ok((Index::open(dir, &settings)?, true))
        }
    }
}

fn remove_broken(index: &Path) -> Result<(), StoreError> {
    let aside = index.with_extension(BROKEN);
    if aside.exists() {
        fs_err::remove_dir_all(&aside)?;
    }
    Ok(())
}

/// Returns the default organization, made with its collection at the first opening.
fn first_rows(transaction: &Transaction<'_>, fingerprint: &str) -> Result<OrganizationId, StoreError> {
    let setting = |name: &str| {
        let sql = "SELECT value FROM setting WHERE name = ?1";
        transaction
            .query_row(sql, [name], |row| row.get::<_, String>(0))
            .optional()
    };
    if let Some(stored) = setting("embedder")?
        && stored != fingerprint
    {
        return Err(StoreError::OtherEmbedder {
            stored,
            given: fingerprint.to_owned(),
        });
    }
    if let Some(id) = setting("default_organization")? {
        return id.parse().map_err(|_| StoreError::Row {
            what: "the default organization",
        });
    }
    let organization = OrganizationId::new();
    let keep = "INSERT INTO setting (name, value) VALUES (?1, ?2)";
    transaction.execute(keep, ["embedder", fingerprint])?;
    transaction.execute(keep, ["default_organization", &organization.to_string()])?;
    for counter in ["event", "outbox"] {
        transaction.execute("INSERT INTO counter (name, value) VALUES (?1, 0)", [counter])?;
    }
    let made = "INSERT INTO organization (id, name, unlimited, created_ms) VALUES (?1, 'default', 1, ?2)";
    let now_ms = made_ms(organization);
    transaction.execute(made, (organization.key(), now_ms))?;
    let collection = "INSERT INTO collection (id, organization, name, created_ms) VALUES (?1, ?2, ?3, ?4)";
    let id: Key = CollectionId::new().key();
    transaction.execute(collection, (id, organization.key(), FIRST_COLLECTION, now_ms))?;
    ledger::grant_start(transaction, organization, now_ms)?;
    Ok(organization)
}

/// Returns when the id was made, which it says itself (RFC 9562, section 5.7).
fn made_ms(organization: OrganizationId) -> i64 {
    let (seconds, nanoseconds) = organization
        .uuid()
        .get_timestamp()
        .map_or((0, 0), |time| time.to_unix());
    number(seconds * 1_000 + u64::from(nanoseconds) / 1_000_000)
}

/// Returns the next number of a counter; numbers of a transaction that did not commit are used again.
pub(crate) fn next(transaction: &Transaction<'_>, counter: &str) -> Result<i64, StoreError> {
    let sql = "UPDATE counter SET value = value + 1 WHERE name = ?1 RETURNING value";
    Ok(transaction
        .prepare_cached(sql)?
        .query_row([counter], |row| row.get(0))?)
}
