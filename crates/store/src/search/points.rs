//! Points of a version: built from its rows, put into the index, taken out again.

use std::sync::atomic::Ordering;

use domain::chunk::Chunk;
use domain::document::{Attributes, VersionState, spoken_name};
use domain::id::{ChunkId, CollectionId, DocumentId, OrganizationId, VersionId};
use domain::language::Language;
use domain::span::Span;
use index::{Point, Selector, lexical};
use rusqlite::OptionalExtension;

use crate::db::rows::{Id, from_json, from_word, id, vector};
use crate::db::{Survives, lock};
use crate::documents::text::{CHUNK, chunk_at};
use crate::error::StoreError;
use crate::jobs::index::TextHash;
use crate::open::Inner;

/// Setting that stands while the index is written again.
const REBUILDING: &str = "index_rebuilding";
/// Points written at once.
const BATCH: u32 = 256;

/// How much the document's name counts in the meaning of each of its chunks, which often do not say what they are about.
/// Sums of vectors keep the chunk's own vector free of the name, so that equal texts are embedded once. Chosen on half of
/// legalbench-rag-mini, by hash of document: 0.3 to 0.7 differ little.
const NAME_WEIGHT: f32 = 0.5;

/// What the points of a version have in common.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) version: VersionId,
    pub(crate) state: VersionState,
    organization: OrganizationId,
    collection: CollectionId,
    document: DocumentId,
    title: Option<String>,
    /// The document's name, where it says something.
    spoken_name: Option<String>,
    /// What says which document this is: its name and its beginning.
    context: String,
    language: Option<Language>,
    chunk_count: u32,
    pub(crate) attributes: Attributes,
}

/// Returns what the points of the version have in common; `None` when there is no such version.
pub(crate) fn origin(store: &Inner, version: VersionId) -> Result<Option<Origin>, StoreError> {
    const ORIGIN: &str = "SELECT v.state, v.organization, v.collection, v.document, v.title, v.language,
        v.chunk_count, d.attributes, d.name, substr(t.content, 1, 600) FROM version v
        JOIN document d ON d.id = v.document LEFT JOIN text t ON t.version = v.id WHERE v.id = ?1";
    store.db.read(|db| {
        let origin = db.prepare_cached(ORIGIN)?.query_row([version.key()], |row| {
            let language: Option<String> = row.get(5)?;
            let (name, beginning): (String, Option<String>) = (row.get(8)?, row.get(9)?);
            Ok(Origin {
                version,
                spoken_name: spoken_name(&name),
                context: format!("{name}\n{}", beginning.unwrap_or_default()),
                state: from_word(row, 0)?,
                organization: id(row, 1)?,
                collection: id(row, 2)?,
                document: id(row, 3)?,
                title: row.get(4)?,
                language: language.as_deref().and_then(Language::from_code),
                chunk_count: row.get::<_, Option<u32>>(6)?.unwrap_or(0),
                attributes: from_json(row, 7)?,
            })
        });
        Ok(origin.optional()?)
    })
}

/// Writes all points of a version that is queued or live.
///
/// # Errors
/// [`StoreError::Outdated`] once the version is dead, [`StoreError::Order`] when a vector is missing.
pub(crate) fn put(store: &Inner, origin: &Origin) -> Result<(), StoreError> {
    let mut first = 0;
    while first < origin.chunk_count {
        let points = build(store, origin, first)?;
        let last = origin.chunk_count.min(first + BATCH);
        if points.len() != (last - first) as usize {
            return Err(StoreError::Order { step: "save_vectors" });
        }
        let _order = lock(&store.index_order);
        if !is_wanted(store, origin.version)? {
            return Err(StoreError::Outdated);
        }
        store.index.put(&points)?;
        first = last;
    }
    Ok(())
}

/// Writes the points of a version again if it is live.
pub(crate) fn put_if_live(store: &Inner, version: VersionId) -> Result<(), StoreError> {
    match origin(store, version)? {
        Some(origin) if origin.state == VersionState::Live => match put(store, &origin) {
            Err(StoreError::Outdated) => Ok(()),
            other => other,
        },
        _ => Ok(()),
    }
}

/// Writes the points of a live version again if some are missing.
pub(crate) fn put_if_missing(store: &Inner, version: VersionId) -> Result<(), StoreError> {
    let Some(origin) = origin(store, version)? else {
        return Ok(());
    };
    if store.index.count(&Selector::Version(version))? == u64::from(origin.chunk_count) {
        return Ok(());
    }
    put_if_live(store, version)
}

/// Removes the points of a dead version.
pub(crate) fn remove(store: &Inner, version: VersionId) -> Result<(), StoreError> {
    let _order = lock(&store.index_order);
    if !is_wanted(store, version)? {
        store.index.remove(&Selector::Version(version))?;
    }
    Ok(())
}

/// Empties the index and writes every live version again; returns the number of chunks.
pub(crate) fn rebuild(store: &Inner) -> Result<u64, StoreError> {
    mark_rebuilding(store, true)?;
    let organizations: Vec<OrganizationId> = all(store, "SELECT id FROM organization")?;
    for organization in organizations {
        store.index.remove(&Selector::Organization(organization))?;
    }
    // With the writer held: what goes live before this is listed below, what goes live after it sees the new number.
    store.db.write(Survives::Kill, |_| {
        store.rebuilds.fetch_add(1, Ordering::SeqCst);
        Ok(())
    })?;
    let versions: Vec<VersionId> = all(store, "SELECT id FROM version WHERE state = 'live' ORDER BY id")?;
    let mut count = 0;
    for version in versions {
        // An upload that changes attributes waits, so that older ones do not overwrite them.
        let _uploads = lock(&store.uploads);
        put_if_live(store, version)?;
        count += origin(store, version)?.map_or(0, |origin| u64::from(origin.chunk_count));
    }
    store.index.checkpoint()?;
    mark_rebuilding(store, false)?;
    Ok(count)
}

/// Returns whether a process ended while it wrote the index again: it lacks versions that no outbox row names.
pub(crate) fn was_rebuilding(store: &Inner) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM setting WHERE name = ?1";
    store.db.read(|db| Ok(db.prepare_cached(sql)?.exists([REBUILDING])?))
}

fn mark_rebuilding(store: &Inner, is_rebuilding: bool) -> Result<(), StoreError> {
    let sql = if is_rebuilding {
        "INSERT INTO setting (name, value) VALUES (?1, '1') ON CONFLICT (name) DO NOTHING"
    } else {
        "DELETE FROM setting WHERE name = ?1"
    };
    store.db.write(Survives::PowerCut, |transaction| {
        transaction.execute(sql, [REBUILDING])?;
        Ok(())
    })
}

fn all<T: Id>(store: &Inner, sql: &str) -> Result<Vec<T>, StoreError> {
    store.db.read(|db| {
        let mut rows = db.prepare(sql)?;
        let rows = rows.query_map([], |row| id(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
}

fn is_wanted(store: &Inner, version: VersionId) -> Result<bool, StoreError> {
    let wanted = "SELECT 1 FROM version WHERE id = ?1 AND state IN ('queued', 'live')";
    store
        .db
        .read(|db| Ok(db.prepare_cached(wanted)?.exists([version.key()])?))
}

/// Returns the points from ordinal `first` on, as many as are written at once; those without a vector are left out.
fn build(store: &Inner, origin: &Origin, first: u32) -> Result<Vec<Point>, StoreError> {
    let sql = format!(
        "SELECT {CHUNK}, c.content, e.vector FROM chunk c
         JOIN embedding e ON e.text_hash = c.text_hash AND e.embedder = ?2
         WHERE c.version = ?1 AND c.ordinal >= ?3 AND c.ordinal < ?4 ORDER BY c.ordinal"
    );
    let rows: Vec<(Chunk, String, Vec<f32>)> = store.db.read(|db| {
        let mut rows = db.prepare_cached(&sql)?;
        let which = (
            origin.version.key(),
            &store.fingerprint,
            first,
            first.saturating_add(BATCH),
        );
        let rows = rows.query_map(which, |row| Ok((chunk_at(row, 0)?, row.get(7)?, vector(row, 8)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })?;
    let name = name_vector(store, origin)?;
    let tags: Vec<String> = origin
        .attributes
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let point = |(chunk, content, dense): (Chunk, String, Vec<f32>)| Point {
        id: ChunkId::of(origin.version, chunk.ordinal),
        organization: origin.organization,
        collection: origin.collection,
        document: origin.document,
        version: origin.version,
        dense: name
            .as_deref()
            .map_or_else(|| dense.clone(), |name| named(&dense, name)),
        sparse: lexical::chunk_vector(
            &lexical_text(origin, &chunk, &content),
            &origin.context,
            origin.language,
        ),
        tags: tags.clone(),
    };
    Ok(rows.into_iter().map(point).collect())
}

/// Returns the vector of the document's name; `None` when the name says nothing, or was never embedded.
fn name_vector(store: &Inner, origin: &Origin) -> Result<Option<Vec<f32>>, StoreError> {
    const VECTOR: &str = "SELECT vector FROM embedding WHERE text_hash = ?1 AND embedder = ?2";
    let Some(name) = &origin.spoken_name else {
        return Ok(None);
    };
    let key = (TextHash::of(name).0, &store.fingerprint);
    store.db.read(|db| {
        let mut found = db.prepare_cached(VECTOR)?;
        Ok(found.query_row(key, |row| vector(row, 0)).optional()?)
    })
}

/// Returns the chunk's vector moved towards the name's, of length 1.
fn named(chunk: &[f32], name: &[f32]) -> Vec<f32> {
    let sum: Vec<f32> = chunk.iter().zip(name).map(|(a, b)| a + NAME_WEIGHT * b).collect();
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::EPSILON);
    sum.into_iter().map(|x| x / length).collect()
}

/// Returns what BM25 reads for a chunk.
fn lexical_text(origin: &Origin, chunk: &Chunk, content: &str) -> String {
    let text = indexed_text(chunk, origin.title.as_deref(), content);
    match &origin.spoken_name {
        Some(name) => format!("{name}\n{text}"),
        None => text,
    }
}

/// Returns what is embedded for a chunk of which only its own text is at hand.
pub(crate) fn indexed_text(chunk: &Chunk, title: Option<&str>, content: &str) -> String {
    let alone = Chunk {
        span: Span::new(0, content.len()),
        ..chunk.clone()
    };
    alone.indexed_text(title, content)
}
