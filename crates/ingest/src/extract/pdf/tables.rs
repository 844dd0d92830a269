//! Tables of a page: rows whose cells stand under each other. Knows nothing of rules and boxes, which many tables lack.

use std::ops::Range;

use super::blocks::{cell_starts, looks_alike};
use super::lines::Line;

/// Cells are in the same column when an edge differs by less, in ems.
const SAME_EDGE: f32 = 0.6;
/// Lines with one cell between two rows of a table.
const LONE_LINES: usize = 3;
/// Columns up to which empty cells are written: each costs bytes in every row.
const COLUMNS: usize = 100;

/// Returns the ranges of lines that are tables for sure.
pub(super) fn tables(lines: &[Line]) -> Vec<Range<usize>> {
    let cells: Vec<Vec<Cell>> = lines.iter().map(cells).collect();
    let mut tables: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = table_end(lines, &cells, at);
        if end > at + 1 {
            tables.push(at..end);
            at = end;
        } else {
            at += 1;
        }
    }
    tables
}

/// Returns for each row of a table how many empty cells stand before each of its cells, by the row with most cells.
pub(super) fn empty_cells(rows: &[Line]) -> Vec<Vec<usize>> {
    let cells: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
    let columns = cells.iter().max_by_key(|row| row.len());
    let columns = columns.filter(|columns| columns.len() <= COLUMNS);
    let skipped = |(row, line): (&Vec<Cell>, &Line)| {
        let found = columns.and_then(|columns| skipped(columns, row, line.em));
        found.unwrap_or_else(|| vec![0; row.len()])
    };
    cells.iter().zip(rows).map(skipped).collect()
}

/// The edges of a cell.
#[derive(Debug, Clone, Copy)]
struct Cell {
    start: f32,
    end: f32,
}

/// Returns how many columns are left out before each cell, or `None` when a cell is in no column.
fn skipped(columns: &[Cell], row: &[Cell], em: f32) -> Option<Vec<usize>> {
    // A lone cell is mostly the rest of the one above.
    if row.len() < 2 {
        return None;
    }
    let mut next = 0;
    let place = |cell: &Cell| {
        let empty = columns
            .get(next..)?
            .iter()
            .position(|column| shares(*column, *cell, em))?;
        next += empty + 1;
        Some(empty)
    };
    row.iter().map(place).collect()
}

fn cells(line: &Line) -> Vec<Cell> {
    let mut starts = vec![0];
    starts.extend(cell_starts(line));
    starts.push(line.words.len());
    starts
        .windows(2)
        .map(|pair| {
            let words = &line.words[pair[0]..pair[1]];
            Cell {
                start: words.iter().map(|word| word.start).fold(f32::MAX, f32::min),
                end: words.iter().map(|word| word.end).fold(f32::MIN, f32::max),
            }
        })
        .collect()
}

/// Returns where the table that begins at `at` ends; `at` when there is none.
fn table_end(lines: &[Line], cells: &[Vec<Cell>], at: usize) -> usize {
    if cells[at].len() < 2 {
        return at;
    }
    let mut columns = cells[at].clone();
    let mut row = at;
    let mut end = at;
    for next in at + 1..lines.len() {
        let (line, parts) = (&lines[next], &cells[next]);
        let step = lines[next - 1].step_to(line);
        if next - row > LONE_LINES || !lines[row].is_parallel(line) || !(0.3..=3.0).contains(&step) {
            break;
        }
        if let [lone] = parts[..] {
            let is_part = is_between(&columns, lone, line.em) && looks_alike(&lines[row], line);
            if !is_part && !goes_on(lines, cells, &columns, next) {
                break;
            }
        } else {
            if !is_aligned(&columns, parts, line.em) {
                break;
            }
            let new = parts
                .iter()
                .filter(|part| !columns.iter().any(|column| shares(*column, **part, line.em)));
            let new: Vec<Cell> = new.copied().collect();
            columns.extend(new);
            row = next;
            end = next + 1;
        }
    }
    if end > at + 1 {
        end = wrapped_end(lines, cells, &columns, end);
    }
    end
}

/// Returns whether soon after a line across the columns a row follows that fills them as before: it is a note between
/// two rows.
fn goes_on(lines: &[Line], cells: &[Vec<Cell>], columns: &[Cell], note: usize) -> bool {
    let last = lines.len().min(note + LONE_LINES + 1);
    let Some(row) = (note + 1..last).find(|&at| cells[at].len() > 1) else {
        return false;
    };
    let (parts, em, stroke) = (&cells[row], lines[row].em, lines[row].stroke);
    let is_heading = lines[note].em > 1.05 * em || (stroke > 0.0 && lines[note].stroke > 1.2 * stroke);
    let is_placed = |part: &Cell| columns.iter().any(|column| shares(*column, *part, em));
    let is_near = |at: usize| (0.3..=2.0).contains(&lines[at - 1].step_to(&lines[at]));
    !is_heading
        && parts.len() > 2
        && parts.len() + 1 >= columns.len()
        && parts.iter().all(is_placed)
        && (note..=row).all(is_near)
}

/// Returns where a table ends with the further lines of the cells of its last row.
fn wrapped_end(lines: &[Line], cells: &[Vec<Cell>], columns: &[Cell], mut end: usize) -> usize {
    let first = columns.iter().map(|column| column.start).fold(f32::MAX, f32::min);
    while end < lines.len()
        && let [lone] = cells[end][..]
    {
        let (above, line) = (&lines[end - 1], &lines[end]);
        let is_next = line.is_parallel(above) && (0.8..1.4).contains(&above.step_to(line)) && looks_alike(above, line);
        let near = |column: &Cell| (column.start - lone.start).abs() < SAME_EDGE * line.em;
        let is_placed = lone.start > first + line.em && columns.iter().any(near);
        if !(is_next && is_placed && is_between(columns, lone, line.em)) {
            break;
        }
        end += 1;
    }
    end
}

fn shares(a: Cell, b: Cell, em: f32) -> bool {
    let near = |x: f32, y: f32| (x - y).abs() < SAME_EDGE * em;
    near(a.start, b.start) || near(a.end, b.end) || near(f32::midpoint(a.start, a.end), f32::midpoint(b.start, b.end))
}

/// Returns whether a row fits the columns: at least two cells, and half of all.
fn is_aligned(columns: &[Cell], row: &[Cell], em: f32) -> bool {
    let fitting = row
        .iter()
        .filter(|cell| columns.iter().any(|column| shares(*column, **cell, em)));
    let fitting = fitting.count();
    fitting >= 2 && 2 * fitting >= row.len()
}

/// Returns whether a lone cell belongs to a column and leaves the next one free.
fn is_between(columns: &[Cell], lone: Cell, em: f32) -> bool {
    let fits = columns
        .iter()
        .any(|column| (column.start - lone.start).abs() < 2.0 * SAME_EDGE * em);
    let beyond = columns
        .iter()
        .map(|column| column.start)
        .filter(|start| *start > lone.start + em);
    fits && beyond.fold(f32::MAX, f32::min) > lone.end
}
