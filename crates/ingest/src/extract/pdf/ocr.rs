//! Recognised words of pictured pages into the same text as drawn ones. The recognition itself is the caller's; its
//! answer is the table of words that tesseract writes (TSV). Source: tesseract(1), "tsv".

use domain::span::Span;
use domain::text::{Block, Page, Text, Word as Placed};

use super::geometry::{Point, Rect};
use super::lines::{Line, Word, median};
use super::render;
use super::write::Writer;

/// Dots per inch of the pictures: what recognition is trained on.
const DPI: u32 = 300;
/// Certainty below which a word is taken for a speck, in percent.
const CERTAINTY: f32 = 30.0;

/// Returns the text with the words that `run` recognises on the pages, which are counted from 1. `run` gets each page
/// as a PNG picture and returns tesseract's table of words; where it has none, the page stays as it was.
pub fn ocr(bytes: &[u8], text: Text, pages: &[u32], run: &mut dyn FnMut(&[u8]) -> Option<String>) -> Text {
    let Ok(pdf) = super::open(bytes) else { return text };
    let mut whole = Text {
        title: text.title.clone(),
        language: text.language,
        ..Text::default()
    };
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let (width, height) = page.render_dimensions();
        let known = text.pages.iter().find(|page| page.number == number);
        let mut lines = Vec::new();
        if pages.contains(&number)
            && let Ok((png, scale)) = render::picture(&pdf, number, DPI)
            && let Some(table) = run(&png)
        {
            lines = recognised(&table, scale);
        }
        if let (true, Some(known)) = (lines.is_empty(), known) {
            append(&mut whole, &text, known, number);
        } else {
            let mut writer = Writer::default();
            for word in lines.iter_mut().flat_map(|line| &mut line.words) {
                word.rect = word.rect.clipped(width, height);
            }
            writer.page(width, height, &lines);
            let part = writer.finish(None);
            append(&mut whole, &part, &part.pages[0], number);
        }
    }
    whole
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

/// Returns the lines of tesseract's table of words, from pixels to points.
fn recognised(table: &str, scale: f32) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut last = "";
    for row in table.lines() {
        let Some((line, word)) = word(row, scale) else { continue };
        let height = word.rect.y1 - word.rect.y0;
        match lines.last_mut() {
            Some(current) if line == last => {
                current.end = current.end.max(word.end);
                current.start = current.start.min(word.start);
                let gap = word.start - current.words.last().map_or(word.start, |last| last.end);
                current.words.push(Word {
                    spaced: true,
                    gap,
                    ..word
                });
            }
            _ => lines.push(Line {
                direction: Point { x: 1.0, y: 0.0 },
                start: word.start,
                end: word.end,
                across: word.rect.y1,
                last_across: word.rect.y1,
                em: height,
                stroke: 0.0,
                right_to_left: false,
                words: vec![word],
            }),
        }
        last = line;
    }
    for line in &mut lines {
        line.across = median(line.words.iter().map(|word| word.rect.y1).collect());
        line.last_across = line.across;
        line.em = median(line.words.iter().map(|word| word.rect.y1 - word.rect.y0).collect());
    }
    lines
}

/// Returns a word of the table with the columns that name its line, or `None` for other rows.
fn word(row: &str, scale: f32) -> Option<(&str, Word)> {
    let columns: Vec<&str> = row.splitn(12, '\t').collect();
    let [level, _, _, _, _, _, left, top, width, height, certainty, text] = columns[..] else {
        return None;
    };
    let text: String = text.split_whitespace().collect();
    if level != "5" || text.is_empty() || certainty.parse::<f32>().ok()? < CERTAINTY {
        return None;
    }
    let points = |pixels: &str| {
        pixels
            .parse::<f32>()
            .ok()
            .filter(|at| at.is_finite())
            .map(|at| at / scale)
    };
    let (x0, y0) = (points(left)?, points(top)?);
    let rect = Rect {
        x0,
        y0,
        x1: x0 + points(width)?,
        y1: y0 + points(height)?,
    };
    // Page, block, paragraph and line together name a line.
    let line_end = row.match_indices('\t').nth(4).map_or(0, |(at, _)| at);
    let word = Word {
        text,
        rect,
        start: rect.x0,
        end: rect.x1,
        spaced: false,
        gap: 0.0,
    };
    Some((&row[..line_end], word))
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
}
