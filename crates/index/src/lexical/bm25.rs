//! Counts terms and weighs them by BM25: `tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / AVERAGE_LENGTH))`.
//! Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.
//!
//! The average length is a constant, so that a vector never changes when other documents come and go. Knows nothing
//! of languages.

use std::collections::{HashMap, HashSet};

use crate::point::SparseVector;

/// How soon repetitions of a term stop to matter; the usual value.
const K1: f32 = 1.2;
/// How much long texts are held back; the usual value.
const B: f32 = 0.75;
/// Terms of a usual chunk. Chosen on the development sets of `hotpotqa-100` and `xquad`; 100 to 200 differ little.
const AVERAGE_LENGTH: f32 = 120.0;

/// Something that hands each term of a text to the function it is given.
type EachTerm<'a> = &'a mut dyn FnMut(&str);

/// How often a term of the context counts as said in the chunk itself: enough to tell documents apart, too little to
/// outweigh what the chunk says. A first guess: no other value was tried yet.
const CONTEXT_WEIGHT: f32 = 0.5;

/// Returns the weights of the terms, by rising index. Terms of the context count once each, by a share, and do not make
/// the text longer: BM25F with two fields (the same source, section 3.5).
pub(super) fn document_vector(visit: impl FnOnce(EachTerm<'_>), context: impl FnOnce(EachTerm<'_>)) -> SparseVector {
    let mut counts: HashMap<u32, f32> = HashMap::new();
    let mut length = 0.0_f32;
    visit(&mut |term| {
        *counts.entry(term_index(term)).or_default() += 1.0;
        length += 1.0;
    });
    let mut around: HashSet<u32> = HashSet::new();
    context(&mut |term| {
        around.insert(term_index(term));
    });
    for index in around {
        *counts.entry(index).or_default() += CONTEXT_WEIGHT;
    }
    let held_back = K1 * (1.0 - B + B * length / AVERAGE_LENGTH);
    let mut weights: Vec<(u32, f32)> = counts
        .into_iter()
        .map(|(index, count)| (index, count * (K1 + 1.0) / (count + held_back)))
        .collect();
    weights.sort_unstable_by_key(|(index, _)| *index);
    let (indices, values) = weights.into_iter().unzip();
    SparseVector { indices, values }
}

/// Returns weight 1 for each distinct term, by rising index.
pub(super) fn query_vector(terms: &[String]) -> SparseVector {
    let mut indices: Vec<u32> = terms.iter().map(|term| term_index(term)).collect();
    indices.sort_unstable();
    indices.dedup();
    let values = vec![1.0; indices.len()];
    SparseVector { indices, values }
}

/// Returns the place of a term in sparse vectors: FNV-1a of 64 bits over its UTF-8 bytes, its halves folded by XOR.
/// Among a million distinct terms about a hundred pairs share a place, which no ranking notices.
/// Source: RFC 9923 (The FNV Non-Cryptographic Hash Algorithm), sections 2 and 3.
fn term_index(term: &str) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in term.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    let folded = (hash >> 32) ^ (hash & 0xffff_ffff);
    u32::try_from(folded).expect("a value below 2^32 was folded")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(visit: impl FnOnce(EachTerm<'_>)) -> SparseVector {
        document_vector(visit, |_| {})
    }

    #[test]
    fn the_place_of_a_term_never_changes() {
        // FNV-1a 64 of "" is cbf29ce484222325, of "foobar" 85944171f73967e8 (RFC 9923, appendix)
        assert_eq!(term_index(""), 0xcbf2_9ce4 ^ 0x8422_2325);
        assert_eq!(term_index("foobar"), 0x8594_4171 ^ 0xf739_67e8);
    }

    #[test]
    fn a_term_of_a_usual_text_weighs_as_the_formula_says() {
        let vector = alone(|each| {
            each("apple");
            each("apple");
            (0..118).for_each(|other| each(&format!("word{other}")));
        });
        let at = vector.indices.binary_search(&term_index("apple")).unwrap();
        assert!((vector.values[at] - 2.0 * 2.2 / (2.0 + 1.2)).abs() < 1e-6);
        assert!(vector.indices.is_sorted());
        assert_eq!(vector.indices.len(), 119);
    }

    #[test]
    fn a_longer_text_weighs_each_term_less() {
        let weight = |length: usize| alone(|each| (0..length).for_each(|_| each("a"))).values[0] / 2.2;
        assert!(weight(1) < 1.0);
        let with_noise = |noise: usize| {
            let vector = alone(|each| {
                each("apple");
                (0..noise).for_each(|other| each(&format!("word{other}")));
            });
            vector.values[vector.indices.binary_search(&term_index("apple")).unwrap()]
        };
        assert!(with_noise(10) > with_noise(100));
    }

    #[test]
    fn a_question_names_each_term_once() {
        let vector = query_vector(&["b", "a", "b"].map(str::to_owned));
        assert_eq!(vector.indices.len(), 2);
        assert_eq!(vector.values, [1.0, 1.0]);
    }
}
