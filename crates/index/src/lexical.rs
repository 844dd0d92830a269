//! Text to terms, and terms to the sparse vectors of BM25.
//!
//! The same analysis serves documents and questions: letters are normalised, words are stemmed by the language of the
//! text, scripts without spaces become pairs of characters, numbers and codes are kept whole and in parts. Everything
//! here is arithmetic on text: it knows nothing of the engine, and its results are part of the format on disk, so a
//! change of them asks for indexing again.

mod bm25;
mod detect;
mod fold;
mod script;
mod stem;
mod words;

use domain::language::Language;

use crate::point::SparseVector;

pub use detect::detect;

/// Returns the terms of the text in order, repetitions kept: words stemmed by the language, pairs of characters where
/// words are not separated, codes whole and in parts. Without a language, each script has its usual one.
pub fn terms(text: &str, language: Option<Language>) -> Vec<String> {
    let mut terms = Vec::new();
    words::each_term(text, language, &mut |term| terms.push(term.to_owned()));
    terms
}

/// Returns the document side of BM25: how much each term weighs in the text. Its inverse document frequency is added
/// by the index at search, from the organization's own points.
pub fn document_vector(text: &str, language: Option<Language>) -> SparseVector {
    bm25::document_vector(|each| words::each_term(text, language, each))
}

/// Returns the question side of BM25: its terms as each of the languages of the corpus would write them, and as texts
/// of unknown language do. Each term weighs 1.
pub fn query_vector(text: &str, languages: &[Language]) -> SparseVector {
    bm25::query_vector(|each| {
        words::each_term(text, None, each);
        for language in languages {
            words::each_term(text, Some(*language), each);
        }
    })
}
