//! Reads the sets: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`, `qa.jsonl` and `manifest.jsonl`.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::EvalError;
use crate::metrics::Relevance;

/// A document of `corpus.jsonl`.
#[derive(Debug, Clone, Deserialize)]
pub struct CorpusDocument {
    /// Its id, unique in the set.
    #[serde(alias = "_id")]
    pub id: String,
    /// Its title, often empty.
    #[serde(default)]
    pub title: String,
    /// Its text.
    pub text: String,
}

/// A query of `queries.jsonl`.
#[derive(Debug, Clone, Deserialize)]
pub struct Query {
    /// Its id, as in `qrels.tsv`.
    #[serde(alias = "_id")]
    pub id: String,
    /// What is asked.
    pub text: String,
}

/// A question of `qa.jsonl`.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// What is asked.
    pub question: String,
    /// Right answers; empty when there is none.
    #[serde(default)]
    pub answers: Vec<String>,
    /// Where the answer stands.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Whether the documents answer it.
    pub answerable: bool,
}

/// A place that answers a question.
#[derive(Debug, Clone, Deserialize)]
pub struct Evidence {
    /// The document, as named in the corpus or below `files/`.
    pub doc_id: String,
    /// Its words.
    #[serde(default)]
    pub quote: Option<String>,
    /// Character offset of the quote in the document's text.
    #[serde(default)]
    pub start: Option<usize>,
    /// Page, from 1.
    #[serde(default)]
    pub page: Option<u32>,
    /// Last page of a quote that runs over a page end.
    #[serde(default)]
    pub page_end: Option<u32>,
}

/// A file of `manifest.jsonl`.
#[derive(Debug, Clone, Deserialize)]
pub struct ManifestFile {
    /// Path from the set's folder.
    pub file: String,
    /// Snippets that its text must hold (formats), or the name of an outcome (nasty).
    #[serde(default)]
    pub expect: Expectation,
    /// Whether it has no text layer.
    #[serde(default)]
    pub needs_ocr: bool,
}

/// What a file must give.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Expectation {
    /// These snippets.
    Snippets(Vec<String>),
    /// `error`, `empty`, `text` or `either`.
    Outcome(String),
}

impl Default for Expectation {
    fn default() -> Self {
        Self::Snippets(Vec::new())
    }
}

/// Returns the records of a file with one JSON object a line.
///
/// # Errors
/// When the file cannot be read, or a line is no such record.
pub fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, EvalError> {
    let content = fs_err::read_to_string(path)?;
    let filled = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    filled
        .map(|(at, line)| serde_json::from_str(line).map_err(|error| wrong(path, at + 1, &error.to_string())))
        .collect()
}

/// Returns the relevance of `qrels.tsv` by query id.
///
/// # Errors
/// When the file cannot be read, or a line has not three columns.
pub fn relevance(path: &Path) -> Result<HashMap<String, Relevance>, EvalError> {
    let mut all: HashMap<String, Relevance> = HashMap::new();
    for (at, line) in fs_err::read_to_string(path)?
        .lines()
        .enumerate()
        .skip(1)
        .filter(|(_, line)| !line.is_empty())
    {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[query, document, grade] = columns.as_slice() else {
            return Err(wrong(path, at + 1, "there must be three columns"));
        };
        let grade = grade
            .trim()
            .parse()
            .map_err(|_| wrong(path, at + 1, "the grade is no whole number"))?;
        all.entry(query.into()).or_default().insert(document.into(), grade);
    }
    Ok(all)
}

fn wrong(path: &Path, line: usize, why: &str) -> EvalError {
    EvalError::Format {
        path: path.into(),
        line,
        why: why.into(),
    }
}
