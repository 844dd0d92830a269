//! The index in its folder: opening, writing, searching, tending.
//!
//! Three traps of the engine are handled here and nowhere else: half-built segments of a killed process are removed
//! before loading, counts are exact and never `points_count` (which counts twice after a kill), and 8-bit hits are
//! always scored again with the originals.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use domain::hit::Filter;
use domain::id::{ChunkId, OrganizationId};
use fs_err as fs;
use qdrant_edge::{
    CountRequest, CreateIndex, EdgeConfig, EdgeShard, FacetRequest, FacetValue, FieldIndexOperations, OperationError,
    PointInsertOperations, PointOperations, QueryBatchRequest, UpdateOperation,
};

use crate::error::IndexError;
use crate::filter;
use crate::layout;
use crate::point::{Point, Selector, check_dense};
use crate::room;
use crate::search::{Found, Search, dense_leg, exact_leg, scored_chunks, sparse_leg};

/// The engine's file of settings: written before anything else, so its presence says that the folder is an index.
const CONFIG_FILE: &str = "edge_config.json";
/// Where the engine builds segments. What a killed process left there is never read again and never removed by it.
const HALF_BUILT: &str = "temp_segments";
/// Held locked while the index is open.
const LOCK_FILE: &str = "lock";
/// Points written to the log at once: about 1 MiB.
const BATCH: usize = 256;

/// What must be known to open an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSettings {
    /// Length of the dense vectors.
    pub dimensions: usize,
}

/// An open index; the folder is locked while it lives. All calls block, and may come from any thread.
#[derive(Debug)]
pub struct Index {
    // dropped first: flushes while the folder is still ours
    shard: EdgeShard,
    path: PathBuf,
    dimensions: usize,
    owners: Mutex<Owners>,
    _lock: fs::File,
}

/// Whose points are in the index. While there is only one organization, the term statistics of the whole index are
/// its own, and need not be counted for each question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owners {
    None,
    One(OrganizationId),
    Several,
}

impl Owners {
    fn with(self, organization: OrganizationId) -> Self {
        match self {
            Self::None => Self::One(organization),
            Self::One(owner) if owner == organization => self,
            Self::One(_) | Self::Several => Self::Several,
        }
    }
}

impl Index {
    /// Returns the index in `dir`, made when absent. What an earlier process acknowledged is there.
    ///
    /// # Errors
    /// When the folder holds vectors of another length, is in use, or cannot be read or written.
    pub fn open(dir: &Path, settings: &IndexSettings) -> Result<Self, IndexError> {
        fs::create_dir_all(dir)?;
        let lock = lock(dir)?;
        room::require(dir, room::FOR_WRITING)?;
        let half_built = dir.join(HALF_BUILT);
        if half_built.exists() {
            fs::remove_dir_all(half_built)?;
        }
        let config = layout::config(settings.dimensions);
        let shard = if dir.join(CONFIG_FILE).exists() {
            check_dimensions(dir, settings.dimensions)?;
            EdgeShard::load(dir, Some(config)).map_err(engine("load the index"))?
        } else {
            EdgeShard::new(dir, config).map_err(engine("make an index"))?
        };
        create_payload_indexes(&shard)?;
        let owners = owners_of(&shard)?;
        Ok(Self {
            shard,
            path: dir.to_owned(),
            dimensions: settings.dimensions,
            owners: Mutex::new(owners),
            _lock: lock,
        })
    }

    /// Writes the points; visible to the next search. Survives the end of the process at once, and a power cut after
    /// the next [`Index::checkpoint`]. A bad point refuses all; a full disk may come after some batches.
    ///
    /// # Errors
    /// When a vector has the wrong length or is not finite, the disk is full, or the folder cannot be written.
    pub fn put(&self, points: &[Point]) -> Result<(), IndexError> {
        let lowered: Result<Vec<_>, _> = points.iter().map(|point| point.lower(self.dimensions)).collect();
        let mut lowered = lowered?;
        self.note_owners(points);
        while !lowered.is_empty() {
            let rest = lowered.split_off(lowered.len().min(BATCH));
            room::require(&self.path, room::FOR_WRITING)?;
            let batch = PointInsertOperations::PointsList(lowered);
            self.update(PointOperations::UpsertPoints(batch), "write points")?;
            lowered = rest;
        }
        Ok(())
    }

    /// Removes what the selector names; gone for the next search.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn remove(&self, selector: &Selector) -> Result<(), IndexError> {
        let operation = match selector {
            Selector::Chunks(chunks) => PointOperations::DeletePoints {
                ids: filter::point_ids(chunks),
            },
            _ => PointOperations::DeletePointsByFilter(filter::of_selector(selector)?),
        };
        self.update(operation, "remove points")
    }

    /// Returns the best points of both legs with their raw scores.
    ///
    /// # Errors
    /// When a vector has the wrong length, or the folder cannot be read.
    pub fn find(&self, search: &Search<'_>) -> Result<Found, IndexError> {
        let mut queries = Vec::with_capacity(2);
        let filter = filter::of_search(search.organization, search.filter, search.exclude)?;
        if let Some(dense) = &search.dense {
            check_dense(dense, self.dimensions)?;
            queries.push(dense_leg(dense.clone(), filter.clone(), search.limit));
        }
        let terms = search.sparse.as_ref().filter(|sparse| !sparse.indices.is_empty());
        if let Some(sparse) = terms {
            let corpus = self.corpus(search.organization)?;
            queries.push(sparse_leg(sparse.lower()?, filter, corpus, search.limit));
        }
        if search.limit == 0 || queries.is_empty() {
            return Ok(Found::default());
        }
        let legs = self
            .shard
            .query_batch(QueryBatchRequest::new(queries))
            .map_err(engine("search"))?;
        let mut legs = legs.iter().map(|points| scored_chunks(points));
        let mut next = |asked: bool| {
            if asked {
                legs.next().unwrap_or_default()
            } else {
                Vec::new()
            }
        };
        Ok(Found {
            dense: next(search.dense.is_some()),
            sparse: next(terms.is_some()),
        })
    }

    /// Returns the true nearest chunks with their cosine, by comparing with every one: for measuring recall.
    ///
    /// # Errors
    /// As [`Index::find`].
    pub fn exact_dense(
        &self,
        organization: OrganizationId,
        filter: &Filter,
        dense: &[f32],
        limit: usize,
    ) -> Result<Vec<(ChunkId, f32)>, IndexError> {
        check_dense(dense, self.dimensions)?;
        let filter = filter::of_search(organization, filter, &[])?;
        let query = exact_leg(dense.to_vec(), filter, limit);
        let points = self.shard.query(query).map_err(engine("search"))?;
        Ok(scored_chunks(&points))
    }

    /// Returns how many points the selector names, exactly.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn count(&self, selector: &Selector) -> Result<u64, IndexError> {
        let request = CountRequest {
            filter: Some(filter::of_selector(selector)?),
            exact: true,
        };
        let count = self.shard.count(request).map_err(engine("count points"))?;
        Ok(count as u64)
    }

    /// Makes everything acknowledged so far survive a power cut. Takes some 100 ms: call it on a timer.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn checkpoint(&self) -> Result<(), IndexError> {
        self.shard.flush().map_err(engine("flush the index"))
    }

    /// Builds search graphs and merges segments where that is worth it; returns whether anything was done. May take
    /// minutes, during which all other calls go on: run it on a thread of its own. It cannot be stopped, but the
    /// process may end under it.
    ///
    /// # Errors
    /// When the folder cannot be written, or the disk has no room for a second copy of the segments.
    pub fn maintain(&self) -> Result<bool, IndexError> {
        room::require(&self.path, room::FOR_WRITING + room::taken(&self.path.join("segments")))?;
        self.shard.optimize().map_err(engine("tend the index"))
    }

    fn update(&self, operation: PointOperations, action: &'static str) -> Result<(), IndexError> {
        self.shard
            .update(UpdateOperation::PointOperation(operation))
            .map_err(engine(action))
    }

    fn note_owners(&self, points: &[Point]) {
        let mut owners = self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        *owners = points
            .iter()
            .fold(*owners, |owners, point| owners.with(point.organization));
    }

    /// Returns the filter of the points whose terms count for a question of the organization; none when all are.
    fn corpus(&self, organization: OrganizationId) -> Result<Option<qdrant_edge::Filter>, IndexError> {
        let owners = *self.owners.lock().unwrap_or_else(PoisonError::into_inner);
        if owners == Owners::One(organization) {
            return Ok(None);
        }
        filter::of_organization(organization).map(Some)
    }
}

fn lock(dir: &Path) -> Result<fs::File, IndexError> {
    let file = fs::File::create(dir.join(LOCK_FILE))?;
    match file.file().try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(IndexError::InUse { path: dir.to_owned() }),
        Err(std::fs::TryLockError::Error(source)) => Err(source.into()),
    }
}

fn check_dimensions(dir: &Path, wanted: usize) -> Result<(), IndexError> {
    let Some(config) = EdgeConfig::load(dir) else {
        return Ok(());
    };
    let config = config.map_err(engine("read its settings"))?;
    match config.vectors.get(layout::DENSE).map(|dense| dense.size) {
        Some(found) if found != wanted => Err(IndexError::OtherDimensions {
            path: dir.to_owned(),
            found,
            wanted,
        }),
        _ => Ok(()),
    }
}

/// Makes the payload indexes that are missing: all in a new folder, some when the process ended while making them.
fn create_payload_indexes(shard: &EdgeShard) -> Result<(), IndexError> {
    let present = shard.info().map_err(engine("read its fields"))?.payload_schema;
    for (name, schema) in layout::payload_indexes() {
        let field_name = name.parse().expect("field names are plain words");
        if present.contains_key(&field_name) {
            continue;
        }
        let create = FieldIndexOperations::CreateIndex(CreateIndex {
            field_name,
            field_schema: Some(schema),
        });
        shard
            .update(UpdateOperation::FieldIndexOperation(create))
            .map_err(engine("index a field"))?;
    }
    Ok(())
}

fn owners_of(shard: &EdgeShard) -> Result<Owners, IndexError> {
    let key = layout::ORGANIZATION.parse().expect("field names are plain words");
    let request = FacetRequest {
        limit: 2,
        ..FacetRequest::new(key)
    };
    let hits = shard.facet(request).map_err(engine("list organizations"))?.hits;
    Ok(match hits.as_slice() {
        [] => Owners::None,
        [only] => match only.value {
            FacetValue::Uuid(id) => Owners::One(OrganizationId::from_uuid(uuid::Uuid::from_u128(id))),
            _ => Owners::Several,
        },
        _ => Owners::Several,
    })
}

fn engine(action: &'static str) -> impl FnOnce(OperationError) -> IndexError {
    move |source| IndexError::Engine {
        action,
        source: Box::new(source),
    }
}
