//! Finds quotes in texts by letters and digits, and the rectangles of spans.
//!
//! Line breaks, hyphens at their ends, ligatures, accents and case differ between a text and what quotes it; letters
//! and digits after compatibility decomposition (UAX 15) do not.

use domain::citation::Rectangle;
use domain::span::Span;
use domain::text::{Text, Word};
use unicode_normalization::UnicodeNormalization;

/// Returns where the quote stands in the text, or `None` when its letters and digits do not occur there in this order.
/// A place where it begins and ends with whole words is preferred.
pub fn find(content: &str, quote: &str) -> Option<Span> {
    Normalised::new(content).find(quote)
}

/// A text prepared for finding many quotes.
#[derive(Debug, Clone)]
pub struct Normalised {
    /// Letters and digits, decomposed, in lower case.
    letters: String,
    /// For each byte of `letters` the span of the character it comes from: start in the text, length.
    origins: Vec<(u32, u8)>,
    /// For each byte of `letters` whether a word begins there.
    begins_word: Vec<bool>,
}

impl Normalised {
    /// Returns the prepared text.
    pub fn new(content: &str) -> Self {
        let mut normalised = Self {
            letters: String::with_capacity(content.len()),
            origins: Vec::with_capacity(content.len()),
            begins_word: Vec::with_capacity(content.len()),
        };
        let mut follows_letter = false;
        for (at, c) in content.char_indices() {
            let before = normalised.letters.len();
            push_letters(&mut normalised.letters, c);
            let added = normalised.letters.len() - before;
            let start = u32::try_from(at).unwrap_or(u32::MAX);
            let length = u8::try_from(c.len_utf8()).unwrap_or(4);
            normalised.origins.extend(std::iter::repeat_n((start, length), added));
            normalised
                .begins_word
                .extend((0..added).map(|part| part == 0 && !follows_letter));
            // A mark belongs to the letter before it.
            follows_letter = added > 0 || (follows_letter && is_mark(c));
        }
        normalised
    }

    /// Returns where the quote stands, as [`find`] does.
    pub fn find(&self, quote: &str) -> Option<Span> {
        self.search(0, self.letters.len(), quote)
    }

    /// Returns where the quote stands within a span of the text.
    pub fn find_in(&self, within: Span, quote: &str) -> Option<Span> {
        let from = self.origins.partition_point(|(start, _)| *start < within.start);
        let to = self
            .origins
            .partition_point(|(start, length)| start + u32::from(*length) <= within.end);
        self.search(from, to.max(from), quote)
    }

    fn search(&self, from: usize, to: usize, quote: &str) -> Option<Span> {
        let mut wanted = String::with_capacity(quote.len());
        for c in quote.chars() {
            push_letters(&mut wanted, c);
        }
        if wanted.is_empty() {
            return None;
        }
        let ends_word = |end: usize| self.begins_word.get(end).copied().unwrap_or(true);
        let mut first = None;
        for (at, _) in self.letters.get(from..to)?.match_indices(&wanted) {
            let (start, end) = (from + at, from + at + wanted.len());
            if self.begins_word[start] && ends_word(end) {
                return Some(self.span(start, end));
            }
            first.get_or_insert((start, end));
        }
        first.map(|(start, end)| self.span(start, end))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        let (last, length) = self.origins[end - 1];
        Span {
            start: self.origins[start].0,
            end: last + u32::from(length),
        }
    }
}

/// Returns the rectangles that cover the span's words, one for each line, in fractions of the page.
pub fn rectangles(text: &Text, span: Span) -> Vec<Rectangle> {
    let mut lines: Vec<Word> = Vec::new();
    for word in text.words_in(span) {
        match lines.last_mut() {
            Some(line) if is_same_line(line, word) => {
                line.x0 = line.x0.min(word.x0);
                line.y0 = line.y0.min(word.y0);
                line.x1 = line.x1.max(word.x1);
                line.y1 = line.y1.max(word.y1);
            }
            _ => lines.push(*word),
        }
    }
    lines.iter().filter_map(|line| fractions(text, line)).collect()
}

/// Returns whether a word overlaps a line by at least half of the lower of the two.
fn is_same_line(line: &Word, word: &Word) -> bool {
    let overlap = line.y1.min(word.y1) - line.y0.max(word.y0);
    let height = (line.y1 - line.y0).min(word.y1 - word.y0);
    line.page == word.page && overlap >= 0.5 * height
}

fn fractions(text: &Text, line: &Word) -> Option<Rectangle> {
    let page = text.pages.iter().find(|page| page.number == line.page)?;
    if page.width <= 0.0 || page.height <= 0.0 {
        return None;
    }
    Some(Rectangle {
        page: line.page,
        x0: (line.x0 / page.width).clamp(0.0, 1.0),
        y0: (line.y0 / page.height).clamp(0.0, 1.0),
        x1: (line.x1 / page.width).clamp(0.0, 1.0),
        y1: (line.y1 / page.height).clamp(0.0, 1.0),
    })
}

/// Appends the letters and digits that a character stands for.
fn push_letters(to: &mut String, c: char) {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            to.push(c.to_ascii_lowercase());
        }
        return;
    }
    let parts = std::iter::once(c).nfkd().flat_map(char::to_lowercase);
    // Final sigma is sigma.
    let parts = parts.map(|part| if part == '\u{3c2}' { '\u{3c3}' } else { part });
    to.extend(parts.filter(|part| part.is_alphanumeric()));
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests;
