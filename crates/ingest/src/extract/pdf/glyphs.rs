//! The glyphs of a page with their positions: a `Device` that draws nothing and decodes no picture.
//! Source: ISO 32000-2, 9.4.4 (text space), 14.9.4 (replacement text).

use std::collections::HashMap;

use hayro_interpret::font::{Glyph as Shape, GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};
use hayro_interpret::kurbo::{Affine, BezPath, Rect as Bounds, Shape as _};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

use super::geometry::Point;
use super::letters;

/// Glyphs of one page: a dense page has 10,000.
const GLYPHS: usize = 200_000;
/// Height of the cell above the baseline, in ems.
const ASCENT: f32 = 0.8;
/// Height of the cell of vertical writing above the baseline of its glyph, in ems.
const VERTICAL_ASCENT: f32 = 0.88;

/// A drawn letter, ligature or space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Start of its text in [`Glyphs::letters`].
    pub(super) from: usize,
    /// End of it.
    pub(super) to: usize,
    /// Where the pen stands before it is drawn.
    pub(super) pen: Point,
    /// Direction of writing, of length 1.
    pub(super) direction: Point,
    /// How far the pen moves.
    pub(super) advance: f32,
    /// Size of the font.
    pub(super) em: f32,
    /// How far it reaches to the side from which lines come.
    pub(super) before: f32,
    /// How far it reaches to the other side.
    pub(super) after: f32,
    /// Width of its strokes in thousandths of the em; 0 where it was not measured.
    pub(super) stroke: f32,
    /// It is white space.
    pub(super) space: bool,
    /// It is written from right to left.
    pub(super) right_to_left: bool,
}

/// What a page holds.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    /// In the order in which they are drawn.
    pub(super) all: Vec<Glyph>,
    /// The text of all of them.
    pub(super) letters: String,
    /// Pictures were drawn.
    pub(super) images: usize,
    /// Shapes were drawn.
    pub(super) paths: usize,
    /// There were more glyphs than are kept.
    pub(super) cut: bool,
}

impl Glyphs {
    /// Returns the text of a glyph.
    pub(super) fn text(&self, glyph: &Glyph) -> &str {
        &self.letters[glyph.from..glyph.to]
    }

    /// Appends a glyph, with its text cleaned; one without any letter is dropped, one that stands for several words
    /// is parted.
    pub(super) fn push(&mut self, text: &str, glyph: Glyph) {
        let from = self.letters.len();
        letters::push_clean(text, &mut self.letters);
        let added = &self.letters[from..];
        let blank = added.trim().is_empty();
        if blank || !added.contains(' ') {
            let to = self.letters.len();
            self.keep(Glyph { from, to, ..glyph });
            return;
        }
        let parts: Vec<(usize, usize)> = added
            .split_inclusive(' ')
            .scan(from, |at, part| {
                let start = *at;
                *at += part.len();
                Some((start, *at))
            })
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "a few bytes")]
        let share = |bytes: usize| glyph.advance * bytes as f32 / (self.letters.len() - from) as f32;
        let places: Vec<f32> = parts.iter().map(|part| share(part.0 - from)).collect();
        let advances: Vec<f32> = parts.iter().map(|part| share(part.1 - part.0)).collect();
        for ((from, to), (place, advance)) in parts.into_iter().zip(places.into_iter().zip(advances)) {
            let end = to - usize::from(self.letters[from..to].ends_with(' '));
            let pen = glyph.pen.moved(glyph.direction, place, 0.0);
            let part = Glyph { pen, advance, ..glyph };
            self.keep(Glyph { from, to: end, ..part });
            self.keep(Glyph { from: end, to, ..part });
        }
    }

    fn keep(&mut self, mut glyph: Glyph) {
        if glyph.from == glyph.to {
            return;
        }
        if self.all.len() >= GLYPHS {
            self.cut = true;
            return;
        }
        let text = &self.letters[glyph.from..glyph.to];
        glyph.space = text.trim().is_empty();
        glyph.right_to_left = text.chars().any(letters::is_right_to_left);
        self.all.push(glyph);
    }
}

/// Stroke widths of the shapes measured so far, for a whole document.
pub(super) type Strokes = HashMap<u128, f32>;

/// Collects the glyphs of one page.
pub(super) struct Collector<'s> {
    /// What was collected.
    pub(super) page: Glyphs,
    width: f32,
    height: f32,
    strokes: &'s mut Strokes,
    marked: Vec<Option<Replacement>>,
    stretch: f32,
}

/// Text that stands for the glyphs drawn since it began.
struct Replacement {
    first: usize,
    text: String,
}

impl<'s> Collector<'s> {
    /// Returns a collector for a page of this size.
    pub(super) fn new(width: f32, height: f32, strokes: &'s mut Strokes) -> Self {
        Self {
            page: Glyphs::default(),
            width,
            height,
            strokes,
            marked: Vec::new(),
            stretch: 1.0,
        }
    }

    fn collect(&mut self, run: &GlyphRun<'_, '_>, transform: Affine) {
        let shapes = run.glyphs();
        let places: Vec<Affine> = shapes.iter().map(|shape| transform * shape.transform()).collect();
        let uniform = self.is_uniform(&places);
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let scale = type3_scale(shapes);
        for (shape, place) in shapes.iter().zip(places) {
            let Some(mut glyph) = self.placed(shape, place, uniform, vertical) else {
                continue;
            };
            if let Some(scale) = scale {
                glyph.em *= scale;
                glyph.before *= scale;
                glyph.after *= scale;
            }
            match shape.as_unicode() {
                Some(BfString::Char(c)) => {
                    glyph.stroke = self.stroke(shape, c);
                    self.page.push(c.encode_utf8(&mut [0; 4]), glyph);
                }
                Some(BfString::String(text)) => self.page.push(&text, glyph),
                None if is_blank(shape) => self.page.push(" ", glyph),
                None => self.page.push("\u{fffd}", glyph),
            }
        }
    }

    /// Returns whether all glyphs are stretched alike: then the text is, otherwise a substituted font is fitted to the
    /// widths that the file states, glyph by glyph.
    fn is_uniform(&mut self, places: &[Affine]) -> bool {
        let before = self.stretch;
        let mut stretches = places.iter().map(|place| {
            let [a, b, c, d, ..] = place.as_coeffs();
            narrow((a * a + b * b) / (a * d - b * c).abs().max(1e-12))
        });
        let first = stretches.next().unwrap_or(1.0);
        let mut uniform = places.len() > 1 || (first - before).abs() < 0.005;
        self.stretch = first;
        for stretch in stretches {
            uniform &= (stretch - first).abs() < 0.005;
            self.stretch = stretch;
        }
        uniform
    }

    /// Returns the glyph without its text, or `None` when it is not on the page.
    fn placed(&self, shape: &PositionedGlyph<'_>, place: Affine, uniform: bool, vertical: bool) -> Option<Glyph> {
        let [a, b, c, d, ..] = place.as_coeffs();
        let run = a.hypot(b);
        let em = narrow((a * d - b * c).abs() / run * 1000.0);
        let direction = Point {
            x: narrow(a / run),
            y: narrow(b / run),
        };
        let thousandths = match &**shape {
            Shape::Outline(outline) => outline.advance_width(),
            Shape::Type3(drawn) => drawn.advance_width(),
        }
        .unwrap_or(500.0);
        let advance = thousandths * if uniform { narrow(run) } else { em / 1000.0 };
        let origin = Point {
            x: narrow(place.translation().x),
            y: narrow(place.translation().y),
        };
        let finite = origin.x.is_finite() && origin.y.is_finite() && advance.is_finite() && direction.x.is_finite();
        if !finite || !(0.1..=5000.0).contains(&em) || advance.abs() > 10.0 * em.max(narrow(run) * 1000.0) {
            return None;
        }
        let advance = advance.max(0.0);
        let glyph = if vertical {
            Glyph {
                pen: origin.moved(direction, advance / 2.0, -VERTICAL_ASCENT * em),
                direction: direction.across(),
                advance: em,
                before: em / 2.0,
                after: em / 2.0,
                ..blank(em)
            }
        } else {
            Glyph {
                pen: origin,
                direction,
                advance,
                ..blank(em)
            }
        };
        let middle = glyph.pen.moved(glyph.direction, glyph.advance / 2.0, 0.0);
        let inside = |at: f32, size: f32| (-em..=size + em).contains(&at);
        (inside(middle.x, self.width) && inside(middle.y, self.height)).then_some(glyph)
    }

    /// Returns the stroke width of a Latin letter, the sign of bold type that every kind of font has.
    fn stroke(&mut self, shape: &PositionedGlyph<'_>, c: char) -> f32 {
        let Shape::Outline(outline) = &**shape else { return 0.0 };
        if !c.is_ascii_alphabetic() {
            return 0.0;
        }
        *self.strokes.entry(outline.identifier().cache_key()).or_insert_with(|| {
            let path = outline.outline();
            let around = path.perimeter(5.0);
            if around > 0.0 {
                narrow(2.0 * path.area().abs() / around)
            } else {
                0.0
            }
        })
    }

    /// Puts the replacement in the place of the glyphs, unless it only says the same or less.
    fn replace(&mut self, replacement: &Replacement) {
        let mut clean = String::new();
        letters::push_clean(&replacement.text, &mut clean);
        let text = clean.trim();
        let glyphs = self.page.all.get(replacement.first..).unwrap_or_default();
        let drawn: String = glyphs.iter().map(|glyph| self.page.text(glyph)).collect();
        // A word break inside cannot be placed between the glyphs.
        let says_more = !text.is_empty() && text != "-" && !text.contains(' ') && drawn.trim() != text;
        if !says_more || drawn.trim().contains(' ') {
            return;
        }
        let from = self.page.letters.len();
        self.page.letters.push_str(text);
        let to = self.page.letters.len();
        let mut place = (from, to);
        for glyph in self.page.all[replacement.first..]
            .iter_mut()
            .filter(|glyph| !glyph.space)
        {
            (glyph.from, glyph.to) = place;
            place = (to, to);
            glyph.right_to_left = text.chars().any(letters::is_right_to_left);
        }
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        if !self.page.cut {
            self.collect(run, props.transform);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.page.images += 1;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.page.paths += 1;
    }

    fn draw_rect(&mut self, _: &Bounds, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_clip_rect(&mut self, _: &Bounds) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|dict| dict.get::<PdfString<'_>>(b"ActualText"));
        self.marked.push(text.map(|text| Replacement {
            first: self.page.all.len(),
            text: letters::decode(text.as_bytes()),
        }));
    }

    fn end_marked_content(&mut self) {
        if let Some(Some(replacement)) = self.marked.pop() {
            self.replace(&replacement);
        }
    }
}

/// Returns a glyph of this size at nowhere.
pub(super) fn blank(em: f32) -> Glyph {
    Glyph {
        from: 0,
        to: 0,
        pen: Point::default(),
        direction: Point { x: 1.0, y: 0.0 },
        advance: 0.0,
        em,
        before: ASCENT * em,
        after: (1.0 - ASCENT) * em,
        stroke: 0.0,
        space: false,
        right_to_left: false,
    }
}

/// Returns by what to multiply the em of a drawn font, whose size says nothing: its letters tell how large it is.
fn type3_scale(shapes: &[PositionedGlyph<'_>]) -> Option<f32> {
    let widths: Vec<f32> = shapes
        .iter()
        .filter_map(|shape| match &**shape {
            Shape::Type3(drawn) => drawn.advance_width().filter(|width| *width > 0.0),
            Shape::Outline(_) => None,
        })
        .collect();
    if widths.is_empty() {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of glyphs")]
    let mean = widths.iter().sum::<f32>() / widths.len() as f32;
    (!(250.0..=1100.0).contains(&mean)).then_some(mean / 500.0)
}

fn is_blank(shape: &PositionedGlyph<'_>) -> bool {
    match &**shape {
        Shape::Outline(outline) => outline.outline().elements().is_empty(),
        Shape::Type3(drawn) => drawn.char_code() == 32,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "points on a page need no more digits")]
fn narrow(value: f64) -> f32 {
    value as f32
}
