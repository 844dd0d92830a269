//! Whole documents as users have them: ingest `files/`, ask `qa.jsonl`, and see whether the right page and the evidence are
//! among the passages, whether citations are valid, and whether what cannot be answered is refused.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use domain::citation::{Answer, Citation};
use domain::hit::{Filter, Passage};
use domain::id::{DocumentId, VersionId};
use domain::text::Text;
use rag::retrieve::{self, Question};
use serde::Serialize;

use crate::EvalError;
use crate::interval::{Estimate, wilson};
use crate::sandbox::{Sandbox, Setup};
use crate::sets::{Case, Evidence, lines};

/// What was measured; `None` where the set has no such notion.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Share of answerable questions whose first passage touches the right page of the right document.
    pub page_hit_at_1: Option<f64>,
    /// The same within the first five passages.
    pub page_hit_at_5: Option<f64>,
    /// Share whose evidence quote lies inside one of the first five passages, compared by letters and digits.
    pub quote_hit_at_5: Option<f64>,
    /// Share of answerable questions with an evidence quote whose answer cites a sentence of it, or one that holds it.
    pub answer_hit: Option<f64>,
    /// Share of all citations whose span, quote, page and rectangles agree with the stored text.
    pub citations_valid: Option<f64>,
    /// Share of unanswerable questions that are refused.
    pub refusal_rate: Option<f64>,
    /// Share of answerable questions that are refused.
    pub false_refusal_rate: Option<f64>,
    /// 95 % intervals of the above, and `page_hit_at_5_within_1`, which allows the neighbouring page.
    pub intervals: BTreeMap<&'static str, Estimate>,
    /// Questions asked.
    pub questions: usize,
    /// Files, and those that could not be made searchable.
    pub files: usize,
    /// Names of the latter.
    pub unread: Vec<String>,
    /// Questions whose evidence quote was missed, for looking into.
    pub missed: Vec<String>,
}

/// Returns the scores of a set with `files/` and `qa.jsonl`.
///
/// # Errors
/// When the set cannot be read, or indexing or asking fails.
pub fn evaluate(folder: &Path, setup: Setup<'_>) -> Result<Report, EvalError> {
    let cases: Vec<Case> = lines(&folder.join("qa.jsonl"))?;
    let files = files_below(&folder.join("files"))?;
    if cases.is_empty() || files.is_empty() {
        return Err(EvalError::Nothing(folder.into()));
    }
    let sandbox = Sandbox::new(setup)?;
    let mut names = HashMap::new();
    for path in &files {
        let key = path
            .strip_prefix(folder.join("files"))
            .unwrap_or(path)
            .display()
            .to_string();
        let (document, _) = sandbox.put(&key, &fs_err::read(path)?)?;
        names.insert(document, key);
    }
    sandbox.index()?;
    let mut asked = Asked {
        sandbox: &sandbox,
        names: &names,
        texts: HashMap::new(),
        counts: BTreeMap::new(),
        missed: Vec::new(),
    };
    for (done, case) in cases.iter().enumerate() {
        (setup.progress)("asking", done, cases.len());
        asked.ask(case)?;
    }
    let reader = sandbox.reader();
    let is_unread = |document: &DocumentId| {
        reader
            .document(*document)
            .is_ok_and(|found| found.live_version.is_none())
    };
    let unread = names
        .iter()
        .filter(|(document, _)| is_unread(document))
        .map(|(_, name)| name.clone())
        .collect();
    Ok(asked.report(cases.len(), files.len(), unread))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, EvalError> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

struct Asked<'a> {
    sandbox: &'a Sandbox<'a>,
    names: &'a HashMap<DocumentId, String>,
    texts: HashMap<VersionId, Text>,
    /// Successes and cases by measure.
    counts: BTreeMap<&'static str, (usize, usize)>,
    missed: Vec<String>,
}

impl Asked<'_> {
    fn ask(&mut self, case: &Case) -> Result<(), EvalError> {
        let (reader, models) = (self.sandbox.reader(), self.sandbox.setup().models);
        let question = Question {
            text: &case.question,
            filter: &Filter::default(),
            limit: 8,
        };
        let passages = retrieve::passages(&reader, models, &question)?;
        let answer = rag::answer::extract(&reader, models.embedder, &case.question, &passages)?;
        for passage in &passages {
            self.load(passage.version)?;
        }
        if case.answerable {
            self.score_pages(case, &passages);
        }
        let refused = matches!(answer, Answer::Refusal { .. });
        self.count(
            if case.answerable {
                "false_refusal_rate"
            } else {
                "refusal_rate"
            },
            refused,
        );
        let citations: Vec<Citation> = match answer {
            Answer::Answer { sentences } => sentences.into_iter().flat_map(|sentence| sentence.citations).collect(),
            Answer::Refusal { .. } => Vec::new(),
        };
        for citation in &citations {
            let text = self.texts.get(&citation.version);
            self.count("citations_valid", text.is_some_and(|text| is_valid(citation, text)));
        }
        if case.evidence.iter().any(|evidence| evidence.quote.is_some()) {
            let cites = |evidence: &Evidence| citations.iter().any(|citation| self.cites(citation, evidence));
            self.count("answer_hit", case.evidence.iter().any(cites));
        }
        Ok(())
    }

    fn cites(&self, citation: &Citation, evidence: &Evidence) -> bool {
        let is_document = self.names.get(&citation.document) == Some(&evidence.doc_id);
        let quote = evidence.quote.as_deref().unwrap_or_default();
        let holds = |text: &str, part: &str| !part.is_empty() && ingest::quote::find(text, part).is_some();
        is_document && (holds(&citation.quote, quote) || holds(quote, &citation.quote))
    }

    fn score_pages(&mut self, case: &Case, passages: &[Passage]) {
        let with_page: Vec<&Evidence> = case
            .evidence
            .iter()
            .filter(|evidence| evidence.page.is_some())
            .collect();
        if !with_page.is_empty() {
            let hit = |depth: usize, slack: u32| {
                let head = passages.iter().take(depth);
                head.into_iter()
                    .any(|passage| with_page.iter().any(|evidence| self.touches(passage, evidence, slack)))
            };
            let (first, five, near) = (hit(1, 0), hit(5, 0), hit(5, 1));
            self.count("page_hit_at_1", first);
            self.count("page_hit_at_5", five);
            self.count("page_hit_at_5_within_1", near);
        }
        let quotes: Vec<&Evidence> = case
            .evidence
            .iter()
            .filter(|evidence| evidence.quote.is_some())
            .collect();
        if !quotes.is_empty() {
            let holds = |passage: &Passage| quotes.iter().any(|evidence| self.holds(passage, evidence));
            let hit = passages.iter().take(5).any(holds);
            if !hit {
                self.missed.push(case.id.clone());
            }
            self.count("quote_hit_at_5", hit);
        }
    }

    fn touches(&self, passage: &Passage, evidence: &Evidence, slack: u32) -> bool {
        let Some(page) = evidence.page else { return false };
        let wanted = page.saturating_sub(slack)..=evidence.page_end.unwrap_or(page) + slack;
        let pages = self.texts.get(&passage.version).map_or(&[][..], |text| &text.pages);
        let is_document = self.names.get(&passage.document) == Some(&evidence.doc_id);
        is_document
            && pages
                .iter()
                .any(|page| wanted.contains(&page.number) && page.span.overlaps(passage.span))
    }

    fn holds(&self, passage: &Passage, evidence: &Evidence) -> bool {
        let is_document = self.names.get(&passage.document) == Some(&evidence.doc_id);
        let quote = evidence.quote.as_deref().unwrap_or_default();
        is_document && ingest::quote::find(&passage.text, quote).is_some()
    }

    fn load(&mut self, version: VersionId) -> Result<(), EvalError> {
        if !self.texts.contains_key(&version) {
            let text = self.sandbox.reader().text(version)?.unwrap_or_default();
            self.texts.insert(version, text);
        }
        Ok(())
    }

    fn count(&mut self, measure: &'static str, success: bool) {
        let counts = self.counts.entry(measure).or_default();
        counts.0 += usize::from(success);
        counts.1 += 1;
    }

    fn report(self, questions: usize, files: usize, unread: Vec<String>) -> Report {
        let intervals: BTreeMap<_, _> = self
            .counts
            .iter()
            .map(|(measure, (successes, n))| (*measure, wilson(*successes, *n)))
            .collect();
        let mean = |measure: &str| intervals.get(measure).map(|estimate: &Estimate| estimate.mean);
        Report {
            page_hit_at_1: mean("page_hit_at_1"),
            page_hit_at_5: mean("page_hit_at_5"),
            quote_hit_at_5: mean("quote_hit_at_5"),
            answer_hit: mean("answer_hit"),
            citations_valid: mean("citations_valid"),
            refusal_rate: mean("refusal_rate"),
            false_refusal_rate: mean("false_refusal_rate"),
            questions,
            files,
            unread,
            missed: self.missed,
            intervals,
        }
    }
}

/// The quote is the text under the span, the page holds it, and there are rectangles on that page where the format has them.
fn is_valid(citation: &Citation, text: &Text) -> bool {
    let exact = citation.span.of(&text.content) == Some(citation.quote.as_str());
    let paged = citation.page == text.page_of(citation.span);
    let inside = |r: &domain::citation::Rectangle| r.x0 < r.x1 && r.y0 < r.y1 && r.x0 >= -0.01 && r.y1 <= 1.01;
    let boxed = text.words.is_empty() || (!citation.rectangles.is_empty() && citation.rectangles.iter().all(inside));
    exact && paged && boxed
}
