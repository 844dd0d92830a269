//! PDF (ISO 32000): glyphs with positions to words, lines, blocks and pages. Pictures are not decoded.
//!
//! Order of work: `glyphs` collects what a page draws, `lines` makes words of it, `order` puts the lines in reading
//! order, `blocks` and `tables` find paragraphs and tables, `write` makes the text, `hyphens` and `headings` look at the
//! whole of it.

mod blocks;
mod fields;
mod geometry;
mod glyphs;
mod headings;
mod hyphens;
mod letters;
mod lines;
mod ocr;
mod order;
mod render;
mod tables;
mod write;

use std::panic::{AssertUnwindSafe, catch_unwind};

use domain::document::ReadStatus;
use domain::limits;
use domain::text::Text;
use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::object::{Array, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret, interpret_page,
};

use crate::{ReadError, Refused};

pub use self::ocr::ocr;
pub use self::render::render_page;

use self::glyphs::{Collector, Glyphs, Strokes};
use self::write::Writer;

/// Bytes of the drawing program of a page: real ones stay below a tenth.
const PROGRAM_BYTES: usize = 64 << 20;
/// Shapes on pages without letters and pictures that make it likely that text was turned into outlines.
const OUTLINES: usize = 200;
/// Letters without meaning below which nothing can be said of a file.
const UNREADABLE: usize = 20;

/// Returns the text with the rectangle of every word, the status and its sentence.
///
/// # Errors
/// When there is nothing to read: encrypted, damaged, too large, pictures only, unreadable fonts, or empty.
pub fn read(bytes: &[u8]) -> Result<(Text, ReadStatus, Option<String>), ReadError> {
    // The parser promises not to panic, files from strangers put it to the test.
    catch_unwind(AssertUnwindSafe(|| read_all(bytes))).unwrap_or_else(|_| {
        Err(ReadError::damaged(
            "The PDF is damaged; save it again with a PDF program",
        ))
    })
}

/// What was seen on all pages so far.
#[derive(Debug, Default)]
struct Seen {
    letters: usize,
    unreadable: usize,
    images: usize,
    paths: usize,
    without_text: Vec<u32>,
    cut: Vec<u32>,
}

fn read_all(bytes: &[u8]) -> Result<(Text, ReadStatus, Option<String>), ReadError> {
    let pdf = open(bytes)?;
    let mut writer = Writer::default();
    let mut seen = Seen::default();
    let mut strokes = Strokes::default();
    let mut cache = InterpreterCache::new();
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let (width, height) = page.render_dimensions();
        let drawn = catch_unwind(AssertUnwindSafe(|| draw(page, &cache, &mut strokes)));
        let mut page = drawn.unwrap_or_else(|_| {
            // What the page left in the cache may be half done.
            cache = InterpreterCache::new();
            Glyphs {
                cut: true,
                ..Glyphs::default()
            }
        });
        seen.page(number, &page);
        let mut lines = order::arrange(lines::lines(&mut page));
        for word in lines.iter_mut().flat_map(|line| &mut line.words) {
            word.rect = word.rect.clipped(width, height);
        }
        writer.page(width, height, &lines);
        if writer.len() > limits::TEXT_BYTES {
            return Err(ReadError::too_large(
                "The PDF holds more than 50 MB of text; split it into smaller files",
            ));
        }
    }
    let (status, reason) = seen.verdict()?;
    let title = pdf.metadata().title.as_deref().map(letters::decode);
    let title = title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    Ok((writer.finish(title.filter(|title| !title.is_empty())), status, reason))
}

/// Returns the file opened, its pages counted.
fn open(bytes: &[u8]) -> Result<Pdf, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::new(Refused::Empty, "The file is empty"));
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => ReadError::new(
            Refused::Encrypted,
            "The PDF needs a password; save it without one and upload it again",
        ),
        LoadPdfError::Decryption(_) => ReadError::new(
            Refused::Encrypted,
            "The PDF is encrypted in a way that cannot be read; save it without a password",
        ),
        LoadPdfError::Invalid => ReadError::damaged("The PDF is damaged; save it again with a PDF program"),
    })?;
    match pdf.pages().len() {
        0 => Err(ReadError::new(Refused::Empty, "The PDF has no pages")),
        pages if pages > limits::PAGES => Err(ReadError::too_large(format!(
            "The PDF has {pages} pages, the limit is {}; split it into smaller files",
            limits::PAGES
        ))),
        _ => Ok(pdf),
    }
}

/// Returns the glyphs of a page: its own, those of annotations, and the values of form fields.
fn draw<'a>(page: &Page<'a>, cache: &InterpreterCache<'a>, strokes: &mut Strokes) -> Glyphs {
    let (width, height) = page.render_dimensions();
    let transform = page.initial_transform(true).to_kurbo();
    let settings = InterpreterSettings {
        render_content: RenderContent::ANNOTATIONS,
        ..InterpreterSettings::default()
    };
    let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
    let mut context = Context::new(transform, bounds, cache, page.xref(), settings);
    let mut collector = Collector::new(width, height, strokes);
    // The page would keep its program for as long as the file is open: with thousands of pages too much memory.
    let program = program(page);
    interpret(TypedIter::new(&program), page.resources(), &mut context, &mut collector);
    interpret_page(page, &mut context, &mut collector);
    let mut glyphs = collector.page;
    fields::append(page, transform, &mut glyphs);
    glyphs
}

/// Returns the drawing program of a page, all its parts together.
fn program(page: &Page<'_>) -> Vec<u8> {
    let mut program = Vec::new();
    let mut append = |stream: &Stream<'_>| {
        if program.len() < PROGRAM_BYTES
            && let Ok(part) = stream.decoded()
        {
            program.extend_from_slice(&part);
            program.push(b'\n');
        }
    };
    if let Some(stream) = page.raw().get::<Stream<'_>>(b"Contents") {
        append(&stream);
    } else if let Some(streams) = page.raw().get::<Array<'_>>(b"Contents") {
        streams.iter::<Stream<'_>>().for_each(|stream| append(&stream));
    }
    program
}

impl Seen {
    fn page(&mut self, number: u32, page: &Glyphs) {
        let letters = page.all.iter().filter(|glyph| !glyph.space);
        let (mut all, mut unreadable) = (0, 0);
        for glyph in letters {
            all += 1;
            unreadable += usize::from(page.text(glyph).chars().all(letters::is_unreadable) && glyph.to > glyph.from);
        }
        self.letters += all;
        self.unreadable += unreadable;
        self.images += page.images;
        self.paths += page.paths;
        if page.cut {
            self.cut.push(number);
        } else if all == 0 && page.images > 0 || 2 * unreadable > all {
            self.without_text.push(number);
        }
    }

    /// Returns how reading ended.
    fn verdict(self) -> Result<(ReadStatus, Option<String>), ReadError> {
        if self.letters == 0 && !self.cut.is_empty() {
            return Err(ReadError::damaged(
                "The PDF is damaged; save it again with a PDF program",
            ));
        }
        if self.letters == 0 && (self.images > 0 || self.paths > OUTLINES) {
            return Err(ReadError::new(
                Refused::NeedsOcr,
                "The PDF holds pictures of text only; install tesseract, or run text recognition (OCR) on it yourself",
            ));
        }
        if self.letters == 0 {
            return Err(ReadError::new(Refused::Empty, "The PDF holds no text"));
        }
        if 5 * self.unreadable > self.letters && self.unreadable >= UNREADABLE {
            return Err(ReadError::new(
                Refused::UnreadableFonts,
                "The fonts of the PDF do not say which letters they show; run text recognition (OCR) on it",
            ));
        }
        let reason = match (self.without_text.is_empty(), self.cut.is_empty()) {
            (true, true) => return Ok((ReadStatus::Ok, None)),
            (false, true) => format!("No readable text on {}: pictures only", listed(&self.without_text)),
            (true, false) => format!("Could not read all of {}", listed(&self.cut)),
            (false, false) => format!(
                "No readable text on {}, and could not read all of {}",
                listed(&self.without_text),
                listed(&self.cut)
            ),
        };
        let mut pages = self.without_text;
        pages.extend(self.cut);
        pages.sort_unstable();
        Ok((ReadStatus::OkPartial { pages }, Some(reason)))
    }
}

/// Returns the page numbers as one says them.
pub(crate) fn listed(pages: &[u32]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = pages.iter().take(SHOWN).map(u32::to_string).collect();
    match pages {
        [page] => format!("page {page}"),
        _ if pages.len() > SHOWN => format!("pages {} and {} more", shown.join(", "), pages.len() - SHOWN),
        _ => format!("pages {}", shown.join(", ")),
    }
}
