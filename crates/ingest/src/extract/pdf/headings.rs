//! Tells headings from paragraphs by size and weight against the running text of the whole document.

use std::collections::HashMap;

use domain::text::{Block, BlockKind};

/// How much larger than running text a heading is.
const LARGER: f32 = 1.12;
/// How much bolder than running text a heading of the same size is.
const BOLDER: f32 = 1.25;
/// Longest heading, in bytes.
const LENGTH: usize = 200;
/// Pages on which a line stands at the same height before it is a running head.
const REPEATED: usize = 3;

/// How a block looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// Its page.
    pub(super) page: u32,
    /// Its top on the page.
    pub(super) top: f32,
    /// Size of its letters.
    pub(super) em: f32,
    /// Stroke width in thousandths of the em; 0 where unknown.
    pub(super) stroke: f32,
    /// Number of its lines.
    pub(super) lines: usize,
    /// It is written like the page.
    pub(super) upright: bool,
    /// Most cells of a line.
    pub(super) cells: usize,
}

/// Turns the paragraphs that are headings into such, ranked by size and weight.
pub(super) fn mark(content: &str, blocks: &mut [Block], styles: &[Style]) {
    let body = body(blocks, styles);
    let repeated = repeated(content, blocks, styles);
    let mut found: Vec<(usize, u32)> = Vec::new();
    for (at, (block, style)) in blocks.iter().zip(styles).enumerate() {
        let text = block.span.of(content).unwrap_or_default();
        if block.kind == BlockKind::Paragraph && !repeated[at] && is_heading(text, style, body) {
            found.push((at, weight(style, body)));
        }
    }
    let mut weights: Vec<u32> = found.iter().map(|(_, weight)| *weight).collect();
    weights.sort_unstable_by(|a, b| b.cmp(a));
    weights.dedup();
    for (at, weight) in found {
        let rank = weights.iter().position(|other| *other == weight).unwrap_or(0) + 1;
        blocks[at].kind = BlockKind::Heading(u8::try_from(rank.min(6)).unwrap_or(6));
    }
}

/// Size and stroke width of most of the text.
#[derive(Debug, Clone, Copy)]
struct Body {
    em: f32,
    stroke: f32,
}

fn body(blocks: &[Block], styles: &[Style]) -> Body {
    Body {
        em: weighted_median(
            blocks
                .iter()
                .zip(styles)
                .map(|(block, style)| (style.em, block.span.len())),
        ),
        stroke: weighted_median(
            blocks
                .iter()
                .zip(styles)
                .filter(|(_, style)| style.stroke > 0.0)
                .map(|(block, style)| (style.stroke, block.span.len())),
        ),
    }
}

fn weighted_median(values: impl Iterator<Item = (f32, usize)>) -> f32 {
    let mut values: Vec<(f32, usize)> = values.collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = values.iter().map(|value| value.1).sum::<usize>() / 2;
    let mut seen = 0;
    let middle = values.iter().find(|value| {
        seen += value.1;
        seen > half
    });
    middle.or(values.last()).map_or(0.0, |value| value.0)
}

fn is_heading(text: &str, style: &Style, body: Body) -> bool {
    if !style.upright
        || style.cells > 2
        || style.lines > 3
        || text.len() > LENGTH
        || !text.chars().any(char::is_alphabetic)
    {
        return false;
    }
    if is_page_number(text) {
        return false;
    }
    let larger = style.em > LARGER * body.em;
    let ends_open = !text.ends_with(['.', ',', ';', ':']) || text.len() < 40;
    let bolder = body.stroke > 0.0 && style.stroke > BOLDER * body.stroke && style.em > 0.9 * body.em;
    (larger || bolder) && ends_open && text.chars().filter(|c| c.is_alphabetic()).count() >= 2
}

/// Returns whether a text says "Page 1 of 4" or the like.
fn is_page_number(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let is_page = words
        .next()
        .is_some_and(|word| matches!(word.to_lowercase().as_str(), "page" | "seite" | "página"));
    is_page
        && words
            .next()
            .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns a number by which headings are ranked: size in steps of a twentieth of the body, then weight.
fn weight(style: &Style, body: Body) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are small and positive"
    )]
    let size = (style.em / body.em * 10.0).round().clamp(0.0, 1000.0) as u32;
    2 * size + u32::from(style.stroke > BOLDER * body.stroke)
}

/// Returns for each block whether it stands at the same height on many pages, page numbers apart.
fn repeated(content: &str, blocks: &[Block], styles: &[Style]) -> Vec<bool> {
    let key = |block: &Block, style: &Style| {
        let text = block.span.of(content).unwrap_or_default();
        let plain: String = text
            .chars()
            .take(LENGTH)
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect();
        #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
        (plain, (style.top / 4.0).round() as i32)
    };
    let mut counts: HashMap<(String, i32), usize> = HashMap::new();
    let keys: Vec<_> = blocks
        .iter()
        .zip(styles)
        .map(|(block, style)| key(block, style))
        .collect();
    for key in &keys {
        *counts.entry(key.clone()).or_default() += 1;
    }
    keys.iter().map(|key| counts[key] >= REPEATED).collect()
}
