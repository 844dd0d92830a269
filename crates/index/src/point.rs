//! What is put into the index and how parts of it are named.

use domain::id::{ChunkId, CollectionId, DocumentId, OrganizationId, VersionId};

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
    /// The document's attributes as `key=value`.
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
