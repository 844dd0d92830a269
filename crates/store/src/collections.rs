//! Collections of an organization.

use domain::collection::Collection;
use domain::id::CollectionId;
use rusqlite::{OptionalExtension, Row};

use crate::crash;
use crate::db::Survives;
use crate::db::rows::{Id, count, id};
use crate::documents::delete::{self, Probe, probe};
use crate::documents::put;
use crate::error::StoreError;
use crate::scope::{Reader, Writer};

/// Longest name, in characters.
const NAME_CHARACTERS: usize = 200;
const SELECT: &str = "SELECT c.id, c.name, c.created_ms,
    (SELECT COUNT(*) FROM document d WHERE d.collection = c.id AND d.deleted_ms IS NULL),
    (SELECT SUM(d.chunk_count) FROM document d WHERE d.collection = c.id AND d.deleted_ms IS NULL)
    FROM collection c WHERE c.organization = ?1";

/// What went with a deleted collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CollectionDeleted {
    /// The collection.
    pub collection: CollectionId,
    /// Documents that went with it.
    pub document_count: u64,
    /// Chunks that can no longer be found.
    pub chunk_count: u64,
    /// When, in milliseconds since 1970 UTC.
    pub deleted_at_ms: i64,
    /// Searches made right after the delete, for some of its documents by their own sentences. Each document has its
    /// own receipt besides.
    pub probe: Probe,
}

impl Reader {
    /// Returns all collections, by name.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn collections(&self) -> Result<Vec<Collection>, StoreError> {
        self.store.db.read(|db| {
            let mut collections = db.prepare_cached(&format!("{SELECT} ORDER BY c.name"))?;
            let collections = collections.query_map([self.organization.key()], collection)?;
            Ok(collections.collect::<Result<_, _>>()?)
        })
    }

    /// Returns the collection of that id.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn collection(&self, id: CollectionId) -> Result<Collection, StoreError> {
        self.store.db.read(|db| {
            db.prepare_cached(&format!("{SELECT} AND c.id = ?2"))?
                .query_row((self.organization.key(), id.key()), collection)
                .optional()?
                .ok_or(StoreError::NotFound { what: "collection" })
        })
    }

    /// Returns the collection of that name, if there is one.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn collection_by_name(&self, name: &str) -> Result<Option<Collection>, StoreError> {
        self.store.db.read(|db| {
            Ok(db
                .prepare_cached(&format!("{SELECT} AND c.name = ?2"))?
                .query_row((self.organization.key(), name), collection)
                .optional()?)
        })
    }
}

impl Writer {
    /// Returns a new, empty collection.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], [`StoreError::Name`].
    pub fn create_collection(&self, name: &str, now_ms: i64) -> Result<Collection, StoreError> {
        const CREATE: &str = "INSERT INTO collection (id, organization, name, created_ms) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (organization, name) DO NOTHING";
        put::check_name("collection name", name, NAME_CHARACTERS)?;
        let id = CollectionId::new();
        let made = self.store.db.write(Survives::PowerCut, |transaction| {
            Ok(transaction.execute(CREATE, (id.key(), self.organization.key(), name, now_ms))?)
        })?;
        if made == 0 {
            return Err(StoreError::NameTaken { name: name.to_owned() });
        }
        self.collection(id)
    }

    /// Deletes the collection with all its documents, in one transaction: nothing of it is found afterwards.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete_collection(&self, id: CollectionId, now_ms: i64) -> Result<CollectionDeleted, StoreError> {
        let samples = probe::samples(self, id)?;
        let mut deleted = self.store.db.write(Survives::PowerCut, |transaction| {
            let gone = "DELETE FROM collection WHERE organization = ?1 AND id = ?2";
            if transaction.execute(gone, (self.organization.key(), id.key()))? == 0 {
                return Err(StoreError::NotFound { what: "collection" });
            }
            let (document_count, chunk_count) = delete::bury(transaction, delete::Which::Collection(id), now_ms)?;
            Ok(CollectionDeleted {
                collection: id,
                document_count,
                chunk_count,
                deleted_at_ms: now_ms,
                probe: Probe::default(),
            })
        })?;
        crash::point("collection.committed");
        let mut probes = Vec::with_capacity(samples.len());
        for (document, questions) in samples {
            let probe = probe::ask(self, document, questions)?;
            deleted.probe.queries += probe.queries;
            deleted.probe.hits += probe.hits;
            probes.push((document, probe));
        }
        self.store.db.write(Survives::Kill, |transaction| {
            probes
                .iter()
                .try_for_each(|(document, probe)| delete::note(transaction, *document, *probe))
        })?;
        Ok(deleted)
    }
}

fn collection(row: &Row<'_>) -> rusqlite::Result<Collection> {
    Ok(Collection {
        id: id(row, 0)?,
        name: row.get(1)?,
        created_ms: row.get(2)?,
        document_count: count(row, 3)?,
        chunk_count: count(row, 4)?,
    })
}
