//! Asks for a deleted document by its own sentences and vectors.

use domain::hit::Filter;
use domain::id::{CollectionId, DocumentId, VersionId};

use super::Probe;
use crate::db::rows::{Id, id, vector};
use crate::error::StoreError;
use crate::scope::Reader;
use crate::search::FindQuery;

/// So many chunks are asked for.
const QUESTIONS: i64 = 8;
/// So many documents of a deleted collection are asked for.
const DOCUMENTS: usize = 16;
/// So many hits are looked through, once everywhere and once in the document alone.
const HITS: usize = 50;
/// Shorter sentences say little.
const SENTENCE_CHARACTERS: usize = 20;

/// A chunk to ask for.
pub(crate) struct Question {
    sentence: String,
    vector: Vec<f32>,
}

/// Returns questions made of chunks that lie evenly over the version; taken before the delete.
pub(crate) fn questions(reader: &Reader, version: Option<VersionId>) -> Result<Vec<Question>, StoreError> {
    const CHUNKS: &str = "SELECT c.content, e.vector FROM chunk c
        JOIN embedding e ON e.text_hash = c.text_hash AND e.embedder = ?2
        JOIN version v ON v.id = c.version
        WHERE c.version = ?1 AND c.ordinal % ((v.chunk_count + ?3 - 1) / ?3) = 0
        ORDER BY c.ordinal";
    let Some(version) = version else {
        return Ok(Vec::new());
    };
    reader.store.db.read(|db| {
        let mut chunks = db.prepare_cached(CHUNKS)?;
        let chunks = chunks.query_map((version.key(), &reader.store.fingerprint, QUESTIONS), |row| {
            let content: String = row.get(0)?;
            Ok(Question {
                sentence: sentence(&content).to_owned(),
                vector: vector(row, 1)?,
            })
        })?;
        Ok(chunks.collect::<Result<_, _>>()?)
    })
}

/// Returns documents that lie evenly over the collection, each with its questions; taken before the delete.
pub(crate) fn samples(
    reader: &Reader,
    collection: CollectionId,
) -> Result<Vec<(DocumentId, Vec<Question>)>, StoreError> {
    const LIVE: &str = "SELECT id, live_version FROM document WHERE organization = ?1 AND collection = ?2
        AND deleted_ms IS NULL AND live_version IS NOT NULL ORDER BY id";
    let live: Vec<(DocumentId, VersionId)> = reader.store.db.read(|db| {
        let mut live = db.prepare_cached(LIVE)?;
        let live = live.query_map((reader.organization.key(), collection.key()), |row| {
            Ok((id(row, 0)?, id(row, 1)?))
        })?;
        Ok(live.collect::<Result<_, _>>()?)
    })?;
    let step = live.len().div_ceil(DOCUMENTS).max(1);
    let sampled = live.into_iter().step_by(step);
    sampled
        .map(|(document, version)| Ok((document, questions(reader, Some(version))?)))
        .collect()
}

/// Returns how often the document is found by the questions.
pub(crate) fn ask(reader: &Reader, document: DocumentId, questions: Vec<Question>) -> Result<Probe, StoreError> {
    let mut probe = Probe::default();
    let alone = Filter {
        documents: vec![document],
        ..Filter::default()
    };
    for question in questions {
        for filter in [Filter::default(), alone.clone()] {
            let legs = reader.find(&FindQuery {
                filter,
                dense: Some(question.vector.clone()),
                text: Some(question.sentence.clone()),
                limit: HITS,
            })?;
            let hits = legs.dense.iter().chain(&legs.bm25);
            let own = hits.filter(|hit| hit.document == document).count();
            probe.hits += u32::try_from(own).unwrap_or(u32::MAX);
        }
        probe.queries += 1;
    }
    Ok(probe)
}

/// Returns the first sentence that is long enough, or all of it.
fn sentence(content: &str) -> &str {
    content
        .split_inclusive(['.', '!', '?', '\n', '。', '！', '？'])
        .map(str::trim)
        .find(|sentence| sentence.chars().count() >= SENTENCE_CHARACTERS)
        .unwrap_or(content)
}
