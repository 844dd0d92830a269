//! DOCX: containers as they are, and any other bytes as the main part of a sound one, which mutation alone never makes.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        fuzz::read(bytes, "a.docx");
    } else {
        fuzz::read(
            &fuzz::container(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", bytes)]),
            "a.docx",
        );
    }
});
