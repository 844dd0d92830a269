//! The files of the repository, as git would list them: without what `.gitignore` names.

use std::fs;
use std::path::{Path, PathBuf};

/// A text file, its path from the root with `/`.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) content: String,
}

/// Returns the root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the text of the file at `path` from the root.
pub(crate) fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the paths of all files from the root, sorted.
pub(crate) fn paths() -> Vec<String> {
    let rules = read(".gitignore");
    let mut found = Vec::new();
    walk(&root(), "", &rules, &mut found);
    found.sort();
    found
}

/// Returns the files whose path ends with one of `endings`; files that are not UTF-8 text are left out.
pub(crate) fn files(endings: &[&str]) -> Vec<File> {
    let wanted = |path: &String| endings.iter().any(|ending| path.ends_with(ending));
    let text = |path: String| {
        let content = fs::read_to_string(root().join(&path)).ok()?;
        Some(File { path, content })
    };
    paths().into_iter().filter(wanted).filter_map(text).collect()
}

fn walk(folder: &Path, prefix: &str, rules: &str, found: &mut Vec<String>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let entry = entry.expect("a folder can be listed to its end");
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().expect("an entry has a type");
        if name == ".git" || is_ignored(rules, &path) {
            continue;
        }
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), rules, found);
        } else if kind.is_file() {
            found.push(path);
        }
    }
}

/// Returns whether a line of `.gitignore` names the path: `/anchored/path`, `*.ending` or `name`.
fn is_ignored(rules: &str, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let rules = rules
        .lines()
        .map(str::trim)
        .filter(|rule| !rule.is_empty() && !rule.starts_with('#'));
    rules
        .map(|rule| rule.trim_end_matches('/'))
        .any(|rule| match (rule.strip_prefix('/'), rule.strip_prefix('*')) {
            (Some(anchored), _) => path == anchored,
            (None, Some(ending)) => name.ends_with(ending),
            (None, None) => name == rule,
        })
}

#[test]
fn ignored_paths_are_told_apart() {
    let rules = "# build\n/target\n/web/build/\n*.tmp\nnode_modules\n";
    for path in ["target", "web/build", "docs/a.tmp", "web/node_modules"] {
        assert!(is_ignored(rules, path), "{path}");
    }
    for path in ["docs/target", "web/src", "a.tmpl"] {
        assert!(!is_ignored(rules, path), "{path}");
    }
}

#[test]
fn the_repository_is_found() {
    let paths = paths();
    for path in ["Cargo.toml", "crates/domain/src/lib.rs", ".ci/run"] {
        assert!(paths.iter().any(|found| found == path), "{path}");
    }
    assert!(!paths.iter().any(|path| path.starts_with(".git/")));
}
