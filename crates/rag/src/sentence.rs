//! Cuts a passage into the units that an extractive answer can quote: sentences, and lines of tables and lists.
//!
//! Sentence borders follow UAX 29; a border after an abbreviation, an initial or a number is none.

use domain::span::Span;
use unicode_segmentation::UnicodeSegmentation;

/// Abbreviations after which a sentence goes on.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "art", "sec", "inc", "ltd", "co", "corp", "vs", "etc", "e.g",
    "i.e", "approx", "fig", "vol", "pp", "p", "al", "jr", "sr", "u.s", "bzw", "ca", "nr", "abs", "z.b", "d.h", "usw",
    "sr", "sra",
];

/// Returns the spans of the units of `text`, which begins at byte `offset` of the version's text. Units are trimmed, in
/// order, and do not overlap.
pub fn units(text: &str, offset: usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for paragraph in text.split_inclusive("\n\n") {
        for (from, to) in paragraph_units(paragraph) {
            let (from, to) = trimmed(paragraph, from, to);
            if from < to {
                spans.push(Span::new(offset + start + from, offset + start + to));
            }
        }
        start += paragraph.len();
    }
    spans
}

/// Lines where the paragraph is a table or list, sentences elsewhere.
fn paragraph_units(paragraph: &str) -> Vec<(usize, usize)> {
    if paragraph.lines().any(|line| line.contains(" | ")) {
        let mut at = 0;
        return paragraph
            .split_inclusive('\n')
            .map(|line| {
                at += line.len();
                (at - line.len(), at)
            })
            .collect();
    }
    let mut units: Vec<(usize, usize)> = Vec::new();
    for (from, piece) in paragraph.split_sentence_bound_indices() {
        let to = from + piece.len();
        match units.last_mut() {
            Some(last) if goes_on(&paragraph[last.0..last.1], piece) => last.1 = to,
            _ => units.push((from, to)),
        }
    }
    units
}

/// Whether the border between the two pieces is none: after an abbreviation, an initial, or inside a wrapped line.
fn goes_on(before: &str, after: &str) -> bool {
    let before = before.trim_end();
    let Some(body) = before.strip_suffix('.') else {
        return !ends_sentence(before) && !starts_new_line_unit(after);
    };
    let word = body
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or("")
        .to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    initial || ABBREVIATIONS.contains(&word.as_str())
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with([
        '.', '!', '?', '。', '！', '？', '؟', '۔', ':', ';', '"', '\u{201d}', '»', ')',
    ])
}

/// A line that begins with a bullet, a number or a capital after a line break stands for itself.
fn starts_new_line_unit(text: &str) -> bool {
    text.trim_start().starts_with(['•', '-', '*', '–', '▪', '‣', '◦'])
}

fn trimmed(text: &str, from: usize, to: usize) -> (usize, usize) {
    let piece = &text[from..to];
    let lead = piece.len() - piece.trim_start().len();
    (from + lead, (from + piece.trim_end().len()).max(from + lead))
}

#[cfg(test)]
mod tests;
