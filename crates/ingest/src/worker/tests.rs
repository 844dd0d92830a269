use std::io::Cursor;

use domain::document::ReadStatus;
use domain::span::Span;
use domain::text::{Block, BlockKind, Text, Word};

use super::wire::{self, Answer, Order};
use crate::extract::Extracted;

fn order() -> Order {
    Order {
        memory_bytes: 1,
        cpu_seconds: 2,
        recognises: true,
        name: "ä.txt".into(),
        length: 3,
    }
}

#[test]
fn what_is_said_is_understood() {
    let mut pipe = Vec::new();
    wire::write_order(&mut pipe, &order()).unwrap();
    assert_eq!(wire::read_order(&mut Cursor::new(pipe), |_| {}).unwrap(), order());

    let word = Word {
        span: Span::new(0, 2),
        page: 1,
        x0: 0.5,
        y0: 1.5,
        x1: 2.5,
        y1: 3.5,
    };
    let extracted = Extracted {
        text: Text {
            content: "é!".into(),
            blocks: vec![Block {
                kind: BlockKind::Heading(2),
                span: Span::new(0, 3),
            }],
            words: vec![word],
            title: Some("T".into()),
            ..Text::default()
        },
        status: ReadStatus::OkPartial { pages: vec![2] },
        reason: Some("Why".into()),
        media_type: "application/pdf",
    };
    let mut pipe = Vec::new();
    wire::write_picture(&mut pipe, b"png").unwrap();
    wire::write_extracted(&mut pipe, extracted.clone()).unwrap();
    let mut pipe = Cursor::new(pipe);
    assert_eq!(wire::read_answer(&mut pipe).unwrap(), Answer::Picture(b"png".to_vec()));
    assert_eq!(wire::read_answer(&mut pipe).unwrap(), Answer::Read(Box::new(extracted)));

    let mut pipe = Vec::new();
    wire::write_table(&mut pipe, Some("a\tb")).unwrap();
    wire::write_table(&mut pipe, None).unwrap();
    let mut pipe = Cursor::new(pipe);
    assert_eq!(wire::read_table(&mut pipe).unwrap().as_deref(), Some("a\tb"));
    assert_eq!(wire::read_table(&mut pipe).unwrap(), None);
}

#[test]
fn lies_about_lengths_cost_nothing() {
    let huge = [b"R".as_slice(), &u64::MAX.to_le_bytes()].concat();
    assert!(wire::read_answer(&mut Cursor::new(huge)).is_err());
    let cut = [b"P".as_slice(), &1_000_000_u64.to_le_bytes(), b"x"].concat();
    assert!(wire::read_answer(&mut Cursor::new(cut)).is_err());
    assert!(wire::read_answer(&mut Cursor::new(b"?12345678".to_vec())).is_err());
    let word = Word {
        span: Span::new(0, 9),
        page: 1,
        x0: 0.0,
        y0: 0.0,
        x1: 0.0,
        y1: 0.0,
    };
    let block = Block {
        kind: BlockKind::Paragraph,
        // In the middle of a character.
        span: Span::new(1, 2),
    };
    for (words, blocks) in [(vec![word], Vec::new()), (Vec::new(), vec![block])] {
        let lie = Extracted {
            text: Text {
                content: "é".into(),
                words,
                blocks,
                ..Text::default()
            },
            status: ReadStatus::Ok,
            reason: None,
            media_type: "application/pdf",
        };
        let mut pipe = Vec::new();
        wire::write_extracted(&mut pipe, lie).unwrap();
        assert!(wire::read_answer(&mut Cursor::new(pipe)).is_err());
    }
}
