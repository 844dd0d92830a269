//! Text to chunks along its structure: exact byte ranges that together cover all that is not white space.
//!
//! A chunk never holds the text of one section and then a heading of higher or equal rank. Inside a section the cuts
//! are chosen together (see `pack`), so that no tiny tail is left. Knows nothing of models: lengths are counted in
//! the tokens whose starts the caller passes.

mod atoms;
mod pack;
pub mod sentence;

use domain::chunk::Chunk;
use domain::limits;
use domain::span::Span;
use domain::text::{Block, BlockKind, Text};

use atoms::{Atom, Ruler};

/// Letters of a heading that are kept in a heading path.
const HEADING_CHARS: usize = 160;

/// How long chunks are, in tokens of the embedder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChunkRules {
    /// Aimed length.
    pub target_tokens: u32,
    /// Greatest length, headings and table header included.
    pub max_tokens: u32,
}

impl Default for ChunkRules {
    fn default() -> Self {
        Self {
            target_tokens: u32::try_from(limits::CHUNK_TOKENS).unwrap_or(200),
            max_tokens: 250,
        }
    }
}

/// Returns the chunks of a text in order, without overlap.
///
/// `token_starts` are the byte offsets in `text.content` at which the embedder's tokens begin, rising.
pub fn chunk(text: &Text, token_starts: &[u32], rules: &ChunkRules) -> Vec<Chunk> {
    let ruler = Ruler::new(token_starts, *rules);
    let blocks = all_blocks(text);
    let sections = sections(text, &blocks, &ruler);
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut at = 0;
    while at < sections.len() {
        let end = group_end(&sections, at, ruler.target);
        for piece in pack::pack(&group(text, &blocks, &sections[at..end], &ruler), &ruler) {
            let span = trimmed(&text.content, piece.span);
            if span.is_empty() {
                continue;
            }
            let section = &sections[piece.section];
            chunks.push(Chunk {
                ordinal: u32::try_from(chunks.len()).unwrap_or(u32::MAX),
                span,
                headings: path(section, piece.begins_section, text.title.as_deref()),
                table_header: piece
                    .table_header
                    .and_then(|header| header.of(&text.content))
                    .map(str::to_owned),
                token_count: ruler.tokens(span),
                page: text.page_of(span),
            });
        }
        at = end;
    }
    chunks
}

/// A heading with the blocks up to the next heading.
struct Section {
    /// Its place among the sections.
    number: usize,
    /// 0 before the first heading.
    rank: u8,
    /// Headings above and its own, highest first.
    path: Vec<String>,
    /// Blocks, heading included.
    first: usize,
    last: usize,
    /// Tokens of all its blocks.
    tokens: u32,
    /// Whether there is more than the heading.
    has_body: bool,
}

/// Returns the blocks of the text with paragraphs for whatever lies between them.
fn all_blocks(text: &Text) -> Vec<Block> {
    let mut blocks = Vec::with_capacity(text.blocks.len());
    let mut end = 0;
    let mut add = |kind, start: usize, end: usize| {
        let span = trimmed(&text.content, Span::new(start, end.max(start)));
        if !span.is_empty() {
            blocks.push(Block { kind, span });
        }
    };
    for block in &text.blocks {
        let range = block.span.range();
        let start = range.start.max(end);
        add(BlockKind::Paragraph, end, start);
        add(block.kind, start, range.end);
        end = range.end.max(end);
    }
    add(BlockKind::Paragraph, end, text.content.len());
    blocks
}

fn sections(text: &Text, blocks: &[Block], ruler: &Ruler<'_>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut path: Vec<(u8, String)> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let tokens = ruler.tokens(block.span);
        if let BlockKind::Heading(rank) = block.kind {
            path.retain(|(above, _)| *above < rank);
            path.push((rank, heading_line(block.span.of(&text.content).unwrap_or_default())));
        } else if let Some(section) = sections.last_mut() {
            section.last = index + 1;
            section.tokens += tokens;
            section.has_body = true;
            continue;
        }
        sections.push(Section {
            number: sections.len(),
            rank: path.last().map_or(0, |(rank, _)| *rank),
            path: path.iter().map(|(_, heading)| heading.clone()).collect(),
            first: index,
            last: index + 1,
            tokens,
            has_body: !matches!(block.kind, BlockKind::Heading(_)),
        });
    }
    sections
}

/// Returns the end of the sections that are cut together: one, and before it tiny ones that stand above it.
fn group_end(sections: &[Section], start: usize, target_tokens: u32) -> usize {
    let mut end = start + 1;
    let mut tokens = 0;
    let mut has_body = false;
    while let Some(next) = sections.get(end) {
        let last = &sections[end - 1];
        tokens += last.tokens;
        has_body |= last.has_body;
        let is_below = next.rank > last.rank && tokens < target_tokens / 4;
        // Headings in a row without text are one heading, whatever their ranks say.
        let is_same_heading = !has_body && next.rank >= last.rank && tokens < target_tokens / 2;
        if !is_below && !is_same_heading {
            break;
        }
        end += 1;
    }
    end
}

fn group(text: &Text, blocks: &[Block], sections: &[Section], ruler: &Ruler<'_>) -> Vec<Atom> {
    let mut atoms = Vec::new();
    for section in sections {
        let path_tokens: usize = section.path.iter().map(|heading| heading.len() / 5 + 1).sum();
        let place = atoms::Place {
            section: section.number,
            path_tokens: u32::try_from(path_tokens).unwrap_or(u32::MAX),
        };
        for block in &blocks[section.first..section.last] {
            atoms::cut(text, block, place, ruler, &mut atoms);
        }
    }
    atoms
}

/// Returns the headings above a chunk: those inside it are not repeated, nor is the title.
fn path(section: &Section, begins_section: bool, title: Option<&str>) -> Vec<String> {
    let own = usize::from(begins_section && section.rank > 0);
    let above = &section.path[..section.path.len().saturating_sub(own)];
    above
        .iter()
        .filter(|heading| Some(heading.as_str()) != title)
        .cloned()
        .collect()
}

fn heading_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(HEADING_CHARS) {
        Some((at, _)) => line[..at].to_owned(),
        None => line,
    }
}

/// Returns the span without white space at its ends.
fn trimmed(content: &str, span: Span) -> Span {
    let text = span.of(content).unwrap_or_default();
    let start = span.range().start + (text.len() - text.trim_start().len());
    Span::new(start, start + text.trim().len())
}

#[cfg(test)]
mod tests;
