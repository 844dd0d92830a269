//! The child's side: takes its limits, reads one file, answers, ends.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use domain::document::ReadStatus;
use domain::limits;
use domain::text::Text;

use super::{recognise, wire};
use crate::ReadError;
use crate::detect::Format;
use crate::extract::{Extracted, extract, pdf, refused};

/// Processor seconds that drawing pages for recognition may take on top.
const DRAWING_SECONDS: u64 = 300;

/// Returns the exit code of `<program> parse-worker`, which the parent calls; it is of no use to people.
///
/// Must be called before the program does anything else, because it limits the whole process.
pub fn child_main() -> ExitCode {
    // A panic is an answer like any other; its message would only cost time.
    std::panic::set_hook(Box::new(|_| {}));
    if std::env::args().nth(2).as_deref() == Some(recognise::ARGUMENT) {
        return recognise::become_tesseract();
    }
    match answer(&mut io::stdin().lock(), &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    let order = wire::read_order(input, |order| {
        limit(
            order.memory_bytes,
            order.cpu_seconds,
            order.cpu_seconds + DRAWING_SECONDS,
            0,
            16,
        );
    })?;
    let bytes = wire::bytes(input, order.length, limits::FILE_BYTES)?;
    let mut output = io::BufWriter::with_capacity(1 << 16, output);
    let read = catch_unwind(AssertUnwindSafe(|| {
        let extracted = extract(&bytes, &order.name);
        if order.recognises && extracted.media_type == Format::Pdf.media_type() {
            recognised(&bytes, extracted, order.cpu_seconds, input, &mut output)
        } else {
            extracted
        }
    }));
    let extracted = read.unwrap_or_else(|_| {
        let error = ReadError::damaged("The file is too complex or damaged: its reader stopped in the middle");
        refused(&error, "application/octet-stream")
    });
    wire::write_extracted(&mut output, extracted)
}

/// Returns the document with its pictured pages recognised, as far as the parent can.
fn recognised(
    bytes: &[u8],
    extracted: Extracted,
    cpu_seconds: u64,
    input: &mut impl Read,
    output: &mut impl Write,
) -> Extracted {
    let pages: Vec<u32> = match &extracted.status {
        ReadStatus::NeedsOcr | ReadStatus::UnreadableFonts => (1..).take(limits::PAGES).collect(),
        ReadStatus::OkPartial { pages } => pages.clone(),
        _ => return extracted,
    };
    limit_processor(cpu_seconds + DRAWING_SECONDS, cpu_seconds + DRAWING_SECONDS);
    let mut is_possible = true;
    let mut run = |png: &[u8]| {
        if !is_possible {
            return None;
        }
        let table = wire::write_picture(output, png).and_then(|()| wire::read_table(input));
        let table = table.ok().flatten();
        // Without tesseract the first page says so, and the others need not be drawn.
        is_possible = table.is_some();
        table
    };
    let text = pdf::ocr(bytes, extracted.text.clone(), &pages, &mut run);
    outcome(extracted, text)
}

/// Returns the recognised text with the status it has now, or the document as it was when nothing was recognised.
fn outcome(before: Extracted, text: Text) -> Extracted {
    if text.content.trim().is_empty() || text.content == before.text.content {
        return before;
    }
    let is_empty = |page: &&domain::text::Page| page.span.is_empty();
    let pages: Vec<u32> = text.pages.iter().filter(is_empty).map(|page| page.number).collect();
    let was_empty = |page: &u32| match &before.status {
        ReadStatus::OkPartial { pages } => pages.contains(page),
        _ => true,
    };
    let pages: Vec<u32> = pages.into_iter().filter(was_empty).collect();
    let is_whole = pages.is_empty();
    Extracted {
        text,
        status: if is_whole {
            ReadStatus::Ok
        } else {
            ReadStatus::OkPartial { pages }
        },
        reason: (!is_whole).then(|| "On some pages no text was recognised".to_owned()),
        media_type: before.media_type,
    }
}

/// Limits this process for good: address space, processor time, size of written files, open files.
#[cfg(unix)]
pub(super) fn limit(memory_bytes: u64, cpu_seconds: u64, most_cpu_seconds: u64, file_bytes: u64, open_files: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let set = |resource, value: u64| {
        let limit = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        // A limit that the system does not know or holds lower already is no reason to read nothing.
        let _ = setrlimit(resource, limit);
    };
    set(Resource::As, memory_bytes);
    set(Resource::Core, 0);
    set(Resource::Fsize, file_bytes);
    set(Resource::Nofile, open_files);
    limit_processor(cpu_seconds, most_cpu_seconds);
}

#[cfg(unix)]
fn limit_processor(seconds: u64, most_seconds: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit {
        current: Some(seconds),
        maximum: Some(most_seconds),
    };
    let _ = setrlimit(Resource::Cpu, limit);
}

#[cfg(not(unix))]
pub(super) fn limit(_memory: u64, _seconds: u64, _most_seconds: u64, _file_bytes: u64, _open_files: u64) {}

#[cfg(not(unix))]
fn limit_processor(_seconds: u64, _most_seconds: u64) {}
