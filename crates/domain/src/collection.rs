//! Collections: documents that are searched together.

use serde::{Deserialize, Serialize};

use crate::id::CollectionId;

/// A named set of documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// Its id.
    pub id: CollectionId,
    /// Unique in its organization.
    pub name: String,
    /// Documents that are not deleted.
    pub document_count: u64,
    /// Chunks that can be found.
    pub chunk_count: u64,
    /// When it was made, in milliseconds since 1970 UTC.
    pub created_ms: i64,
}
