//! What is put into the index and how parts of it are named.

use std::collections::HashSet;

use domain::document::Attributes;
use domain::id::{ChunkId, CollectionId, DocumentId, OrganizationId, VersionId};
use qdrant_edge::{PointId, PointStruct, PointStructPersisted, Vector, Vectors};
use serde_json::json;

use crate::error::IndexError;
use crate::filter::tag;
use crate::layout::{COLLECTION, DENSE, DOCUMENT, ORGANIZATION, SPARSE, TAGS, VERSION};

/// A vector of which only the numbers that are not zero are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SparseVector {
    /// Distinct places, in any order.
    pub indices: Vec<u32>,
    /// One value for each place.
    pub values: Vec<f32>,
}

/// A chunk as the index holds it. Putting the same id again replaces it.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The chunk.
    pub id: ChunkId,
    /// Its organization: the wall that no search crosses.
    pub organization: OrganizationId,
    /// The collection of its document.
    pub collection: CollectionId,
    /// Its document.
    pub document: DocumentId,
    /// Its version.
    pub version: VersionId,
    /// Its embedding, of length 1.
    pub dense: Vec<f32>,
    /// Its terms, from [`crate::lexical::document_vector`].
    pub sparse: SparseVector,
    /// The document's attributes, from [`Point::tags_of`].
    pub tags: Vec<String>,
}

/// Names a part of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// These chunks.
    Chunks(Vec<ChunkId>),
    /// All chunks of a version.
    Version(VersionId),
    /// All chunks of a document, whatever the version.
    Document(DocumentId),
    /// All chunks of a collection.
    Collection(CollectionId),
    /// All chunks of an organization.
    Organization(OrganizationId),
}

impl Point {
    /// Returns the attributes as a point carries them: `key=value`.
    pub fn tags_of(attributes: &Attributes) -> Vec<String> {
        attributes.iter().map(|(key, value)| tag(key, value)).collect()
    }

    /// Returns the point as the engine stores it.
    pub(crate) fn lower(&self, dimensions: usize) -> Result<PointStructPersisted, IndexError> {
        check_dense(&self.dense, dimensions)?;
        let vectors = Vectors::new_named([
            (DENSE, Vector::new_dense(self.dense.clone())),
            (SPARSE, Vector::from(self.sparse.lower()?)),
        ]);
        let payload = json!({
            ORGANIZATION: self.organization.uuid().to_string(),
            COLLECTION: self.collection.uuid().to_string(),
            DOCUMENT: self.document.uuid().to_string(),
            VERSION: self.version.uuid().to_string(),
            TAGS: self.tags,
        });
        Ok(PointStruct::new(PointId::Uuid(self.id.uuid()), vectors, payload).into())
    }
}

impl SparseVector {
    /// Returns the vector as the engine's, after checking it: a bad one would be logged for good before it is refused.
    pub(crate) fn lower(&self) -> Result<qdrant_edge::SparseVector, IndexError> {
        let mut seen = HashSet::with_capacity(self.indices.len());
        if self.indices.len() != self.values.len() || !self.indices.iter().all(|index| seen.insert(*index)) {
            return Err(IndexError::SparseVector);
        }
        if !self.values.iter().all(|value| value.is_finite()) {
            return Err(IndexError::NotFinite);
        }
        qdrant_edge::SparseVector::new(self.indices.clone(), self.values.clone()).map_err(|_| IndexError::SparseVector)
    }
}

/// Refuses an embedding of another length, or with places that are not numbers.
pub(crate) fn check_dense(dense: &[f32], dimensions: usize) -> Result<(), IndexError> {
    if dense.len() != dimensions {
        return Err(IndexError::VectorLength {
            found: dense.len(),
            wanted: dimensions,
        });
    }
    if dense.iter().all(|number| number.is_finite()) {
        Ok(())
    } else {
        Err(IndexError::NotFinite)
    }
}
