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

/// Processor seconds that drawing a page for recognition may take, on the average of all.
const DRAWING_SECONDS: u64 = 5;

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
            order.cpu_seconds + DRAWING_SECONDS * limits::PAGES as u64,
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
    limit_processor(
        cpu_seconds + DRAWING_SECONDS * pages.len() as u64,
        cpu_seconds + DRAWING_SECONDS * limits::PAGES as u64,
    );
    let mut has_worked = false;
    let mut run = |png: &[u8]| {
        let table = wire::write_picture(output, png).and_then(|()| wire::read_table(input));
        let table = table.ok().flatten();
        has_worked |= table.is_some();
        table
    };
    let (text, found) = pdf::ocr(bytes, &extracted.text, &pages, &mut run);
    if has_worked {
        outcome(extracted, text, &pages, &found)
    } else {
        extracted
    }
}

/// Returns the recognised text with the status it has now, or the document as it was when nothing was recognised on
/// the pages in question.
fn outcome(before: Extracted, text: Text, pages: &[u32], found: &[u32]) -> Extracted {
    let is_missing = |page: &u32| pages.contains(page) && !found.contains(page);
    let missing: Vec<u32> = text.pages.iter().map(|page| page.number).filter(is_missing).collect();
    let reason = (!missing.is_empty()).then(|| format!("No text was recognised on {}", pdf::listed(&missing)));
    if found.is_empty() {
        return Extracted { reason, ..before };
    }
    let status = if missing.is_empty() {
        ReadStatus::Ok
    } else {
        ReadStatus::OkPartial { pages: missing }
    };
    Extracted {
        text,
        status,
        reason,
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
