use domain::text::BlockKind::{self, Heading, List, Paragraph, Table};

fn check(rtf: &str, expected: &[(BlockKind, &str)]) {
    let text = super::read(rtf.as_bytes()).unwrap();
    let found: Vec<(BlockKind, &str)> = text
        .blocks
        .iter()
        .map(|block| (block.kind, &text.content[block.span.range()]))
        .collect();
    assert_eq!(found, expected, "{rtf}");
}

#[test]
fn text_and_signs_are_read() {
    check(
        r"{\rtf1\ansi One \b two\b0\par Three\line four\tab x\~y\'e4 \{z\}\emdash\par}",
        &[(Paragraph, "One two"), (Paragraph, "Three\nfour\tx\u{a0}yä {z}—")],
    );
}

#[test]
fn every_encoding_is_read() {
    check(r"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\par}", &[(Paragraph, "При")]);
    check(
        r"{\rtf1\ansi\deff0{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset128 B;}}caf\'e9 \f1\'93\'8c\'8b\'9e\par}",
        &[(Paragraph, "café 東京")],
    );
    check(
        r"{\rtf1\ansi\uc1 \u8364?5 {\uc2\u8212\'97\'97}x \u-10179?\u-8704?\par}",
        &[(Paragraph, "€5 —x 😀")],
    );
}

#[test]
fn what_is_no_text_is_left_out() {
    check(
        r"{\rtf1{\colortbl;\red0;}{\info{\title My}{\author Me}}{\*\generator G;}{\pict 00ff}{\header H}
        {\field{\*\fldinst HYPERLINK x}{\fldrslt link}} {\v hidden}{\deleted gone}\bin3 }}}seen\par}",
        &[(Paragraph, "link seen")],
    );
    assert_eq!(
        super::read(br"{\rtf1{\info{\title My}}x}").unwrap().title.as_deref(),
        Some("My")
    );
}

#[test]
fn structure_becomes_blocks() {
    check(
        r"{\rtf1{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2\outlinelevel1 X;}}\pard\s1 A\par\pard\s2 B\par\pard C\par}",
        &[(Heading(1), "A"), (Heading(2), "B"), (Paragraph, "C")],
    );
    check(
        r"{\rtf1 {\trowd\cellx1\cellx2 a\intbl\cell b\cell\row}{\trowd c\intbl\par d\cell e\cell\row}\pard after\par}",
        &[(Table, "a | b\nc d | e"), (Paragraph, "after")],
    );
    check(
        r"{\rtf1 {\listtext 1.\tab}\ls1 one\par{\listtext\bullet\tab}\ls1 two\par\pard end\par}",
        &[(List, "1. one\ntwo"), (Paragraph, "end")],
    );
    check(
        r"{\rtf1 Text{\footnote The note} goes on.\par Next\par}",
        &[
            (Paragraph, "Text goes on."),
            (Paragraph, "The note"),
            (Paragraph, "Next"),
        ],
    );
}

#[test]
fn broken_files_end() {
    assert_eq!(super::read(br"{\rtf1 a\'").unwrap().content, "a?");
    assert_eq!(super::read(br"{\rtf1 a}}}} b").unwrap().content, "a b");
    assert!(super::read("{".repeat(5_000).as_bytes()).is_err());
    assert_eq!(super::read(br"{\rtf1 a\bin99999 b").unwrap().content, "a");
}
