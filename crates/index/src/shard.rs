//! The index in its folder.

use std::path::Path;

use domain::hit::Filter;
use domain::id::{ChunkId, OrganizationId};

use crate::error::IndexError;
use crate::point::{Point, Selector};
use crate::search::{Found, Search};

/// What must be known to open an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSettings {
    /// Length of the dense vectors.
    pub dimensions: usize,
}

/// An open index; the folder is locked while it lives. All calls block.
#[derive(Debug)]
pub struct Index {}

impl Index {
    /// Returns the index in `dir`, made when absent. What an earlier process acknowledged is there.
    ///
    /// # Errors
    /// When the folder holds vectors of another length, is in use, or cannot be read or written.
    pub fn open(_dir: &Path, _settings: &IndexSettings) -> Result<Self, IndexError> {
        unimplemented!()
    }

    /// Writes the points; visible to the next search. Survives the end of the process at once, and a power cut after
    /// the next [`Index::checkpoint`].
    ///
    /// # Errors
    /// When a vector has the wrong length, or the folder cannot be written.
    pub fn put(&self, _points: &[Point]) -> Result<(), IndexError> {
        unimplemented!()
    }

    /// Removes what the selector names; gone for the next search.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn remove(&self, _selector: &Selector) -> Result<(), IndexError> {
        unimplemented!()
    }

    /// Returns the best points of both legs with their raw scores.
    ///
    /// # Errors
    /// When a vector has the wrong length, or the folder cannot be read.
    pub fn find(&self, _search: &Search<'_>) -> Result<Found, IndexError> {
        unimplemented!()
    }

    /// Returns the true nearest chunks with their cosine, by comparing with every one: for measuring recall.
    ///
    /// # Errors
    /// As [`Index::find`].
    pub fn exact_dense(
        &self,
        _organization: OrganizationId,
        _filter: &Filter,
        _dense: &[f32],
        _limit: usize,
    ) -> Result<Vec<(ChunkId, f32)>, IndexError> {
        unimplemented!()
    }

    /// Returns how many points the selector names, exactly.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn count(&self, _selector: &Selector) -> Result<u64, IndexError> {
        unimplemented!()
    }

    /// Makes everything acknowledged so far survive a power cut. Takes some 100 ms: call it on a timer.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn checkpoint(&self) -> Result<(), IndexError> {
        unimplemented!()
    }

    /// Builds search graphs and merges segments where that is worth it; returns whether anything was done. May take
    /// minutes, during which all other calls go on: run it on a thread of its own.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn maintain(&self) -> Result<bool, IndexError> {
        unimplemented!()
    }
}
