//! Chunks of real books: nothing is lost, and they are neither crumbs nor beyond what an embedder reads.

use domain::chunk::Chunk;
use domain::text::Text;
use ingest::chunk::{ChunkRules, chunk};
use ingest::extract::extract;
use unicode_segmentation::UnicodeSegmentation;

use crate::data::folder;

/// Returns the chunks of a text with words and signs for tokens, after checking that they cover it.
pub(crate) fn checked_chunks(text: &Text, name: &str) -> Vec<Chunk> {
    let is_token = |(_, word): &(usize, &str)| !word.trim().is_empty();
    let start = |(at, _): (usize, &str)| u32::try_from(at).unwrap();
    let starts: Vec<u32> = text
        .content
        .split_word_bound_indices()
        .filter(is_token)
        .map(start)
        .collect();
    let rules = ChunkRules::default();
    let chunks = chunk(text, &starts, &rules);
    let mut end = 0;
    for chunk in &chunks {
        let between = &text.content[end..chunk.span.range().start];
        assert!(between.trim().is_empty(), "{name}: {between:?} is in no chunk");
        assert!(
            chunk.token_count <= rules.max_tokens,
            "{name}: {} tokens",
            chunk.token_count
        );
        end = chunk.span.range().end;
    }
    assert!(text.content[end..].trim().is_empty(), "{name}: the end is in no chunk");
    chunks
}

#[test]
fn books_become_chunks_of_good_length() {
    let mut lengths = Vec::new();
    let mut with_path = 0;
    for entry in fs_err::read_dir(folder("documents/rust-book/files")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = extract(&fs_err::read(&path).unwrap(), &name).text;
        let chunks = checked_chunks(&text, &name);
        with_path += chunks.iter().filter(|chunk| !chunk.headings.is_empty()).count();
        lengths.extend(chunks.iter().map(|chunk| chunk.token_count));
    }
    lengths.sort_unstable();
    let share = |from: u32, to: u32| {
        let count = lengths.iter().filter(|length| (from..=to).contains(*length)).count();
        count * 100 / lengths.len()
    };
    let median = lengths[lengths.len() / 2];
    let report = format!(
        "{} chunks, median {median}, {} % below 50, {} % 150 to 250, {with_path} with headings",
        lengths.len(),
        share(0, 49),
        share(150, 250)
    );
    assert!(
        (150..=220).contains(&median) && share(0, 49) < 12 && share(150, 250) > 50,
        "{report}"
    );
    assert!(with_path * 2 > lengths.len(), "{report}");
}
