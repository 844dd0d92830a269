//! How the engine keeps our points: vectors, payload fields, memory, thresholds. One place for every number.
//!
//! Knows nothing of points themselves. A change here reaches old folders through the engine's own optimizer, except
//! for names and lengths of vectors.

use std::thread::available_parallelism;

use qdrant_edge::{
    Distance, EdgeConfig, EdgeOptimizersConfig, EdgeSparseVectorParams, EdgeVectorParams, HnswIndexConfig,
    KeywordIndexParamsBuilder, Memory, Modifier, PayloadFieldSchema, PayloadSchemaParams, QuantizationConfig,
    ScalarQuantizationConfig, ScalarType, UuidIndexParamsBuilder, WalOptions,
};

/// Name of the embeddings.
pub(crate) const DENSE: &str = "dense";
/// Name of the term weights.
pub(crate) const SPARSE: &str = "sparse";

/// Payload fields: the names of what a point belongs to.
pub(crate) const ORGANIZATION: &str = "organization";
pub(crate) const COLLECTION: &str = "collection";
pub(crate) const DOCUMENT: &str = "document";
pub(crate) const VERSION: &str = "version";
pub(crate) const TAGS: &str = "tags";

/// Neighbours of a point in the search graph, over all points and again inside each organization and collection.
const NEIGHBOURS: usize = 16;
/// A graph is built once so many kilobytes of vectors wait: 4,096 of 384 numbers. Below it a search compares with each
/// of them, exactly and in about a millisecond.
const GRAPH_FROM_KB: usize = 6_144;
/// One file of the write-ahead log. A batch of points is about 1 MiB; the engine's 32 MiB would be dead weight.
const WAL_FILE_BYTES: usize = 8 << 20;
/// Share of embeddings' numbers that the 8 bits span; the outermost are cut. Scores come from the originals anyway.
const QUANTILE: f32 = 0.99;

/// Returns the engine's settings for embeddings of that length.
///
/// Kept in memory: the 8-bit vectors and what maps ids. Everything else is mapped from files, where the system gives
/// memory back when others need it.
pub(crate) fn config(dimensions: usize) -> EdgeConfig {
    let cores = available_parallelism().map_or(2, usize::from);
    let dense = EdgeVectorParams::builder(dimensions, Distance::Cosine)
        .memory(Memory::Cold)
        .quantization_config(quantization())
        .build();
    let sparse = EdgeSparseVectorParams::builder()
        .memory(Memory::Cached)
        .modifier(Modifier::Idf)
        .build();
    let graph = HnswIndexConfig {
        m: NEIGHBOURS,
        payload_m: Some(NEIGHBOURS),
        // questions keep half of the machine while a graph is built
        max_indexing_threads: (cores / 2).max(1),
        ..HnswIndexConfig::default()
    };
    EdgeConfig::builder()
        .vector(DENSE, dense)
        .sparse_vector(SPARSE, sparse)
        .payload_memory(Memory::Cold)
        .hnsw_config(graph)
        .optimizers(EdgeOptimizersConfig {
            indexing_threshold: Some(GRAPH_FROM_KB),
            ..EdgeOptimizersConfig::default()
        })
        .wal_options(WalOptions {
            segment_capacity: WAL_FILE_BYTES,
            ..WalOptions::default()
        })
        .max_search_threads(cores.clamp(2, 8))
        .build()
}

/// Returns the payload fields with the indexes they need.
pub(crate) fn payload_indexes() -> [(&'static str, PayloadFieldSchema); 5] {
    let id = |graph: bool, wall: bool| {
        let id = UuidIndexParamsBuilder::new().enable_hnsw(graph).is_tenant(wall);
        PayloadFieldSchema::FieldParams(PayloadSchemaParams::Uuid(id.build()))
    };
    let tags = KeywordIndexParamsBuilder::new().enable_hnsw(false).build();
    [
        (ORGANIZATION, id(true, true)),
        (COLLECTION, id(true, false)),
        (DOCUMENT, id(false, false)),
        (VERSION, id(false, false)),
        (
            TAGS,
            PayloadFieldSchema::FieldParams(PayloadSchemaParams::Keyword(tags)),
        ),
    ]
}

#[expect(
    deprecated,
    reason = "the engine's type has no constructor that leaves out its old field"
)]
fn quantization() -> QuantizationConfig {
    let int8 = ScalarQuantizationConfig {
        r#type: ScalarType::Int8,
        quantile: Some(QUANTILE),
        always_ram: None,
        memory: Some(Memory::Pinned),
    };
    QuantizationConfig::from(int8)
}
