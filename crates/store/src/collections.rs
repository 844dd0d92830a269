//! Collections of an organization.

use domain::collection::Collection;
use domain::id::CollectionId;

use crate::error::StoreError;
use crate::scope::{Reader, Writer};

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
}

impl Reader {
    /// Returns all collections, by name.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn collections(&self) -> Result<Vec<Collection>, StoreError> {
        unimplemented!()
    }

    /// Returns the collection of that id.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn collection(&self, _id: CollectionId) -> Result<Collection, StoreError> {
        unimplemented!()
    }

    /// Returns the collection of that name, if there is one.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn collection_by_name(&self, _name: &str) -> Result<Option<Collection>, StoreError> {
        unimplemented!()
    }
}

impl Writer {
    /// Returns a new, empty collection.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`], [`StoreError::Name`].
    pub fn create_collection(&self, _name: &str, _now_ms: i64) -> Result<Collection, StoreError> {
        unimplemented!()
    }

    /// Deletes the collection with all its documents, in one transaction: nothing of it is found afterwards.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete_collection(&self, _id: CollectionId, _now_ms: i64) -> Result<CollectionDeleted, StoreError> {
        unimplemented!()
    }
}
