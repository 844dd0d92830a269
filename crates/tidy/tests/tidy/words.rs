//! Words that must not stand in a tracked file: folders of somebody's machine, addresses of package registries.

use crate::repository::{File, files};
use crate::{expect_none, expect_one};

/// Files that others write: the lock file names its registry.
const LEFT_OUT: [&str; 2] = ["Cargo.lock", "LICENSE"];

/// Returns the forbidden words. Put together here, so that this file does not hold them.
fn forbidden() -> Vec<String> {
    let folders = ["work", "root", "tmp", "home"].map(|name| format!("/{name}/"));
    let hosts = [
        ["crates", "io"],
        ["pypi", "org"],
        ["pythonhosted", "org"],
        ["npmjs", "org"],
        ["npmjs", "com"],
        ["debian", "org"],
        ["proxy.golang", "org"],
    ];
    folders.into_iter().chain(hosts.map(|parts| parts.join("."))).collect()
}

fn problems(file: &File, forbidden: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    for (index, line) in file.content.lines().enumerate() {
        for word in forbidden.iter().filter(|word| stands_alone(line, word)) {
            problems.push(format!("{}:{}: must not name {word}", file.path, index + 1));
        }
    }
    problems
}

/// Returns whether the word stands in the line; a folder counts only where a path begins, not inside one.
fn stands_alone(line: &str, word: &str) -> bool {
    let begins_path = |before: &str| {
        let last = before.chars().next_back();
        last.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '}' | ')' | '*'))
    };
    line.match_indices(word)
        .any(|(at, _)| !word.starts_with('/') || begins_path(&line[..at]))
}

#[test]
fn no_machine_and_no_registry_is_named() {
    let forbidden = forbidden();
    let problems: Vec<String> = files(&[""])
        .iter()
        .filter(|file| !LEFT_OUT.contains(&file.path.as_str()))
        .flat_map(|file| problems(file, &forbidden))
        .collect();
    expect_none("machine paths and registry hosts", &problems);
}

#[test]
fn bad_words_are_seen() {
    let forbidden = forbidden();
    let check = |content: &str| {
        let file = File {
            path: "a".into(),
            content: content.into(),
        };
        problems(&file, &forbidden)
    };
    for part in &forbidden {
        expect_one(&check(&format!("see \"{part}x\"")), part);
    }
    assert!(check("docs/work/plan $HOME/tmp/x ./home/ ~/.cache").is_empty());
}
