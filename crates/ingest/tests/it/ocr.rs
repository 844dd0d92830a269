//! Recognition of pictured pages by the real tesseract. Where it is not installed these tests say so and check nothing.

use std::fmt::Write as _;
use std::process::{Command, Stdio};

use domain::document::ReadStatus;
use domain::text::{Text, Word};
use ingest::extract::Extracted;
use ingest::extract::pdf::{read, render_page};
use ingest::worker::Worker;

use crate::data::{check_text, folder, normalised};
use crate::pdf_file::{Sheet, file};
use crate::worker_limits::worker;

/// Returns whether tesseract is there with a model for this language, and says so when it is not.
fn has(language: &str) -> bool {
    let listed = Command::new("tesseract")
        .arg("--list-langs")
        .stderr(Stdio::null())
        .output();
    let is_there = listed.is_ok_and(|list| {
        String::from_utf8_lossy(&list.stdout)
            .lines()
            .any(|line| line == language)
    });
    if !is_there {
        eprintln!("SKIPPED: tesseract with the language {language:?} is not installed; nothing was checked");
    }
    is_there
}

fn recogniser() -> Worker {
    Worker::new(env!("CARGO_BIN_EXE_parse-worker"), true)
}

/// Returns what is recognised in a file of the formats set.
fn of_the_set(name: &str) -> Extracted {
    let path = folder("documents/formats/files").join(name);
    assert_eq!(worker().read(&path, name).status, ReadStatus::NeedsOcr);
    let read = recogniser().read(&path, name);
    check_text(&read.text, name);
    read
}

/// Returns a page that is a picture of the first page of `drawn`, laid onto it by `matrix`.
fn pictured(drawn: &[u8], matrix: &str, entries: &str) -> Sheet {
    let png = render_page(drawn, 1, 200).unwrap();
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    let (width, height, channels) = (number(16), number(20), if png[25] == 6 { 4 } else { 3 });
    let mut packed = String::new();
    let mut at = 8;
    while at < png.len() {
        let length = number(at) as usize;
        if &png[at + 4..at + 8] == b"IDAT" {
            for byte in &png[at + 8..at + 8 + length] {
                write!(packed, "{byte:02x}").unwrap();
            }
        }
        at += 12 + length;
    }
    // A picture in PNG is one in PDF, but that the fourth channel is no ink: it counts as none.
    let colours = if channels == 4 {
        "/CS/CMYK/D[1 0 1 0 1 0 0 0]"
    } else {
        "/CS/RGB"
    };
    let program = format!(
        "q {matrix} cm BI/W {width}/H {height}/BPC 8{colours}/F[/AHx/Fl]\
         /DP[null<</Predictor 15/Colors {channels}/Columns {width}>>] ID {packed}> EI Q"
    );
    Sheet {
        program,
        entries: entries.to_owned(),
    }
}

/// Returns lines of text with the corner of each.
fn letter(first: &str) -> Sheet {
    Sheet::with_texts(&[
        (72.0, 700.0, 12.0, first),
        (
            72.0,
            684.0,
            12.0,
            "The supplier delivers the goods to the buyer within thirty",
        ),
        (
            72.0,
            668.0,
            12.0,
            "days of the order, and the buyer inspects them within seven",
        ),
        (
            72.0,
            652.0,
            12.0,
            "days after that. Complaints that come later are not heard.",
        ),
        (300.0, 90.0, 12.0, "Signed in Hamburg"),
    ])
}

/// Checks that the words of the drawn text are recognised where they are drawn.
fn check_places(drawn: &Text, recognised: &[Word], content: &str) {
    let middle = |word: &Word| (f32::midpoint(word.x0, word.x1), f32::midpoint(word.y0, word.y1));
    let mut wrong = Vec::new();
    for word in &drawn.words {
        let letters = word.span.of(&drawn.content).unwrap();
        let (x, y) = middle(word);
        let is_found = recognised.iter().any(|other| {
            let (other_x, other_y) = middle(other);
            other.span.of(content) == Some(letters) && (x - other_x).abs() < 3.0 && (y - other_y).abs() < 4.0
        });
        if !is_found {
            wrong.push(letters);
        }
    }
    assert!(
        wrong.len() * 20 <= drawn.words.len(),
        "not at their place: {wrong:?} in {content}"
    );
}

#[test]
fn pictures_are_read_with_their_words_in_place() {
    if !has("eng") {
        return;
    }
    let (first, turned) = (file(&[letter("First letter")]), {
        let mut sheet = Sheet::new(
            "BT /R 14 Tf 0 1 -1 0 150 60 Tm (This page lies on its side in the file) Tj ET \
             BT /R 14 Tf 0 1 -1 0 180 60 Tm (and is turned before anybody sees it) Tj ET",
        );
        sheet.entries = "/Rotate 90/CropBox[50 0 600 800]".to_owned();
        file(&[sheet])
    });
    let bytes = file(&[
        letter("A page of text"),
        pictured(&first, "600 0 0 800 0 0", ""),
        Sheet::default(),
        pictured(&turned, "0 800 -550 0 600 0", "/Rotate 90/CropBox[50 0 600 800]"),
    ]);
    let without = worker().read_bytes(&bytes, "letters.pdf").unwrap();
    assert_eq!(without.status, ReadStatus::OkPartial { pages: vec![2, 4] });

    let read = recogniser().read_bytes(&bytes, "letters.pdf").unwrap();
    check_text(&read.text, "letters");
    assert_eq!((&read.status, &read.reason), (&ReadStatus::Ok, &None));
    assert_eq!(read.text.pages.len(), 4);
    for (number, original) in [(2, first), (4, turned)] {
        let (drawn, ..) = ingest_read(&original);
        let page = &read.text.pages[number as usize - 1];
        assert_eq!((page.number, page.width), (number, drawn.pages[0].width));
        let words: Vec<Word> = read.text.words_in(page.span).to_vec();
        assert!(words.iter().all(|word| word.page == number));
        check_places(&drawn, &words, &read.text.content);
    }
    let sentence = "The supplier delivers the goods to the buyer within thirty days of the order";
    assert_eq!(read.text.content.matches(sentence).count(), 2, "{}", read.text.content);
}

fn ingest_read(bytes: &[u8]) -> (Text, ReadStatus) {
    let (text, status, _) = read(bytes).unwrap();
    (text, status)
}

#[test]
fn scans_of_the_set_are_read() {
    if !has("eng") {
        return;
    }
    let read = of_the_set("ocr_test.pdf");
    assert_eq!(read.status, ReadStatus::Ok);
    let content = normalised(&read.text.content);
    assert!(
        content.contains("docling bundles pdf document conversion to"),
        "{content}"
    );
    assert!(content.contains("self contained package"), "{content}");
}

#[test]
fn scans_on_their_side_are_read() {
    if !has("eng") || !has("osd") {
        return;
    }
    let content = normalised(&of_the_set("ocr_test_rotated_90.pdf").text.content);
    assert!(
        content.contains("docling bundles pdf document conversion to"),
        "{content}"
    );
}

#[test]
fn every_installed_language_is_read() {
    if !has("deu") {
        return;
    }
    let german = Sheet::with_texts(&[
        (
            72.0,
            700.0,
            14.0,
            "F\\374r gr\\366\\337ere Mengen erh\\344lt der K\\344ufer einen Nachlass,",
        ),
        (
            72.0,
            682.0,
            14.0,
            "die Verk\\344uferin pr\\374ft die Bestellung in der K\\374rze.",
        ),
    ]);
    let bytes = file(&[pictured(&file(&[german]), "600 0 0 800 0 0", "")]);
    let read = recogniser().read_bytes(&bytes, "brief.pdf").unwrap();
    assert_eq!(
        read.text.content,
        "Für größere Mengen erhält der Käufer einen Nachlass, die Verkäuferin prüft die Bestellung in der Kürze."
    );
}

#[test]
fn pictures_without_letters_say_so() {
    if !has("eng") {
        return;
    }
    let bytes = file(&[Sheet::new("q 300 0 0 300 100 100 cm /P Do Q")]);
    let read = recogniser().read_bytes(&bytes, "dot.pdf").unwrap();
    assert_eq!(read.status, ReadStatus::NeedsOcr);
    assert_eq!(read.reason.as_deref(), Some("No text was recognised on page 1"));
}
