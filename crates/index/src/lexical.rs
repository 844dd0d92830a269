//! Text to terms, and terms to the sparse vectors of BM25.

use domain::language::Language;

use crate::point::SparseVector;

/// Returns the language of the text when it is long and clear enough to tell.
pub fn detect(_text: &str) -> Option<Language> {
    unimplemented!()
}

/// Returns the terms of the text in order, repetitions kept: words stemmed by the language, pairs of characters where
/// words are not separated, codes whole and in parts.
pub fn terms(_text: &str, _language: Option<Language>) -> Vec<String> {
    unimplemented!()
}

/// Returns the document side of BM25: how much each term weighs in the text.
pub fn document_vector(_text: &str, _language: Option<Language>) -> SparseVector {
    unimplemented!()
}

/// Returns the question side of BM25: its terms as each of the languages of the corpus would write them.
pub fn query_vector(_text: &str, _languages: &[Language]) -> SparseVector {
    unimplemented!()
}
