//! Draws a page as a picture, for text recognition.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::hayro_syntax::Pdf;

use crate::ReadError;

/// Points of an inch.
const POINTS: f32 = 72.0;
/// Longest side of a picture, that of A3 at 300 dots per inch: four bytes a pixel must fit into the reader's memory.
const PIXELS: f32 = 5_000.0;

/// Returns a page, counted from 1, as a PNG picture of at most this many dots per inch.
///
/// # Errors
/// When the file cannot be opened, has no such page, or the page cannot be drawn.
pub fn render_page(bytes: &[u8], page: u32, dpi: u32) -> Result<Vec<u8>, ReadError> {
    picture(&super::open(bytes)?, page, dpi).map(|(png, _)| png)
}

/// Returns a page as a PNG picture with its pixels per point.
pub(super) fn picture(pdf: &Pdf, number: u32, dpi: u32) -> Result<(Vec<u8>, f32), ReadError> {
    let failed = |_| ReadError::damaged(format!("Page {number} of the PDF cannot be drawn"));
    let index = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let Some(page) = index.and_then(|index| pdf.pages().get(index)) else {
        return Err(ReadError::damaged(format!("The PDF has no page {number}")));
    };
    let (width, height) = page.render_dimensions();
    #[expect(clippy::cast_precision_loss, reason = "dots per inch are few")]
    let scale = (dpi as f32 / POINTS).min(PIXELS / width.max(height).max(1.0));
    let settings = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    catch_unwind(AssertUnwindSafe(|| {
        let cache = RenderCache::new();
        let drawn = render(
            page,
            &cache,
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &settings,
        );
        drawn.into_png().map(|png| (png, scale))
    }))
    .map_err(failed)?
    .map_err(|_| ReadError::damaged(format!("Page {number} of the PDF cannot be drawn")))
}
