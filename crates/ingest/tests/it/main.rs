//! Tests of reading on real files: the sets that `KNOWHOW_BENCH_DATA` names (default `../shared/data` beside the
//! workspace).

mod data;
mod text_formats;
