//! What retrieval returns: hits, and the passages made of them.

use serde::{Deserialize, Serialize};

use crate::document::Attributes;
use crate::id::{ChunkId, CollectionId, DocumentId, VersionId};
use crate::span::Span;

/// Restricts a search; an empty list or map restricts nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Only these collections.
    pub collections: Vec<CollectionId>,
    /// Only these documents.
    pub documents: Vec<DocumentId>,
    /// Only documents that have all these attributes.
    pub attributes: Attributes,
}

/// The scores of a hit; `None` where that leg did not find it. Kept for explanations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// BM25, 0 and up.
    pub bm25: Option<f32>,
    /// Cosine of the embeddings, -1 to 1.
    pub cosine: Option<f32>,
    /// After fusion: what orders the hits. Compare within one search only.
    pub fused: f32,
    /// Cross-encoder logit, when a reranker is installed.
    pub rerank: Option<f32>,
}

/// A chunk that was found, with everything needed to read and cite it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The chunk.
    pub chunk: ChunkId,
    /// Its place in the version.
    pub ordinal: u32,
    /// Its version, live when the hit was made.
    pub version: VersionId,
    /// Its document.
    pub document: DocumentId,
    /// The document's name, for people.
    pub document_name: String,
    /// Exact bytes of the version's text.
    pub span: Span,
    /// The text under the span.
    pub text: String,
    /// Headings above it.
    pub headings: Vec<String>,
    /// Header row, when the chunk is a later part of a table.
    pub table_header: Option<String>,
    /// Page on which it begins.
    pub page: Option<u32>,
    /// Length in the embedder's tokens.
    pub token_count: u32,
    /// How it was found.
    pub scores: Scores,
}

/// Neighbouring hits merged for reading: still one span of one version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// Its version.
    pub version: VersionId,
    /// Its document.
    pub document: DocumentId,
    /// The document's name, for people.
    pub document_name: String,
    /// Exact bytes of the version's text.
    pub span: Span,
    /// The text under the span.
    pub text: String,
    /// Headings above its first chunk.
    pub headings: Vec<String>,
    /// Header row, when it begins inside a table.
    pub table_header: Option<String>,
    /// Page on which it begins.
    pub page: Option<u32>,
    /// Length in the embedder's tokens.
    pub token_count: u32,
    /// Scores of its best chunk.
    pub scores: Scores,
}
