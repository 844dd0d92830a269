use domain::text::Page;
use proptest::prelude::*;

use super::*;

fn found<'c>(content: &'c str, quote: &str) -> Option<&'c str> {
    find(content, quote).and_then(|span| span.of(content))
}

#[test]
fn what_differs_only_in_signs_is_found() {
    for (content, quote, expected) in [
        ("The ﬁrst of\nMay", "the first of may", "The ﬁrst of\nMay"),
        ("an exam-\nple here", "example", "exam-\nple"),
        ("Caf\u{e9} au lait", "Cafe\u{301} au lait", "Caf\u{e9} au lait"),
        ("Cafe\u{301} au lait", "caf\u{e9}", "Cafe"),
        ("ΟΔΟΣ 5", "οδος 5", "ΟΔΟΣ 5"),
        ("Ｆｕｌｌ width ５", "full width 5", "Ｆｕｌｌ width ５"),
        ("東京\u{3000}タワー", "東京タワー", "東京\u{3000}タワー"),
        ("“Yes,” he said.", "\"yes\" he said", "Yes,” he said"),
    ] {
        assert_eq!(found(content, quote), Some(expected), "{quote}");
    }
    assert_eq!(found("nothing", "something"), None);
    assert_eq!(found("nothing", "...!"), None);
    assert_eq!(found("", "x"), None);
}

#[test]
fn whole_words_come_first() {
    assert_eq!(find("start the art", "art"), Some(Span::new(10, 13)));
    assert_eq!(find("starting", "art"), Some(Span::new(2, 5)));
}

#[test]
fn a_span_limits_the_search() {
    let content = "one two one two";
    let normalised = Normalised::new(content);
    assert_eq!(normalised.find_in(Span::new(5, 15), "one"), Some(Span::new(8, 11)));
    assert_eq!(normalised.find_in(Span::new(0, 2), "one"), None);
    assert_eq!(normalised.find_in(Span::new(9, 15), "one"), None);
}

#[test]
fn words_are_merged_by_line() {
    let word = |start: usize, x0: f32, y0: f32| Word {
        span: Span::new(start, start + 3),
        page: 1,
        x0,
        y0,
        x1: x0 + 30.0,
        y1: y0 + 10.0,
    };
    let text = Text {
        content: "one two six ten".into(),
        pages: vec![Page {
            number: 1,
            span: Span::new(0, 15),
            width: 200.0,
            height: 100.0,
            name: None,
        }],
        words: vec![
            word(0, 10.0, 10.0),
            word(4, 50.0, 11.0),
            word(8, 10.0, 25.0),
            word(12, 50.0, 25.0),
        ],
        ..Text::default()
    };
    let boxes = rectangles(&text, Span::new(1, 9));
    let edges: Vec<[f32; 4]> = boxes.iter().map(|it| [it.x0, it.y0, it.x1, it.y1]).collect();
    assert_eq!(edges, [[0.05, 0.1, 0.4, 0.21], [0.05, 0.25, 0.2, 0.35]]);
    assert!(rectangles(&Text::default(), Span::new(0, 0)).is_empty());
}

proptest! {
    #[test]
    fn every_part_of_a_text_is_found_in_it(content in "\\PC{0,60}", from in 0_usize..60, length in 1_usize..30) {
        let part: String = content.chars().skip(from).take(length).collect();
        let has_letters = !Normalised::new(&part).letters.is_empty();
        let span = find(&content, &part);
        prop_assert_eq!(span.is_some(), has_letters);
        if let Some(span) = span {
            let place = span.of(&content).expect("on character borders");
            prop_assert_eq!(Normalised::new(place).letters.contains(&Normalised::new(&part).letters), true);
        }
    }
}
