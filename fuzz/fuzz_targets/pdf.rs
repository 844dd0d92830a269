//! Any bytes as a PDF: no panic gets out, and every span lies on character borders and in order.

#![no_main]

use ingest::extract::pdf::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok((text, ..)) = read(bytes) else { return };
    let mut end = 0;
    for word in &text.words {
        assert!(word.span.start >= end, "words overlap");
        assert!(word.span.of(&text.content).is_some(), "a word off a character border");
        end = word.span.end;
    }
    let mut end = 0;
    for block in &text.blocks {
        assert!(block.span.start >= end, "blocks overlap");
        assert!(block.span.of(&text.content).is_some(), "a block off a character border");
        end = block.span.end;
    }
});
