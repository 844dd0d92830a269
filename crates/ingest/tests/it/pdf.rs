//! Reading of PDF files made by code: each rule of the assembler, each status, and the invariants of spans.

use std::fmt::Write as _;
use std::time::Instant;

use domain::document::ReadStatus;
use domain::span::Span;
use domain::text::{BlockKind, Text};
use ingest::extract::pdf::{ocr, read, render_page};
use ingest::{ReadError, Refused};
use proptest::prelude::*;

use crate::data::check_text;
use crate::pdf_file::{Sheet, file};

const PROSE: [&str; 4] = [
    "The supplier delivers the goods to the buyer within thirty",
    "days of the order, and the buyer inspects them within seven",
    "days after that. Complaints that come later are not heard",
    "unless the defect was hidden.",
];

fn text(sheets: &[Sheet]) -> Text {
    let (text, status, reason) = read(&file(sheets)).unwrap();
    assert_eq!((status, reason), (ReadStatus::Ok, None));
    check(&text);
    text
}

fn check(text: &Text) {
    check_text(text, "made by code");
    let mut end = 0;
    for word in &text.words {
        assert!(word.span.start >= end, "words overlap");
        let letters = word.span.of(&text.content).expect("words lie on character borders");
        assert!(
            !letters.is_empty() && !letters.contains(char::is_whitespace),
            "{letters:?}"
        );
        assert!(word.x0 <= word.x1 && word.y0 <= word.y1, "{word:?}");
        end = word.span.end;
        let page = &text.pages[word.page as usize - 1];
        assert!(page.span.contains(word.span), "words lie on their page");
        assert!(word.x0 >= 0.0 && word.y0 >= 0.0 && word.x1 <= page.width && word.y1 <= page.height);
    }
    for block in &text.blocks {
        assert!(
            text.pages.iter().any(|page| page.span.contains(block.span)),
            "blocks lie on a page"
        );
        let words = text.words_in(block.span);
        assert!(!words.is_empty() && words.iter().all(|word| block.span.contains(word.span)));
    }
}

fn kinds(text: &Text) -> Vec<(BlockKind, &str)> {
    text.blocks
        .iter()
        .map(|block| (block.kind, block.span.of(&text.content).unwrap()))
        .collect()
}

fn refused(sheets: &[Sheet]) -> Refused {
    let error: ReadError = read(&file(sheets)).unwrap_err();
    assert!(!error.reason.is_empty());
    error.refused
}

/// Returns lines of running text from this height downwards.
fn prose(x: f32, top: f32) -> Vec<(f32, f32, f32, &'static str)> {
    let heights = [0.0, 12.0, 24.0, 36.0];
    PROSE
        .iter()
        .zip(heights)
        .map(|(line, down)| (x, top - down, 10.0, *line))
        .collect()
}

#[test]
fn lines_join_to_paragraphs_with_their_words_in_place() {
    let read = text(&[Sheet::with_texts(&prose(50.0, 700.0))]);
    assert_eq!(read.content, PROSE.join(" "));
    assert_eq!(read.title.as_deref(), Some("A small file"));
    let word = read.words[1];
    assert_eq!(word.span.of(&read.content), Some("supplier"));
    // "The " is 20.01 points wide in Helvetica of 10 points; the baseline is 100 points below the top.
    assert!(
        (word.x0 - 70.01).abs() < 0.1 && word.y0 < 95.0 && (100.0..104.0).contains(&word.y1),
        "{word:?}"
    );
}

#[test]
fn gaps_part_words_and_kerning_does_not() {
    let program = "BT /R 10 Tf 50 700 Td [(Wo) 20 (rd) -250 (an) -90 (other)] TJ ET";
    assert_eq!(text(&[Sheet::new(program)]).content, "Word another");
}

#[test]
fn spaced_out_letters_are_one_word() {
    let program = "BT /R 10 Tf 3 Tc 50 700 Td (NOTICE OF DEFAULT) Tj ET";
    assert_eq!(text(&[Sheet::new(program)]).content, "NOTICE OF DEFAULT");
}

#[test]
fn letters_drawn_twice_count_once() {
    let program = "BT /R 10 Tf 50 700 Td (Bold) Tj ET BT /R 10 Tf 50.3 700 Td (Bold) Tj ET";
    assert_eq!(text(&[Sheet::new(program)]).content, "Bold");
}

#[test]
fn a_broken_word_is_whole_and_has_both_its_rectangles() {
    let texts = [
        (50.0, 700.0, 10.0, "The delivery was exam-"),
        (50.0, 688.0, 10.0, "ined on the same day, and the right-"),
        (50.0, 676.0, 10.0, "hand door was examined too."),
    ];
    let read = text(&[Sheet::with_texts(&texts)]);
    assert_eq!(
        read.content,
        "The delivery was examined on the same day, and the right-hand door was examined too."
    );
    let at = read.content.find("examined").unwrap();
    let parts = read.words_in(Span::new(at, at + "examined".len()));
    let parts: Vec<(&str, f32)> = parts
        .iter()
        .map(|word| (word.span.of(&read.content).unwrap(), word.y1.round()))
        .collect();
    assert_eq!(parts, [("exam", 102.0), ("ined", 114.0)]);
}

#[test]
fn heads_and_feet_stand_where_one_sees_them() {
    let mut texts = vec![(50.0, 30.0, 8.0, "Page 1 of 4"), (300.0, 30.0, 8.0, "ABC-17")];
    texts.extend(prose(50.0, 700.0));
    texts.push((50.0, 760.0, 8.0, "Part one"));
    texts.push((50.0, 780.0, 8.0, "Yearly report"));
    let read = text(&[Sheet::with_texts(&texts)]);
    assert_eq!(
        read.content,
        format!("Yearly report\n\nPart one\n\n{}\n\nPage 1 of 4 ABC-17", PROSE.join(" "))
    );
}

#[test]
fn larger_and_bolder_lines_are_headings() {
    let mut sheet = Sheet::with_texts(&prose(50.0, 640.0));
    sheet.program.push_str("BT /B 10 Tf 50 560 Td (2.1 Payment) Tj ET ");
    let below = Sheet::with_texts(&prose(50.0, 540.0)).program;
    sheet.program = format!("BT /B 18 Tf 50 700 Td (Supply contract) Tj ET {}{below}", sheet.program);
    let read = text(&[sheet]);
    let kinds: Vec<(BlockKind, &str)> = kinds(&read)
        .into_iter()
        .filter(|kind| kind.0 != BlockKind::Paragraph)
        .collect();
    assert_eq!(
        kinds,
        [
            (BlockKind::Heading(1), "Supply contract"),
            (BlockKind::Heading(2), "2.1 Payment")
        ]
    );
}

#[test]
fn aligned_cells_are_a_table_whatever_the_order_of_drawing() {
    let rows = [
        (50.0, 700.0, 10.0, "Item"),
        (200.0, 700.0, 10.0, "2023"),
        (300.0, 700.0, 10.0, "2022"),
        (50.0, 686.0, 10.0, "Revenue"),
        (300.0, 686.0, 10.0, "1,200"),
        (200.0, 686.0, 10.0, "1,500"),
    ];
    let read = text(&[Sheet::with_texts(&rows)]);
    assert_eq!(
        kinds(&read),
        [(BlockKind::Table, "Item | 2023 | 2022\nRevenue | 1,500 | 1,200")]
    );
}

#[test]
fn empty_cells_keep_their_place_and_notes_their_rows_apart() {
    let rows = [
        (200.0, 700.0, 10.0, "2023"),
        (300.0, 700.0, 10.0, "2022"),
        (50.0, 686.0, 10.0, "Revenue"),
        (200.0, 686.0, 10.0, "1,500"),
        (300.0, 686.0, 10.0, "1,200"),
        (180.0, 672.0, 10.0, "restated after the merger of the two companies"),
        (50.0, 658.0, 10.0, "Cost"),
        (200.0, 658.0, 10.0, "1,100"),
        (300.0, 658.0, 10.0, "1,000"),
        (50.0, 644.0, 10.0, "Grants"),
        (300.0, 644.0, 10.0, "from the state,"),
        (300.0, 632.0, 10.0, "since ended"),
    ];
    let read = text(&[Sheet::with_texts(&rows)]);
    let expected = "| 2023 | 2022\nRevenue | 1,500 | 1,200\nrestated after the merger of the two companies\n\
                    Cost | 1,100 | 1,000\nGrants |  | from the state, since ended";
    assert_eq!(kinds(&read), [(BlockKind::Table, expected)]);
}

#[test]
fn a_heading_between_tables_parts_them() {
    let rows = |top: f32| {
        let places = [top, top - 14.0]
            .map(|y| [(50.0, "Age:"), (200.0, "48"), (300.0, "Male")].map(|(x, word)| (x, y, 10.0, word)));
        Sheet::with_texts(&places.concat()).program
    };
    let heading = "BT /B 12 Tf 50 672 Td (Pilot) Tj ET\n";
    let read = text(&[Sheet::new(format!("{}{heading}{}", rows(700.0), rows(660.0)))]);
    let kinds: Vec<BlockKind> = read.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [BlockKind::Table, BlockKind::Heading(1), BlockKind::Table]);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let mut texts = prose(50.0, 700.0);
    texts.extend(prose(330.0, 700.0));
    let read = text(&[Sheet::with_texts(&texts)]);
    assert_eq!(read.content, format!("{0}\n\n{0}", PROSE.join(" ")));
}

#[test]
fn a_page_drawn_in_no_order_is_sorted() {
    let mut texts = prose(50.0, 700.0);
    texts.extend(prose(330.0, 700.0));
    let mixed: Vec<_> = [3, 6, 1, 4, 2, 7, 0, 5].into_iter().map(|at| texts[at]).collect();
    let read = text(&[Sheet::with_texts(&mixed)]);
    assert_eq!(read.content, format!("{0}\n\n{0}", PROSE.join(" ")));
}

#[test]
fn bullets_make_a_list() {
    let texts = [
        (50.0, 700.0, 10.0, "\\225 first item of the list, which is so long"),
        (60.0, 688.0, 10.0, "that it goes on"),
        (50.0, 676.0, 10.0, "\\225 second item"),
    ];
    let read = text(&[Sheet::with_texts(&texts)]);
    let expected = "• first item of the list, which is so long that it goes on\n• second item";
    assert_eq!(kinds(&read), [(BlockKind::List, expected)]);
}

#[test]
fn rotated_pages_are_read_as_one_sees_them() {
    let mut sheet = Sheet::new("BT /R 10 Tf 0 1 -1 0 100 50 Tm (Turned by the page) Tj ET");
    sheet.entries = "/Rotate 90/CropBox[50 0 600 800]".to_owned();
    let read = text(&[sheet]);
    assert_eq!(read.content, "Turned by the page");
    assert_eq!((read.pages[0].width, read.pages[0].height), (800.0, 550.0));
    // The pen stands 50 points from the bottom and 50 from the left of the visible page before it is turned.
    assert!(
        (read.words[0].x0 - 50.0).abs() < 0.1 && (40.0..51.0).contains(&read.words[0].y0),
        "{:?}",
        read.words[0]
    );
}

#[test]
fn right_to_left_lines_come_out_as_they_are_read() {
    let letter = |c: char| format!("/Span<</ActualText<FEFF{:04X}>>>BDC (x) Tj EMC ", c as u32);
    let drawn: String = "12 םולש"
        .chars()
        .map(|c| if c.is_ascii() { format!("({c}) Tj ") } else { letter(c) })
        .collect();
    let read = text(&[Sheet::new(format!("BT /R 10 Tf 50 700 Td {drawn} ET"))]);
    assert_eq!(read.content, "שלום 12");
}

#[test]
fn replacement_text_stands_for_what_is_drawn() {
    let program = "BT /R 10 Tf 50 700 Td (o) Tj /Span<</ActualText(ffi)>>BDC (xy) Tj EMC (ce) Tj ET";
    assert_eq!(text(&[Sheet::new(program)]).content, "office");
}

#[test]
fn invisible_text_counts() {
    let program = "BT 3 Tr /R 10 Tf 50 700 Td (recognised) Tj ET /P Do";
    assert_eq!(text(&[Sheet::new(program)]).content, "recognised");
}

#[test]
fn values_of_fields_are_read() {
    let mut sheet = Sheet::with_texts(&[(50.0, 700.0, 10.0, "Name")]);
    sheet.entries = "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/V(Ada Lovelace)/Rect[100 696 300 710]>>]".to_owned();
    assert!(text(&[sheet]).content.contains("Ada Lovelace"));
}

#[test]
fn a_running_head_is_no_heading() {
    let page = |number: usize| {
        let mut sheet = Sheet::with_texts(&prose(50.0, 700.0));
        writeln!(sheet.program, "BT /R 16 Tf 50 760 Td (Yearly report {number}) Tj ET").unwrap();
        sheet
    };
    let read = text(&[page(1), page(2), page(3)]);
    assert!(read.blocks.iter().all(|block| block.kind == BlockKind::Paragraph));
    assert_eq!(read.pages.len(), 3);
}

#[test]
fn every_page_without_text_is_named() {
    let sheets = [
        Sheet::with_texts(&prose(50.0, 700.0)),
        Sheet::new("/P Do"),
        Sheet::default(),
    ];
    let (text, status, reason) = read(&file(&sheets)).unwrap();
    check(&text);
    assert_eq!(status, ReadStatus::OkPartial { pages: vec![2] });
    assert_eq!(reason.as_deref(), Some("No readable text on page 2: pictures only"));
    assert_eq!(text.pages.len(), 3);
}

#[test]
fn files_without_text_say_why() {
    assert_eq!(refused(&[Sheet::new("/P Do")]), Refused::NeedsOcr);
    assert_eq!(refused(&[Sheet::default()]), Refused::Empty);
    assert_eq!(refused(&[]), Refused::Empty);
    assert_eq!(read(b"").unwrap_err().refused, Refused::Empty);
    assert_eq!(
        read(b"%PDF-1.7 and nothing more").unwrap_err().refused,
        Refused::Damaged
    );
    let unreadable: String = (0..40)
        .map(|_| "/Span<</ActualText<FEFFE001>>>BDC (x) Tj EMC ")
        .collect();
    let sheet = Sheet::new(format!("BT /R 10 Tf 50 700 Td {unreadable} (clear) Tj ET"));
    assert_eq!(refused(&[sheet]), Refused::UnreadableFonts);
    let many: Vec<Sheet> = vec![Sheet::default(); domain::limits::PAGES + 1];
    assert_eq!(refused(&many), Refused::TooLarge);
}

#[test]
fn recognised_words_take_the_place_of_a_picture() {
    let sheets = [
        Sheet::with_texts(&prose(50.0, 700.0)),
        Sheet::new("/P Do"),
        Sheet::with_texts(&prose(50.0, 700.0)),
    ];
    let bytes = file(&sheets);
    let (drawn, ..) = read(&bytes).unwrap();
    let png = render_page(&bytes, 2, 72).unwrap();
    assert!(png.starts_with(b"\x89PNG"));
    assert!(render_page(&bytes, 4, 72).is_err());
    let table = "5\t1\t1\t1\t1\t1\t300\t300\t400\t60\t96.1\tInvoice\n5\t1\t1\t1\t1\t2\t750\t300\t200\t60\t95.0\t4711\n";
    let (read, found) = ocr(&bytes, &drawn, &[2], &mut |_| Some(table.to_owned()));
    assert_eq!(found, [2]);
    check(&read);
    assert_eq!(read.content, format!("{0}\n\nInvoice 4711\n\n{0}", PROSE.join(" ")));
    assert_eq!(ocr(&bytes, &drawn, &[2], &mut |_| None), (drawn, vec![]));
}

#[test]
fn odd_drawings_cost_little_time() {
    let letters = |place: fn(usize) -> (usize, usize)| {
        let draw = |nth| {
            let (x, y) = place(nth);
            format!("BT /R 1 Tf {x} {y} Td (a.) Tj ET\n")
        };
        Sheet::new((0..50_000).map(draw).collect::<String>())
    };
    let start = Instant::now();
    let backwards = letters(|nth| (599 - nth % 600, 100 + nth / 600));
    let stairs = letters(|nth| (nth % 600, nth * 7 % 800));
    let stacked = letters(|nth| (50, 799 - nth % 800));
    text(&[backwards, stairs, stacked]);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_hold_for_any_drawing(drawings in prop::collection::vec(drawing(), 1..60)) {
        let sheets: Vec<Sheet> = drawings.chunks(20).map(|part| Sheet::new(part.concat())).collect();
        if let Ok((text, ..)) = read(&file(&sheets)) {
            check(&text);
            prop_assert_eq!(text.pages.len(), sheets.len());
        }
    }

    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..2000) {
        let mut damaged = file(&[Sheet::with_texts(&prose(50.0, 700.0))]);
        let at = at.min(damaged.len());
        let end = (at + bytes.len()).min(damaged.len());
        damaged.splice(at..end, bytes);
        if let Ok((text, ..)) = read(&damaged) {
            check(&text);
        }
    }
}

/// A text somewhere, in some direction and script.
fn drawing() -> impl Strategy<Value = String> {
    let letters = prop_oneof![
        "[a-z .,-]{1,12}",
        "[אבגד 12]{1,8}",
        "[漢字かな]{1,8}",
        "[ﬁﬂ\u{fffd}\u{e000}é]{1,4}"
    ];
    let places = (
        0_u16..600,
        0_u16..800,
        0_u8..4,
        prop_oneof![Just(6), Just(10), Just(24)],
    );
    (letters, places).prop_map(|(letters, (x, y, turn, size))| {
        let matrix = ["1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0.7 0.7 -0.7 0.7"][usize::from(turn)];
        let mut program = format!("BT /R {size} Tf {matrix} {x} {y} Tm ");
        for c in letters.chars() {
            let code = u32::from(c);
            let drawn = if c.is_ascii() {
                format!("({c}) Tj ")
            } else {
                "(x) Tj ".to_owned()
            };
            write!(program, "/Span<</ActualText<FEFF{code:04X}>>>BDC {drawn}EMC ").unwrap();
        }
        program + "ET\n"
    })
}
