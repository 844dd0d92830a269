//! Any layout comes back as it was; broken bytes are an error, never a panic.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn span() -> impl Strategy<Value = Span> {
    (0_u32..5_000_000, 0_u32..400).prop_map(|(start, length)| Span {
        start,
        end: start + length,
    })
}

fn kind() -> impl Strategy<Value = BlockKind> {
    prop_oneof![
        (1_u8..=6).prop_map(BlockKind::Heading),
        Just(BlockKind::Paragraph),
        Just(BlockKind::List),
        Just(BlockKind::Table),
        Just(BlockKind::Code),
    ]
}

fn coordinate() -> impl Strategy<Value = f32> {
    // Few distinct values, so that words often share a line.
    prop_oneof![Just(0.0_f32), Just(72.5), Just(-3.0), 0.0_f32..2000.0]
}

prop_compose! {
    fn text()(
        blocks in vec((kind(), span()).prop_map(|(kind, span)| Block { kind, span }), 0..20),
        pages in vec((0_u32..6000, span(), coordinate(), coordinate(), proptest::option::of(".{0,12}")), 0..6),
        words in vec((span(), 0_u32..4, coordinate(), coordinate(), coordinate(), coordinate()), 0..60),
    ) -> Text {
        Text {
            blocks,
            pages: pages
                .into_iter()
                .map(|(number, span, width, height, name)| Page { number, span, width, height, name })
                .collect(),
            words: words
                .into_iter()
                .map(|(span, page, x0, y0, x1, y1)| Word { span, page, x0, y0, x1, y1 })
                .collect(),
            ..Text::default()
        }
    }
}

proptest! {
    #[test]
    fn a_layout_comes_back(text in text()) {
        let bytes = encode(&text);
        prop_assert_eq!(decode(String::new(), &bytes).unwrap(), text);
    }

    #[test]
    fn broken_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        drop(decode(String::new(), &bytes));
    }

    #[test]
    fn a_cut_layout_is_an_error(text in text(), cut in 0.0_f64..1.0) {
        let bytes = encode(&text);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
        let length = (bytes.len() as f64 * cut) as usize;
        prop_assert!(decode(String::new(), &bytes[..length]).is_err());
    }
}
