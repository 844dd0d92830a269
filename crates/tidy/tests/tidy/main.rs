//! The rules of the house that neither the compiler nor clippy checks. A rule that no program checks is a wish.
//!
//! Each rule is a function from texts to a list of problems, tried on small bad inputs beside it, and then run over the
//! repository. Knows nothing of the product; depends on nothing, so that it runs first and in seconds.
#![expect(
    clippy::disallowed_methods,
    reason = "tidy depends on nothing, so it has no fs_err; its errors name the path themselves"
)]

mod documents;
mod links;
mod manifests;
mod repository;
mod snapshots;
mod sources;
mod words;

/// Fails with one line for each problem.
fn expect_none(rule: &str, problems: &[String]) {
    assert!(problems.is_empty(), "{rule}\n  {}\n", problems.join("\n  "));
}

/// Fails unless exactly one problem was found and its text holds `part`.
fn expect_one(problems: &[String], part: &str) {
    assert!(
        matches!(problems, [only] if only.contains(part)),
        "wanted one problem with {part:?}, got {problems:?}"
    );
}
