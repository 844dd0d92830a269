//! Glyphs to lines of words, in the order in which the page draws them. Knows nothing of columns and paragraphs.

use unicode_bidi::{BidiInfo, Level};

use super::geometry::{Point, Rect};
use super::glyphs::{Glyph, Glyphs};
use super::letters;

/// Gap along the baseline that parts words, in ems.
const WORD_GAP: f32 = 0.15;
/// A space that leaves less room than this between its neighbours is not seen, in ems.
const NO_ROOM: f32 = 0.02;
/// Shift across the baseline that begins a line, in ems.
const LINE_SHIFT: f32 = 0.5;
/// Step back along the baseline that begins a line, in ems.
const STEP_BACK: f32 = 0.25;
/// Distance at which the same letter is the same drawing, in ems.
const SAME_PLACE: f32 = 0.12;
/// Stroke width of small letters for each of capitals.
const CAPITALS: f32 = 0.85;

/// A word, without white space.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Its letters, in reading order.
    pub(super) text: String,
    /// Its place on the page.
    pub(super) rect: Rect,
    /// Where it begins along the line.
    pub(super) start: f32,
    /// Where it ends along the line.
    pub(super) end: f32,
    /// A space parts it from the word before.
    pub(super) spaced: bool,
    /// Free room before it, back to the word before on the same line.
    pub(super) gap: f32,
}

/// Words on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// At least one, in reading order.
    pub(super) words: Vec<Word>,
    /// Direction of writing.
    pub(super) direction: Point,
    /// Where it begins along its direction.
    pub(super) start: f32,
    /// Where it ends.
    pub(super) end: f32,
    /// Place of the baseline, growing from line to line.
    pub(super) across: f32,
    /// Place of the last baseline: a cell of a row may have several.
    pub(super) last_across: f32,
    /// Size of most of its letters.
    pub(super) em: f32,
    /// Stroke width of most of its letters, in thousandths of the em; 0 where unknown.
    pub(super) stroke: f32,
    /// It reads from right to left.
    pub(super) right_to_left: bool,
}

impl Line {
    /// Returns whether the other runs in the same direction.
    pub(super) fn is_parallel(&self, other: &Self) -> bool {
        self.direction.dot(other.direction) > 0.98
    }

    /// Returns how far the other lies after this one, in the larger em of both.
    pub(super) fn step_to(&self, other: &Self) -> f32 {
        (other.across - self.last_across) / self.em.max(other.em)
    }

    /// Returns by how much both overlap along their direction; negative is a gap.
    pub(super) fn overlap(&self, other: &Self) -> f32 {
        self.end.min(other.end) - self.start.max(other.start)
    }

    /// Returns the number of characters.
    pub(super) fn char_count(&self) -> usize {
        self.words.iter().map(|word| word.text.chars().count() + 1).sum()
    }
}

/// Returns the lines of a page.
pub(super) fn lines(page: &mut Glyphs) -> Vec<Line> {
    drop_doubles(page);
    let mut all = Vec::new();
    let mut current: Vec<Glyph> = Vec::new();
    let mut last: Option<Glyph> = None;
    for glyph in &page.all {
        if glyph.space {
            if last.is_some_and(|last| is_level(&last, glyph)) {
                current.push(*glyph);
            }
            continue;
        }
        if last.is_some_and(|last| !follows(&last, glyph)) {
            all.extend(line(page, std::mem::take(&mut current)));
        }
        current.push(*glyph);
        last = Some(*glyph);
    }
    all.extend(line(page, current));
    all
}

/// Drops letters drawn again at the same place, which makes them look bold or gives them a shadow.
fn drop_doubles(page: &mut Glyphs) {
    let mut order: Vec<usize> = (0..page.all.len()).filter(|&at| !page.all[at].space).collect();
    let key = |at: usize| (page.text(&page.all[at]), page.all[at].pen.x);
    order.sort_by(|&a, &b| {
        key(a)
            .0
            .cmp(key(b).0)
            .then(key(a).1.total_cmp(&key(b).1))
            .then(a.cmp(&b))
    });
    let mut doubles = vec![false; page.all.len()];
    let mut bold = Vec::new();
    for (nth, &at) in order.iter().enumerate() {
        if doubles[at] {
            continue;
        }
        let glyph = &page.all[at];
        let reach = SAME_PLACE * glyph.em;
        // The same letters in a column are many: looking at the next few is enough for real drawings.
        for &other in order[nth + 1..].iter().take(64) {
            let next = &page.all[other];
            if next.pen.x - glyph.pen.x > reach || page.text(next) != page.text(glyph) {
                break;
            }
            if (next.pen.y - glyph.pen.y).abs() <= reach && !page.text(glyph).is_empty() {
                doubles[at.max(other)] = true;
                bold.push(at.min(other));
            }
        }
    }
    for at in bold {
        page.all[at].stroke *= 1.5;
    }
    let mut doubles = doubles.into_iter();
    page.all.retain(|_| !doubles.next().unwrap_or(false));
}

/// Returns whether the glyph stands on the baseline of the other.
fn is_level(last: &Glyph, glyph: &Glyph) -> bool {
    let across = last.direction.across();
    let shift = across.dot(glyph.pen) - across.dot(last.pen);
    last.direction.dot(glyph.direction) > 0.98 && shift.abs() <= LINE_SHIFT * last.em.max(glyph.em)
}

/// Returns whether the glyph continues the line of the last one.
fn follows(last: &Glyph, glyph: &Glyph) -> bool {
    if !is_level(last, glyph) {
        return false;
    }
    let step = last.direction.dot(glyph.pen) - last.direction.dot(last.pen);
    last.right_to_left || glyph.right_to_left || step > -STEP_BACK * last.em.max(glyph.em)
}

/// Returns the line of the glyphs, or `None` when they are white space.
fn line(page: &Glyphs, mut glyphs: Vec<Glyph>) -> Option<Line> {
    while glyphs.last()?.space {
        glyphs.pop();
    }
    let direction = glyphs[0].direction;
    let right_to_left = glyphs.iter().any(|glyph| glyph.right_to_left);
    if right_to_left {
        glyphs = logical_order(page, glyphs, direction);
    }
    let words = words(page, &glyphs, direction, right_to_left);
    let first = words.first()?;
    let (mut start, mut end) = (first.start, first.end);
    for word in &words {
        start = start.min(word.start);
        end = end.max(word.end);
    }
    let letters: Vec<&Glyph> = glyphs.iter().filter(|glyph| !glyph.space).collect();
    let em = median(letters.iter().map(|glyph| glyph.em).collect());
    let across = median(letters.iter().map(|glyph| direction.across().dot(glyph.pen)).collect());
    let stroke = stroke(page, &letters);
    Some(Line {
        words,
        direction,
        start,
        end,
        across,
        last_across: across,
        em,
        stroke,
        right_to_left,
    })
}

/// Returns the stroke width of most letters. Capitals have wider strokes: they count where there is little else.
fn stroke(page: &Glyphs, letters: &[&Glyph]) -> f32 {
    let measured = |capital: bool| -> Vec<f32> {
        let is_wanted =
            |glyph: &&&Glyph| glyph.stroke > 0.0 && page.text(glyph).starts_with(|c: char| c.is_uppercase() == capital);
        letters.iter().filter(is_wanted).map(|glyph| glyph.stroke).collect()
    };
    let (small, capital) = (measured(false), measured(true));
    if 4 * small.len() >= capital.len() {
        median(small)
    } else {
        CAPITALS * median(capital)
    }
}

/// Returns the glyphs, which lie in any order, as they are read: sorted by place, then the parts that run from right to
/// left reversed. Source: the inverse of the Unicode bidirectional algorithm, which is the algorithm itself.
fn logical_order(page: &Glyphs, mut glyphs: Vec<Glyph>, direction: Point) -> Vec<Glyph> {
    let middle = |glyph: &Glyph| direction.dot(glyph.pen) + glyph.advance / 2.0;
    glyphs.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let glyphs = with_spaces(glyphs, direction);
    let mut text = String::new();
    let mut starts = Vec::with_capacity(glyphs.len());
    for glyph in &glyphs {
        starts.push(text.len());
        text.push_str(if glyph.space { " " } else { page.text(glyph) });
        if text.len() == starts[starts.len() - 1] {
            text.push('\u{200c}');
        }
    }
    let (mut left, mut right) = (0_usize, 0_usize);
    for c in text.chars() {
        right += usize::from(letters::is_right_to_left(c));
        left += usize::from(c.is_alphabetic() && !letters::is_right_to_left(c));
    }
    let base = if right >= left { Level::rtl() } else { Level::ltr() };
    let bidi = BidiInfo::new(&text, Some(base));
    let levels: Vec<Level> = starts.iter().map(|&start| bidi.levels[start]).collect();
    let order = BidiInfo::reorder_visual(&levels);
    order.into_iter().map(|at| glyphs[at]).collect()
}

/// Returns the glyphs, sorted by place, with spaces where there are gaps between words.
fn with_spaces(glyphs: Vec<Glyph>, direction: Point) -> Vec<Glyph> {
    let limit = word_gap(&glyphs, direction);
    let mut spaced: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        if let Some(&last) = spaced.last() {
            let free = gap(&last, &glyph, direction);
            if free > limit * last.em.max(glyph.em) {
                spaced.push(Glyph {
                    pen: last.pen.moved(direction, last.advance, 0.0),
                    advance: free,
                    space: true,
                    ..last
                });
            }
        }
        spaced.push(glyph);
    }
    spaced
}

/// Returns the words of the glyphs of a line, which are in reading order. In a line with letters that run from right to
/// left neighbours in the text may stand apart: there spaces alone part words.
fn words(page: &Glyphs, glyphs: &[Glyph], direction: Point, right_to_left: bool) -> Vec<Word> {
    let limit = if right_to_left {
        f32::MAX
    } else {
        word_gap(glyphs, direction)
    };
    let mut space = 0.0;
    let mut words: Vec<Word> = Vec::new();
    let mut last: Option<&Glyph> = None;
    let mut spaced = false;
    let mut ideograph = false;
    for glyph in glyphs {
        if glyph.space {
            spaced = true;
            space += glyph.advance;
            continue;
        }
        let text = page.text(glyph);
        let is_ideograph = text.chars().next().is_some_and(letters::is_ideograph);
        let mut free = 0.0;
        if let Some(last) = last {
            let wide = if ideograph && is_ideograph {
                2.0 * LINE_SHIFT
            } else {
                limit
            };
            free = if right_to_left {
                space
            } else {
                gap(last, glyph, direction)
            };
            // A space that the next letter is drawn over parts nothing.
            spaced &= right_to_left || free.abs() > NO_ROOM * glyph.em;
            // Writers put the space after a Latin word on its other side, where it does not part the scripts.
            let leaves_latin = glyph.right_to_left && page.text(last).ends_with(|c: char| c.is_ascii_alphabetic());
            spaced |= free > wide * last.em.max(glyph.em) || leaves_latin;
        }
        let joins = !(spaced || ideograph && is_ideograph);
        add(
            &mut words,
            text,
            glyph,
            direction,
            Before {
                joins,
                spaced,
                gap: free,
            },
        );
        last = Some(glyph);
        ideograph = is_ideograph;
        spaced = false;
        space = 0.0;
    }
    words
}

/// What stands between a part of a word and what came before.
#[derive(Debug, Clone, Copy)]
struct Before {
    joins: bool,
    spaced: bool,
    gap: f32,
}

/// Appends letters to the last word, or a word.
fn add(words: &mut Vec<Word>, text: &str, glyph: &Glyph, direction: Point, before: Before) {
    let rect = cell(glyph);
    let start = direction.dot(glyph.pen);
    let end = start + glyph.advance;
    match words.last_mut() {
        Some(word) if before.joins => {
            word.text.push_str(text);
            word.rect = word.rect.cover(rect);
            word.start = word.start.min(start);
            word.end = word.end.max(end);
        }
        _ => words.push(Word {
            text: text.to_owned(),
            rect,
            start,
            end,
            spaced: before.spaced && !words.is_empty(),
            gap: before.gap,
        }),
    }
}

/// Returns the gap that parts words of this line, in ems: more than usual where all letters are spaced out.
fn word_gap(glyphs: &[Glyph], direction: Point) -> f32 {
    let mut gaps: Vec<f32> = glyphs
        .windows(2)
        .filter(|pair| !pair[0].space && !pair[1].space)
        .map(|pair| gap(&pair[0], &pair[1], direction) / pair[0].em.max(pair[1].em))
        .collect();
    if gaps.len() < 5 {
        return WORD_GAP;
    }
    gaps.sort_by(f32::total_cmp);
    let usual = gaps[gaps.len() / 4];
    if (0.1..0.6).contains(&usual) {
        usual + WORD_GAP
    } else {
        WORD_GAP
    }
}

/// Returns the free room between two glyphs, whichever comes first.
fn gap(a: &Glyph, b: &Glyph, direction: Point) -> f32 {
    let (a_start, b_start) = (direction.dot(a.pen), direction.dot(b.pen));
    (b_start - a_start - a.advance).max(a_start - b_start - b.advance)
}

/// Returns the upright rectangle around a glyph.
fn cell(glyph: &Glyph) -> Rect {
    let corner = |along, down| glyph.pen.moved(glyph.direction, along, down);
    Rect::around(&[
        corner(0.0, -glyph.before),
        corner(glyph.advance, -glyph.before),
        corner(0.0, glyph.after),
        corner(glyph.advance, glyph.after),
    ])
}

/// Returns the middle of the values, 0 for none.
pub(super) fn median(mut values: Vec<f32>) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f32::total_cmp).1
}
