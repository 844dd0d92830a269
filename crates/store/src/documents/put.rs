//! Uploads: a key and bytes become a version and a job, or are recognised as already there.

use domain::document::Attributes;
use domain::id::{CollectionId, DocumentId, JobId, VersionId};

use crate::blobs::{BlobWriter, StagedBlob};
use crate::error::StoreError;
use crate::scope::Writer;

/// The bytes of an upload.
#[derive(Debug)]
pub enum Content<'a> {
    /// In memory.
    Bytes(&'a [u8]),
    /// Written to the data folder piece by piece before, see [`Writer::stage_blob`].
    Staged(StagedBlob),
}

/// One upload.
#[derive(Debug)]
pub struct Upload<'a> {
    /// Where it goes.
    pub collection: CollectionId,
    /// What makes it the same document next time: path, URL, or an id of the client's.
    pub key: &'a str,
    /// The owner's attributes; they replace those of before.
    pub attributes: Attributes,
    /// The file.
    pub content: Content<'a>,
    /// Now, in milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// What became of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Uploaded {
    /// The document, new or known.
    pub document: DocumentId,
    /// The version with these bytes.
    pub version: VersionId,
    /// The job that makes it searchable, unless that is done.
    pub job: Option<JobId>,
    /// Whether the newest version had the same bytes already: nothing is done or paid twice.
    pub unchanged: bool,
}

impl Writer {
    /// Returns a writer for a file of at most `limit_bytes`, to be put later.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn stage_blob(&self, _limit_bytes: u64) -> Result<BlobWriter, StoreError> {
        unimplemented!()
    }

    /// Stores an upload and queues its indexing. The same key and bytes again change nothing, except that a version
    /// that failed is queued once more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] (collection), [`StoreError::Name`] (key), [`StoreError::InsufficientCredits`],
    /// [`StoreError::DiskFull`].
    pub fn put_document(&self, _upload: Upload<'_>) -> Result<Uploaded, StoreError> {
        unimplemented!()
    }
}
