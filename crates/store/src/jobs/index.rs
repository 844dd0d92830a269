//! The steps of an index job, each of which may be killed and run again: text, chunks, vectors, publication.

use std::path::PathBuf;

use domain::chunk::Chunk;
use domain::credit::Millicredits;
use domain::document::ReadStatus;
use domain::id::{CollectionId, DocumentId, VersionId};
use domain::text::Text;

use super::{Claimed, Jobs};
use crate::error::StoreError;

/// SHA-256 of what the embedder reads for a chunk ([`Chunk::indexed_text`]): equal texts are embedded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextHash(pub [u8; 32]);

/// What an index job works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexWork {
    /// The document.
    pub document: DocumentId,
    /// The version.
    pub version: VersionId,
    /// Its collection.
    pub collection: CollectionId,
    /// The document's key.
    pub key: String,
    /// The document's name, with the extension that the file claims.
    pub name: String,
    /// Where the bytes lie.
    pub path: PathBuf,
    /// Their length.
    pub size_bytes: u64,
    /// Whether an earlier attempt has saved the text.
    pub has_text: bool,
    /// Whether an earlier attempt has saved the chunks.
    pub has_chunks: bool,
}

/// The result of reading a file.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The text.
    pub text: &'a Text,
    /// How reading ended; must have text.
    pub status: ReadStatus,
    /// One sentence for the owner when it was partial.
    pub reason: Option<String>,
    /// Media type found in the content.
    pub media_type: &'a str,
}

/// A text that has no vector yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its hash, under which the vector is saved.
    pub hash: TextHash,
    /// What the embedder reads.
    pub text: String,
}

/// What publication did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Chunks that can be found now.
    pub chunk_count: u32,
    /// What was charged; zero when this version had been charged before.
    pub charged: Millicredits,
}

impl TextHash {
    /// Returns the hash of the text.
    pub fn of(_text: &str) -> Self {
        unimplemented!()
    }
}

impl Jobs {
    /// Returns what the index job works on.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] when the version is no longer wanted.
    pub fn work(&self, _claimed: &Claimed) -> Result<IndexWork, StoreError> {
        unimplemented!()
    }

    /// Saves what was read.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], [`StoreError::DiskFull`].
    pub fn save_text(&self, _claimed: &Claimed, _reading: &Reading<'_>, _now_ms: i64) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Saves the chunks of the saved text and returns the distinct texts that still have no vector, in order.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], [`StoreError::Order`] without a text, [`StoreError::DiskFull`].
    pub fn save_chunks(&self, _claimed: &Claimed, _chunks: &[Chunk]) -> Result<Vec<Pending>, StoreError> {
        unimplemented!()
    }

    /// Returns the distinct texts of the saved chunks that still have no vector, in order.
    ///
    /// # Errors
    /// [`StoreError::Outdated`].
    pub fn pending(&self, _claimed: &Claimed) -> Result<Vec<Pending>, StoreError> {
        unimplemented!()
    }

    /// Returns the known vectors of these texts, `None` where there is none.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn vectors(&self, _hashes: &[TextHash]) -> Result<Vec<Option<Vec<f32>>>, StoreError> {
        unimplemented!()
    }

    /// Saves vectors, so that a job that is killed does not embed them again.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], [`StoreError::VectorLength`], [`StoreError::DiskFull`].
    pub fn save_vectors(&self, _claimed: &Claimed, _vectors: &[(TextHash, Vec<f32>)]) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Makes the version searchable and ends the job: its points are indexed while nobody sees them, then one
    /// transaction makes it live, its predecessor dead, and charges for it once.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], [`StoreError::Order`] when a vector is missing, [`StoreError::InsufficientCredits`].
    pub fn publish(&self, _claimed: &Claimed, _now_ms: i64) -> Result<Published, StoreError> {
        unimplemented!()
    }

    /// Ends the job because the file cannot be made searchable: the version fails with this status and reason. An
    /// earlier live version of the document goes on answering.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], or when the catalogue cannot be written.
    pub fn fail_version(
        &self,
        _claimed: &Claimed,
        _status: Option<ReadStatus>,
        _reason: &str,
        _now_ms: i64,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
}
