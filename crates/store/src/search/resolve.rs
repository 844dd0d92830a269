//! Looks hits up in the catalogue: all of one search in one state of it.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use domain::document::Attributes;
use domain::hit::{Filter, Hit, Scores};
use domain::id::{ChunkId, CollectionId, VersionId};
use domain::span::Span;
use index::Found;
use rusqlite::{Connection, Row, ToSql};

use crate::db::rows::{Id, Key, from_json, id};
use crate::error::StoreError;
use crate::scope::Reader;

/// Chunks looked up by one statement; shorter lists are filled up with one that is not there, so that few distinct
/// statements are prepared.
const BATCHES: [usize; 3] = [16, 64, 256];

/// What the catalogue says about the hits.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    hits: HashMap<ChunkId, Hit>,
    /// Versions of hits that are not live.
    pub(super) dead: HashSet<VersionId>,
}

impl Resolved {
    /// Returns the live chunks among the found that pass the filter, each with its raw scores.
    pub(super) fn load(reader: &Reader, filter: &Filter, found: &Found) -> Result<Self, StoreError> {
        let mut scores: HashMap<ChunkId, Scores> = HashMap::with_capacity(found.dense.len() + found.sparse.len());
        for (chunk, score) in &found.dense {
            scores.entry(*chunk).or_default().cosine = Some(*score);
        }
        for (chunk, score) in &found.sparse {
            scores.entry(*chunk).or_default().bm25 = Some(*score);
        }
        let chunks: Vec<ChunkId> = scores.keys().copied().collect();
        let mut resolved = Self::default();
        reader.store.db.read(|db| {
            let largest = BATCHES[BATCHES.len() - 1];
            for batch in chunks.chunks(largest) {
                resolved.batch(db, reader, filter, batch)?;
            }
            Ok(())
        })?;
        for (chunk, hit) in &mut resolved.hits {
            hit.scores = scores.get(chunk).copied().unwrap_or_default();
        }
        Ok(resolved)
    }

    /// Returns how many of the leg are live.
    pub(super) fn live(&self, leg: &[(ChunkId, f32)]) -> usize {
        leg.iter().filter(|(chunk, _)| self.hits.contains_key(chunk)).count()
    }

    /// Returns the live hits of both legs, at most `limit` each.
    pub(super) fn legs(&self, found: &Found, limit: usize) -> super::Legs {
        let leg = |leg: &[(ChunkId, f32)]| {
            let hits = leg.iter().filter_map(|(chunk, _)| self.hits.get(chunk));
            hits.take(limit).cloned().collect()
        };
        super::Legs {
            dense: leg(&found.dense),
            bm25: leg(&found.sparse),
        }
    }

    fn batch(
        &mut self,
        db: &Connection,
        reader: &Reader,
        filter: &Filter,
        chunks: &[ChunkId],
    ) -> Result<(), StoreError> {
        let size = BATCHES
            .into_iter()
            .find(|size| chunks.len() <= *size)
            .unwrap_or(chunks.len());
        let mut statement = db.prepare_cached(&statement(size))?;
        let nobody = Key(uuid::Uuid::nil());
        let organization = reader.organization.key();
        let keys: Vec<Key> = chunks.iter().map(Id::key).collect();
        let parameters = std::iter::once(&organization)
            .chain(&keys)
            .chain(std::iter::repeat_n(&nobody, size - chunks.len()))
            .map(|key| key as &dyn ToSql)
            .collect::<Vec<_>>();
        let mut rows = statement.query(parameters.as_slice())?;
        while let Some(row) = rows.next()? {
            let version: VersionId = id(row, 2)?;
            if row.get_ref(13)?.as_str().ok() != Some("live") {
                self.dead.insert(version);
            } else if passes(row, filter)? {
                let hit = hit_at(row, version)?;
                self.hits.insert(hit.chunk, hit);
            }
        }
        Ok(())
    }
}

fn statement(size: usize) -> String {
    let mut sql = String::from(
        "SELECT c.id, c.ordinal, c.version, c.span_start, c.span_end, c.content, c.headings, c.table_header, c.page,
         c.token_count, d.id, d.name, d.collection, v.state, d.attributes
         FROM chunk c JOIN version v ON v.id = c.version JOIN document d ON d.id = v.document
         WHERE c.organization = ?1 AND c.id IN (?2",
    );
    for parameter in 3..size + 2 {
        write!(sql, ",?{parameter}").expect("a string takes any text");
    }
    sql.push(')');
    sql
}

/// The index filtered already; the rows decide, since they may have changed since.
fn passes(row: &Row<'_>, filter: &Filter) -> rusqlite::Result<bool> {
    let collection: CollectionId = id(row, 12)?;
    if !filter.collections.is_empty() && !filter.collections.contains(&collection) {
        return Ok(false);
    }
    if !filter.documents.is_empty() && !filter.documents.contains(&id(row, 10)?) {
        return Ok(false);
    }
    if filter.attributes.is_empty() {
        return Ok(true);
    }
    let attributes: Attributes = from_json(row, 14)?;
    Ok(filter
        .attributes
        .iter()
        .all(|(name, value)| attributes.get(name) == Some(value)))
}

fn hit_at(row: &Row<'_>, version: VersionId) -> rusqlite::Result<Hit> {
    Ok(Hit {
        chunk: id(row, 0)?,
        ordinal: row.get(1)?,
        version,
        document: id(row, 10)?,
        document_name: row.get(11)?,
        span: Span {
            start: row.get(3)?,
            end: row.get(4)?,
        },
        text: row.get(5)?,
        headings: from_json(row, 6)?,
        table_header: row.get(7)?,
        page: row.get(8)?,
        token_count: row.get(9)?,
        scores: Scores::default(),
    })
}
