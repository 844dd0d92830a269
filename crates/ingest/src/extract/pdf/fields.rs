//! Values of form fields that have no drawn appearance, as glyphs at the place of the field.
//! Source: ISO 32000-2, 12.7 (forms).

use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Rect, String as PdfString};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, Point as Place};

use super::geometry::Point;
use super::glyphs::{Glyph, Glyphs, blank};
use super::letters;

/// Parents above a field whose value or flags it inherits.
const PARENTS: usize = 8;
/// Longest value that is read, in characters.
const LENGTH: usize = 10_000;

/// Appends the values of the text and choice fields of a page which no appearance shows.
pub(super) fn append(page: &Page<'_>, transform: Affine, glyphs: &mut Glyphs) {
    let Some(annotations) = page.raw().get::<Array<'_>>(b"Annots") else {
        return;
    };
    for field in annotations.iter::<Dict<'_>>() {
        let is_field = field
            .get::<Name<'_>>(b"Subtype")
            .is_some_and(|name| name.as_str() == "Widget");
        let is_hidden = field.get::<u32>(b"F").unwrap_or(0) & 0b10_0010 != 0;
        if !is_field || is_hidden || field.contains_key(b"AP") {
            continue;
        }
        if let (Some(value), Some(rect)) = (value(field.clone()), field.get::<Rect>(b"Rect")) {
            place(&value, rect, transform, glyphs);
        }
    }
}

fn value(field: Dict<'_>) -> Option<String> {
    let mut node = field;
    let mut is_text = false;
    let mut value = None;
    for _ in 0..PARENTS {
        is_text |= node
            .get::<Name<'_>>(b"FT")
            .is_some_and(|name| matches!(name.as_str(), "Tx" | "Ch"));
        value = value.or_else(|| {
            node.get::<PdfString<'_>>(b"V")
                .map(|text| letters::decode(text.as_bytes()))
        });
        match node.get::<Dict<'_>>(b"Parent") {
            Some(parent) => node = parent,
            None => break,
        }
    }
    value.filter(|value| is_text && !value.trim().is_empty())
}

/// Spreads the letters evenly over the field.
fn place(value: &str, rect: Rect, transform: Affine, glyphs: &mut Glyphs) {
    let a = transform * Place::new(rect.x0, rect.y0);
    let b = transform * Place::new(rect.x1, rect.y1);
    #[expect(clippy::cast_possible_truncation, reason = "points on a page need no more digits")]
    let (left, right, bottom, height) = (
        a.x.min(b.x) as f32,
        a.x.max(b.x) as f32,
        a.y.max(b.y) as f32,
        (a.y - b.y).abs() as f32,
    );
    let chars: Vec<char> = value.chars().take(LENGTH).collect();
    #[expect(clippy::cast_precision_loss, reason = "at most ten thousand")]
    let advance = ((right - left) / chars.len() as f32).min(0.5 * height);
    if !(height > 0.0 && advance > 0.0 && left.is_finite() && bottom.is_finite()) {
        return;
    }
    let em = height.min(12.0);
    let mut x = left;
    for c in chars {
        let glyph = Glyph {
            pen: Point {
                x,
                y: bottom - 0.25 * height,
            },
            advance,
            ..blank(em)
        };
        glyphs.push(c.encode_utf8(&mut [0; 4]), glyph);
        x += advance;
    }
}
