//! Finding: index hits resolved to live rows of the catalogue. A hit without a live row is not a hit.

pub(crate) mod points;
mod resolve;

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use domain::hit::{Filter, Hit};
use domain::id::{ChunkId, VersionId};
use domain::language::Language;
use index::{Search, SparseVector, lexical};
use rusqlite::Connection;

use crate::db::rows::{Id, Key};
use crate::error::StoreError;
use crate::scope::Reader;
use resolve::Resolved;

/// So many more are fetched than asked for: dead versions wait a moment for their clean-up.
const SPARE: usize = 4;
/// When those do not suffice, so many times more are fetched.
const GROWTH: usize = 4;
/// A search during which a version went live is made again so often, then once more while nothing may change.
const TRIES: u32 = 3;

/// A question to both legs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindQuery {
    /// Further restrictions within the organization.
    pub filter: Filter,
    /// The question's embedding, of length 1; `None` leaves the dense leg empty.
    pub dense: Option<Vec<f32>>,
    /// The question's words; `None` leaves the BM25 leg empty.
    pub text: Option<String>,
    /// At most so many hits a leg.
    pub limit: usize,
}

/// Live hits of the two legs, each best first, each with its leg's raw score; a chunk found by both has both scores in
/// both lists. `scores.fused` is 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Legs {
    /// By cosine.
    pub dense: Vec<Hit>,
    /// By BM25.
    pub bm25: Vec<Hit>,
}

impl Reader {
    /// Returns the best live chunks of both legs: never one of a dead version, and no gap while a version is replaced.
    ///
    /// # Errors
    /// [`StoreError::VectorLength`], or when the store cannot be read.
    pub fn find(&self, query: &FindQuery) -> Result<Legs, StoreError> {
        let wanted = self.store.dimensions;
        if let Some(dense) = query.dense.as_ref().filter(|dense| dense.len() != wanted) {
            return Err(StoreError::VectorLength {
                found: dense.len(),
                wanted,
            });
        }
        let sparse = match &query.text {
            Some(text) => Some(lexical::query_vector(text, &self.languages(&query.filter)?)),
            None => None,
        };
        let sparse = sparse.filter(|sparse| !sparse.indices.is_empty());
        // The index is searched before its hits are looked up. A version that goes live in between has points that
        // this search may have missed while the old version is dead already: then it is made again.
        for _ in 0..TRIES {
            let epoch = self.store.epoch.load(Ordering::SeqCst);
            let legs = self.find_once(query, sparse.as_ref())?;
            if self.store.epoch.load(Ordering::SeqCst) == epoch {
                return Ok(legs);
            }
        }
        self.store.db.paused(|| self.find_once(query, sparse.as_ref()))
    }

    /// Returns the languages of the live documents that the filter's collections hold.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn languages(&self, filter: &Filter) -> Result<Vec<Language>, StoreError> {
        // One step down the index for each language, however many documents there are.
        const OF_ORGANIZATION: &str = "SELECT MIN(language) FROM version
            WHERE organization = ?1 AND state = 'live' AND language > ?2";
        const OF_COLLECTION: &str = "SELECT MIN(language) FROM version
            WHERE collection = ?1 AND state = 'live' AND language > ?2";
        self.store.db.read(|db| {
            let mut codes = Vec::new();
            if filter.collections.is_empty() {
                distinct(db, OF_ORGANIZATION, &self.organization.key(), &mut codes)?;
            }
            for collection in &filter.collections {
                distinct(db, OF_COLLECTION, &collection.key(), &mut codes)?;
            }
            codes.sort_unstable();
            codes.dedup();
            Ok(codes.iter().filter_map(|code| Language::from_code(code)).collect())
        })
    }

    fn find_once(&self, query: &FindQuery, sparse: Option<&SparseVector>) -> Result<Legs, StoreError> {
        let mut fetch = query.limit + SPARE;
        let mut dead: Vec<VersionId> = Vec::new();
        loop {
            let found = self.store.index.find(&Search {
                organization: self.organization,
                filter: &query.filter,
                exclude: &dead,
                dense: query.dense.clone(),
                sparse: sparse.cloned(),
                limit: fetch,
            })?;
            let resolved = Resolved::load(self, &query.filter, &found)?;
            let short = |leg: &[(ChunkId, f32)]| leg.len() >= fetch && resolved.live(leg) < query.limit;
            if !short(&found.dense) && !short(&found.sparse) {
                return Ok(resolved.legs(&found, query.limit));
            }
            let known: HashSet<VersionId> = dead.iter().copied().collect();
            dead.extend(resolved.dead.difference(&known));
            fetch *= GROWTH;
        }
    }
}

fn distinct(db: &Connection, sql: &str, scope: &Key, codes: &mut Vec<String>) -> Result<(), StoreError> {
    let mut next = db.prepare_cached(sql)?;
    let mut last = String::new();
    while let Some(code) = next.query_row((scope, &last), |row| row.get::<_, Option<String>>(0))? {
        codes.push(code.clone());
        last = code;
    }
    Ok(())
}
