//! What must hold for every file, whatever its bytes: an outcome, and spans that lie in the text.

use std::io::{Cursor, Write};
use std::sync::Once;

use domain::text::{BlockKind, Text};
use ingest::chunk::{ChunkRules, chunk};
use ingest::extract::extract;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Reads the bytes as the format that the name says, cuts the text and checks both.
///
/// # Panics
/// When an invariant is broken: that is what is looked for.
pub fn read(bytes: &[u8], name: &str) {
    let_panics_be_caught();
    let read = extract(bytes, name);
    assert_eq!(read.status.has_text(), !read.text.content.trim().is_empty());
    assert!(read.status.has_text() || read.reason.is_some());
    check(&read.text);
}

/// Lets panics that the parsers catch be caught, as in the product: only one that gets out is a finding. Without this
/// the first panic of a foreign library ends the run.
pub fn let_panics_be_caught() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|panic| eprintln!("{panic}"))));
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

/// Checks the blocks, pages and words of a text and the chunks made of it: all in order, on character borders, inside.
///
/// # Panics
/// When an invariant is broken.
pub fn check(text: &Text) {
    check_blocks(text);
    check_pages(text);
    check_words(text);
    check_chunks(text);
}

fn check_blocks(text: &Text) {
    let mut end = 0;
    for block in &text.blocks {
        assert!(block.span.start >= end, "blocks are in order");
        let part = block.span.of(&text.content).expect("blocks lie on character borders");
        let is_trimmed = part == part.trim_end() && (block.kind == BlockKind::Code || part == part.trim_start());
        assert!(is_trimmed && !part.is_empty(), "blocks are trimmed");
        let between = &text.content[end as usize..block.span.range().start];
        assert!(between.trim().is_empty(), "all text lies in blocks");
        end = block.span.end;
    }
    assert!(
        text.content[end as usize..].trim().is_empty(),
        "all text lies in blocks"
    );
}

fn check_pages(text: &Text) {
    let mut end = 0;
    for (number, page) in (1..).zip(&text.pages) {
        assert_eq!(page.number, number);
        assert!(page.span.start >= end, "pages are in order");
        assert!(page.span.of(&text.content).is_some(), "pages lie on character borders");
        assert!(page.width.is_finite() && page.height.is_finite() && page.width >= 0.0 && page.height >= 0.0);
        end = page.span.end;
    }
    if text.pages.is_empty() {
        return;
    }
    for block in &text.blocks {
        let page = text.page_of(block.span).expect("there are pages");
        let page = &text.pages[page as usize - 1];
        assert!(
            block.span.start < page.span.start || page.span.contains(block.span),
            "blocks keep to their page"
        );
    }
}

fn check_words(text: &Text) {
    let mut end = 0;
    for word in &text.words {
        assert!(word.span.start >= end, "words are in order");
        let letters = word.span.of(&text.content).expect("words lie on character borders");
        assert!(
            !letters.is_empty() && !letters.contains(char::is_whitespace),
            "words are words"
        );
        let page = &text.pages[word.page as usize - 1];
        assert!(page.span.contains(word.span), "words lie on their page");
        assert!([word.x0, word.y0, word.x1, word.y1].iter().all(|edge| edge.is_finite()));
        assert!(
            0.0 <= word.x0 && word.x0 <= word.x1 && word.x1 <= page.width,
            "words lie on the paper"
        );
        assert!(
            0.0 <= word.y0 && word.y0 <= word.y1 && word.y1 <= page.height,
            "words lie on the paper"
        );
        end = word.span.end;
    }
}

/// Checks the chunks of a text, with tokens of four bytes, on character borders like those of a real tokenizer.
///
/// # Panics
/// When an invariant is broken.
pub fn check_chunks(text: &Text) {
    let starts: Vec<u32> = text
        .content
        .char_indices()
        .filter_map(|(at, _)| u32::try_from(at).ok())
        .filter(|at| at % 4 == 0)
        .collect();
    let rules = ChunkRules::default();
    let mut end = 0;
    for (ordinal, chunk) in (0..).zip(chunk(text, &starts, &rules)) {
        assert_eq!(chunk.ordinal, ordinal);
        assert!(chunk.span.of(&text.content).is_some_and(|part| !part.trim().is_empty()));
        let between = &text.content[end..chunk.span.range().start];
        assert!(between.trim().is_empty(), "all text lies in chunks");
        assert!(chunk.token_count <= rules.max_tokens);
        assert_eq!(chunk.page, text.page_of(chunk.span));
        end = chunk.span.range().end;
    }
    assert!(text.content[end..].trim().is_empty(), "all text lies in chunks");
}
