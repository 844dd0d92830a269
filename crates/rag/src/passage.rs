//! Merges neighbouring hits into passages for reading: one span of one version, at most
//! [`domain::limits::PASSAGE_TOKENS`] long.

use domain::hit::{Hit, Passage};
use domain::limits::PASSAGE_TOKENS;
use domain::span::Span;

/// A neighbour joins a passage when it comes this near to the passage's best chunk: what merely stands beside an answer
/// makes it longer, not better. On half of legalbench-rag-mini (by hash of document) higher values give up a hundredth of
/// recall for precision.
const JOINS: f32 = 0.85;

/// A run of neighbouring chunks, before its text is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its best hit, which gives the passage its scores and its place.
    pub best: Hit,
    /// Its first chunk, which gives the passage its headings and page.
    first: Hit,
    last_ordinal: u32,
    /// Smallest span around all its chunks.
    pub span: Span,
    token_count: u32,
}

impl Run {
    fn new(hit: &Hit) -> Self {
        let (span, last_ordinal, token_count) = (hit.span, hit.ordinal, hit.token_count);
        Self {
            best: hit.clone(),
            first: hit.clone(),
            last_ordinal,
            span,
            token_count,
        }
    }

    fn takes(&self, hit: &Hit) -> bool {
        let adjacent = hit.ordinal + 1 == self.first.ordinal || hit.ordinal == self.last_ordinal + 1;
        let fits = self.token_count + hit.token_count <= PASSAGE_TOKENS;
        hit.version == self.best.version && adjacent && fits && hit.scores.fused >= JOINS * self.best.scores.fused
    }

    fn add(&mut self, hit: &Hit) {
        self.span = self.span.cover(hit.span);
        self.token_count += hit.token_count;
        self.last_ordinal = self.last_ordinal.max(hit.ordinal);
        if hit.ordinal < self.first.ordinal {
            self.first = hit.clone();
        }
    }

    /// Returns the passage with the text under the run's span.
    pub fn passage(self, text: String) -> Passage {
        Passage {
            version: self.best.version,
            document: self.best.document,
            document_name: self.best.document_name,
            span: self.span,
            text,
            headings: self.first.headings,
            table_header: self.first.table_header,
            page: self.first.page,
            token_count: self.token_count,
            scores: self.best.scores,
        }
    }

    /// Returns the text when the run is a single chunk, which carries its own.
    pub fn own_text(&self) -> Option<&str> {
        (self.span == self.best.span).then_some(&self.best.text)
    }
}

/// Returns at most `limit` runs, best first: a hit joins the run of its neighbour when both fit into one passage.
///
/// Hits beyond the ones that opened the `limit` runs are still taken as neighbours, up to the end of the list.
pub fn merge(hits: &[Hit], limit: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for hit in hits {
        if let Some(run) = runs.iter_mut().find(|run| run.takes(hit)) {
            run.add(hit);
        } else if runs.len() < limit {
            runs.push(Run::new(hit));
        }
    }
    runs
}

#[cfg(test)]
mod tests;
