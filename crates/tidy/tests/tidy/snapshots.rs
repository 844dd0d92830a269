//! Snapshots: each `.snap` has a living test, so that a stale one cannot pretend to guard something.

use crate::repository::{File, files, read, root};
use crate::{expect_none, expect_one};

/// Returns the value of `key: value` in the head of a snapshot.
fn head<'a>(content: &'a str, key: &str) -> Option<&'a str> {
    let mut lines = content.lines().skip(1).take_while(|line| *line != "---");
    lines
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))
        .map(|value| value.trim().trim_matches('"'))
}

/// Returns the name of the test or snapshot inside the file's name: `crate__module__name-2.snap` is `name`.
fn name(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".snap");
    let last = file.rsplit("__").next().unwrap_or(file);
    match last.rsplit_once('-') {
        Some((name, number)) if number.chars().all(|c| c.is_ascii_digit()) => name,
        _ => last,
    }
}

/// Returns what is wrong with one snapshot. `source` returns the text of a source file, if there is one.
fn problem(snapshot: &File, source: impl Fn(&str) -> Option<String>) -> Option<String> {
    let path = &snapshot.path;
    let Some(from) = head(&snapshot.content, "source") else {
        return Some(format!("{path}: names no source"));
    };
    let Some(code) = source(from) else {
        return Some(format!("{path}: its source {from} is gone"));
    };
    (!code.contains(name(path))).then(|| format!("{path}: {from} has no test {}", name(path)))
}

#[test]
fn snapshots_have_their_tests() {
    let source = |path: &str| root().join(path).exists().then(|| read(path));
    let problems: Vec<String> = files(&[".snap"])
        .iter()
        .filter_map(|file| problem(file, source))
        .collect();
    expect_none("orphaned snapshots", &problems);
}

#[test]
fn bad_snapshots_are_seen() {
    let source = |path: &str| (path == "a/src/b.rs").then(|| "fn reads_pages() {}".to_owned());
    let check = |path: &str, content: &str| {
        let file = File {
            path: path.into(),
            content: content.into(),
        };
        Vec::from_iter(problem(&file, source))
    };
    let head = "---\nsource: a/src/b.rs\nexpression: x\n---\n1\n";
    assert!(check("a/src/snapshots/a__b__tests__reads_pages.snap", head).is_empty());
    assert!(check("a/src/snapshots/a__b__tests__reads_pages-2.snap", head).is_empty());
    expect_one(
        &check("a/src/snapshots/a__b__tests__reads_files.snap", head),
        "has no test",
    );
    expect_one(&check("a__reads_pages.snap", &head.replace("b.rs", "c.rs")), "is gone");
    expect_one(
        &check("a__reads_pages.snap", "---\n---\nsource: a/src/b.rs\n"),
        "names no source",
    );
}
