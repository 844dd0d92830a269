//! What must hold for every file, whatever its bytes: an outcome, and spans that lie in the text.

use std::io::{Cursor, Write};

use domain::text::Text;
use ingest::chunk::{ChunkRules, chunk};
use ingest::extract::extract;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Reads the bytes as the format that the name says, cuts the text and checks both.
///
/// # Panics
/// When an invariant is broken: that is what is looked for.
pub fn read(bytes: &[u8], name: &str) {
    let read = extract(bytes, name);
    assert_eq!(read.status.has_text(), !read.text.content.trim().is_empty());
    assert!(read.status.has_text() || read.reason.is_some());
    check(&read.text);
}

/// Returns a sound zip of these parts.
///
/// # Panics
/// Never: writing to memory cannot fail.
pub fn container(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("memory takes any entry");
        zip.write_all(bytes).expect("memory takes any bytes");
    }
    zip.finish().expect("memory takes the directory").into_inner()
}

/// Checks the blocks, pages and words of a text and the chunks made of it.
///
/// # Panics
/// When an invariant is broken.
pub fn check(text: &Text) {
    let mut end = 0;
    for block in &text.blocks {
        assert!(block.span.start >= end);
        assert!(block.span.of(&text.content).is_some_and(|part| !part.trim().is_empty()));
        end = block.span.end;
    }
    assert!(text.pages.iter().all(|page| page.span.of(&text.content).is_some()));
    assert!(text.words.iter().all(|word| word.span.of(&text.content).is_some()));
    let starts: Vec<u32> = (0_u32..)
        .zip(text.content.bytes())
        .filter(|(at, _)| at % 4 == 0)
        .map(|(at, _)| at)
        .collect();
    let mut end = 0;
    for chunk in chunk(text, &starts, &ChunkRules::default()) {
        let between = &text.content[end..chunk.span.range().start];
        assert!(between.trim().is_empty());
        assert!(chunk.token_count <= 250);
        end = chunk.span.range().end;
    }
    assert!(text.content[end..].trim().is_empty());
}
