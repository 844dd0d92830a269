//! EPUB: containers as they are, and any other bytes as the main part of a sound one, which mutation alone never makes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        fuzz::read(bytes, "a.epub");
    } else {
        fuzz::read(
            &fuzz::container(&[
                ("mimetype", b"application/epub+zip"),
                ("META-INF/container.xml", br#"<a><rootfile full-path="book.opf"/></a>"#),
                ("book.opf", bytes),
                ("a.xhtml", b"<p>text</p>"),
            ]),
            "a.epub",
        );
    }
});
