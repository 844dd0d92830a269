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
mod stop;
mod words;

#[cfg(test)]
mod tests;

use domain::language::Language;

use crate::point::SparseVector;

use words::Reading;

pub use detect::detect;

/// Returns the terms of the text in order, repetitions kept: words stemmed by the language, pairs of characters where
/// words are not separated, codes whole and in parts. Without a language, each script has its usual one.
pub fn terms(text: &str, language: Option<Language>) -> Vec<String> {
    let mut terms = Vec::new();
    reading(language).each_term(text, &mut |term| terms.push(term.to_owned()));
    terms
}

/// Returns the distinct terms of a question, sorted: as each of the languages of the corpus would write them, and as
/// texts of unknown language do. Stop words are left out, unless there is nothing else.
pub fn question_terms(text: &str, languages: &[Language]) -> Vec<String> {
    let own = if languages.is_empty() {
        &[Language::English]
    } else {
        languages
    };
    let mut terms = terms_without(text, languages, &stop::languages_of(text, own));
    if terms.is_empty() {
        terms = terms_without(text, languages, &[]);
    }
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Returns the document side of BM25: how much each term weighs in the text. Its inverse document frequency is added
/// by the index at search, from the organization's own points.
pub fn document_vector(text: &str, language: Option<Language>) -> SparseVector {
    chunk_vector(text, "", language)
}

/// Returns the document side of BM25 for a part of a document: its own text counts in full, the context (title, name and
/// beginning of the document) a little, so that a question that names the document finds the right parts of it.
pub fn chunk_vector(text: &str, context: &str, language: Option<Language>) -> SparseVector {
    let reading = reading(language);
    bm25::document_vector(
        |each| reading.each_term(text, each),
        |each| reading.each_term(context, each),
    )
}

/// Returns the question side of BM25: each of its [`question_terms`] weighs 1.
pub fn query_vector(text: &str, languages: &[Language]) -> SparseVector {
    bm25::query_vector(&question_terms(text, languages))
}

fn reading(language: Option<Language>) -> Reading<'static> {
    Reading {
        language,
        ..Reading::default()
    }
}

fn terms_without(text: &str, languages: &[Language], without: &[Language]) -> Vec<String> {
    let keep = shouted(text);
    let mut terms = Vec::new();
    let unknown = [None];
    for language in unknown.into_iter().chain(languages.iter().copied().map(Some)) {
        let reading = Reading {
            language,
            without,
            keep: &keep,
        };
        reading.each_term(text, &mut |term| terms.push(term.to_owned()));
    }
    terms
}

/// Returns the words that a text of mixed case writes in capitals, in small letters: `WHO`, `IT`, `US` are names.
fn shouted(text: &str) -> Vec<String> {
    if !text.contains(char::is_lowercase) {
        return Vec::new();
    }
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase))
        .map(str::to_lowercase)
        .collect()
}
