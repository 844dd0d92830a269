//! The order of the lines of a page: as drawn, unless the page is drawn in no order; parts of a row come together.

use super::blocks;
use super::lines::Line;

/// Lines on the same baseline differ by less, in ems.
const SAME_BASELINE: f32 = 0.3;
/// The next line of a cell follows within this, in ems.
const WRAPPED: f32 = 1.4;
/// The order of drawing is not believed when more than one line in so many stands above one drawn before.
const JUMPS: usize = 3;
/// Lines drawn before that are looked at.
const LOOK_BACK: usize = 4;
/// Words of a row to which more are joined: real rows have fewer by far.
const WORDS: usize = 2_000;
/// Times that a page is cut into parts.
const DEPTH: usize = 16;
/// Lines drawn first or last among which heads and feet of a page are looked for.
const EDGE: usize = 12;

/// Returns the lines in reading order, with lines on one baseline that follow each other made one.
pub(super) fn arrange(lines: Vec<Line>) -> Vec<Line> {
    let lines = if jumps_about(&lines) {
        by_place(lines)
    } else {
        heads_and_feet(lines)
    };
    rows(lines)
}

/// Moves what is drawn first but stands below all else to the end, and what is drawn last but stands above all else to
/// the front: programs draw the running head and foot of a page in any turn.
fn heads_and_feet(lines: Vec<Line>) -> Vec<Line> {
    let mut extents: Vec<(f32, f32)> = lines.iter().map(extent).collect();
    let (first, count) = (apart(&extents), lines.len());
    extents.reverse();
    let last = count - apart(&extents);
    extents.reverse();
    let place = |at: usize| {
        let top = extents[at].0;
        if at < first && top >= extents[first].1 {
            (2, top)
        } else if at >= last && extents[at].1 <= extents[last - 1].0 {
            (0, top)
        } else {
            (1, 0.0)
        }
    };
    let mut placed: Vec<((u8, f32), Line)> = lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| (place(at), line))
        .collect();
    placed.sort_by(|(a, _), (b, _)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    placed.into_iter().map(|(_, line)| line).collect()
}

/// Returns how many lines at the start each stand wholly above or below all that follow.
fn apart(extents: &[(f32, f32)]) -> usize {
    let edge = EDGE.min(extents.len() / 2);
    let is_apart = |first: &usize| {
        let rest = extents[*first..].iter().copied().reduce(cover);
        let is_outside = |line: &(f32, f32)| rest.is_some_and(|rest| line.0 >= rest.1 || line.1 <= rest.0);
        extents[..*first].iter().all(is_outside)
    };
    (1..=edge).rev().find(is_apart).unwrap_or(0)
}

/// Returns the upper and lower edge of a line on the page.
fn extent(line: &Line) -> (f32, f32) {
    let edges = line.words.iter().map(|word| (word.rect.y0, word.rect.y1));
    edges.reduce(cover).unwrap_or_default()
}

fn cover(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    (a.0.min(b.0), a.1.max(b.1))
}

/// Joins neighbours on the same baseline into rows, left to right, and the further lines of a cell to their cell.
fn rows(lines: Vec<Line>) -> Vec<Line> {
    let mut rows: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match rows.last_mut() {
            Some(row) if is_same_row(row, &line) => join(row, line),
            Some(row) if continues_cell(row, &line) => wrap(row, line),
            _ => rows.push(line),
        }
    }
    rows
}

fn is_same_row(row: &Line, line: &Line) -> bool {
    let em = row.em.max(line.em);
    let shift = (line.across - row.across).abs() / em;
    let is_free = || {
        let overlap = |start: f32, end: f32| end.min(line.end) - start.max(line.start);
        row.words.iter().all(|word| overlap(word.start, word.end) < 0.1 * em)
    };
    row.words.len() < WORDS && row.is_parallel(line) && shift < SAME_BASELINE && is_free()
}

/// Puts the words of the line between those of the row, where they stand.
fn join(row: &mut Line, mut line: Line) {
    row.right_to_left |= line.right_to_left;
    if line.char_count() > row.char_count() {
        row.em = line.em;
        row.stroke = line.stroke;
    }
    let is_behind = |start: f32, other: f32| (start > other) != row.right_to_left;
    let at = row
        .words
        .iter()
        .position(|word| is_behind(word.start, line.start))
        .unwrap_or(row.words.len());
    let free = |a: (f32, f32), b: (f32, f32)| (b.0 - a.1).max(a.0 - b.1);
    let extent = (line.start, line.end);
    if let Some(next) = row.words.get_mut(at) {
        next.spaced = true;
        next.gap = free(extent, (next.start, next.end));
    }
    if at > 0
        && let Some(first) = line.words.first_mut()
    {
        let last = &row.words[at - 1];
        first.spaced = true;
        first.gap = free((last.start, last.end), extent);
    }
    row.words.splice(at..at, line.words);
    row.start = row.start.min(line.start);
    row.end = row.end.max(line.end);
    row.last_across = row.last_across.max(line.last_across);
}

/// Returns whether the line, drawn right after the last cell of the row, is the next line of that cell.
fn continues_cell(row: &Line, line: &Line) -> bool {
    if row.words.len() >= WORDS || !(0.8..WRAPPED).contains(&row.step_to(line)) {
        return false;
    }
    let Some(&last) = blocks::cell_starts(row).last() else {
        return false;
    };
    let (start, end) = (
        row.words[last].start,
        row.words
            .iter()
            .skip(last)
            .map(|word| word.end)
            .fold(f32::MIN, f32::max),
    );
    let is_under = (line.start - start).abs() < SAME_BASELINE * line.em
        || (f32::midpoint(line.start, line.end) - f32::midpoint(start, end)).abs() < SAME_BASELINE * line.em;
    let is_text = line.words.iter().any(|word| word.text.chars().any(char::is_alphabetic));
    row.is_parallel(line)
        && !row.right_to_left
        && is_under
        && (line.em / row.em - 1.0).abs() < 0.1
        && is_text
        && blocks::cell_starts(line).is_empty()
        && !blocks::is_item(line)
}

fn wrap(row: &mut Line, mut line: Line) {
    if let Some(word) = line.words.first_mut() {
        word.spaced = true;
        word.gap = 0.0;
    }
    row.words.append(&mut line.words);
    row.end = row.end.max(line.end);
    row.last_across = line.last_across;
}

/// Returns whether the page is drawn in no reading order: many lines stand above one drawn shortly before.
fn jumps_about(lines: &[Line]) -> bool {
    let is_back = |at: usize| {
        let before = &lines[at.saturating_sub(LOOK_BACK)..at];
        before.iter().any(|line| {
            line.is_parallel(&lines[at]) && line.step_to(&lines[at]) < -SAME_BASELINE && line.overlap(&lines[at]) > 0.0
        })
    };
    let jumps = (1..lines.len()).filter(|&at| is_back(at)).count();
    jumps >= 4 && JUMPS * jumps > lines.len()
}

/// Returns the lines sorted by their place: columns where a gutter runs between them, otherwise downwards.
fn by_place(lines: Vec<Line>) -> Vec<Line> {
    let mut sorted = Vec::with_capacity(lines.len());
    let mut rest = lines;
    // Each direction of writing is sorted by itself.
    while let Some(first) = rest.first() {
        let direction = first.direction;
        let (same, other) = rest.into_iter().partition(|line| line.direction.dot(direction) > 0.98);
        cut(same, 0, &mut sorted);
        rest = other;
    }
    sorted
}

fn cut(mut lines: Vec<Line>, depth: usize, sorted: &mut Vec<Line>) {
    lines.sort_by(|a, b| a.across.total_cmp(&b.across));
    if depth < DEPTH
        && let Some(at) = gutter(&lines)
    {
        let (left, right) = lines
            .into_iter()
            .partition(|line| f32::midpoint(line.start, line.end) < at);
        cut(left, depth + 1, sorted);
        cut(right, depth + 1, sorted);
    } else if depth < DEPTH
        && let Some(at) = widest_band(&lines)
    {
        let below = lines.split_off(at);
        cut(lines, depth + 1, sorted);
        cut(below, depth + 1, sorted);
    } else {
        leaf(lines, sorted);
    }
}

/// Appends lines row by row.
fn leaf(lines: Vec<Line>, sorted: &mut Vec<Line>) {
    let mut row: Vec<Line> = Vec::new();
    let mut flush = |row: &mut Vec<Line>| {
        row.sort_by(|a, b| a.start.total_cmp(&b.start));
        if row.iter().any(|line| line.right_to_left) {
            row.reverse();
        }
        sorted.append(row);
    };
    for line in lines {
        if row.first().is_some_and(|first| first.step_to(&line) > SAME_BASELINE) {
            flush(&mut row);
        }
        row.push(line);
    }
    flush(&mut row);
}

/// Returns where a gutter of at least an em parts lines into two columns of running text.
fn gutter(lines: &[Line]) -> Option<f32> {
    let mut order: Vec<&Line> = lines.iter().collect();
    order.sort_by(|a, b| a.start.total_cmp(&b.start));
    let counts: Vec<usize> = order.iter().map(|line| line.char_count()).collect();
    let all: usize = counts.iter().sum();
    let is_prose = |lines: usize, chars: usize| lines >= 3 && chars >= 25 * lines;
    let mut end = order.first()?.end;
    let mut left = counts[0];
    for (at, line) in order.iter().enumerate().skip(1) {
        let is_gap = line.start > end + line.em;
        if is_gap && is_prose(at, left) && is_prose(order.len() - at, all - left) {
            return Some(f32::midpoint(line.start, end));
        }
        end = end.max(line.end);
        left += counts[at];
    }
    None
}

/// Returns the index of the line below the widest empty band, when it is wider than the usual step.
fn widest_band(lines: &[Line]) -> Option<usize> {
    let steps = || lines.windows(2).map(|pair| pair[0].step_to(&pair[1]));
    let (at, widest) = steps().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (widest > 1.8 && lines.len() > 3).then_some(at + 1)
}
