//! Whether files are read: every snippet of `manifest.jsonl` must occur in the text; outcomes of the hostile set must hold.

use std::path::Path;

use domain::document::ReadStatus;
use ingest::extract::Extracted;
use serde::Serialize;

use crate::EvalError;
use crate::sandbox::Setup;
use crate::sets::{Expectation, ManifestFile, lines};
use unicode_normalization::UnicodeNormalization;

/// How the files of a set were read.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Files of the set.
    pub files: usize,
    /// Files that gave what the manifest says.
    pub passed: usize,
    /// Files that did not.
    pub failed: Vec<Failure>,
    /// Workers that died or panicked where the manifest wants text.
    pub crashed: usize,
    /// Workers that were stopped by the clock.
    pub timed_out: usize,
    /// Files and passes by the file's extension.
    pub by_format: std::collections::BTreeMap<String, (usize, usize)>,
}

/// A file that did not give what it should.
#[derive(Debug, Serialize)]
pub struct Failure {
    /// The file.
    pub file: String,
    /// How reading ended.
    pub status: &'static str,
    /// What is missing or wrong.
    pub why: String,
}

/// Returns how the files of a set are read.
///
/// # Errors
/// When the set cannot be read.
pub fn evaluate(folder: &Path, setup: Setup<'_>) -> Result<Report, EvalError> {
    let manifest: Vec<ManifestFile> = lines(&folder.join("manifest.jsonl"))?;
    let mut report = Report {
        files: manifest.len(),
        ..Report::default()
    };
    for (done, entry) in manifest.iter().enumerate() {
        (setup.progress)("reading", done, manifest.len());
        let name = entry.file.rsplit('/').next().unwrap_or(&entry.file);
        let extracted = setup
            .files
            .read(&folder.join(&entry.file), name)
            .map_err(rag::RagError::from)?;
        let reason = extracted.reason.as_deref().unwrap_or_default();
        let stopped = reason.contains("seconds");
        report.timed_out += usize::from(stopped);
        report.crashed += usize::from(reason.contains("stopped unexpectedly"));
        let counts = report
            .by_format
            .entry(name.rsplit('.').next().unwrap_or_default().to_lowercase())
            .or_default();
        counts.0 += 1;
        match judge(entry, &extracted) {
            None => {
                counts.1 += 1;
                report.passed += 1;
            }
            Some(why) => {
                let status = extracted.status.code();
                report.failed.push(Failure {
                    file: entry.file.clone(),
                    status,
                    why,
                });
            }
        }
    }
    Ok(report)
}

/// Returns what is wrong with a result, or `None`.
fn judge(entry: &ManifestFile, extracted: &Extracted) -> Option<String> {
    let has_text = !extracted.text.content.trim().is_empty();
    let refused = !extracted.status.has_text();
    match &entry.expect {
        Expectation::Snippets(_) if entry.needs_ocr => {
            let right = extracted.status == ReadStatus::NeedsOcr || has_text;
            (!right).then(|| "neither text nor the advice to recognise it".into())
        }
        Expectation::Snippets(snippets) => {
            let text = normalised(&extracted.text.content);
            let missing = snippets.iter().find(|snippet| !text.contains(&normalised(snippet)));
            missing.map(|snippet| format!("missing: {snippet}"))
        }
        Expectation::Outcome(outcome) => {
            let right = match outcome.as_str() {
                "error" => refused,
                "empty" => !has_text,
                "text" => has_text && !refused,
                _ => has_text != refused,
            };
            (!right).then(|| format!("expected {outcome}"))
        }
    }
}

/// NFKC, lower case, every run of other characters than letters and digits one space.
fn normalised(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
