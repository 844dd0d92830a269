use domain::text::BlockKind::{self, Code, Heading, List, Paragraph, Table};

use super::*;

fn check(markdown: &str, expected: &[(BlockKind, &str)]) {
    let text = read(markdown.as_bytes()).unwrap();
    let found: Vec<(BlockKind, &str)> = text
        .blocks
        .iter()
        .map(|block| (block.kind, &text.content[block.span.range()]))
        .collect();
    assert_eq!(found, expected, "{markdown}");
}

#[test]
fn marks_are_no_text() {
    check(
        "# A *b* {#id}\n\nOne [two](http://x) `three`\nfour.\n",
        &[(Heading(1), "A b"), (Paragraph, "One two three four.")],
    );
    check("- a\n  - b\n- [x] c\n\n  d\n", &[(List, "a\nb\nc d")]);
    check(
        "1. run\n   ```sh\n   ls\n   ```\n2. stop",
        &[(List, "run"), (Code, "ls"), (List, "stop")],
    );
    check("| A | B |\n|---|---|\n| 1 | `2|` |\n", &[(Table, "A | B\n1 | `2")]);
    check(
        "| A | B |\n|---|---|\n| 1 | 2 |\n| 3 |\n",
        &[(Table, "A | B\n1 | 2\n3")],
    );
    check(
        "> quoted\n> twice\n\ntext[^1]\n\n[^1]: note",
        &[(Paragraph, "quoted twice"), (Paragraph, "text"), (Paragraph, "note")],
    );
}

#[test]
fn html_inside_shows_its_visible_text() {
    check(
        "<!-- hidden -->\n\n<div><p>seen</p></div>\n\na <b>b</b><br>c",
        &[(Paragraph, "seen"), (Paragraph, "a b\nc")],
    );
}

#[test]
fn front_matter_gives_the_title_only() {
    let text = read(b"---\ntitle: \"My page\"\ntags: [x]\n---\n\nBody").unwrap();
    assert_eq!(
        (text.title.as_deref(), text.content.as_str()),
        (Some("My page"), "Body")
    );
    let text = read(b"+++\ntitle = \"T\"\n+++\n\n# H\n").unwrap();
    assert_eq!((text.title.as_deref(), text.content.as_str()), (Some("T"), "H"));
}
