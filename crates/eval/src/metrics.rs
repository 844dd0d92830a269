//! Ranking metrics under the literature's names. A ranking is a list of document ids without repeats, best first.

use std::collections::{BTreeSet, HashMap};

/// Relevance of documents to one query: id to grade, 0 and below meaning not relevant.
pub type Relevance = HashMap<String, i32>;

/// Returns nDCG@k with gain `grade` and discount `log2(rank + 1)`, 0 to 1 (Jarvelin, Kekalainen, TOIS 2002; the variant
/// of `trec_eval` and BEIR).
pub fn ndcg_at(ranking: &[String], relevance: &Relevance, k: usize) -> f64 {
    let gains = ranking.iter().take(k).map(|id| grade(relevance, id));
    let mut ideal: Vec<i32> = relevance.values().copied().filter(|grade| *grade > 0).collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = discounted(ideal.into_iter().take(k));
    if best > 0.0 { discounted(gains) / best } else { 0.0 }
}

/// Returns the share of the relevant documents among the first `k`, 0 to 1.
pub fn recall_at(ranking: &[String], relevance: &Relevance, k: usize) -> f64 {
    let wanted = relevance.values().filter(|grade| **grade > 0).count();
    let found = ranking.iter().take(k).filter(|id| grade(relevance, id) > 0).count();
    share(found, wanted)
}

/// Returns one over the rank of the first relevant document among the first `k`, 0 when there is none.
pub fn reciprocal_rank_at(ranking: &[String], relevance: &Relevance, k: usize) -> f64 {
    let place = ranking.iter().take(k).position(|id| grade(relevance, id) > 0);
    place.map_or(0.0, |place| share(1, place + 1))
}

/// Returns `part / whole`, 0 for an empty whole.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of questions and characters are far below 2^52"
)]
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Returns the value below which the share `p` (0 to 1) of the values lie, by the nearest rank; 0 without values.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a rank"
)]
pub fn percentile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (p * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

/// Returns the shared length and the total lengths of two sets of half-open ranges: `(shared, of a, of b)`. Ranges of
/// one set may overlap; each place counts once.
pub fn shared_length(a: &[(String, usize, usize)], b: &[(String, usize, usize)]) -> (usize, usize, usize) {
    let (a, b) = (union(a), union(b));
    let length = |ranges: &BTreeSet<(String, usize, usize)>| ranges.iter().map(|(_, from, to)| to - from).sum();
    let mut shared = 0;
    for (id, from, to) in &a {
        for (_, start, end) in b.iter().filter(|(other, _, _)| other == id) {
            shared += (*to).min(*end).saturating_sub((*from).max(*start));
        }
    }
    (shared, length(&a), length(&b))
}

fn union(ranges: &[(String, usize, usize)]) -> BTreeSet<(String, usize, usize)> {
    let mut sorted = ranges.to_vec();
    sorted.sort();
    let mut merged: Vec<(String, usize, usize)> = Vec::new();
    for (id, from, to) in sorted {
        match merged.last_mut() {
            Some(last) if last.0 == id && from <= last.2 => last.2 = last.2.max(to),
            _ => merged.push((id, from, to)),
        }
    }
    merged.into_iter().collect()
}

fn grade(relevance: &Relevance, id: &str) -> i32 {
    relevance.get(id).copied().unwrap_or(0).max(0)
}

fn discounted(gains: impl Iterator<Item = i32>) -> f64 {
    (2u32..)
        .zip(gains)
        .map(|(place, gain)| f64::from(gain) / f64::from(place).log2())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(ids: &[&str]) -> Vec<String> {
        ids.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ndcg_agrees_with_a_hand_computed_case() {
        let relevance = Relevance::from([("a".into(), 1), ("b".into(), 1)]);
        let value = ndcg_at(&ranking(&["x", "a", "y", "b"]), &relevance, 10);
        let expected = (1.0 / 3f64.log2() + 1.0 / 5f64.log2()) / (1.0 + 1.0 / 3f64.log2());
        assert!((value - expected).abs() < 1e-12);
        assert!((ndcg_at(&ranking(&["a", "b"]), &relevance, 10) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn recall_and_reciprocal_rank_count_the_first_k() {
        let relevance = Relevance::from([("a".into(), 1), ("b".into(), 2), ("n".into(), 0)]);
        let found = ranking(&["n", "b", "a"]);
        assert!((recall_at(&found, &relevance, 2) - 0.5).abs() < 1e-12);
        assert!((reciprocal_rank_at(&found, &relevance, 10) - 0.5).abs() < 1e-12);
        assert!(reciprocal_rank_at(&found, &relevance, 1).abs() < 1e-12);
    }

    #[test]
    fn shared_characters_count_once() {
        let range = |from, to| ("d".to_string(), from, to);
        let (shared, of_a, of_b) = shared_length(&[range(0, 10), range(5, 20)], &[range(15, 25), range(15, 18)]);
        assert_eq!((shared, of_a, of_b), (5, 20, 10));
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert!((percentile(&values, 0.5) - 50.0).abs() < 1e-12);
        assert!((percentile(&values, 0.99) - 99.0).abs() < 1e-12);
        assert!(percentile(&[], 0.5).abs() < 1e-12);
    }
}
