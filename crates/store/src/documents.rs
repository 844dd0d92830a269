//! Documents and versions as rows: lists and look-ups.

pub(crate) mod delete;
pub(crate) mod put;
pub(crate) mod text;

use domain::document::{Document, DocumentVersion, VersionState};
use domain::id::{CollectionId, DocumentId, VersionId};

use crate::error::StoreError;
use crate::scope::Reader;

/// Which documents to list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Only this collection.
    pub collection: Option<CollectionId>,
    /// Only keys that contain this, upper and lower case alike.
    pub search: Option<String>,
    /// Only documents whose newest version is in this state.
    pub state: Option<VersionState>,
    /// At most so many; 0 means 50.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Give this as `cursor` for the next page; `None` at the end.
    pub next: Option<String>,
}

impl Reader {
    /// Returns a page of documents that are not deleted.
    ///
    /// # Errors
    /// [`StoreError::Cursor`], or when the catalogue cannot be read.
    pub fn documents(&self, _query: &ListQuery) -> Result<Page<Document>, StoreError> {
        unimplemented!()
    }

    /// Returns the document with its newest version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also once it is deleted.
    pub fn document(&self, _id: DocumentId) -> Result<Document, StoreError> {
        unimplemented!()
    }

    /// Returns the document that was uploaded under this key, if it is there.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn document_by_key(&self, _collection: CollectionId, _key: &str) -> Result<Option<Document>, StoreError> {
        unimplemented!()
    }

    /// Returns the version with its document's id. Dead versions are still known, their text is not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn version(&self, _id: VersionId) -> Result<(DocumentId, DocumentVersion), StoreError> {
        unimplemented!()
    }

    /// Returns all versions of the document, newest first; also of a deleted one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn versions(&self, _document: DocumentId) -> Result<Vec<DocumentVersion>, StoreError> {
        unimplemented!()
    }
}
