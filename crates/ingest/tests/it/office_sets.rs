//! The office formats of the formats set, and the office files among the nasty ones.

use domain::document::ReadStatus;
use ingest::extract::{Extracted, extract};

use crate::data::{check_text, folder, manifest, normalised};

fn read(set: &str, file: &str) -> Extracted {
    let bytes = fs_err::read(folder(set).join(file)).expect("the set holds the file");
    let read = extract(&bytes, file);
    check_text(&read.text, file);
    read
}

/// Returns what was missed in the files of these formats, and checks how many there are.
fn missed(formats: &[(&str, usize)]) -> Vec<String> {
    let mut missed = Vec::new();
    for (format, expected_count) in formats {
        let lines = manifest("documents/formats");
        let lines: Vec<_> = lines.iter().filter(|line| line["format"] == *format).collect();
        assert_eq!(lines.len(), *expected_count, "{format}");
        for line in lines {
            let file = line["file"].as_str().expect("a name");
            let read = read("documents/formats", file);
            // Its cells hold faces alone: nothing that can be searched, so it is refused as empty.
            let is_wordless = file == "files/emoji.xlsx" && read.status == ReadStatus::Empty;
            if !read.status.has_text() && !is_wordless {
                missed.push(format!("{file}: {:?} {:?}", read.status, read.reason));
            }
            let text = normalised(&read.text.content);
            for snippet in line["expect"].as_array().expect("a list") {
                let snippet = normalised(snippet.as_str().expect("a text"));
                if !text.contains(&snippet) {
                    missed.push(format!("{file}: {snippet}"));
                }
            }
        }
    }
    missed
}

#[test]
fn documents_give_their_snippets() {
    assert_eq!(missed(&[("docx", 18), ("odt", 6)]), [""; 0]);
}

#[test]
fn slides_give_their_snippets() {
    assert_eq!(missed(&[("pptx", 7), ("odp", 1)]), [""; 0]);
}

#[test]
fn sheets_give_their_snippets() {
    assert_eq!(missed(&[("xlsx", 9), ("xls", 2), ("ods", 1)]), [""; 0]);
}

#[test]
fn books_give_their_snippets() {
    assert_eq!(missed(&[("epub", 5)]), [""; 0]);
}

#[test]
fn nasty_office_files_end_in_a_clear_status() {
    let endings = [
        "docx", "pptx", "xlsx", "xlsm", "xls", "odt", "ods", "odp", "epub", "zip",
    ];
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in manifest("documents/nasty") {
        let file = line["file"].as_str().unwrap();
        if !endings.iter().any(|ending| file.ends_with(&format!(".{ending}"))) {
            continue;
        }
        count += 1;
        let read = read("documents/nasty", file);
        let outcome = match read.status {
            ReadStatus::Ok | ReadStatus::OkPartial { .. } => "text",
            ReadStatus::Empty => "empty",
            _ => "error",
        };
        let expected = line["expect"].as_str().unwrap();
        // A file of no bytes is refused as empty.
        let is_expected = expected == outcome || expected == "either" || (expected == "error" && outcome == "empty");
        let has_reason = outcome == "text" || read.reason.as_ref().is_some_and(|reason| reason.len() > 20);
        let is_silent = outcome == "text" && read.text.content.trim().is_empty();
        let leaks = read.text.content.contains("root:") || read.text.content.contains("PWNED");
        if !is_expected || !has_reason || is_silent || leaks {
            wrong.push(format!(
                "{file}: {outcome}, expected {expected}: {:?} {:?}",
                read.status, read.reason
            ));
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert_eq!(count, 21);
}
