//! Links in Markdown files lead somewhere: to a file of the repository, and to a heading in it.

use std::path::{Component, Path, PathBuf};

use crate::repository::{files, root};
use crate::{expect_none, expect_one};

/// Returns the targets of `[text](target)` outside code.
fn targets(markdown: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_code = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        }
        if is_code {
            continue;
        }
        let plain: String = line.split('`').step_by(2).collect();
        let after = plain.split("](").skip(1);
        found.extend(
            after
                .filter_map(|rest| rest.split_once(')'))
                .map(|(target, _)| target.to_owned()),
        );
    }
    found
}

/// Returns a heading as the anchor that it gets: lower case, spaces to hyphens, letters, digits and hyphens only.
fn anchor(heading: &str) -> String {
    let kept = heading
        .trim()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn anchors(markdown: &str) -> Vec<String> {
    let headings = markdown.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).collect()
}

/// Returns `folder/target` without `.` and `..`.
fn join(folder: &Path, target: &str) -> PathBuf {
    let mut joined = PathBuf::new();
    for component in folder.join(target).components() {
        match component {
            Component::ParentDir => drop(joined.pop()),
            Component::CurDir => {}
            other => joined.push(other),
        }
    }
    joined
}

/// Returns the links of one file that lead nowhere. `read` returns a file's text, or an empty one for what is no text,
/// and `None` for what does not exist.
fn problems(path: &str, markdown: &str, read: impl Fn(&Path) -> Option<String>) -> Vec<String> {
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let is_ours = |target: &String| !target.contains("://") && !target.starts_with("mailto:");
    let mut problems = Vec::new();
    for target in targets(markdown).into_iter().filter(is_ours) {
        let (file, heading) = target.split_once('#').unwrap_or((&target, ""));
        let content = if file.is_empty() {
            Some(markdown.to_owned())
        } else {
            read(&join(folder, file))
        };
        match content {
            None => problems.push(format!("{path}: {target} does not exist")),
            Some(content) if !heading.is_empty() && !anchors(&content).iter().any(|found| found == heading) => {
                problems.push(format!("{path}: {target} names no heading"));
            }
            Some(_) => {}
        }
    }
    problems
}

#[test]
fn links_lead_somewhere() {
    let read = |path: &Path| {
        let full = root().join(path);
        full.exists().then(|| std::fs::read_to_string(full).unwrap_or_default())
    };
    let pages = files(&[".md"]);
    assert!(pages.len() > 5, "the pages are found");
    let is_ours = |path: &str| !path.starts_with("fixtures/");
    let problems: Vec<String> = pages
        .iter()
        .filter(|page| is_ours(&page.path))
        .flat_map(|page| problems(&page.path, &page.content, read))
        .collect();
    expect_none("links", &problems);
}

#[test]
fn bad_links_are_seen() {
    let read = |path: &Path| (path == Path::new("docs/a.md")).then(|| "# One word\n## Why `x`, how?\n".to_owned());
    let check = |markdown: &str| problems("docs/guide/b.md", markdown, read);
    let good =
        "[a](../a.md) [b](../a.md#one-word) [c](../a.md#why-x-how) [d](https://example.org) [e](#here)\n# Here\n";
    assert_eq!(check(good), Vec::<String>::new());
    assert_eq!(check("`[a](gone.md)`\n```\n[b](gone.md)\n```\n"), Vec::<String>::new());
    expect_one(&check("see [a](gone.md)"), "gone.md does not exist");
    expect_one(&check("![a](gone.png)"), "gone.png does not exist");
    expect_one(&check("[a](../a.md#two)"), "names no heading");
}
