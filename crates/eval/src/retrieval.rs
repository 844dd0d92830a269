//! Document retrieval as BEIR measures it: `corpus.jsonl`, `queries.jsonl`, `qrels.tsv`. A document ranks by its best chunk.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::time::Instant;

use domain::hit::{Filter, Hit};
use domain::id::DocumentId;
use rag::retrieve::{self, Legs, Question};
use serde::Serialize;

use crate::EvalError;
use crate::interval::{Estimate, bootstrap};
use crate::metrics::{Relevance, ndcg_at, percentile, recall_at, reciprocal_rank_at};
use crate::sandbox::{Sandbox, Setup};
use crate::sets::{CorpusDocument, Query, lines, relevance};

/// Chunks asked for, so that a hundred documents can be ranked.
const CHUNKS: usize = 300;

/// Scores of the three ways to search.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Lexical leg.
    pub bm25: Scores,
    /// Semantic leg.
    pub dense: Scores,
    /// Both, fused: what users get.
    pub hybrid: Scores,
    /// Indexed chunks per second: read, cut, embedded, stored.
    pub chunks_per_second: f64,
    /// Latency of a hybrid query, its embedding included.
    pub query_ms: Latency,
    /// 95 % intervals of the scores, per leg and metric.
    pub intervals: BTreeMap<&'static str, BTreeMap<&'static str, Estimate>>,
    /// Queries with at least one relevant document.
    pub queries: usize,
    /// Chunks in the index.
    pub chunks: u64,
}

/// Mean scores over the queries, 0 to 1.
#[derive(Debug, Serialize)]
pub struct Scores {
    /// nDCG@10.
    pub ndcg_at_10: f64,
    /// Recall@10.
    pub recall_at_10: f64,
    /// Recall@100.
    pub recall_at_100: f64,
    /// MRR@10.
    pub mrr_at_10: f64,
}

/// Milliseconds.
#[derive(Debug, Serialize)]
pub struct Latency {
    /// Median.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
    /// 99th percentile.
    pub p99: f64,
}

/// Returns the scores of a set.
///
/// # Errors
/// When the set cannot be read, or indexing or searching fails.
pub fn evaluate(folder: &Path, setup: Setup<'_>) -> Result<Report, EvalError> {
    let corpus: Vec<CorpusDocument> = lines(&folder.join("corpus.jsonl"))?;
    let grades = relevance(&folder.join("qrels.tsv"))?;
    let mut queries: Vec<Query> = lines(&folder.join("queries.jsonl"))?;
    queries.retain(|query| grades.contains_key(&query.id));
    if queries.is_empty() || corpus.is_empty() {
        return Err(EvalError::Nothing(folder.into()));
    }
    let sandbox = Sandbox::new(setup)?;
    let names = put_corpus(&sandbox, &corpus)?;
    let indexing = sandbox.index()?;
    let mut table = Table::default();
    for (done, query) in queries.iter().enumerate() {
        (setup.progress)("asking", done, queries.len());
        for (name, legs) in [("bm25", Legs::Bm25), ("dense", Legs::Dense), ("hybrid", Legs::Hybrid)] {
            let began = Instant::now();
            let question = Question {
                text: &query.text,
                filter: &Filter::default(),
                limit: CHUNKS,
            };
            let hits = retrieve::hits(&sandbox.reader(), setup.models, &question, legs, CHUNKS)?;
            if legs == Legs::Hybrid {
                table.query_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
            }
            table.add(name, &documents(&hits, &names), &grades[&query.id]);
        }
    }
    Ok(table.report(&indexing, queries.len()))
}

/// Puts a corpus as plain texts with their titles on top; returns the set's id of each document.
pub(crate) fn put_corpus(
    sandbox: &Sandbox<'_>,
    corpus: &[CorpusDocument],
) -> Result<HashMap<DocumentId, String>, EvalError> {
    let mut names = HashMap::new();
    for (done, document) in corpus.iter().enumerate() {
        if done % 100 == 0 {
            (sandbox.setup().progress)("storing", done, corpus.len());
        }
        let text = format!("{}\n\n{}", document.title, document.text);
        let (id, _) = sandbox.put(&format!("{}.txt", document.id), text.as_bytes())?;
        names.insert(id, document.id.clone());
    }
    Ok(names)
}

/// Documents of the hits, each once, best first.
fn documents(hits: &[Hit], names: &HashMap<DocumentId, String>) -> Vec<String> {
    let mut seen = HashSet::new();
    let fresh = hits.iter().filter(|hit| seen.insert(hit.document));
    fresh.filter_map(|hit| names.get(&hit.document).cloned()).collect()
}

/// Values per leg and metric, one for each query.
#[derive(Default)]
struct Table {
    values: BTreeMap<&'static str, BTreeMap<&'static str, Vec<f64>>>,
    query_ms: Vec<f64>,
}

impl Table {
    fn add(&mut self, leg: &'static str, ranking: &[String], relevance: &Relevance) {
        let scores = [
            ("ndcg_at_10", ndcg_at(ranking, relevance, 10)),
            ("recall_at_10", recall_at(ranking, relevance, 10)),
            ("recall_at_100", recall_at(ranking, relevance, 100)),
            ("mrr_at_10", reciprocal_rank_at(ranking, relevance, 10)),
        ];
        let row = self.values.entry(leg).or_default();
        for (metric, score) in scores {
            row.entry(metric).or_default().push(score);
        }
    }

    fn report(&self, indexing: &crate::sandbox::Indexing, queries: usize) -> Report {
        let estimates = |row: &BTreeMap<&'static str, Vec<f64>>| {
            row.iter()
                .map(|(metric, values)| (*metric, bootstrap(values)))
                .collect::<BTreeMap<_, _>>()
        };
        let intervals: BTreeMap<_, _> = self.values.iter().map(|(leg, row)| (*leg, estimates(row))).collect();
        let scores = |leg: &str| {
            let mean = |metric: &str| {
                intervals
                    .get(leg)
                    .and_then(|row| row.get(metric))
                    .map_or(0.0, |e| e.mean)
            };
            Scores {
                ndcg_at_10: mean("ndcg_at_10"),
                recall_at_10: mean("recall_at_10"),
                recall_at_100: mean("recall_at_100"),
                mrr_at_10: mean("mrr_at_10"),
            }
        };
        #[expect(clippy::cast_precision_loss, reason = "counts of chunks are far below 2^52")]
        let chunks_per_second = indexing.chunk_count as f64 / indexing.seconds.max(1e-9);
        let at = |p| percentile(&self.query_ms, p);
        Report {
            bm25: scores("bm25"),
            dense: scores("dense"),
            hybrid: scores("hybrid"),
            chunks_per_second,
            query_ms: Latency {
                p50: at(0.5),
                p95: at(0.95),
                p99: at(0.99),
            },
            intervals,
            queries,
            chunks: indexing.chunk_count,
        }
    }
}
