//! ODT, ODP and ODS: containers as they are, and any other bytes as the content of a sound one, which mutation alone
//! never makes; their first byte chooses the format.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let formats = [("text", "a.odt"), ("presentation", "a.odp"), ("spreadsheet", "a.ods")];
    let (first, content) = bytes.split_first().unwrap_or((&0, bytes));
    if bytes.starts_with(b"PK") {
        fuzz::read(bytes, "a");
    } else {
        let (kind, name) = formats[usize::from(*first) % formats.len()];
        let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
        let parts = [("mimetype", mimetype.as_bytes()), ("content.xml", content)];
        fuzz::read(&fuzz::container(&parts), name);
    }
});
