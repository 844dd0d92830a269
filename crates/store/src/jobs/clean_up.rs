//! Clean-up jobs: nothing of a dead version stays in the index, the texts and the blobs. Each step may be killed and
//! run again.

use domain::document::spoken_name;
use domain::id::{DocumentId, VersionId};
use index::Selector;
use rusqlite::{OptionalExtension, Transaction};

use super::index::TextHash;
use super::{Claimed, Jobs, fence};
use crate::crash;
use crate::db::Survives;
use crate::db::rows::{Id, count};
use crate::documents::put::outbox;
use crate::error::StoreError;
use crate::search::points;

impl Jobs {
    /// Removes what the dead version left and ends the job. Bytes and vectors that others use stay.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], or when the folder cannot be written: try again later.
    pub fn clean_up(&self, claimed: &Claimed, now_ms: i64) -> Result<(), StoreError> {
        points::remove(&self.store, claimed.version())?;
        crash::point("clean_up.points_removed");
        self.store.db.write(Survives::PowerCut, |transaction| {
            fence(transaction, claimed)?;
            remove_rows(transaction, claimed, now_ms)
        })?;
        crash::point("clean_up.rows_removed");
        let left_points = self.store.index.count(&Selector::Document(claimed.document()))?;
        self.store.db.write(Survives::PowerCut, |transaction| {
            fence(transaction, claimed)?;
            self.remove_blob(transaction, claimed)?;
            crash::point("clean_up.blob_removed");
            self.probe(transaction, claimed.document(), left_points, now_ms)?;
            let done = "UPDATE job SET state = 'done', reason = NULL, updated_ms = ?2 WHERE id = ?1";
            transaction.prepare_cached(done)?.execute((claimed.job.key(), now_ms))?;
            Ok(())
        })
    }

    /// Runs while the writer is held, so that no upload of the same bytes comes in between.
    fn remove_blob(&self, transaction: &Transaction<'_>, claimed: &Claimed) -> Result<(), StoreError> {
        const UNUSED: &str = "SELECT v.sha256 FROM version v WHERE v.id = ?1 AND NOT EXISTS
            (SELECT 1 FROM version o WHERE o.sha256 = v.sha256 AND o.cleaned_ms IS NULL)";
        let unused: Option<String> = transaction
            .prepare_cached(UNUSED)?
            .query_row([claimed.version().key()], |row| row.get(0))
            .optional()?;
        match unused {
            Some(sha256) => self.store.blobs.remove(&sha256),
            None => Ok(()),
        }
    }

    /// Writes into the receipt what is left of a deleted document, once all its versions are cleaned up.
    fn probe(
        &self,
        transaction: &Transaction<'_>,
        document: DocumentId,
        left_points: u64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        const UNCLEAN: &str = "SELECT 1 FROM version WHERE document = ?1 AND cleaned_ms IS NULL";
        const ROWS: &str = "SELECT (SELECT COUNT(*) FROM text WHERE version IN
                (SELECT id FROM version WHERE document = ?1))
            + (SELECT COUNT(*) FROM chunk WHERE version IN (SELECT id FROM version WHERE document = ?1))";
        const BLOBS: &str = "SELECT DISTINCT v.sha256 FROM version v WHERE v.document = ?1 AND NOT EXISTS
            (SELECT 1 FROM version o WHERE o.sha256 = v.sha256 AND o.cleaned_ms IS NULL)";
        const NOTE: &str = "UPDATE receipt SET left_points = ?2, left_rows = ?3, left_blobs = ?4, cleaned_ms = ?5
            WHERE document = ?1";
        let key = document.key();
        if transaction.prepare_cached(UNCLEAN)?.exists([&key])? {
            return Ok(());
        }
        let rows = transaction
            .prepare_cached(ROWS)?
            .query_row([&key], |row| count(row, 0))?;
        let mut blobs = transaction.prepare_cached(BLOBS)?;
        let blobs = blobs.query_map([&key], |row| row.get::<_, String>(0))?;
        let blobs: Vec<String> = blobs.collect::<Result<_, _>>()?;
        let left_blobs = blobs
            .iter()
            .filter(|sha256| self.store.blobs.path(sha256).exists())
            .count();
        let left = [left_points, rows, left_blobs as u64].map(crate::db::rows::number);
        transaction
            .prepare_cached(NOTE)?
            .execute((&key, left[0], left[1], left[2], now_ms))?;
        Ok(())
    }
}

fn remove_rows(transaction: &Transaction<'_>, claimed: &Claimed, now_ms: i64) -> Result<(), StoreError> {
    const VECTORS: &str = "DELETE FROM embedding WHERE text_hash IN (SELECT text_hash FROM chunk WHERE version = ?1)
        AND NOT EXISTS (SELECT 1 FROM chunk o WHERE o.text_hash = embedding.text_hash AND o.version <> ?1)";
    const TOMBSTONE: &str = "UPDATE version SET title = NULL, reason = NULL, cleaned_ms = ?2 WHERE id = ?1";
    let key = claimed.version().key();
    transaction.prepare_cached(VECTORS)?.execute([&key])?;
    remove_name(transaction, claimed.version())?;
    transaction
        .prepare_cached("DELETE FROM chunk WHERE version = ?1")?
        .execute([&key])?;
    transaction
        .prepare_cached("DELETE FROM text WHERE version = ?1")?
        .execute([&key])?;
    transaction.prepare_cached(TOMBSTONE)?.execute((&key, now_ms))?;
    outbox(transaction, "remove", claimed.version())
}

/// Removes the vector of the document's name, unless a document of the same name, another version of this one or a chunk
/// of the same words needs it.
fn remove_name(transaction: &Transaction<'_>, version: VersionId) -> Result<(), StoreError> {
    const NAME: &str = "SELECT d.name FROM version v JOIN document d ON d.id = v.document WHERE v.id = ?1";
    const SHARED: &str = "SELECT 1 FROM document d JOIN version v ON v.document = d.id
        WHERE d.name = ?2 AND v.id <> ?1 AND v.cleaned_ms IS NULL";
    const VECTOR: &str = "DELETE FROM embedding WHERE text_hash = ?2 AND NOT EXISTS
        (SELECT 1 FROM chunk c WHERE c.text_hash = ?2 AND c.version <> ?1)";
    let key = version.key();
    let name: String = transaction.prepare_cached(NAME)?.query_row([&key], |row| row.get(0))?;
    let Some(spoken) = spoken_name(&name) else {
        return Ok(());
    };
    if !transaction.prepare_cached(SHARED)?.exists((&key, &name))? {
        let hash = TextHash::of(&spoken).0;
        transaction.prepare_cached(VECTOR)?.execute((&key, hash))?;
    }
    Ok(())
}
