//! Lines to blocks: paragraphs, lists and tables. Which paragraphs are headings is seen only from the whole document.

use std::ops::Range;

use super::lines::{Line, Word, median};
use super::tables;

/// Gap between the cells of a row, in ems.
const CELL_GAP: f32 = 1.2;
/// Lines of one block: a longer one is parted, lest odd files cost time beyond measure.
const LINES: usize = 500;
/// Step to the next line of a paragraph, in ems, where the page has no wider usual step.
const STEP: f32 = 1.7;

/// What a block is, as far as one page can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Running text, or a heading.
    Flow,
    /// Items that begin with a bullet.
    List,
    /// Rows of cells.
    Table,
}

/// A block of a page: its lines are a range of the lines of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    /// What it is.
    pub(super) shape: Shape,
    /// Its lines.
    pub(super) lines: Range<usize>,
}

/// Returns the blocks of the lines of a page, in their order.
pub(super) fn drafts(lines: &[Line]) -> Vec<Draft> {
    let limit = step_limit(lines);
    let tables = tables::tables(lines);
    let mut drafts = Vec::new();
    let mut at = 0;
    let mut tables = tables.into_iter().peekable();
    while at < lines.len() {
        if let Some(table) = tables.next_if(|table| table.start == at) {
            at = table.end;
            drafts.push(Draft {
                shape: Shape::Table,
                lines: table,
            });
            continue;
        }
        let until = tables.peek().map_or(lines.len(), |table| table.start);
        let end = flow_end(lines, at, until, limit);
        let shape = if is_item(&lines[at]) { Shape::List } else { Shape::Flow };
        drafts.push(Draft { shape, lines: at..end });
        at = end;
    }
    drafts
}

/// Returns the word indices at which the cells of a line begin, after the first.
pub(super) fn cell_starts(line: &Line) -> Vec<usize> {
    let mut starts: Vec<usize> = (1..line.words.len())
        .filter(|&at| line.words[at].spaced && line.words[at].gap > CELL_GAP * line.em)
        .collect();
    // A number or bullet before a paragraph is no cell; two years side by side are.
    if starts == [1] && is_label(&line.words[0].text) && !is_number(&line.words[1..]) {
        starts.clear();
    }
    starts
}

/// Returns whether the line begins a list item.
pub(super) fn is_item(line: &Line) -> bool {
    let first = &line.words[0].text;
    let mut chars = first.chars();
    let bullet = matches!(
        chars.next(),
        Some('•' | '▪' | '◦' | '‣' | '●' | '○' | '■' | '□' | '➢' | '✓' | '❖' | '·' | '∙')
    );
    bullet || (line.words.len() > 1 && matches!(first.as_str(), "-" | "–" | "*"))
}

/// Returns whether the line is one of running text: neither a row of cells nor very short.
pub(super) fn is_running(line: &Line) -> bool {
    line.char_count() > 25 && cell_starts(line).is_empty()
}

/// Returns whether the line begins with a number or letter of a list, such as "2.", "(b)" or "iv)".
pub(super) fn is_enumerated(line: &Line) -> bool {
    let first = &line.words[0].text;
    let core = first.trim_start_matches('(').trim_end_matches(['.', ')']);
    let is_number = core.len() <= 3 && core.chars().all(|c| c.is_ascii_digit());
    let is_letter = core.len() == 1 && core.chars().all(|c| c.is_ascii_alphabetic());
    let is_roman = core.len() <= 5 && core.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    first.len() > core.len() && first.ends_with(['.', ')']) && (is_number || is_letter || is_roman)
}

/// Returns whether the line below goes on in the text of the line above without a break in it.
pub(super) fn is_filled(line: &Line, block: &[Line]) -> bool {
    let right = block.iter().map(|line| line.end).fold(f32::MIN, f32::max);
    let left = block.iter().map(|line| line.start).fold(f32::MAX, f32::min);
    if line.right_to_left {
        line.start - left < 0.25 * (right - left)
    } else {
        right - line.end < 0.25 * (right - left)
    }
}

fn is_number(words: &[Word]) -> bool {
    let is_number = |word: &Word| word.text.chars().all(|c| c.is_ascii_digit());
    matches!(words, [word] if is_number(word))
}

fn is_label(word: &str) -> bool {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    core.is_empty()
        || core.chars().all(|c| c.is_ascii_digit() || c == '.')
        || (core.len() <= 5 && word.ends_with(['.', ')']))
}

/// Returns the widest step between lines of one paragraph on this page.
fn step_limit(lines: &[Line]) -> f32 {
    let steps: Vec<f32> = lines
        .windows(2)
        .filter(|pair| pair[0].is_parallel(&pair[1]) && pair[0].overlap(&pair[1]) > 0.0)
        .filter(|pair| pair[0].char_count().min(pair[1].char_count()) > 30)
        .map(|pair| pair[0].step_to(&pair[1]))
        .filter(|step| (0.8..3.0).contains(step))
        .collect();
    // Double-spaced pages have a step of two ems and more; their paragraphs are told by the odd wider step.
    if steps.len() < 3 {
        STEP
    } else {
        (1.2 * median(steps)).max(1.35)
    }
}

/// Returns where the flowing block that begins at `at` ends.
fn flow_end(lines: &[Line], at: usize, until: usize, limit: f32) -> usize {
    let is_list = is_item(&lines[at]);
    let mut end = at + 1;
    while end < until && end - at < LINES && continues(&lines[at..end], &lines[end], limit, is_list) {
        end += 1;
    }
    end
}

fn continues(block: &[Line], line: &Line, limit: f32, is_list: bool) -> bool {
    let Some(last) = block.last() else { return false };
    let step = last.step_to(line);
    if !last.is_parallel(line) || !(0.3..=limit).contains(&step) || last.overlap(line) <= 0.0 {
        return false;
    }
    if is_item(line) || is_list {
        // The lines of an item begin after its bullet.
        return is_list && (is_item(line) || line.start > block[0].start + 0.3 * line.em);
    }
    looks_alike(last, line) && !begins_paragraph(block, last, line)
}

/// Returns whether both have letters of the same size and weight.
pub(super) fn looks_alike(a: &Line, b: &Line) -> bool {
    let same_weight = a.stroke == 0.0 || b.stroke == 0.0 || (0.8..1.25).contains(&(a.stroke / b.stroke));
    (a.em / b.em - 1.0).abs() < 0.15 && same_weight
}

/// Returns whether the line is indented after a finished sentence.
fn begins_paragraph(block: &[Line], last: &Line, line: &Line) -> bool {
    let finished = last
        .words
        .last()
        .is_some_and(|word| word.text.ends_with(['.', ':', ';', '!', '?', '”', '"', '。']));
    if !finished || last.right_to_left {
        return false;
    }
    let left = block
        .iter()
        .skip(1)
        .chain(block.first())
        .map(|line| line.start)
        .fold(f32::MAX, f32::min);
    let right = block.iter().map(|line| line.end).fold(f32::MIN, f32::max);
    let indented = line.start > left + 0.8 * line.em;
    let ended_early = right - last.end > 0.15 * (right - left) && block.len() > 1;
    indented || ended_early
}
