//! PDF files of the sets: snippets, quotes on their pages, rectangles against those of `pdftotext -bbox`, statuses.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use domain::document::ReadStatus;
use domain::span::Span;
use domain::text::{Text, Word};
use ingest::extract::pdf::read;
use unicode_normalization::UnicodeNormalization;

use crate::data::{check_text, folder, manifest, normalised};

/// Returns letters and digits only, folded, each with the byte it comes from.
fn letters(text: &str) -> (Vec<char>, Vec<usize>) {
    let mut chars = Vec::new();
    let mut places = Vec::new();
    for (at, c) in text.char_indices() {
        for folded in c.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()) {
            chars.push(folded);
            places.push(at);
        }
    }
    (chars, places)
}

/// Returns the bytes of `text` in which the letters of the quote stand.
fn find(text: &str, quote: &str) -> Option<std::ops::Range<usize>> {
    let (needle, _) = letters(quote);
    let (hay, places) = letters(text);
    let at = hay.windows(needle.len()).position(|window| window == needle)?;
    Some(places[at]..places[at + needle.len() - 1] + 1)
}

fn questions(set: &str) -> Vec<(String, u32, String)> {
    let text = fs_err::read_to_string(folder(set).join("qa.jsonl")).unwrap();
    let mut quotes = Vec::new();
    for line in text.lines() {
        let question: BTreeMap<String, serde_json::Value> = serde_json::from_str(line).unwrap();
        for evidence in question["evidence"].as_array().into_iter().flatten() {
            let file = evidence["doc_id"].as_str().unwrap().to_owned();
            let page = u32::try_from(evidence["page"].as_u64().unwrap()).unwrap();
            quotes.push((file, page, evidence["quote"].as_str().unwrap().to_owned()));
        }
    }
    quotes
}

#[test]
fn files_of_the_formats_set_give_their_snippets() {
    let mut missed = Vec::new();
    for line in manifest("documents/formats") {
        if line["format"] != "pdf" {
            continue;
        }
        let file = line["file"].as_str().unwrap();
        let bytes = fs_err::read(folder("documents/formats").join(file)).unwrap();
        match read(&bytes) {
            Ok((text, ..)) => {
                check_text(&text, file);
                let content = normalised(&text.content);
                for snippet in line["expect"].as_array().unwrap() {
                    let snippet = snippet.as_str().unwrap();
                    // Words broken at the end of a line are whole in the snippets and broken in a verbatim text.
                    if !content.contains(&normalised(snippet)) && find(&text.content, snippet).is_none() {
                        missed.push(format!("{file}: {snippet}"));
                    }
                }
            }
            // One file is a picture, but the set does not say so.
            Err(error) if line["needs_ocr"] == true || file == "files/single_table.pdf" => {
                assert_eq!(error.status(), ReadStatus::NeedsOcr, "{file}");
            }
            Err(error) => missed.push(format!("{file}: {error}")),
        }
    }
    assert_eq!(missed, [""; 0]);
}

/// A file as both programs read it.
struct Both {
    ours: Text,
    theirs: Vec<PopplerPage>,
}

/// The words of a page as poppler gives them, and their text with one space between.
#[derive(Default)]
struct PopplerPage {
    words: Vec<Word>,
    content: String,
}

#[test]
fn quotes_stand_on_their_pages_with_the_rectangles_that_poppler_gives() {
    let mut files: BTreeMap<String, Both> = BTreeMap::new();
    let mut missed = Vec::new();
    let (mut both, mut good) = (0, 0);
    for set in ["documents/cuad-contracts", "documents/ntsb-reports"] {
        for (file, number, quote) in questions(set) {
            let Both { ours, theirs } = files.entry(file.clone()).or_insert_with(|| {
                let path = folder(set).join("files").join(&file);
                let (ours, ..) = read(&fs_err::read(&path).unwrap()).unwrap();
                check_text(&ours, &file);
                let theirs = poppler(&path);
                Both { ours, theirs }
            });
            let page = &ours.pages[number as usize - 1];
            let content = page.span.of(&ours.content).unwrap();
            let Some(found) = find(content, &quote) else {
                // A few quotes run over the end of their page.
                let next = ours
                    .pages
                    .get(number as usize)
                    .and_then(|page| page.span.of(&ours.content));
                if next.is_none_or(|next| find(&format!("{content}{next}"), &quote).is_none()) {
                    missed.push(format!("{file} page {number}: {quote}"));
                }
                continue;
            };
            // Short quotes stand on a page more than once.
            let theirs = their_words(&theirs[number as usize - 1], &quote);
            if letters(&quote).0.len() < 12 || theirs.is_empty() {
                continue;
            }
            both += 1;
            let start = page.span.start as usize;
            let ours = ours.words_in(Span::new(start + found.start, start + found.end));
            good += i32::from(inside(&theirs, ours) >= 0.9 && inside(ours, &theirs) >= 0.9);
        }
    }
    assert_eq!(missed, [""; 0]);
    assert!(both > 120, "quotes found in both readings: {both}");
    assert!(
        f64::from(good) >= 0.99 * f64::from(both),
        "rectangles agree for {good} of {both} quotes"
    );
}

/// Returns the pages as poppler reads them.
fn poppler(path: &Path) -> Vec<PopplerPage> {
    let output = Command::new("pdftotext")
        .arg("-bbox")
        .arg(path)
        .arg("-")
        .output()
        .expect("poppler-utils is installed");
    let mut pages: Vec<PopplerPage> = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines().map(str::trim) {
        if line.starts_with("<page") {
            pages.push(PopplerPage::default());
        }
        let Some((numbers, rest)) = line.strip_prefix("<word ").and_then(|rest| rest.split_once('>')) else {
            continue;
        };
        let number = u32::try_from(pages.len()).unwrap();
        let page = pages.last_mut().expect("words come in a page");
        let numbers: Vec<f32> = numbers.split('"').filter_map(|part| part.parse().ok()).collect();
        let start = page.content.len();
        page.content.push_str(
            &rest
                .trim_end_matches("</word>")
                .replace("&amp;", "&")
                .replace("&quot;", "\""),
        );
        page.words.push(Word {
            span: Span::new(start, page.content.len()),
            page: number,
            x0: numbers[0],
            y0: numbers[1],
            x1: numbers[2],
            y1: numbers[3],
        });
        page.content.push(' ');
    }
    pages
}

/// Returns the words of the quote, none where it is not found.
fn their_words(page: &PopplerPage, quote: &str) -> Vec<Word> {
    let Some(found) = find(&page.content, quote) else {
        return Vec::new();
    };
    let found = Span::new(found.start, found.end);
    page.words
        .iter()
        .filter(|word| word.span.overlaps(found))
        .copied()
        .collect()
}

/// Returns the share of words whose middle lies in one of the others.
fn inside(words: &[Word], others: &[Word]) -> f64 {
    let hits = words.iter().filter(|word| {
        let (x, y) = (f32::midpoint(word.x0, word.x1), f32::midpoint(word.y0, word.y1));
        others
            .iter()
            .any(|other| (other.x0..=other.x1).contains(&x) && (other.y0..=other.y1).contains(&y))
    });
    #[expect(clippy::cast_precision_loss, reason = "a few words")]
    let share = hits.count() as f64 / words.len().max(1) as f64;
    share
}

#[test]
fn nasty_files_end_as_expected() {
    let mut wrong = Vec::new();
    for line in manifest("documents/nasty") {
        let file = line["file"].as_str().unwrap();
        // The bomb needs the memory limit of the worker process.
        let is_pdf = Path::new(file).extension().is_some_and(|extension| extension == "pdf");
        if !is_pdf || file.contains("bomb") || line["note"] == "docx bytes under a .pdf name" {
            continue;
        }
        let start = Instant::now();
        let outcome = read(&fs_err::read(folder("documents/nasty").join(file)).unwrap());
        let fits = match line["expect"].as_str().unwrap() {
            "error" => outcome.is_err(),
            "text" => outcome.is_ok(),
            "empty" => outcome.as_ref().is_err_and(|error| error.status() == ReadStatus::Empty),
            _ => true,
        };
        if let Ok((text, ..)) = &outcome {
            check_text(text, file);
        }
        if !fits {
            wrong.push(format!("{file}: {:?}", outcome.map(|(_, status, _)| status)));
        }
        assert!(start.elapsed().as_secs() < 20, "{file} took {:?}", start.elapsed());
    }
    assert_eq!(wrong, [""; 0]);
}
