//! How exactly retrieval hits the evidence: characters shared by the retrieved passages and the evidence spans, as
//! LegalBench-RAG measures it (Pipitone, Houir Alami 2024).
//!
//! Evidence is found in our text by its quote near its offset, because reading a file may change white space.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use domain::hit::Filter;
use domain::span::Span;
use domain::text::Text;
use rag::retrieve::{self, Question};
use serde::Serialize;

use crate::EvalError;
use crate::interval::{Estimate, bootstrap};
use crate::metrics::{share, shared_length};
use crate::retrieval::put_corpus;
use crate::sandbox::{Sandbox, Setup};
use crate::sets::{Case, CorpusDocument, Evidence, lines};

/// Numbers of passages at which precision and recall are reported.
const DEPTHS: [usize; 3] = [1, 8, 64];

/// Character precision and recall by the number of passages.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Shared characters over retrieved characters, mean over questions.
    pub precision_at: BTreeMap<String, f64>,
    /// Shared characters over evidence characters, mean over questions.
    pub recall_at: BTreeMap<String, f64>,
    /// The same with intervals, and for each sub-set (the part of a document's id before the first `/`).
    pub subsets: BTreeMap<String, BTreeMap<String, Estimate>>,
    /// Questions with evidence.
    pub questions: usize,
    /// Quotes that were not found in the text as we read it; they count as missed.
    pub quotes_lost: usize,
}

/// Returns the scores of a set with `corpus.jsonl` and `qa.jsonl`.
///
/// # Errors
/// When the set cannot be read, or indexing or searching fails.
pub fn evaluate(folder: &Path, setup: Setup<'_>) -> Result<Report, EvalError> {
    let corpus: Vec<CorpusDocument> = lines(&folder.join("corpus.jsonl"))?;
    let mut cases: Vec<Case> = lines(&folder.join("qa.jsonl"))?;
    cases.retain(|case| case.evidence.iter().any(|evidence| evidence.quote.is_some()));
    if cases.is_empty() || corpus.is_empty() {
        return Err(EvalError::Nothing(folder.into()));
    }
    let sandbox = Sandbox::new(setup)?;
    let names = put_corpus(&sandbox, &corpus)?;
    sandbox.index()?;
    let reader = sandbox.reader();
    let mut texts: HashMap<String, Text> = HashMap::new();
    for (document, name) in &names {
        let live = reader.document(*document)?.live_version;
        let text = live.map(|version| reader.text(version)).transpose()?.flatten();
        texts.insert(name.clone(), text.unwrap_or_default());
    }
    let mut table = Table::default();
    for (done, case) in cases.iter().enumerate() {
        (setup.progress)("asking", done, cases.len());
        let wanted = table.locate(case, &texts);
        let question = Question {
            text: &case.question,
            filter: &Filter::default(),
            limit: 64,
        };
        let passages = retrieve::passages(&reader, setup.models, &question)?;
        let range = |span: Span| (span.range().start, span.range().end);
        let found: Vec<_> = passages
            .iter()
            .filter_map(|passage| {
                names
                    .get(&passage.document)
                    .map(|name| (name.clone(), range(passage.span)))
            })
            .map(|(name, (from, to))| (name, from, to))
            .collect();
        table.add(case, &found, &wanted);
    }
    Ok(table.report(cases.len()))
}

type Ranges = Vec<(String, usize, usize)>;

#[derive(Default)]
struct Table {
    values: BTreeMap<String, BTreeMap<String, Vec<f64>>>,
    lost: usize,
}

impl Table {
    /// Evidence of a case in our texts. A quote that is not there keeps its length, so that it counts as missed.
    fn locate(&mut self, case: &Case, texts: &HashMap<String, Text>) -> Ranges {
        let mut ranges = Ranges::new();
        for evidence in &case.evidence {
            let Some(quote) = &evidence.quote else { continue };
            if let Some(span) = texts.get(&evidence.doc_id).and_then(|text| find(text, evidence, quote)) {
                ranges.push((evidence.doc_id.clone(), span.range().start, span.range().end));
            } else {
                self.lost += 1;
                ranges.push((format!("{} (lost)", evidence.doc_id), 0, quote.len()));
            }
        }
        ranges
    }

    fn add(&mut self, case: &Case, found: &Ranges, wanted: &Ranges) {
        let subset = case
            .evidence
            .first()
            .and_then(|evidence| evidence.doc_id.split_once('/'))
            .map(|(head, _)| head);
        for depth in DEPTHS {
            let head: Ranges = found.iter().take(depth).cloned().collect();
            let (shared, retrieved, evidence) = shared_length(&head, wanted);
            for name in ["all"].into_iter().chain(subset) {
                let row = self.values.entry(name.into()).or_default();
                row.entry(format!("precision_at_{depth}"))
                    .or_default()
                    .push(share(shared, retrieved));
                row.entry(format!("recall_at_{depth}"))
                    .or_default()
                    .push(share(shared, evidence));
            }
        }
    }

    fn report(self, questions: usize) -> Report {
        let estimates = |row: &BTreeMap<String, Vec<f64>>| {
            row.iter()
                .map(|(metric, values)| (metric.clone(), bootstrap(values)))
                .collect::<BTreeMap<_, _>>()
        };
        let subsets: BTreeMap<_, _> = self
            .values
            .iter()
            .map(|(name, row)| (name.clone(), estimates(row)))
            .collect();
        let depths = |metric: &str| {
            let mean = |depth: usize| {
                subsets["all"]
                    .get(&format!("{metric}_at_{depth}"))
                    .map_or(0.0, |e| e.mean)
            };
            DEPTHS.iter().map(|depth| (depth.to_string(), mean(*depth))).collect()
        };
        Report {
            precision_at: depths("precision"),
            recall_at: depths("recall"),
            questions,
            quotes_lost: self.lost,
            subsets,
        }
    }
}

/// The place of the quote nearest to its offset: a window around the offset first, then the whole text.
fn find(text: &Text, evidence: &Evidence, quote: &str) -> Option<Span> {
    let content = &text.content;
    let near = evidence
        .start
        .and_then(|start| content.char_indices().nth(start))
        .map(|(byte, _)| byte);
    let window = near.and_then(|byte| {
        let from = content.floor_char_boundary(byte.saturating_sub(600));
        let to = content.ceil_char_boundary((byte + quote.len() + 600).min(content.len()));
        let span = ingest::quote::find(&content[from..to], quote)?;
        Some(Span::new(from + span.range().start, from + span.range().end))
    });
    window.or_else(|| ingest::quote::find(content, quote))
}
