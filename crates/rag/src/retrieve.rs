//! From a question to passages: both legs at once, fused, neighbours merged. The caller's scope is in the reader's type.

use std::collections::HashMap;

use domain::hit::{Filter, Hit, Passage};
use domain::id::{ChunkId, DocumentId, VersionId};
use domain::language::Language;
use engine::{Embedder, Reranker};
use store::{FindQuery, Reader};

use crate::RagError;
use crate::fuse::{Fusion, fuse};
use crate::passage::merge;

/// Candidates taken from each leg at least, so that most hits are known to both legs. Twice as many found no more and took
/// twice as long to look up.
pub const CANDIDATES: usize = 100;
/// Candidates for each passage wanted.
const PER_PASSAGE: usize = 4;

/// Hits that score below this share of the best are noise, and no passages are made of them. More than this raises
/// precision on legalbench-rag-mini and loses evidence in ntsb-reports.
const RELEVANT: f32 = 0.35;

/// Searches made at most while versions are replaced between being found and being read.
const TRIES: u32 = 3;

/// Fused hits that a reranker reads again.
const RERANKED: usize = 30;

/// Share of the dense leg in score fusion; see docs/decisions and docs/reference/benchmarks.md for how it was chosen.
pub const DENSE_WEIGHT: f32 = 0.5;

/// How far the question moves towards the best hit before the dense leg asks again. Chosen on hotpotqa-100: recall@10
/// 0.905 without, 0.915 to 0.930 with 0.2 to 0.6 of one hit; more hits than one gained less.
const FEEDBACK: f32 = 0.4;

/// What is asked of the documents.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// In the asker's words.
    pub text: &'a str,
    /// Where to look.
    pub filter: &'a Filter,
    /// Passages wanted.
    pub limit: usize,
}

/// Which legs take part; all but `Hybrid` exist for measuring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Legs {
    /// Lexical only.
    Bm25,
    /// Embeddings only.
    Dense,
    /// Both, fused.
    Hybrid,
}

/// The models of a search.
#[derive(Clone, Copy)]
pub struct Models<'a> {
    /// Embeds the question.
    pub embedder: &'a Embedder,
    /// Reads the best hits again, when installed.
    pub reranker: Option<&'a Reranker>,
}

/// Returns at most `limit` passages, best first; an empty list when nothing is found.
///
/// # Errors
/// When the store or a model fails.
pub fn passages(reader: &Reader, models: Models<'_>, question: &Question<'_>) -> Result<Vec<Passage>, RagError> {
    let mut tries = 0;
    loop {
        let count = CANDIDATES.max(PER_PASSAGE * question.limit);
        let mut hits = hits(reader, models, question, Legs::Hybrid, count)?;
        let best = hits.iter().map(|hit| hit.scores.fused).fold(0.0, f32::max);
        hits.retain(|hit| hit.scores.fused >= RELEVANT * best);
        let is_mixed = keep_newest(&mut hits);
        let (passages, has_died) = read(reader, &hits, question.limit)?;
        tries += 1;
        if !(is_mixed || has_died) || tries == TRIES {
            return Ok(passages);
        }
    }
}

/// Returns the passages made of the hits.
///
/// # Errors
/// When the store fails.
pub fn merged(reader: &Reader, hits: &[Hit], limit: usize) -> Result<Vec<Passage>, RagError> {
    Ok(read(reader, hits, limit)?.0)
}

/// Leaves of each document the hits of one version only; returns whether there were others: two searches of one question
/// lie on both sides of the moment in which a version was replaced. Ids of versions rise with time.
fn keep_newest(hits: &mut Vec<Hit>) -> bool {
    let mut newest: HashMap<DocumentId, VersionId> = HashMap::new();
    for hit in hits.iter() {
        let version = newest.entry(hit.document).or_insert(hit.version);
        *version = hit.version.max(*version);
    }
    let count = hits.len();
    hits.retain(|hit| newest.get(&hit.document) == Some(&hit.version));
    hits.len() < count
}

/// Returns the passages made of the hits, and whether a version died since it was found: it has no text any more and is
/// no passage, and its successor was not found yet.
fn read(reader: &Reader, hits: &[Hit], limit: usize) -> Result<(Vec<Passage>, bool), RagError> {
    let mut passages = Vec::new();
    let mut has_died = false;
    for run in merge(hits, limit) {
        let text = match run.own_text() {
            Some(text) => Some(text.to_owned()),
            None => reader.slice(run.best.version, run.span)?,
        };
        has_died |= text.is_none();
        passages.extend(text.map(|text| run.passage(text)));
    }
    Ok((passages, has_died))
}

/// Returns at most `count` hits of the chosen legs, best first.
///
/// # Errors
/// When the store or a model fails.
pub fn hits(
    reader: &Reader,
    models: Models<'_>,
    question: &Question<'_>,
    legs: Legs,
    count: usize,
) -> Result<Vec<Hit>, RagError> {
    let dense = if legs == Legs::Bm25 {
        None
    } else {
        Some(models.embedder.embed_query(question.text)?)
    };
    let weight = dense_weight(models.embedder, &reader.languages(question.filter)?);
    let mut fused = find(reader, question, dense.as_deref(), legs, (weight, count))?;
    if let (Some(reranker), Legs::Hybrid) = (models.reranker, legs) {
        rerank(reranker, question.text, &mut fused)?;
    }
    Ok(fused)
}

/// Returns at most `count` fused hits for a question whose vector is known; `weight` is the dense leg's share.
///
/// # Errors
/// When the store fails.
pub fn find(
    reader: &Reader,
    question: &Question<'_>,
    dense: Option<&[f32]>,
    legs: Legs,
    (weight, count): (f32, usize),
) -> Result<Vec<Hit>, RagError> {
    let text = (legs != Legs::Dense).then(|| question.text.to_owned());
    let found = reader.find(&FindQuery {
        filter: question.filter.clone(),
        dense: dense.map(<[f32]>::to_vec),
        text,
        limit: count,
    })?;
    let fusion = Fusion::Score { dense_weight: weight };
    let mut fused = fuse(&found.bm25, &found.dense, fusion);
    if legs == Legs::Hybrid
        && weight > 0.0
        && let (Some(dense), Some(best)) = (dense, fused.first())
        && let Some(towards) = reader.vector(best.chunk)?
    {
        let nearer = ask_again(reader, question, moved(dense, &towards), count)?;
        fused = fuse(&found.bm25, &nearer, fusion);
        keep_cosines(&mut fused, &found.dense);
    }
    fused.truncate(count);
    Ok(fused)
}

fn ask_again(reader: &Reader, question: &Question<'_>, dense: Vec<f32>, count: usize) -> Result<Vec<Hit>, RagError> {
    let found = reader.find(&FindQuery {
        filter: question.filter.clone(),
        dense: Some(dense),
        text: None,
        limit: count,
    })?;
    Ok(found.dense)
}

/// Returns the question's vector moved towards that of the best hit, of length 1 (Rocchio, "Relevance feedback in
/// information retrieval", 1971; with embeddings: Li et al., "Pseudo Relevance Feedback with Deep Language Models and
/// Dense Retrievers", TOIS 2023). What the first document names and the question does not becomes part of the question.
fn moved(question: &[f32], towards: &[f32]) -> Vec<f32> {
    let sum: Vec<f32> = question.iter().zip(towards).map(|(a, b)| a + FEEDBACK * b).collect();
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::EPSILON);
    sum.into_iter().map(|x| x / length).collect()
}

/// Explanations show the cosine to the question as it was asked.
fn keep_cosines(hits: &mut [Hit], asked: &[Hit]) {
    let known: HashMap<ChunkId, Option<f32>> = asked.iter().map(|hit| (hit.chunk, hit.scores.cosine)).collect();
    for hit in hits {
        hit.scores.cosine = known.get(&hit.chunk).copied().flatten();
    }
}

/// The dense leg counts only as far as the embedder knows the languages of the documents: on a language it never saw,
/// its neighbours are noise, and the fused list would be worse than BM25 alone.
fn dense_weight(embedder: &Embedder, languages: &[Language]) -> f32 {
    let known = |language: &&Language| embedder.knows(**language);
    if languages.is_empty() || languages.iter().any(|language| known(&language)) {
        DENSE_WEIGHT
    } else {
        0.0
    }
}

fn rerank(reranker: &Reranker, question: &str, hits: &mut [Hit]) -> Result<(), RagError> {
    let head = hits.len().min(RERANKED);
    let texts: Vec<&str> = hits[..head].iter().map(|hit| hit.text.as_str()).collect();
    let scores = reranker.score(question, &texts)?;
    for (hit, score) in hits.iter_mut().zip(scores) {
        hit.scores.rerank = Some(score);
    }
    hits[..head].sort_by(|a, b| {
        b.scores
            .rerank
            .unwrap_or(f32::MIN)
            .total_cmp(&a.scores.rerank.unwrap_or(f32::MIN))
    });
    Ok(())
}
