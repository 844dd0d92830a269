//! Source files: a header in each, not too long, no `mod.rs`.

use crate::repository::{File, files, paths};
use crate::{expect_none, expect_one};

/// Longest Rust file, tests and generated code apart.
const RUST_LINES: usize = 500;
/// Longest file of the web pages, likewise.
const WEB_LINES: usize = 250;

fn is_test(path: &str) -> bool {
    path.contains("/tests/")
        || path.ends_with("/tests.rs")
        || path.contains("/benches/")
        || path.starts_with("fuzz/")
        || path.contains(".test.")
}

/// Returns the number of lines before a test module at the end of the file.
fn code_lines(content: &str) -> usize {
    let code = content.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(content);
    code.lines().count()
}

fn size_problem(file: &File) -> Option<String> {
    let is_generated = content_starts(&file.content).contains("generated");
    let limit = if file.path.starts_with("crates/") {
        RUST_LINES
    } else {
        WEB_LINES
    };
    let lines = code_lines(&file.content);
    (lines > limit && !is_generated && !is_test(&file.path))
        .then(|| format!("{}: {lines} lines; at most {limit}, split it by meaning", file.path))
}

fn content_starts(content: &str) -> String {
    content.lines().take(3).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn header_problem(file: &File) -> Option<String> {
    let first = file.content.lines().next().unwrap_or_default();
    (!is_test(&file.path) && first.strip_prefix("//! ").is_none_or(|header| header.len() < 8))
        .then(|| format!("{}: begin with `//!`: what it does, what it must not know", file.path))
}

fn name_problem(path: &str) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".rs")?;
    match stem {
        "mod" => Some(format!("{path}: write `name.rs` beside `name/`, never mod.rs")),
        "util" | "utils" | "common" | "helpers" | "misc" | "prelude" => {
            Some(format!("{path}: name it by what it does, not {stem}"))
        }
        _ => None,
    }
}

#[test]
fn rust_files_begin_with_a_header() {
    let problems: Vec<String> = files(&[".rs"]).iter().filter_map(header_problem).collect();
    expect_none("headers", &problems);
}

#[test]
fn files_are_short() {
    let is_made = |file: &File| file.path == "web/src/lib/api/openapi.ts";
    let is_ours =
        |file: &File| file.path.starts_with("crates/") || (file.path.starts_with("web/src/") && !is_made(file));
    let problems: Vec<String> = files(&[".rs", ".ts", ".svelte"])
        .iter()
        .filter(|file| is_ours(file))
        .filter_map(size_problem)
        .collect();
    expect_none("file size", &problems);
}

#[test]
fn files_are_named_by_what_they_do() {
    let problems: Vec<String> = paths().iter().filter_map(|path| name_problem(path)).collect();
    expect_none("file names", &problems);
}

#[test]
fn bad_sources_are_seen() {
    let file = |path: &str, content: &str| File {
        path: path.into(),
        content: content.into(),
    };
    assert!(header_problem(&file("a.rs", "//! Reads archives.\n")).is_none());
    expect_one(
        &Vec::from_iter(header_problem(&file("a.rs", "use std::fs;\n"))),
        "begin with",
    );
    expect_one(
        &Vec::from_iter(header_problem(&file("a.rs", "//! Stub.\n"))),
        "begin with",
    );

    let long = "//! A.\n".repeat(RUST_LINES + 1);
    expect_one(
        &Vec::from_iter(size_problem(&file("crates/a/src/b.rs", &long))),
        "501 lines",
    );
    assert!(size_problem(&file("crates/a/src/b/tests.rs", &long)).is_none());
    assert!(size_problem(&file("web/src/openapi.ts", &format!("// Generated\n{long}"))).is_none());
    let tested = format!("//! A.\n\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
    assert!(size_problem(&file("crates/a/src/b.rs", &tested)).is_none());
    expect_one(
        &Vec::from_iter(size_problem(&file("web/src/a.svelte", &"x\n".repeat(251)))),
        "at most 250",
    );

    for path in ["crates/a/src/b/mod.rs", "crates/a/src/utils.rs"] {
        assert!(name_problem(path).is_some(), "{path}");
    }
    assert!(name_problem("crates/a/src/model.rs").is_none());
}
