//! Manifests: who may use whom, one place for versions, a reason for each dependency, only the listed features.

use std::collections::{BTreeMap, BTreeSet};

use crate::repository::{File, files, read};
use crate::{expect_none, expect_one};

/// Scale-out, accelerators and the pages; anything else is always on. The last two are for tests alone.
const FEATURES: [&str; 10] = [
    "default",
    "ui",
    "cuda",
    "metal",
    "postgres",
    "qdrant",
    "s3",
    "ort",
    "fake",
    "crash-points",
];

/// Crate -> the crates it may use.
type Edges = BTreeMap<String, BTreeSet<String>>;

/// Returns the entries `key = value` of a section with the number of their line, comments included in the value.
fn entries<'a>(manifest: &'a str, section: &str) -> Vec<(usize, &'a str, &'a str)> {
    let mut inside = false;
    let mut found = Vec::new();
    for (index, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.trim_end() == format!("[{section}]");
        } else if let Some((key, value)) = line.split_once('=').filter(|_| inside && !line.starts_with('#')) {
            found.push((index + 1, key.trim(), value.trim()));
        }
    }
    found
}

/// Returns the dependencies of a crate, for tests too: line, name, value. A crate that names itself, to switch on a
/// feature in its own tests, is left out.
fn dependencies(manifest: &str) -> Vec<(usize, &str, &str)> {
    let sections = ["dependencies", "dev-dependencies", "build-dependencies"];
    let all = sections.iter().flat_map(|section| entries(manifest, section));
    all.filter(|(_, _, value)| !value.contains("path = \".\""))
        .map(|(line, key, value)| (line, key.split('.').next().unwrap_or(key), value))
        .collect()
}

/// Returns the allowed edges: the block marked `edges` of ARCHITECTURE.md, one `crate: its dependencies` a line.
fn edges(architecture: &str) -> Edges {
    let block = architecture
        .split("```edges\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let lines = block
        .unwrap_or_default()
        .lines()
        .filter_map(|line| line.split_once(':'));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    lines
        .map(|(name, uses)| (name.trim().to_owned(), words(uses)))
        .collect()
}

fn layer_problems(edges: &Edges, name: &str, manifest: &str) -> Vec<String> {
    let Some(allowed) = edges.get(name) else {
        return vec![format!("crate {name} is not in the edges of ARCHITECTURE.md")];
    };
    let ours = dependencies(manifest)
        .into_iter()
        .filter(|(_, used, _)| edges.contains_key(*used));
    ours.filter(|(_, used, _)| !allowed.contains(*used))
        .map(|(line, used, _)| format!("crates/{name}/Cargo.toml:{line}: {name} must not use {used}"))
        .collect()
}

/// Returns crates on a cycle: those that cannot be built before something that needs them.
fn cycles(edges: &Edges) -> Vec<String> {
    let mut left = edges.clone();
    loop {
        let ready: Vec<String> = left
            .iter()
            .filter(|(_, uses)| !uses.iter().any(|used| left.contains_key(used)))
            .map(|(name, _)| name.clone())
            .collect();
        if ready.is_empty() {
            return left
                .keys()
                .map(|name| format!("{name} uses itself in the end"))
                .collect();
        }
        left.retain(|name, _| !ready.contains(name));
    }
}

fn manifest_problems(path: &str, manifest: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (line, name, value) in dependencies(manifest) {
        let is_shared = value.contains("workspace = true") || value == "true";
        if !is_shared {
            problems.push(format!(
                "{path}:{line}: {name} must be `workspace = true`; versions stand in the root"
            ));
        }
    }
    for (line, name, _) in entries(manifest, "features") {
        if !FEATURES.contains(&name) {
            problems.push(format!("{path}:{line}: feature {name} is not one of {FEATURES:?}"));
        }
    }
    if !entries(manifest, "lints")
        .iter()
        .any(|(_, key, value)| (*key, *value) == ("workspace", "true"))
    {
        problems.push(format!("{path}: the lints of the workspace are missing"));
    }
    if manifest.contains("[lib]") && !manifest.contains("doctest = false") {
        problems.push(format!("{path}: `doctest = false` is missing under [lib]"));
    }
    problems
}

fn root_problems(manifest: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (line, name, value) in entries(manifest, "workspace.dependencies") {
        if value.contains("path = ") {
            continue;
        }
        if !value.contains("default-features = false") {
            problems.push(format!("Cargo.toml:{line}: {name} needs `default-features = false`"));
        }
        let reason = value.rsplit_once('#').map_or("", |(_, reason)| reason.trim());
        if reason.len() < 4 {
            problems.push(format!(
                "Cargo.toml:{line}: {name} needs a comment that says why it is used"
            ));
        }
        if value.contains("git = ") {
            problems.push(format!("Cargo.toml:{line}: {name} comes from git; use a release"));
        }
    }
    problems
}

fn crate_manifests() -> Vec<File> {
    let found: Vec<File> = files(&["/Cargo.toml"])
        .into_iter()
        .filter(|file| file.path.starts_with("crates/"))
        .collect();
    assert!(found.len() >= 8, "the crates are found");
    found
}

#[test]
fn crates_use_only_what_stands_below_them() {
    let edges = edges(&read("ARCHITECTURE.md"));
    let name_of = |path: &str| path.split('/').nth(1).unwrap_or_default().to_owned();
    let problems: Vec<String> = crate_manifests()
        .iter()
        .flat_map(|file| layer_problems(&edges, &name_of(&file.path), &file.content))
        .collect();
    expect_none("layers", &problems);
    expect_none("layers", &cycles(&edges));
    let users: Vec<&String> = edges
        .iter()
        .filter(|(_, uses)| uses.contains("index"))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(users, ["store"], "the search engine is used by store alone");
}

#[test]
fn manifests_keep_the_rules() {
    let problems: Vec<String> = crate_manifests()
        .iter()
        .flat_map(|file| manifest_problems(&file.path, &file.content))
        .collect();
    expect_none("manifests", &problems);
    expect_none("root manifest", &root_problems(&read("Cargo.toml")));
}

#[test]
fn a_wrong_edge_is_seen() {
    let edges = edges("# Map\n```edges\ndomain:\nstore: domain\nrag: domain store\n```\nrest: of the page\n");
    assert_eq!(edges.len(), 3);
    let manifest = "[dependencies]\nrag = { workspace = true }\nserde = { workspace = true }\n";
    expect_one(&layer_problems(&edges, "store", manifest), "store must not use rag");
    expect_one(
        &layer_problems(&edges, "store", &manifest.replace("[dep", "[dev-dep")),
        "Cargo.toml:2",
    );
    expect_one(&layer_problems(&edges, "extra", manifest), "not in the edges");
    assert!(layer_problems(&edges, "store", "[dependencies]\ndomain.workspace = true\n").is_empty());
}

#[test]
fn a_cycle_is_seen() {
    let edges = edges("```edges\na: b\nb: a\nc:\n```");
    assert_eq!(cycles(&edges).len(), 2);
}

#[test]
fn bad_manifests_are_seen() {
    let good = "[features]\nui = []\n[lints]\nworkspace = true\n[lib]\ndoctest = false\n[dependencies]\na = { workspace = true }\nb.workspace = true\n";
    assert!(manifest_problems("m", good).is_empty());
    let check = |from: &str, to: &str, part: &str| expect_one(&manifest_problems("m", &good.replace(from, to)), part);
    check("a = { workspace = true }", "a = \"1\"", "must be `workspace = true`");
    check("ui = []", "turbo = []", "feature turbo");
    check("[lints]\nworkspace", "[lints]\nother", "lints of the workspace");
    check("doctest = false", "", "doctest");
}

#[test]
fn a_dependency_without_a_reason_is_seen() {
    let with = |line: &str| root_problems(&format!("[workspace.dependencies]\n{line}\n"));
    assert!(with("a = { version = \"1\", default-features = false } # reads archives").is_empty());
    assert!(with("a = { path = \"crates/a\" }").is_empty());
    expect_one(&with("a = { version = \"1\", default-features = false }"), "says why");
    expect_one(&with("a = { version = \"1\" } # reads archives"), "default-features");
    expect_one(
        &with("a = { git = \"x\", default-features = false } # reads archives"),
        "from git",
    );
}
