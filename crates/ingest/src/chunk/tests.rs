use std::fmt::Write;

use domain::text::Page;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;
use crate::chunk::sentence::sentences;

/// Returns the starts of words and signs: a tokenizer without a vocabulary.
fn tokens(content: &str) -> Vec<u32> {
    content
        .split_word_bound_indices()
        .filter(|(_, word)| !word.trim().is_empty())
        .map(|(at, _)| u32::try_from(at).unwrap())
        .collect()
}

/// Returns a text of blocks, as the readers of files build it.
fn text_of(blocks: &[(BlockKind, String)]) -> Text {
    let mut text = Text::default();
    for (kind, block) in blocks {
        if !text.content.is_empty() {
            text.content.push_str("\n\n");
        }
        let start = text.content.len();
        text.content.push_str(block);
        let span = Span::new(start, text.content.len());
        text.blocks.push(Block { kind: *kind, span });
    }
    text
}

fn words(count: usize) -> String {
    let sentence = "the quick brown fox jumps over the lazy dog again today";
    let words: Vec<&str> = sentence.split(' ').cycle().take(count).collect();
    let sentences: Vec<String> = words
        .chunks(10)
        .map(|words| format!("Number {}.", words.join(" ")))
        .collect();
    sentences.join(" ")
}

fn chunks_of(text: &Text) -> Vec<Chunk> {
    let rules = ChunkRules::default();
    let starts = tokens(&text.content);
    let chunks = chunk(text, &starts, &rules);
    check(text, &starts, rules, &chunks);
    chunks
}

/// Checks what must hold for all chunks of all texts.
fn check(text: &Text, starts: &[u32], rules: ChunkRules, chunks: &[Chunk]) {
    let mut end = 0;
    for (number, chunk) in chunks.iter().enumerate() {
        assert_eq!(chunk.ordinal as usize, number);
        let part = chunk.span.of(&text.content).expect("on character borders");
        assert_eq!(part, part.trim());
        assert!(!part.is_empty());
        let between = &text.content[end..chunk.span.range().start];
        assert!(between.trim().is_empty(), "left out: {between:?}");
        end = chunk.span.range().end;
        let inside = |start: &&u32| (chunk.span.start..chunk.span.end).contains(*start);
        assert_eq!(chunk.token_count as usize, starts.iter().filter(inside).count());
        assert!(chunk.token_count <= rules.max_tokens, "{} tokens", chunk.token_count);
        assert_eq!(chunk.page, text.page_of(chunk.span));
    }
    assert!(text.content[end..].trim().is_empty(), "the end is left out");
    for chunk in chunks {
        check_headings(text, chunk);
    }
}

/// Checks that no text is followed by a heading of higher or equal rank in the same chunk.
fn check_headings(text: &Text, chunk: &Chunk) {
    let mut rank_now = 0;
    let mut has_body = false;
    for block in &text.blocks {
        if let BlockKind::Heading(rank) = block.kind {
            if block.span.start > chunk.span.start && block.span.overlaps(chunk.span) && has_body {
                assert!(
                    rank > rank_now,
                    "a heading of rank {rank} in a section of rank {rank_now}"
                );
            }
            rank_now = rank;
        } else if block.span.overlaps(chunk.span) && !text.content[block.span.range()].trim().is_empty() {
            has_body = true;
        }
    }
}

#[test]
fn a_section_is_one_chunk_with_its_heading_and_the_path_above() {
    let text = text_of(&[
        (BlockKind::Heading(1), "Handbook".into()),
        (BlockKind::Paragraph, words(120)),
        (BlockKind::Heading(2), "Leave".into()),
        (BlockKind::Paragraph, words(100)),
        (BlockKind::Heading(2), "Pay".into()),
        (BlockKind::Paragraph, words(500)),
    ]);
    let chunks = chunks_of(&text);
    assert!(text.content[chunks[0].span.range()].starts_with("Handbook\n\nNumber"));
    assert_eq!(chunks[0].headings, [""; 0]);
    assert!(text.content[chunks[1].span.range()].starts_with("Leave"));
    assert_eq!(chunks[1].headings, ["Handbook"]);
    assert_eq!(chunks[2].headings, ["Handbook"]);
    assert_eq!(chunks[3].headings, ["Handbook", "Pay"]);
}

#[test]
fn the_title_is_not_repeated_in_the_path() {
    let mut text = text_of(&[
        (BlockKind::Heading(1), "Handbook".into()),
        (BlockKind::Paragraph, words(400)),
    ]);
    text.title = Some("Handbook".into());
    assert!(chunks_of(&text).iter().all(|chunk| chunk.headings.is_empty()));
}

#[test]
fn lengths_are_balanced() {
    let lengths = |count: usize| -> Vec<u32> {
        let text = text_of(&[(BlockKind::Paragraph, words(count))]);
        chunks_of(&text).iter().map(|chunk| chunk.token_count).collect()
    };
    assert_eq!(lengths(180).len(), 1);
    let halves = lengths(270);
    assert_eq!(halves.len(), 2);
    assert!(halves.iter().all(|tokens| *tokens > 110), "{halves:?}");
    let many = lengths(5_000);
    assert!(many.iter().all(|tokens| (150..=250).contains(tokens)), "{many:?}");
}

#[test]
fn small_blocks_share_a_chunk() {
    let blocks: Vec<_> = (0..20)
        .map(|number| (BlockKind::Paragraph, format!("Entry number {number} of the log.")))
        .collect();
    assert_eq!(chunks_of(&text_of(&blocks)).len(), 1);
}

#[test]
fn later_rows_know_their_header() {
    let mut table = "Name | City | Amount".to_owned();
    for number in 0..200 {
        write!(table, "\nPerson {number} | Town {number} | {number}.50").unwrap();
    }
    let text = text_of(&[
        (BlockKind::Paragraph, "All payments:".into()),
        (BlockKind::Table, table),
    ]);
    let chunks = chunks_of(&text);
    assert!(chunks.len() > 5);
    assert_eq!(chunks[0].table_header, None);
    for chunk in &chunks[1..] {
        assert_eq!(chunk.table_header.as_deref(), Some("Name | City | Amount"));
        assert!(text.content[chunk.span.range()].starts_with("Person"));
    }
}

#[test]
fn tiny_sections_join_the_one_below_but_never_the_next_beside() {
    let text = text_of(&[
        (BlockKind::Heading(1), "Part one".into()),
        (BlockKind::Heading(2), "Scope".into()),
        (BlockKind::Paragraph, "All staff.".into()),
        (BlockKind::Heading(2), "Date".into()),
        (BlockKind::Paragraph, "From May.".into()),
    ]);
    let chunks = chunks_of(&text);
    let parts: Vec<&str> = chunks.iter().map(|chunk| &text.content[chunk.span.range()]).collect();
    assert_eq!(parts, ["Part one\n\nScope\n\nAll staff.", "Date\n\nFrom May."]);
    assert_eq!(chunks[1].headings, ["Part one"]);
}

#[test]
fn one_endless_word_is_cut() {
    for content in ["x".repeat(60_000), "漢".repeat(5_000), "👩‍👩‍👧‍👦".repeat(800)] {
        let text = text_of(&[(BlockKind::Paragraph, content)]);
        // Some tokenizers take any word for one token.
        for starts in [tokens(&text.content), vec![0], vec![]] {
            let rules = ChunkRules::default();
            let chunks = chunk(&text, &starts, &rules);
            check(&text, &starts, rules, &chunks);
            assert!(chunks.len() > 1);
            assert!(chunks.iter().all(|chunk| chunk.span.len() <= 250 * 24 + 64));
        }
    }
}

#[test]
fn tokens_of_the_white_space_between_blocks_count() {
    let text = text_of(&vec![(BlockKind::Paragraph, "One.".to_owned()); 300]);
    let starts: Vec<u32> = (0..u32::try_from(text.content.len()).unwrap()).collect();
    let rules = ChunkRules::default();
    check(&text, &starts, rules, &chunk(&text, &starts, &rules));
}

#[test]
fn a_chunk_has_the_page_it_begins_on() {
    let mut text = text_of(&[(BlockKind::Paragraph, words(200)), (BlockKind::Paragraph, words(200))]);
    let second = text.blocks[1].span;
    let page = |number, span| Page {
        number,
        span,
        width: 1.0,
        height: 1.0,
        name: None,
    };
    text.pages = vec![page(1, text.blocks[0].span), page(2, second)];
    let pages: Vec<_> = chunks_of(&text).iter().map(|chunk| chunk.page).collect();
    assert_eq!(pages, [Some(1), Some(2)]);
}

#[test]
fn text_outside_of_blocks_is_not_lost() {
    let mut text = text_of(&[
        (BlockKind::Paragraph, "One.".into()),
        (BlockKind::Paragraph, "Two.".into()),
    ]);
    text.blocks.remove(0);
    assert_eq!(chunks_of(&text).len(), 1);
    text.blocks.clear();
    assert_eq!(chunks_of(&text).len(), 1);
    assert_eq!(chunks_of(&Text::default()).len(), 0);
}

#[test]
fn sentences_know_abbreviations_and_broken_lines() {
    let content = "Dr. A. Smith of Acme Inc. in Ohio paid\n$3.5 million, e.g. in cash. It was late. 1. Scope of U.S. law? \
                   \u{201c}Yes!\u{201d} he said. 東京は首都です。人口は多い。\n\nNext";
    let found: Vec<&str> = sentences(content, Span::new(0, content.len()))
        .into_iter()
        .map(|span| &content[span.range()])
        .collect();
    assert_eq!(
        found,
        [
            "Dr. A. Smith of Acme Inc. in Ohio paid\n$3.5 million, e.g. in cash.",
            "It was late.",
            "1. Scope of U.S. law?",
            "\u{201c}Yes!\u{201d} he said.",
            "東京は首都です。",
            "人口は多い。",
            "Next",
        ]
    );
}

fn any_block() -> impl Strategy<Value = (BlockKind, String)> {
    let kind = prop_oneof![
        (1_u8..=6).prop_map(BlockKind::Heading),
        Just(BlockKind::Paragraph),
        Just(BlockKind::Paragraph),
        Just(BlockKind::List),
        Just(BlockKind::Table),
        Just(BlockKind::Code),
    ];
    let words = prop::collection::vec(
        "[a-zäß漢字ก.,:|!? \n]{0,12}|[A-Z][a-z]{2,9}[.]?|\\PC{1,6}|[0-9]{1,40}",
        1..120,
    );
    (kind, words).prop_map(|(kind, words)| (kind, words.join(" ")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn chunks_cover_every_text(blocks in prop::collection::vec(any_block(), 0..12), target in 5_u32..60, room in 0_u32..30) {
        let text = text_of(&blocks);
        let starts = tokens(&text.content);
        let rules = ChunkRules { target_tokens: target, max_tokens: target + room };
        check(&text, &starts, rules, &chunk(&text, &starts, &rules));
    }
}
