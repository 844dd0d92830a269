//! The text formats of the formats set, and the Markdown books.

use ingest::extract::extract;

use crate::data::{check_text, folder, manifest, normalised};

/// Returns the files of these formats whose snippets are not all found, with what was missed.
fn missed(formats: &[&str]) -> Vec<String> {
    let mut missed = Vec::new();
    let mut file_count = 0;
    for line in manifest("documents/formats") {
        let format = line["format"].as_str().unwrap();
        if !formats.contains(&format) {
            continue;
        }
        file_count += 1;
        let file = line["file"].as_str().unwrap();
        let bytes = fs_err::read(folder("documents/formats").join(file)).unwrap();
        let read = extract(&bytes, file);
        check_text(&read.text, file);
        let text = normalised(&read.text.content);
        if !read.status.has_text() {
            missed.push(format!("{file}: {:?} {:?}", read.status, read.reason));
        }
        for snippet in line["expect"].as_array().unwrap() {
            let snippet = normalised(snippet.as_str().unwrap());
            if !text.contains(&snippet) {
                missed.push(format!("{file}: {snippet}"));
            }
        }
    }
    assert!(file_count > 0);
    missed
}

#[test]
fn markup_files_give_their_snippets() {
    assert_eq!(
        missed(&[
            "html", "md", "rst", "org", "asciidoc", "tex", "xml", "fb2", "vtt", "txt"
        ]),
        [""; 0]
    );
}

#[test]
fn tables_and_data_give_their_snippets() {
    assert_eq!(missed(&["csv", "tsv", "json", "ipynb"]), [""; 0]);
}

#[test]
fn mails_and_rich_texts_give_their_snippets() {
    assert_eq!(missed(&["eml", "rtf"]), [""; 0]);
}

#[test]
fn the_rust_book_is_read_with_its_headings() {
    let mut count = 0;
    for entry in fs_err::read_dir(folder("documents/rust-book/files")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let read = extract(&fs_err::read(&path).unwrap(), &name);
        assert!(read.status.has_text(), "{name}: {:?}", read.reason);
        assert_eq!(read.media_type, "text/markdown", "{name}");
        check_text(&read.text, &name);
        count += 1;
    }
    assert_eq!(count, 112);
}
