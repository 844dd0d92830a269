//! Chooses the cuts of a run of atoms together, by dynamic programming: each chunk costs the square of how far it is
//! from the aimed length, each cut what it breaks. So 210 tokens become one chunk and 260 two halves.

use domain::span::Span;

use super::atoms::{Atom, Ruler};

/// A chunk in the making.
pub(super) struct Piece {
    pub(super) span: Span,
    /// The section it begins in.
    pub(super) section: usize,
    /// Whether it begins with the heading of that section.
    pub(super) begins_section: bool,
    pub(super) table_header: Option<Span>,
}

/// Returns the atoms in pieces that fit.
pub(super) fn pack(atoms: &[Atom], ruler: &Ruler<'_>) -> Vec<Piece> {
    // `best[end]` is the least cost of the first `end` atoms and where their last chunk begins.
    let mut best = vec![(f32::INFINITY, 0_usize); atoms.len() + 1];
    best[0] = (0.0, 0);
    // Tokens may begin in the white space between atoms; a chunk of both holds them too.
    let between = |pair: &[Atom]| {
        ruler.tokens(Span {
            start: pair[0].span.end,
            end: pair[1].span.start.max(pair[0].span.end),
        })
    };
    let gaps: Vec<u32> = atoms.windows(2).map(between).collect();
    for end in 1..=atoms.len() {
        let mut weight = 0_u32;
        for start in (0..end).rev() {
            let first = &atoms[start];
            let gap = if start + 1 < end { gaps[start] } else { 0 };
            weight = weight.saturating_add(first.weight).saturating_add(gap);
            if weight > ruler.max && start + 1 < end {
                break;
            }
            let overflows = weight > ruler.room(first.prefix_tokens) && start + 1 < end;
            let cut = if start == 0 { 0.0 } else { first.cut_cost };
            let cost = best[start].0 + cut + length_cost(weight, overflows, ruler);
            if cost < best[end].0 {
                best[end] = (cost, start);
            }
        }
    }
    let mut pieces = Vec::new();
    let mut end = atoms.len();
    while end > 0 {
        let start = best[end].1;
        let (first, last) = (&atoms[start], &atoms[end - 1]);
        pieces.push(Piece {
            span: first.span.cover(last.span),
            section: first.section,
            begins_section: first.is_heading,
            table_header: first.table_header,
        });
        end = start;
    }
    pieces.reverse();
    pieces
}

#[expect(clippy::cast_precision_loss, reason = "lengths of chunks are small")]
fn length_cost(weight: u32, overflows: bool, ruler: &Ruler<'_>) -> f32 {
    let distance = (weight as f32 - ruler.target as f32) / ruler.target as f32;
    // What does not fit behind its headings would not be embedded to its end.
    distance * distance + if overflows { 4.0 } else { 0.0 }
}
