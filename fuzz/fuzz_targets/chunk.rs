//! Blocks of any kind and length.

#![no_main]

use domain::span::Span;
use domain::text::{Block, BlockKind, Text};

libfuzzer_sys::fuzz_target!(|blocks: Vec<(u8, String)>| {
    let mut text = Text::default();
    for (kind, block) in blocks.iter().filter(|(_, block)| !block.trim().is_empty()) {
        let kind = match kind % 10 {
            rank @ 1..=6 => BlockKind::Heading(rank),
            7 => BlockKind::List,
            8 => BlockKind::Table,
            9 => BlockKind::Code,
            _ => BlockKind::Paragraph,
        };
        let start = text.content.len();
        text.content.push_str(block);
        text.blocks.push(Block {
            kind,
            span: Span::new(start, text.content.len()),
        });
        text.content.push_str("\n\n");
    }
    fuzz::check_chunks(&text);
});
