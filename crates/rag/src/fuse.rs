//! Merges the hits of the two legs into one ranking. Knows nothing of stores or models.
//!
//! Rank fusion: `score = sum 1 / (k + rank)`, rank from 1 (Cormack, Clarke, Buettcher, SIGIR 2009).
//! Score fusion: a weighted sum of min-max normalised scores (Bruch, Gai, Ingber, TOIS 2023, "TM2C2"): it keeps how much
//! better a hit is, which rank fusion throws away.

use std::collections::HashMap;

use domain::hit::Hit;
use domain::id::ChunkId;

/// How two rankings become one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fusion {
    /// Reciprocal ranks with this `k`.
    Rank {
        /// Smaller values trust the top ranks more.
        k: f32,
    },
    /// Weighted normalised scores.
    Score {
        /// Share of the dense leg, 0 to 1; the rest is BM25's.
        dense_weight: f32,
    },
}

/// Returns each chunk of either list once, best first, with the scores of both legs and the fused score; equal scores
/// keep the order BM25 first.
pub fn fuse(bm25: &[Hit], dense: &[Hit], fusion: Fusion) -> Vec<Hit> {
    let (lexical, semantic) = match fusion {
        Fusion::Rank { k } => (reciprocal(bm25.len(), k), reciprocal(dense.len(), k)),
        Fusion::Score { dense_weight } => (
            normalised(bm25, |hit| hit.scores.bm25, 1.0 - dense_weight),
            normalised(dense, |hit| hit.scores.cosine, dense_weight),
        ),
    };
    let mut fused: Vec<Hit> = Vec::with_capacity(bm25.len() + dense.len());
    let mut places: HashMap<ChunkId, usize> = HashMap::new();
    for (hit, score) in bm25.iter().zip(lexical).chain(dense.iter().zip(semantic)) {
        let place = *places.entry(hit.chunk).or_insert_with(|| {
            let mut first = hit.clone();
            first.scores.fused = 0.0;
            fused.push(first);
            fused.len() - 1
        });
        let scores = &mut fused[place].scores;
        scores.bm25 = scores.bm25.or(hit.scores.bm25);
        scores.cosine = scores.cosine.or(hit.scores.cosine);
        scores.fused += score;
    }
    fused.sort_by(|a, b| b.scores.fused.total_cmp(&a.scores.fused));
    fused
}

fn reciprocal(count: usize, k: f32) -> Vec<f32> {
    #[expect(clippy::cast_precision_loss, reason = "ranks are small")]
    (1..=count).map(|rank| 1.0 / (k + rank as f32)).collect()
}

/// Scores scaled so that the best is `weight` and the last `0`; a list of equals gets the full weight.
fn normalised(hits: &[Hit], score: impl Fn(&Hit) -> Option<f32>, weight: f32) -> Vec<f32> {
    let scores: Vec<f32> = hits.iter().map(|hit| score(hit).unwrap_or(0.0)).collect();
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let low = scores.iter().copied().fold(f32::MAX, f32::min);
    let width = top - low;
    let scale = |score: f32| {
        if width > f32::EPSILON {
            (score - low) / width
        } else {
            1.0
        }
    };
    scores.into_iter().map(|score| weight * scale(score)).collect()
}

#[cfg(test)]
mod tests;
