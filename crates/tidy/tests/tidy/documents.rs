//! Pages for people: what they must have, and that the reference pages list what the code has.

use crate::repository::{files, paths, read};
use crate::{expect_none, expect_one};

/// What a decision record says, in this order.
const RECORD: [&str; 4] = [
    "## Context",
    "## Decision",
    "## Consequences",
    "## What would change our mind",
];

/// Families of errors, not codes.
const FAMILIES: [&str; 5] = [
    "invalid_request_error",
    "not_found_error",
    "conflict_error",
    "overloaded_error",
    "server_error",
];

/// Returns the lines of the first block of commands below the heading.
fn commands<'a>(markdown: &'a str, heading: &str) -> Vec<&'a str> {
    let below = markdown.split(heading).nth(1).unwrap_or_default();
    let block = below
        .split("```sh\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap_or_default();
    let bare = |line: &'a str| line.split('#').next().unwrap_or_default().trim();
    block.lines().map(bare).filter(|line| !line.is_empty()).collect()
}

fn readme_problems(readme: &str) -> Vec<String> {
    let found = commands(readme, "## Set up");
    (found != ["make run", "make test"])
        .then(|| format!("README.md: set up is `make run` and `make test`, not {found:?}"))
        .into_iter()
        .collect()
}

fn changelog_problems(changelog: &str) -> Vec<String> {
    let first = changelog.lines().find(|line| line.starts_with("## "));
    (first != Some("## Unreleased"))
        .then(|| "CHANGELOG.md: the first section is `## Unreleased`".to_owned())
        .into_iter()
        .collect()
}

/// Returns what is wrong with the records: (file name, content) in order, and the page that lists them.
fn record_problems(records: &[(String, String)], list: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (index, (name, content)) in records.iter().enumerate() {
        if !name.starts_with(&format!("{:04}-", index + 1)) {
            problems.push(format!("{name}: its number should be {:04}", index + 1));
        }
        let places: Vec<Option<usize>> = RECORD.iter().map(|heading| content.find(heading)).collect();
        if places.iter().any(Option::is_none) || !places.is_sorted() {
            problems.push(format!("{name}: needs {RECORD:?} in this order"));
        }
        if !list.contains(&format!("({name})")) {
            problems.push(format!("{name}: docs/decisions/README.md does not list it"));
        }
    }
    problems
}

/// Returns the settings of the defaults file as `section.key`, with the problems of those that have no comment.
fn settings(defaults: &str) -> (Vec<String>, Vec<String>) {
    let (mut section, mut before) = ("", "");
    let (mut names, mut problems) = (Vec::new(), Vec::new());
    for line in defaults.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
            let name = format!("{section}.{key}");
            if !before.starts_with('#') {
                problems.push(format!(
                    "config/default.toml: {name} needs its unit and reason above it"
                ));
            }
            names.push(name);
        }
        before = line;
    }
    (names, problems)
}

/// Returns the names that a reference page does not have as `name` in code letters, and those it has too many.
fn list_problems(page: &str, content: &str, names: &[String]) -> Vec<String> {
    let listed: Vec<&str> = content
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name))
        .collect();
    let missing = names.iter().filter(|name| !listed.contains(&name.as_str()));
    let extra = listed.iter().filter(|listed| !names.iter().any(|name| name == *listed));
    let missing = missing.map(|name| format!("{page}: {name} is missing"));
    missing
        .chain(extra.map(|name| format!("{page}: {name} does not exist")))
        .collect()
}

/// Returns the codes of a source: what stands after `=> "` in a table of an enum, after `code: "`, and as the first text
/// of a call to `refused(`.
fn codes(source: &str) -> Vec<String> {
    let table = source
        .lines()
        .filter(|line| line.contains("Self::"))
        .filter_map(|line| line.split_once("=> \""));
    let fields = source.split("code: \"").skip(1);
    let calls = source
        .split("refused(")
        .skip(1)
        .filter_map(|call| call.split_once('"')?.1.into());
    let texts = table.map(|(_, rest)| rest).chain(fields).chain(calls);
    let is_code = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    texts
        .filter_map(|rest| rest.split_once('"').map(|(text, _)| text))
        .filter(is_code)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_readme_has_two_commands() {
    expect_none("set up", &readme_problems(&read("README.md")));
}

#[test]
fn the_changelog_has_a_place_for_the_next_line() {
    expect_none("changelog", &changelog_problems(&read("CHANGELOG.md")));
}

#[test]
fn decisions_are_numbered_listed_and_whole() {
    let folder = "docs/decisions/";
    let is_record = |path: &String| path.starts_with(folder) && !path.ends_with("README.md");
    let records: Vec<(String, String)> = paths()
        .into_iter()
        .filter(is_record)
        .map(|path| (path[folder.len()..].to_owned(), read(&path)))
        .collect();
    assert!(records.len() >= 10, "the records are found");
    expect_none(
        "decisions",
        &record_problems(&records, &read("docs/decisions/README.md")),
    );
}

#[test]
fn every_setting_is_explained_and_listed() {
    let (names, problems) = settings(&read("config/default.toml"));
    assert!(names.len() > 5, "the settings are found");
    expect_none("settings", &problems);
    let page = "docs/reference/settings.md";
    expect_none("settings", &list_problems(page, &read(page), &names));
}

#[test]
fn every_file_status_is_listed() {
    let codes = codes(&read("crates/domain/src/document.rs"));
    assert!(codes.len() > 5, "the codes are found");
    let page = "docs/reference/file-statuses.md";
    expect_none("file statuses", &list_problems(page, &read(page), &codes));
}

#[test]
fn every_error_is_listed() {
    let is_ours = |path: &str| path.starts_with("crates/server/src/") || path.ends_with("src/error.rs");
    let sources = files(&[".rs"]).into_iter().filter(|file| is_ours(&file.path));
    let mut found: Vec<String> = sources.flat_map(|file| codes(&file.content)).collect();
    found.retain(|code| !FAMILIES.contains(&code.as_str()));
    assert!(found.len() > 20, "the codes are found");
    let page = "docs/reference/errors.md";
    expect_none("errors", &list_problems(page, &read(page), &found));
}

#[test]
fn bad_pages_are_seen() {
    let readme = "# K\n## Set up\nTwo:\n```sh\nmake run    # starts\nmake test\n```\n";
    assert!(readme_problems(readme).is_empty());
    expect_one(
        &readme_problems(&readme.replace("make test", "make test\nmake more")),
        "make more",
    );
    assert!(changelog_problems("# C\n## Unreleased\n## 0.1\n").is_empty());
    expect_one(&changelog_problems("# C\n## 0.1\n## Unreleased\n"), "Unreleased");
}

#[test]
fn bad_records_are_seen() {
    let record = RECORD.join("\ntext\n");
    let check = |name: &str, content: &str, list: &str| record_problems(&[(name.into(), content.into())], list);
    assert!(check("0001-a.md", &record, "[a](0001-a.md)").is_empty());
    expect_one(&check("0002-a.md", &record, "[a](0002-a.md)"), "should be 0001");
    expect_one(&check("0001-a.md", &record, ""), "does not list");
    expect_one(&check("0001-a.md", "## Context\n", "(0001-a.md)"), "in this order");
}

#[test]
fn unlisted_names_are_seen() {
    let (names, problems) = settings("[a]\n# Unit and reason.\nb = 1\nc = 2\n");
    assert_eq!(names, ["a.b", "a.c"]);
    expect_one(&problems, "a.c");
    expect_one(&list_problems("p", "| `a.b` | 1 |\n", &names), "a.c is missing");
    expect_one(
        &list_problems("p", "| `a.b` | 1 |\n| `a.c` | 2 |\n| `a.d` | 3 |\n", &names),
        "a.d does not exist",
    );
    assert_eq!(
        codes("  Self::Ok => \"ok\",\n  Self::Part { .. } => \"part\",\n"),
        ["ok", "part"]
    );
}
