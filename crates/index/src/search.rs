//! Questions to the index and what comes back.

use domain::hit::Filter;
use domain::id::{ChunkId, OrganizationId, VersionId};

use crate::point::SparseVector;

/// A question to the index. A leg without a vector finds nothing.
#[derive(Debug, Clone)]
pub struct Search<'a> {
    /// Only points of this organization are seen, by search and by term statistics alike.
    pub organization: OrganizationId,
    /// Further restrictions.
    pub filter: &'a Filter,
    /// Versions that must not come back, such as those the caller knows to be dead.
    pub exclude: &'a [VersionId],
    /// The question's embedding, of length 1.
    pub dense: Option<Vec<f32>>,
    /// The question's terms, from [`crate::lexical::query_vector`].
    pub sparse: Option<SparseVector>,
    /// At most so many hits a leg.
    pub limit: usize,
}

/// Hits of the two legs, each best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Chunks with their cosine.
    pub dense: Vec<(ChunkId, f32)>,
    /// Chunks with their BM25 score.
    pub sparse: Vec<(ChunkId, f32)>,
}
