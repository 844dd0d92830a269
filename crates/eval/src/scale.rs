//! Latency, recall and memory at size: a real corpus repeated with variation until the index holds so many chunks.
//!
//! A varied chunk is a real one with every seventh word taken from another; its vector is the real one's with noise, so
//! that a hundred thousand chunks need not be embedded. Everything behind the vectors is the normal path.

use std::path::Path;
use std::time::Instant;

use domain::chunk::Chunk;
use domain::document::{Attributes, ReadStatus};
use domain::hit::Filter;
use domain::id::ChunkId;
use domain::span::Span;
use domain::text::{Block, BlockKind, Text};
use rag::retrieve::{self, CANDIDATES, DENSE_WEIGHT, Legs, Question};
use serde::Serialize;
use store::{Content, Reading, Store, StoreSettings, TextHash, Upload};

use crate::EvalError;
use crate::interval::{Estimate, SplitMix, bootstrap};
use crate::metrics::{percentile, share};
use crate::retrieval::Latency;
use crate::sandbox::Setup;
use crate::sets::{CorpusDocument, Query, lines};

/// Real chunks that the variations are made of.
const SEEDS: usize = 1_000;
/// Chunks of a made document.
const CHUNKS: usize = 10;
/// Length of the noise relative to the vector's: neighbours stay in the neighbourhood but change places.
const NOISE: f32 = 0.6;
/// Questions asked.
const QUESTIONS: usize = 300;

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Chunks in the index.
    pub chunks: usize,
    /// Stored chunks per second, without embedding: rows, points, commits.
    pub stored_per_second: f64,
    /// Whole `find` with a known question vector: both legs, live rows, fusion, passages.
    pub find_ms: Latency,
    /// Share of the exact ten nearest vectors that the search returns.
    pub recall_at_10: Estimate,
}

/// Fills `folder` with `count` chunks made from the set's corpus and asks the set's queries.
///
/// # Errors
/// When the set cannot be read, or storing or searching fails.
pub fn evaluate(set: &Path, folder: &Path, count: usize, setup: Setup<'_>) -> Result<Report, EvalError> {
    let seeds = Seeds::read(set, setup)?;
    let queries: Vec<Query> = lines(&set.join("queries.jsonl"))?;
    let embedder = setup.models.embedder;
    let settings = StoreSettings {
        dimensions: embedder.dimensions(),
        embedder: embedder.identity().clone(),
    };
    let store = Store::open(folder, &settings)?;
    let began = Instant::now();
    let vectors = fill(&store, &seeds, count, setup)?;
    store.checkpoint()?;
    let seconds = began.elapsed().as_secs_f64();
    (setup.progress)("building the search graph", 0, 1);
    while store.maintain()? {}
    let reader = store.reader(store.default_organization());
    let (mut find_ms, mut recall) = (Vec::new(), Vec::new());
    for (done, query) in queries.iter().take(QUESTIONS).enumerate() {
        (setup.progress)("asking", done, QUESTIONS.min(queries.len()));
        let vector = embedder.embed_query(&query.text).map_err(rag::RagError::from)?;
        let question = Question {
            text: &query.text,
            filter: &Filter::default(),
            limit: 8,
        };
        let began = Instant::now();
        let hits = retrieve::find(
            &reader,
            &question,
            Some(&vector),
            Legs::Hybrid,
            (DENSE_WEIGHT, CANDIDATES),
        )?;
        retrieve::merged(&reader, &hits, question.limit)?;
        find_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
        let found = retrieve::find(&reader, &question, Some(&vector), Legs::Dense, (1.0, CANDIDATES))?;
        let exact = nearest(&vectors, &vector, 10);
        recall.push(share(
            found.iter().take(10).filter(|hit| exact.contains(&hit.chunk)).count(),
            exact.len(),
        ));
    }
    let at = |p| percentile(&find_ms, p);
    Ok(Report {
        chunks: vectors.len(),
        stored_per_second: share(vectors.len(), 1) / seconds.max(1e-9),
        find_ms: Latency {
            p50: at(0.5),
            p95: at(0.95),
            p99: at(0.99),
        },
        recall_at_10: bootstrap(&recall),
    })
}

/// Real texts with their vectors.
struct Seeds {
    texts: Vec<String>,
    vectors: Vec<Vec<f32>>,
}

impl Seeds {
    fn read(set: &Path, setup: Setup<'_>) -> Result<Self, EvalError> {
        let corpus: Vec<CorpusDocument> = lines(&set.join("corpus.jsonl"))?;
        if corpus.is_empty() {
            return Err(EvalError::Nothing(set.into()));
        }
        let cut = |document: &CorpusDocument| {
            let end = document.text.floor_char_boundary(900);
            document.text[..end].split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let texts: Vec<String> = corpus
            .iter()
            .take(SEEDS)
            .map(cut)
            .filter(|text| !text.is_empty())
            .collect();
        let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut heard = |done| (setup.progress)("embedding", done, texts.len());
        let vectors = setup
            .models
            .embedder
            .embed_documents(&borrowed, &mut heard)
            .map_err(rag::RagError::from)?;
        Ok(Self { texts, vectors })
    }

    /// A real text with words of another, and a vector near the real one's.
    fn varied(&self, random: &mut SplitMix) -> (String, Vec<f32>) {
        let (base, other) = (random.below(self.texts.len()), random.below(self.texts.len()));
        let donors: Vec<&str> = self.texts[other].split(' ').collect();
        let mixed = self.texts[base].split(' ').enumerate().map(|(place, word)| {
            if place % 7 == 3 {
                donors[random.below(donors.len())]
            } else {
                word
            }
        });
        let text = mixed.collect::<Vec<_>>().join(" ");
        let noise: Vec<f32> = self.vectors[base].iter().map(|_| random.normal()).collect();
        let scale = NOISE / length(&noise).max(f32::EPSILON);
        let mut vector: Vec<f32> = self.vectors[base]
            .iter()
            .zip(noise)
            .map(|(value, noise)| value + noise * scale)
            .collect();
        let norm = length(&vector).max(f32::EPSILON);
        for value in &mut vector {
            *value /= norm;
        }
        (text, vector)
    }
}

/// Stores documents of ten made chunks each, through the steps of a normal job.
fn fill(store: &Store, seeds: &Seeds, count: usize, setup: Setup<'_>) -> Result<Vec<(ChunkId, Vec<f32>)>, EvalError> {
    let organization = store.default_organization();
    let (reader, writer, jobs) = (store.reader(organization), store.writer(organization), store.jobs());
    let collection = reader
        .collections()?
        .first()
        .ok_or(store::StoreError::NotFound { what: "collection" })?
        .id;
    let mut random = SplitMix::new(7);
    let mut all = Vec::new();
    for number in 0..count.div_ceil(CHUNKS) {
        if number % 100 == 0 {
            (setup.progress)("storing", number * CHUNKS, count);
        }
        let made: Vec<(String, Vec<f32>)> = (0..CHUNKS).map(|_| seeds.varied(&mut random)).collect();
        let (text, chunks) = document(&made);
        let now_ms = (setup.now_ms)();
        let content = Content::Bytes(text.content.as_bytes());
        let key = format!("made-{number}.txt");
        let put = writer.put_document(Upload {
            collection,
            key: &key,
            attributes: Attributes::new(),
            content,
            now_ms,
        })?;
        let claimed = jobs
            .claim("scale", now_ms, 60_000)?
            .ok_or(store::StoreError::NotFound { what: "job" })?;
        let reading = Reading {
            text: &text,
            status: ReadStatus::Ok,
            reason: None,
            media_type: "text/plain",
        };
        jobs.save_text(&claimed, &reading, now_ms)?;
        jobs.save_chunks(&claimed, &chunks)?;
        let hash = |chunk: &Chunk| TextHash::of(&chunk.indexed_text(None, &text.content));
        let vectors: Vec<_> = chunks
            .iter()
            .map(hash)
            .zip(made.iter().map(|(_, vector)| vector.clone()))
            .collect();
        jobs.save_vectors(&claimed, &vectors)?;
        jobs.publish(&claimed, now_ms)?;
        all.extend(
            chunks
                .iter()
                .zip(made)
                .map(|(chunk, (_, vector))| (ChunkId::of(put.version, chunk.ordinal), vector)),
        );
    }
    Ok(all)
}

fn document(made: &[(String, Vec<f32>)]) -> (Text, Vec<Chunk>) {
    let (mut text, mut chunks) = (Text::default(), Vec::new());
    for (ordinal, (paragraph, _)) in (0u32..).zip(made) {
        if !text.content.is_empty() {
            text.content.push_str("\n\n");
        }
        let start = text.content.len();
        text.content.push_str(paragraph);
        let span = Span::new(start, text.content.len());
        text.blocks.push(Block {
            kind: BlockKind::Paragraph,
            span,
        });
        chunks.push(Chunk {
            ordinal,
            span,
            headings: Vec::new(),
            table_header: None,
            token_count: 180,
            page: None,
        });
    }
    (text, chunks)
}

fn nearest(vectors: &[(ChunkId, Vec<f32>)], query: &[f32], count: usize) -> Vec<ChunkId> {
    let cosine = |vector: &[f32]| -> f32 { vector.iter().zip(query).map(|(a, b)| a * b).sum() };
    let mut scored: Vec<(f32, ChunkId)> = vectors.iter().map(|(chunk, vector)| (cosine(vector), *chunk)).collect();
    scored.select_nth_unstable_by(count.min(vectors.len()) - 1, |a, b| b.0.total_cmp(&a.0));
    scored.truncate(count);
    scored.into_iter().map(|(_, chunk)| chunk).collect()
}

fn length(vector: &[f32]) -> f32 {
    vector.iter().map(|value| value * value).sum::<f32>().sqrt()
}
