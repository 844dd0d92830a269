//! Cuts blocks into atoms, the smallest parts that a chunk is made of: headings, sentences, list items, table rows,
//! lines of code; words where one of those is too long for a chunk.

use domain::span::Span;
use domain::text::{Block, BlockKind, Text};
use unicode_segmentation::UnicodeSegmentation;

use super::sentence::sentences;
use super::{ChunkRules, trimmed};

/// Bytes that a token may stand for before it counts as several: a tokenizer may take a word of any length for one
/// unknown token.
const BYTES_PER_TOKEN: usize = 24;

/// Costs of cutting before an atom, in the unit of [`super::pack`], where a chunk of half the aimed length costs 0.25.
mod cost {
    /// Between blocks.
    pub(super) const BLOCK: f32 = 0.0;
    /// Between a table's or list's introduction and itself.
    pub(super) const INTRODUCTION: f32 = 0.15;
    pub(super) const ROW: f32 = 0.03;
    pub(super) const ITEM: f32 = 0.06;
    pub(super) const SENTENCE: f32 = 0.12;
    pub(super) const LINE: f32 = 0.2;
    pub(super) const CLAUSE: f32 = 0.4;
    pub(super) const WORD: f32 = 0.6;
    pub(super) const LETTER: f32 = 1.0;
    /// Between a heading and its text.
    pub(super) const HEADING: f32 = 9.0;
}

/// A part that is never cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Atom {
    pub(super) span: Span,
    /// Length in tokens, at least 1.
    pub(super) weight: u32,
    /// What a cut before it costs.
    pub(super) cut_cost: f32,
    /// The section it belongs to.
    pub(super) section: usize,
    /// Whether it is the heading of its section.
    pub(super) is_heading: bool,
    /// The header row above it, when it belongs to a later row of a table.
    pub(super) table_header: Option<Span>,
    /// Tokens that are indexed in front of a chunk that begins here: headings and header row.
    pub(super) prefix_tokens: u32,
}

/// Where the atoms of a block belong.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) section: usize,
    pub(super) path_tokens: u32,
}

/// Measures spans in tokens.
pub(super) struct Ruler<'t> {
    token_starts: &'t [u32],
    pub(super) target: u32,
    pub(super) max: u32,
}

impl<'t> Ruler<'t> {
    pub(super) fn new(token_starts: &'t [u32], rules: ChunkRules) -> Self {
        let target = rules.target_tokens.max(1);
        Self {
            token_starts,
            target,
            max: rules.max_tokens.max(target),
        }
    }

    /// Returns the number of tokens that begin in the span.
    pub(super) fn tokens(&self, span: Span) -> u32 {
        let before = |at: u32| self.token_starts.partition_point(|start| *start < at);
        u32::try_from(before(span.end) - before(span.start)).unwrap_or(u32::MAX)
    }

    /// Returns what the span counts for: its tokens, or more where a token stands for very many bytes.
    pub(super) fn weight(&self, span: Span) -> u32 {
        let by_bytes = u32::try_from(span.len() / BYTES_PER_TOKEN).unwrap_or(u32::MAX);
        self.tokens(span).max(by_bytes).max(1)
    }

    /// Returns the greatest weight of a chunk with that many tokens in front: half of the chunk is always left.
    pub(super) fn room(&self, prefix_tokens: u32) -> u32 {
        self.max.saturating_sub(prefix_tokens).max(self.max / 2).max(1)
    }
}

/// Appends the atoms of a block.
pub(super) fn cut(text: &Text, block: &Block, place: Place, ruler: &Ruler<'_>, atoms: &mut Vec<Atom>) {
    let content = &text.content;
    let follows_heading = atoms.last().is_some_and(|atom| atom.is_heading);
    let first_cost = if follows_heading && !matches!(block.kind, BlockKind::Heading(_)) {
        cost::HEADING
    } else if atoms.last().is_some_and(|atom| introduces(content, atom.span)) {
        cost::INTRODUCTION
    } else {
        cost::BLOCK
    };
    let (parts, part_cost) = match block.kind {
        BlockKind::Heading(_) => (vec![block.span], cost::BLOCK),
        BlockKind::Paragraph => (sentences(content, block.span), cost::SENTENCE),
        BlockKind::List => (lines(content, block.span), cost::ITEM),
        BlockKind::Table => (lines(content, block.span), cost::ROW),
        BlockKind::Code => (lines(content, block.span), cost::LINE),
    };
    let header = parts.first().copied().filter(|_| block.kind == BlockKind::Table);
    // A header row longer than that would leave no room for rows.
    let header = header.filter(|header| ruler.weight(*header) <= ruler.max / 3);
    for (number, part) in parts.into_iter().enumerate() {
        let table_header = header.filter(|_| number > 0);
        let header_tokens = table_header.map_or(0, |header| ruler.tokens(header));
        let atom = Atom {
            span: part,
            weight: ruler.weight(part),
            cut_cost: if number == 0 { first_cost } else { part_cost },
            section: place.section,
            is_heading: matches!(block.kind, BlockKind::Heading(_)),
            table_header,
            prefix_tokens: place.path_tokens + header_tokens,
        };
        // With a heading in front of it, it must still fit.
        if atom.weight <= ruler.room(atom.prefix_tokens) {
            atoms.push(atom);
        } else {
            words(content, &atom, ruler, atoms);
        }
    }
}

fn introduces(content: &str, span: Span) -> bool {
    span.of(content).is_some_and(|text| text.ends_with([':', '：']))
}

/// Returns the lines of a span that are not blank.
fn lines(content: &str, span: Span) -> Vec<Span> {
    let mut at = span.range().start;
    let mut lines = Vec::new();
    for line in span.of(content).unwrap_or_default().split_inclusive('\n') {
        let line_span = trimmed(content, Span::new(at, at + line.len()));
        if !line_span.is_empty() {
            lines.push(line_span);
        }
        at += line.len();
    }
    lines
}

/// Appends the words of an atom that is too long for one chunk; words that are too long are cut at tokens.
fn words(content: &str, long: &Atom, ruler: &Ruler<'_>, atoms: &mut Vec<Atom>) {
    let text = long.span.of(content).unwrap_or_default();
    let start = long.span.range().start;
    let mut word_start = 0;
    let mut cut_cost = long.cut_cost;
    let mut ends = text
        .split_word_bound_indices()
        .skip(1)
        .map(|(at, _)| at)
        .chain([text.len()]);
    let mut next = ends.next();
    while let Some(end) = next {
        next = ends.next();
        let rest = &text[end..];
        // Signs and white space stay with the word before them.
        if rest.starts_with(|c: char| !c.is_alphanumeric() && !is_opening(c)) {
            continue;
        }
        let word = &text[word_start..end];
        if word.trim().is_empty() {
            continue;
        }
        let span = trimmed(content, Span::new(start + word_start, start + end));
        for part in letters(content, span, ruler) {
            atoms.push(Atom {
                span: part,
                weight: ruler.weight(part),
                cut_cost,
                ..*long
            });
            cut_cost = cost::LETTER;
        }
        cut_cost = cost_after(word);
        word_start = end;
    }
}

const fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '"' | '“' | '‘' | '«' | '「' | '『' | '（' | '$' | '€' | '£' | '#' | '@'
    )
}

fn cost_after(word: &str) -> f32 {
    if word.contains('\n') {
        return cost::LINE;
    }
    match word.trim_end().chars().last() {
        Some(';' | ':' | '|' | '；' | '。') => cost::CLAUSE,
        Some(',' | '，' | '、') => cost::CLAUSE + 0.1,
        _ if word.ends_with(char::is_whitespace) => cost::WORD,
        _ => cost::LETTER,
    }
}

/// Returns the span in parts that fit a chunk: cut where tokens begin, or every so many bytes.
fn letters(content: &str, span: Span, ruler: &Ruler<'_>) -> Vec<Span> {
    let room = ruler.max / 2;
    if ruler.weight(span) <= room.max(1) {
        return vec![span];
    }
    let part_tokens = (room / 2).max(1) as usize;
    let mut parts = Vec::new();
    let mut rest = span;
    while ruler.weight(rest) > room.max(1) {
        let first = ruler.token_starts.partition_point(|start| *start <= rest.start);
        let by_tokens = ruler
            .token_starts
            .get(first + part_tokens - 1)
            .map_or(rest.end, |start| *start);
        let by_bytes = rest.range().start + part_tokens * BYTES_PER_TOKEN;
        let wanted = (by_tokens as usize).min(by_bytes).min(rest.range().end);
        let cut = content.floor_char_boundary(wanted);
        let cut = if cut > rest.range().start {
            cut
        } else {
            content.ceil_char_boundary(rest.range().start + 1)
        };
        if cut >= rest.range().end {
            break;
        }
        parts.push(Span::new(rest.range().start, cut));
        rest = Span::new(cut, rest.range().end);
    }
    parts.push(rest);
    parts
}
