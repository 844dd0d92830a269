//! The child process: that it reads, keeps its limits, and that its parent outlives it.

use std::time::{Duration, Instant};

use domain::document::ReadStatus;
use ingest::WorkerError;
use ingest::worker::{Reader, Worker};

use crate::data::{folder, manifest};

pub(crate) fn worker() -> Worker {
    Worker::new(env!("CARGO_BIN_EXE_parse-worker"), false)
}

#[test]
fn the_child_reads_like_the_parent() {
    let bytes = "# Title\n\nOne *two*.\n".as_bytes();
    let read = worker().read_bytes(bytes, "a.md").unwrap();
    assert_eq!(read, ingest::extract::extract(bytes, "a.md"));
    assert_eq!(read.text.content, "Title\n\nOne two.");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stored-under-another-name");
    fs_err::write(&path, bytes).unwrap();
    for reader in [Reader::Child(worker()), Reader::InProcess] {
        assert_eq!(reader.read(&path, "a.md").unwrap(), read);
    }
}

#[test]
fn refusals_come_back_with_their_sentences() {
    let read = worker().read_bytes(b"%PDF-1.7", "a.docx").unwrap();
    assert_eq!(read.status, ReadStatus::Unsupported);
    assert!(read.reason.unwrap().contains("holds a PDF document"));
}

#[test]
fn large_files_go_through_the_pipe() {
    let line = "A line of text that is neither short nor long, with some words in it.\n";
    let content = line.repeat(8_000_000 / line.len());
    let read = worker().read_bytes(content.as_bytes(), "a.txt").unwrap();
    assert_eq!(read.status, ReadStatus::Ok);
    assert_eq!(read.text.content.len(), content.len());
}

#[test]
fn a_child_beyond_its_memory_is_a_damaged_file() {
    // Each pair of letters becomes a node of the page's tree.
    let page = format!("<!doctype html>{}", "<i>x</i>".repeat(4_000_000));
    let read = worker().read_bytes(page.as_bytes(), "a.html").unwrap();
    assert_eq!(read.status, ReadStatus::Damaged);
    assert!(read.reason.unwrap().contains("too complex or damaged"));
}

#[test]
fn a_child_beyond_its_time_is_stopped() {
    let page = format!("<!doctype html>{}", "<p><b><i><u>".repeat(300_000));
    let began = Instant::now();
    let read = worker()
        .with_wall(Duration::from_millis(300))
        .read_bytes(page.as_bytes(), "a.html")
        .unwrap();
    assert_eq!(read.status, ReadStatus::Damaged);
    assert!(read.reason.unwrap().contains("took too long"));
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_program_that_is_no_worker_is_told_apart_from_bad_files() {
    let missing = Worker::new("/nowhere/at-all", false);
    assert!(matches!(
        missing.read_bytes(b"x", "a.txt"),
        Err(WorkerError::Start { .. })
    ));
    let read = worker().try_read("/nowhere/at-all".as_ref(), "a.txt");
    assert!(matches!(read, Err(WorkerError::Open(_))));
    // One that ends at once without an answer.
    let silent = Worker::new("/bin/true", false).read_bytes(b"x", "a.txt").unwrap();
    assert_eq!(silent.status, ReadStatus::Damaged);
}

#[test]
fn pictured_pages_are_recognised_or_named() {
    let line = manifest("documents/formats")
        .into_iter()
        .find(|line| line["needs_ocr"] == true)
        .unwrap();
    let file = folder("documents/formats").join(line["file"].as_str().unwrap());
    let read = Worker::new(env!("CARGO_BIN_EXE_parse-worker"), true).read(&file, "scan.pdf");
    let is_named = read.status == ReadStatus::NeedsOcr && read.text.content.is_empty();
    assert!(
        is_named || read.text.content.contains(char::is_alphanumeric),
        "{:?} {:?}",
        read.status,
        read.reason
    );
    assert_eq!(read.media_type, "application/pdf");
}
