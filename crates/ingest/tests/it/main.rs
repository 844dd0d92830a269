//! Tests of reading on real files: the sets that `KNOWHOW_BENCH_DATA` names (default `../shared/data` beside the
//! workspace).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod chunk_real;
mod data;
mod ocr;
mod office_sets;
mod pdf;
mod pdf_file;
mod pdf_sets;
mod text_formats;
mod text_mutations;
mod worker_limits;
mod worker_nasty;
