//! From a question to passages: both legs at once, fused, neighbours merged. The caller's scope is in the reader's type.

use domain::hit::{Filter, Hit, Passage};
use domain::language::Language;
use engine::{Embedder, Reranker};
use store::{FindQuery, Reader};

use crate::RagError;
use crate::fuse::{Fusion, fuse};
use crate::passage::merge;

/// Candidates taken from each leg; a few more than are shown, so that most hits are known to both legs.
const CANDIDATES: usize = 200;

/// Hits that score below this share of the best are noise, and no passages are made of them. A first guess.
const RELEVANT: f32 = 0.35;

/// Fused hits that a reranker reads again.
const RERANKED: usize = 30;

/// Share of the dense leg in score fusion; see docs/decisions and docs/reference/benchmarks.md for how it was chosen.
pub const DENSE_WEIGHT: f32 = 0.5;

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
    let mut hits = hits(reader, models, question, Legs::Hybrid, CANDIDATES)?;
    let best = hits.iter().map(|hit| hit.scores.fused).fold(0.0, f32::max);
    hits.retain(|hit| hit.scores.fused >= RELEVANT * best);
    merged(reader, &hits, question.limit)
}

/// Returns the passages made of the hits.
///
/// # Errors
/// When the store fails.
pub fn merged(reader: &Reader, hits: &[Hit], limit: usize) -> Result<Vec<Passage>, RagError> {
    let mut passages = Vec::new();
    for run in merge(hits, limit) {
        let text = match run.own_text() {
            Some(text) => Some(text.to_owned()),
            None => reader.slice(run.best.version, run.span)?,
        };
        // A version that died since it was found has no text any more: it is no passage either.
        passages.extend(text.map(|text| run.passage(text)));
    }
    Ok(passages)
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
    let mut fused = find(reader, question, dense, legs, (weight, count))?;
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
    dense: Option<Vec<f32>>,
    legs: Legs,
    (weight, count): (f32, usize),
) -> Result<Vec<Hit>, RagError> {
    let text = (legs != Legs::Dense).then(|| question.text.to_owned());
    let found = reader.find(&FindQuery {
        filter: question.filter.clone(),
        dense,
        text,
        limit: count,
    })?;
    let mut fused = fuse(&found.bm25, &found.dense, Fusion::Score { dense_weight: weight });
    fused.truncate(count);
    Ok(fused)
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
