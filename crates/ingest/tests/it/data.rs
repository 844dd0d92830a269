//! Where the test sets are, and how the snippets of the formats set are compared.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::text::{BlockKind, Text};
use unicode_normalization::UnicodeNormalization;

/// Returns a folder of the test data.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no settings, and the sets are where the variable says"
)]
pub(crate) fn folder(name: &str) -> PathBuf {
    let root = std::env::var_os("KNOWHOW_BENCH_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let folder = root.join(name);
    assert!(
        folder.is_dir(),
        "test data is missing: {} (set KNOWHOW_BENCH_DATA to the folder of the sets)",
        folder.display()
    );
    folder
}

/// Returns the lines of a set's manifest.
pub(crate) fn manifest(set: &str) -> Vec<BTreeMap<String, serde_json::Value>> {
    let text = fs_err::read_to_string(folder(set).join("manifest.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Returns a text as the manifest of the formats set compares it: NFKC, lower case, letters and digits only.
pub(crate) fn normalised(text: &str) -> String {
    let folded: String = text.nfkc().collect::<String>().to_lowercase();
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// Checks what must hold for every text: blocks in order on character borders, pages in order, words inside.
pub(crate) fn check_text(text: &Text, name: &str) {
    let mut end = 0;
    for block in &text.blocks {
        assert!(block.span.start >= end, "{name}: blocks overlap");
        let part = block
            .span
            .of(&text.content)
            .unwrap_or_else(|| panic!("{name}: block off a character border"));
        let is_trimmed = part == part.trim_end() && (block.kind == BlockKind::Code || part == part.trim_start());
        assert!(is_trimmed && !part.is_empty(), "{name}: blocks are trimmed");
        end = block.span.end;
    }
    let mut end = 0;
    for page in &text.pages {
        assert!(page.span.start >= end, "{name}: pages overlap");
        assert!(
            page.span.of(&text.content).is_some(),
            "{name}: page off a character border"
        );
        end = page.span.end;
    }
}
