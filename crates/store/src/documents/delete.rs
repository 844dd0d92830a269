//! Deletes, and the receipts that prove them.

use domain::id::{DocumentId, VersionId};

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

impl Reader {
    /// Returns the receipt of a deleted document.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn receipt(&self, _document: DocumentId) -> Result<DeleteReceipt, StoreError> {
        unimplemented!()
    }
}

impl Writer {
    /// Deletes the document: it is not found from the moment this returns. Its texts, points and files go right after,
    /// in a clean-up job.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete_document(&self, _id: DocumentId, _now_ms: i64) -> Result<DeleteReceipt, StoreError> {
        unimplemented!()
    }
}
