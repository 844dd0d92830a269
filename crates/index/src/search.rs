//! Questions to the index and what comes back.

use domain::hit::Filter;
use domain::id::{ChunkId, OrganizationId, VersionId};
use qdrant_edge::{
    Filter as EngineFilter, IdfCorpusParams, IdfParams, NamedQuery, PointId, QuantizationSearchParams, QueryEnum,
    QueryRequest, ScoredPoint, ScoringQuery, SearchParams, VectorInternal,
};

use crate::layout::{DENSE, SPARSE};
use crate::point::SparseVector;

/// Candidates that a walk through the search graph keeps: more find no more (see the example `hundred_thousand`). All of
/// them are scored by the originals, however few are asked for: the 8-bit vectors alone confuse near neighbours.
const GRAPH_WIDTH: usize = 64;

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

/// Returns the nearest by cosine: found by the 8-bit vectors, scored by the originals.
#[expect(clippy::cast_precision_loss, reason = "a few hundred hits")]
pub(crate) fn dense_leg(vector: Vec<f32>, filter: EngineFilter, limit: usize) -> QueryRequest {
    let params = SearchParams {
        hnsw_ef: Some(GRAPH_WIDTH.max(limit)),
        quantization: Some(QuantizationSearchParams {
            rescore: Some(true),
            oversampling: Some((GRAPH_WIDTH as f64 / limit.max(1) as f64).max(1.0)),
            ..QuantizationSearchParams::default()
        }),
        ..SearchParams::default()
    };
    leg(DENSE, VectorInternal::Dense(vector), filter, params, limit)
}

/// Returns the nearest by cosine, by comparing the originals of all points that pass the filter.
pub(crate) fn exact_leg(vector: Vec<f32>, filter: EngineFilter, limit: usize) -> QueryRequest {
    let params = SearchParams {
        exact: true,
        quantization: Some(QuantizationSearchParams {
            ignore: true,
            ..QuantizationSearchParams::default()
        }),
        ..SearchParams::default()
    };
    leg(DENSE, VectorInternal::Dense(vector), filter, params, limit)
}

/// Returns the best by BM25, with term statistics of the points in `corpus`, or of all points without it.
pub(crate) fn sparse_leg(
    vector: qdrant_edge::SparseVector,
    filter: EngineFilter,
    corpus: Option<EngineFilter>,
    limit: usize,
) -> QueryRequest {
    let params = SearchParams {
        idf: corpus.map(|corpus| IdfParams::Corpus(IdfCorpusParams { corpus })),
        ..SearchParams::default()
    };
    leg(SPARSE, VectorInternal::Sparse(vector), filter, params, limit)
}

/// Returns the chunks of the hits with their scores.
pub(crate) fn scored_chunks(points: &[ScoredPoint]) -> Vec<(ChunkId, f32)> {
    points
        .iter()
        .filter_map(|point| match point.id {
            PointId::Uuid(id) => Some((ChunkId::from_uuid(id), point.score)),
            PointId::NumId(_) => None,
        })
        .collect()
}

fn leg(name: &str, query: VectorInternal, filter: EngineFilter, params: SearchParams, limit: usize) -> QueryRequest {
    let nearest = NamedQuery {
        query,
        using: Some(name.into()),
    };
    QueryRequest {
        query: Some(ScoringQuery::Vector(QueryEnum::Nearest(nearest))),
        filter: Some(filter),
        params: Some(params),
        ..QueryRequest::new(limit)
    }
}
