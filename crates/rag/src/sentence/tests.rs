use proptest::prelude::*;

use super::*;

fn check(text: &str, expected: &[&str]) {
    let found: Vec<&str> = units(text, 0).into_iter().map(|span| span.of(text).unwrap()).collect();
    assert_eq!(found, expected, "in {text:?}");
}

#[test]
fn sentences_end_at_their_marks() {
    check(
        "The pump runs. It stops at 40 °C! Why?",
        &["The pump runs.", "It stops at 40 °C!", "Why?"],
    );
    check(
        "水は100度で沸騰します。氷は0度です。",
        &["水は100度で沸騰します。", "氷は0度です。"],
    );
}

#[test]
fn abbreviations_and_initials_do_not_end_one() {
    check(
        "Mr. J. Smith of Acme Inc. Signed it. Done.",
        &["Mr. J. Smith of Acme Inc. Signed it.", "Done."],
    );
    check("See Sec. 4 for details.", &["See Sec. 4 for details."]);
}

#[test]
fn table_rows_stand_alone() {
    check(
        "Model | Weight\nA | 3 kg\nB | 4 kg",
        &["Model | Weight", "A | 3 kg", "B | 4 kg"],
    );
}

#[test]
fn wrapped_lines_stay_together() {
    check(
        "The agreement ends\nafter two years. Renewal is free.",
        &["The agreement ends\nafter two years.", "Renewal is free."],
    );
}

#[test]
fn offsets_count_from_the_version() {
    assert_eq!(units("One. Two.", 100), [Span::new(100, 104), Span::new(105, 109)]);
}

proptest! {
    #[test]
    fn units_are_ordered_and_cover_all_but_white_space(text in "[a-zA-Z .|\n!?äß水。•-]{0,200}") {
        let spans = units(&text, 0);
        let mut at = 0;
        for span in &spans {
            prop_assert!(text[at..span.range().start].trim().is_empty());
            prop_assert!(!span.of(&text).unwrap().trim().is_empty());
            at = span.range().end;
        }
        prop_assert!(text[at..].trim().is_empty());
    }
}
