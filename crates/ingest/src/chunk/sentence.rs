//! Sentences (UAX 29), with care for abbreviations, numbers and lines that are broken by their width.

use std::ops::Range;

use domain::span::Span;
use unicode_segmentation::UnicodeSegmentation;

/// Abbreviations after which a sentence goes on, without their last dot.
const ABBREVIATIONS: &[&str] = &[
    "dr", "mr", "mrs", "ms", "prof", "st", "no", "nos", "fig", "figs", "sec", "secs", "art", "arts", "vol", "vols",
    "pp", "p", "ed", "eds", "vs", "v", "cf", "e.g", "i.e", "viz", "approx", "est", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sep", "sept", "oct", "nov", "dec", "sgt", "capt", "lt", "gen", "rev", "hon", "col", "messrs",
    "para", "paras", "cl", "ch", "eq", "eqs", "ref", "refs", "ca", "z.b", "d.h", "u.a", "bzw", "nr", "abs", "bd", "hr",
    "fr", "vgl", "evtl", "ggf", "mme", "mlle", "sra", "núm", "pág",
];

/// Abbreviations that may also end a sentence: it goes on unless a word follows that begins one.
const CLOSING_ABBREVIATIONS: &[&str] = &[
    "inc", "ltd", "corp", "co", "llc", "jr", "sr", "al", "u.s", "u.k", "u.s.a", "e.u", "u.n", "a.m", "p.m", "d.c", "ft",
];
const STARTERS: &[&str] = &[
    "the", "a", "an", "it", "its", "this", "these", "that", "those", "in", "on", "at", "if", "as", "for", "when",
    "while", "we", "our", "you", "your", "he", "she", "they", "their", "there", "however", "such", "each", "any",
    "all", "no", "after", "before", "upon", "to", "by", "from", "under", "with",
];

/// Returns the sentences in a span, in order, without the white space between them.
///
/// Line breaks do not end sentences, blank lines do.
pub fn sentences(content: &str, span: Span) -> Vec<Span> {
    let text = span.of(content).unwrap_or_default();
    let start = span.range().start;
    let mut sentences = Vec::new();
    let mut at = 0;
    for paragraph in paragraphs(text) {
        let part = &text[paragraph.clone()];
        // A line break is one byte, as is the space that stands in for it: offsets stay.
        let flat = part.replace(['\n', '\r'], " ");
        let mut begin = 0;
        for (bound, piece) in flat.split_sentence_bound_indices() {
            let end = bound + piece.len();
            if end < flat.len() && goes_on(&flat[begin..end], &flat[end..]) {
                continue;
            }
            push(
                &mut sentences,
                content,
                start + paragraph.start + begin,
                start + paragraph.start + end,
            );
            begin = end;
        }
        push(
            &mut sentences,
            content,
            start + paragraph.start + begin,
            start + paragraph.end,
        );
        at = paragraph.end;
    }
    debug_assert!(at <= text.len(), "paragraphs lie in the text");
    sentences
}

fn push(sentences: &mut Vec<Span>, content: &str, start: usize, end: usize) {
    let span = super::trimmed(content, Span::new(start, end));
    if !span.is_empty() {
        sentences.push(span);
    }
}

/// Returns the parts between blank lines.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() {
            parts.push(start..at);
            start = at;
        }
        at += line.len();
    }
    parts.push(start..text.len());
    parts.retain(|part| !part.is_empty());
    parts
}

/// Returns whether the sentence goes on behind what looked like its end.
fn goes_on(before: &str, after: &str) -> bool {
    if after.starts_with(char::is_lowercase) {
        return true;
    }
    let before = before.trim_end();
    let Some(stem) = before.strip_suffix('.') else {
        return false;
    };
    let word = stem
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“'))
        .next()
        .unwrap_or_default();
    let lower = word.to_lowercase();
    // Initials and the numbers and letters of lists: "J. Smith", "1. Scope", "(a. The".
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let is_number = !word.is_empty()
        && word.len() <= 6
        && word.chars().all(|c| c.is_ascii_digit() || c == '.')
        && stem.len() == word.len();
    let begins_another = || {
        let next = after.split_whitespace().next().unwrap_or_default().to_lowercase();
        STARTERS.contains(&next.trim_end_matches(','))
    };
    is_initial
        || is_number
        || ABBREVIATIONS.contains(&lower.as_str())
        || (CLOSING_ABBREVIATIONS.contains(&lower.as_str()) && !begins_another())
}
