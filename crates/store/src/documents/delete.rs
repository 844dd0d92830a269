//! Deletes, and the receipts that prove them.

pub(crate) mod probe;

use domain::id::{CollectionId, DocumentId, VersionId};
use rusqlite::{OptionalExtension, Transaction};

use crate::crash;
use crate::db::Survives;
use crate::db::rows::{Id, Key, count, id};
use crate::error::StoreError;
use crate::scope::{Reader, Writer};

/// A search for a deleted document by its own sentences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Probe {
    /// Searches made.
    pub queries: u32,
    /// Hits of the deleted document: 0, or the delete is broken.
    pub hits: u32,
}

/// What is left of a deleted document after its clean-up: all zero, or the delete is broken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CleanUpProbe {
    /// Points in the raw index.
    pub points: u64,
    /// Rows of texts and chunks.
    pub rows: u64,
    /// Files with its bytes that no other document uses.
    pub blobs: u64,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// The proof of a delete.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DeleteReceipt {
    /// The document.
    pub document: DocumentId,
    /// Its versions.
    pub versions: Vec<VersionId>,
    /// Chunks that could be found before.
    pub chunk_count: u64,
    /// When, in milliseconds since 1970 UTC.
    pub deleted_at_ms: i64,
    /// Searches made right after the delete.
    pub probe: Probe,
    /// What was left after the clean-up; `None` while that is on its way.
    pub cleaned: Option<CleanUpProbe>,
}

/// What is deleted together.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    Document(DocumentId),
    Collection(CollectionId),
}

impl Reader {
    /// Returns the receipt of a deleted document.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn receipt(&self, document: DocumentId) -> Result<DeleteReceipt, StoreError> {
        const RECEIPT: &str = "SELECT chunk_count, deleted_ms, probe_queries, probe_hits, left_points, left_rows,
            left_blobs, cleaned_ms FROM receipt WHERE organization = ?1 AND document = ?2";
        self.store.db.read(|db| {
            let receipt = db
                .prepare_cached(RECEIPT)?
                .query_row((self.organization.key(), document.key()), |row| {
                    let cleaned_ms: Option<i64> = row.get(7)?;
                    let cleaned = CleanUpProbe {
                        points: count(row, 4)?,
                        rows: count(row, 5)?,
                        blobs: count(row, 6)?,
                        at_ms: cleaned_ms.unwrap_or(0),
                    };
                    Ok(DeleteReceipt {
                        document,
                        versions: Vec::new(),
                        chunk_count: count(row, 0)?,
                        deleted_at_ms: row.get(1)?,
                        probe: Probe {
                            queries: row.get(2)?,
                            hits: row.get(3)?,
                        },
                        cleaned: cleaned_ms.map(|_| cleaned),
                    })
                })
                .optional()?;
            let mut receipt = receipt.ok_or(StoreError::NotFound { what: "receipt" })?;
            let mut versions = db.prepare_cached("SELECT id FROM version WHERE document = ?1 ORDER BY number")?;
            let versions = versions.query_map([document.key()], |row| id(row, 0))?;
            receipt.versions = versions.collect::<Result<_, _>>()?;
            Ok(receipt)
        })
    }
}

impl Writer {
    /// Deletes the document: it is not found from the moment this returns. Its texts, points and files go right after,
    /// in a clean-up job.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete_document(&self, id: DocumentId, now_ms: i64) -> Result<DeleteReceipt, StoreError> {
        let document = self.document(id)?;
        let questions = probe::questions(self, document.live_version)?;
        self.store.db.write(Survives::PowerCut, |transaction| {
            let (document_count, _) = bury(transaction, Which::Document(id), now_ms)?;
            match document_count {
                0 => Err(StoreError::NotFound { what: "document" }),
                _ => Ok(()),
            }
        })?;
        crash::point("delete.committed");
        let probe = probe::ask(self, id, questions)?;
        self.store
            .db
            .write(Survives::Kill, |transaction| note(transaction, id, probe))?;
        self.receipt(id)
    }
}

/// Writes what the probe found into the receipt.
pub(crate) fn note(transaction: &Transaction<'_>, document: DocumentId, probe: Probe) -> Result<(), StoreError> {
    const NOTE: &str = "UPDATE receipt SET probe_queries = ?2, probe_hits = ?3 WHERE document = ?1";
    transaction
        .prepare_cached(NOTE)?
        .execute((document.key(), probe.queries, probe.hits))?;
    Ok(())
}

/// Ends documents: their versions are dead, their jobs over, clean-ups queued, receipts written. Returns how many
/// documents and findable chunks there were.
pub(crate) fn bury(transaction: &Transaction<'_>, which: Which, now_ms: i64) -> Result<(u64, u64), StoreError> {
    let (column, key): (&str, Key) = match &which {
        Which::Document(id) => ("id", id.key()),
        Which::Collection(id) => ("collection", id.key()),
    };
    let documents = format!("FROM document WHERE {column} = ?1 AND deleted_ms IS NULL");
    let counts = transaction.query_row(
        &format!("SELECT COUNT(*), SUM(chunk_count) {documents}"),
        [&key],
        |row| Ok((count(row, 0)?, count(row, 1)?)),
    )?;
    let receipts = format!(
        "INSERT INTO receipt (document, organization, chunk_count, deleted_ms, probe_queries, probe_hits)
         SELECT id, organization, chunk_count, ?2, 0, 0 {documents}"
    );
    transaction.execute(&receipts, (&key, now_ms))?;
    retire(
        transaction,
        &format!("document IN (SELECT id {documents})"),
        &key,
        now_ms,
    )?;
    let gone = format!(
        "UPDATE document SET deleted_ms = ?2, live_version = NULL, chunk_count = 0, attributes = '{{}}'
         WHERE {column} = ?1 AND deleted_ms IS NULL"
    );
    transaction.execute(&gone, (&key, now_ms))?;
    Ok(counts)
}

/// Ends the versions of a document that are not live, because a newer one was uploaded. The live one answers on.
pub(crate) fn supersede(transaction: &Transaction<'_>, document: DocumentId, now_ms: i64) -> Result<(), StoreError> {
    retire(
        transaction,
        "document = ?1 AND state IN ('queued', 'failed')",
        &document.key(),
        now_ms,
    )
}

/// Ends the one version that was live before another took its place.
pub(crate) fn replace(transaction: &Transaction<'_>, version: VersionId, now_ms: i64) -> Result<(), StoreError> {
    retire(transaction, "id = ?1", &version.key(), now_ms)
}

/// Makes versions dead and queues their clean-up. A clean-up job has the id of its version, so there is only one.
fn retire(transaction: &Transaction<'_>, versions: &str, key: &Key, now_ms: i64) -> Result<(), StoreError> {
    let over = format!(
        "UPDATE job SET state = 'done', reason = 'no longer wanted', updated_ms = ?2 WHERE kind = 'index'
         AND state <> 'done' AND version IN (SELECT id FROM version WHERE {versions})"
    );
    transaction.prepare_cached(&over)?.execute((key, now_ms))?;
    let clean_up = format!(
        "INSERT INTO job (id, organization, kind, document, version, state, attempt, crashes, run_after_ms,
         created_ms, updated_ms) SELECT id, organization, 'clean_up', document, id, 'queued', 0, 0, 0, ?2, ?2
         FROM version WHERE {versions} AND cleaned_ms IS NULL ON CONFLICT (version, kind) DO NOTHING"
    );
    transaction.prepare_cached(&clean_up)?.execute((key, now_ms))?;
    let dead = format!("UPDATE version SET state = 'dead', dead_ms = ?2 WHERE {versions} AND state <> 'dead'");
    transaction.prepare_cached(&dead)?.execute((key, now_ms))?;
    Ok(())
}
