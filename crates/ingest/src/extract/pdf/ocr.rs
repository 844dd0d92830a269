//! Recognised words of pictured pages into the same text as drawn ones. The recognition itself is the caller's; its
//! answer is the table of words that tesseract writes (TSV). Source: tesseract(1), "tsv".

use domain::span::Span;
use domain::text::{Block, Page, Text, Word as Placed};

use super::geometry::{Point, Rect};
use super::letters;
use super::lines::{Line, Word, median};
use super::render;
use super::write::Writer;

/// Dots per inch of the pictures: what recognition is trained on.
const DPI: u32 = 300;
/// Certainty below which a word is taken for a speck, in percent.
const CERTAINTY: f32 = 30.0;
/// Pages one after the other on which recognition fails before it is given up: it may not be there, or be out of time.
const FAILURES: usize = 3;
/// Least size of letters, in points: sizes are divided by each other.
const MIN_EM: f32 = 0.5;
/// Farthest place on any page, in points.
const MOST: f32 = 1e6;

/// Returns the text with the words that `run` recognises on the pages, which are counted from 1, and the pages on which
/// there were any. `run` gets each page as a PNG picture and returns tesseract's table of words; where it has none, the
/// page stays as it was.
pub fn ocr(bytes: &[u8], text: &Text, pages: &[u32], run: &mut dyn FnMut(&[u8]) -> Option<String>) -> (Text, Vec<u32>) {
    let Ok(pdf) = super::open(bytes) else {
        return (text.clone(), Vec::new());
    };
    let mut whole = Text {
        title: text.title.clone(),
        language: text.language,
        ..Text::default()
    };
    let mut found = Vec::new();
    let mut failures = 0;
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let (width, height) = page.render_dimensions();
        let known = text.pages.iter().find(|page| page.number == number);
        let mut lines = Vec::new();
        if failures < FAILURES
            && pages.contains(&number)
            && let Ok((png, scale)) = render::picture(&pdf, number, DPI)
        {
            let table = run(&png);
            failures = if table.is_some() { 0 } else { failures + 1 };
            lines = table.map_or_else(Vec::new, |table| recognised(&table, scale));
        }
        if let (true, Some(known)) = (lines.is_empty(), known) {
            append(&mut whole, text, known, number);
            continue;
        }
        if !lines.is_empty() {
            found.push(number);
        }
        let mut writer = Writer::default();
        for word in lines.iter_mut().flat_map(|line| &mut line.words) {
            word.rect = word.rect.clipped(width, height);
        }
        writer.page(width, height, &lines);
        let part = writer.finish(None);
        append(&mut whole, &part, &part.pages[0], number);
    }
    (whole, found)
}

/// Appends a page of another text.
fn append(whole: &mut Text, text: &Text, page: &Page, number: u32) {
    let part = page.span.of(&text.content).unwrap_or_default();
    if !whole.content.is_empty() && !part.is_empty() {
        whole.content.push_str("\n\n");
    }
    let base = whole.content.len();
    whole.content.push_str(part);
    let moved = |span: Span| {
        let start = base + (span.start - page.span.start) as usize;
        Span::new(start, start + span.len())
    };
    let inside = text.blocks.iter().filter(|block| page.span.contains(block.span));
    whole.blocks.extend(inside.map(|block| Block {
        kind: block.kind,
        span: moved(block.span),
    }));
    let inside = text.words.iter().filter(|word| page.span.contains(word.span));
    whole.words.extend(inside.map(|word| Placed {
        span: moved(word.span),
        page: number,
        ..*word
    }));
    whole.pages.push(Page {
        number,
        span: Span::new(base, whole.content.len()),
        ..page.clone()
    });
}

/// A recognised word with its place in points.
struct Found<'t> {
    /// The columns that name its page, block, paragraph and line.
    line: &'t str,
    text: String,
    rect: Rect,
}

/// Returns the lines of tesseract's table of words, from pixels to points.
fn recognised(table: &str, scale: f32) -> Vec<Line> {
    let words: Vec<Found<'_>> = table.lines().filter_map(|row| word(row, scale)).collect();
    let direction = direction(&words);
    let lines = words.chunk_by(|a, b| a.line == b.line);
    let mut lines: Vec<Line> = lines.map(|words| line(words, direction)).collect();
    let usual = median(lines.iter().map(|line| line.em).collect());
    for line in &mut lines {
        // Letters without tails make a line look small.
        if (0.65..1.35).contains(&(line.em / usual)) {
            line.em = usual;
        }
    }
    lines
}

/// Returns the direction in which most words of a page follow each other: a page may be scanned on its side.
fn direction(words: &[Found<'_>]) -> Point {
    let middle = |rect: Rect| Point {
        x: f32::midpoint(rect.x0, rect.x1),
        y: f32::midpoint(rect.y0, rect.y1),
    };
    let mut sum = Point::default();
    for pair in words.windows(2).filter(|pair| pair[0].line == pair[1].line) {
        // What runs from right to left stands upright all the same.
        if !pair.iter().any(|word| is_right_to_left(&word.text)) {
            let (from, to) = (middle(pair[0].rect), middle(pair[1].rect));
            sum.x += to.x - from.x;
            sum.y += to.y - from.y;
        }
    }
    if sum.x.abs() >= sum.y.abs() {
        let x = if sum.x < 0.0 { -1.0 } else { 1.0 };
        Point { x, y: 0.0 }
    } else {
        Point {
            x: 0.0,
            y: sum.y.signum(),
        }
    }
}

/// Returns the line of these words, at least one.
fn line(found: &[Found<'_>], direction: Point) -> Line {
    let right_to_left = found.iter().filter(|word| is_right_to_left(&word.text)).count() * 2 > found.len();
    let mut words: Vec<Word> = Vec::with_capacity(found.len());
    let (mut ems, mut feet) = (Vec::new(), Vec::new());
    for Found { text, rect, .. } in found {
        let (start, end) = along(*rect, direction);
        let (head, foot) = along(*rect, direction.across());
        ems.push(foot - head);
        feet.push(foot);
        let gap = words
            .last()
            .map_or(0.0, |last| (start - last.end).max(last.start - end));
        words.push(Word {
            text: text.clone(),
            rect: *rect,
            start,
            end,
            spaced: !words.is_empty(),
            gap,
        });
    }
    let across = median(feet);
    let usual = median(ems.clone());
    // The tallest word has letters with tails on both sides; what is much taller is a stain or a rule.
    let em = ems.into_iter().filter(|em| *em < 2.0 * usual).fold(0.0, f32::max);
    Line {
        direction,
        start: words.iter().map(|word| word.start).fold(f32::MAX, f32::min),
        end: words.iter().map(|word| word.end).fold(f32::MIN, f32::max),
        across,
        last_across: across,
        em: em.max(MIN_EM),
        stroke: 0.0,
        right_to_left,
        words,
    }
}

/// Returns where a rectangle begins and ends in a direction.
fn along(rect: Rect, direction: Point) -> (f32, f32) {
    let (a, b) = (
        direction.dot(Point { x: rect.x0, y: rect.y0 }),
        direction.dot(Point { x: rect.x1, y: rect.y1 }),
    );
    (a.min(b), a.max(b))
}

fn is_right_to_left(text: &str) -> bool {
    text.chars().any(letters::is_right_to_left)
}

/// Returns a word of the table, or `None` for other rows.
fn word(row: &str, scale: f32) -> Option<Found<'_>> {
    let columns: Vec<&str> = row.splitn(12, '\t').collect();
    let [level, _, _, _, _, _, left, top, width, height, certainty, text] = columns[..] else {
        return None;
    };
    let mut clean = String::new();
    letters::push_clean(text, &mut clean);
    let text: String = clean.split_whitespace().collect();
    if level != "5" || text.is_empty() || certainty.parse::<f32>().ok()? < CERTAINTY {
        return None;
    }
    let points = |pixels: &str| {
        let at = pixels.parse::<f32>().ok()? / scale;
        (0.0..=MOST).contains(&at).then_some(at)
    };
    let (x0, y0) = (points(left)?, points(top)?);
    let rect = Rect {
        x0,
        y0,
        x1: x0 + points(width)?,
        y1: y0 + points(height)?,
    };
    let line_end = row.match_indices('\t').nth(4).map_or(0, |(at, _)| at);
    Some(Found {
        line: &row[..line_end],
        text,
        rect,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
        4\t1\t1\t1\t1\t0\t300\t300\t900\t60\t-1\t\n\
        5\t1\t1\t1\t1\t1\t300\t300\t400\t60\t96.1\tInvoice\n\
        5\t1\t1\t1\t1\t2\t750\t300\t200\t60\t95.0\t4711\n\
        5\t1\t1\t1\t2\t1\t300\t400\t200\t60\t12.0\t~~\n\
        5\t1\t1\t1\t2\t1\t300\t400\t200\t60\t91.0\tTotal\n";

    #[test]
    fn the_table_of_words_becomes_lines_in_points() {
        let lines = recognised(TABLE, 300.0 / 72.0);
        let texts: Vec<Vec<&str>> = lines
            .iter()
            .map(|line| line.words.iter().map(|word| word.text.as_str()).collect())
            .collect();
        assert_eq!(texts, [vec!["Invoice", "4711"], vec!["Total"]]);
        let rect = lines[0].words[1].rect;
        assert!(
            (rect.x0 - 180.0).abs() < 0.01 && (rect.y1 - 86.4).abs() < 0.01,
            "{rect:?}"
        );
    }

    #[test]
    fn a_page_on_its_side_reads_along_its_side() {
        // As tesseract gives them when the page was turned: the words of a line stand above each other.
        let table = "5\t1\t1\t1\t1\t1\t325\t1879\t78\t293\t91.9\tDocling\n\
            5\t1\t1\t1\t1\t2\t326\t1544\t61\t308\t95.5\tbundles\n\
            5\t1\t1\t1\t2\t1\t437\t1973\t62\t205\t96.0\tJSON\n";
        let lines = recognised(table, 1.0);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].direction, Point { x: 0.0, y: -1.0 });
        assert!(lines[0].step_to(&lines[1]) > 0.0 && lines[0].words[0].end <= lines[0].words[1].start);
        assert!((lines[0].em - 78.0).abs() < 0.1, "{}", lines[0].em);
    }

    #[test]
    fn rows_that_are_no_words_are_left_out() {
        let odd = "5\t1\t1\t1\t1\t1\tNaN\t1\t1\t1\t90\ta\n5\t1\t1\t1\t1\t1\t-4\t1\t1\t1\t90\ta\n5\t1\tx\n\
            5\t1\t1\t1\t1\t1\t1\t1\t1\t1\t90\t \u{c}\n5\t1\t1\t1\t1\t1\t1\t1\t1\t1e99\t90\ta\n";
        assert!(recognised(odd, 1.0).is_empty());
    }
}
