//! The store in its folder: opening, status, upkeep. Knows which files lie where.

use std::path::Path;

use domain::embedder::EmbedderIdentity;
use domain::id::OrganizationId;

use crate::error::StoreError;
use crate::jobs::Jobs;
use crate::lock::LockInfo;
use crate::scope::{Reader, Writer};

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

/// An open data folder; clones share it. The folder is free again when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Store {}

impl Store {
    /// Returns the store in `dir`, made when absent, with one organization and its collection `default`. What a crash
    /// left half done is repaired first.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::OtherEmbedder`], [`StoreError::TooNew`], [`StoreError::Damaged`], or when
    /// the folder cannot be used.
    pub fn open(_dir: &Path, _settings: &StoreSettings) -> Result<Self, StoreError> {
        unimplemented!()
    }

    /// Returns who has the data folder open, or `None` when nobody has.
    pub fn read_lock(dir: &Path) -> Option<LockInfo> {
        crate::lock::read(dir)
    }

    /// Returns the organization that a single owner works in.
    pub fn default_organization(&self) -> OrganizationId {
        unimplemented!()
    }

    /// Returns the handle that reads this organization.
    pub fn reader(&self, _organization: OrganizationId) -> Reader {
        unimplemented!()
    }

    /// Returns the handle that changes this organization.
    pub fn writer(&self, _organization: OrganizationId) -> Writer {
        unimplemented!()
    }

    /// Returns the worker's handle, over all organizations.
    pub fn jobs(&self) -> Jobs {
        unimplemented!()
    }

    /// Writes the address of this process's server into the lock file, where commands find it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_server_url(&self, _url: &str) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Returns counts over all organizations.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn status(&self) -> Result<Status, StoreError> {
        unimplemented!()
    }

    /// Makes the index survive a power cut up to here; the catalogue always does. Call it every few seconds.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Builds search graphs and drops old events; returns whether anything was done. May take minutes, during which
    /// everything else goes on: run it on a thread of its own.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn maintain(&self) -> Result<bool, StoreError> {
        unimplemented!()
    }

    /// Writes every live chunk into the index again, from the catalogue; returns how many.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn rebuild_index(&self) -> Result<u64, StoreError> {
        unimplemented!()
    }
}
