//! Any bytes as a PDF: no panic gets out, and what is read is sound.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    fuzz::let_panics_be_caught();
    if let Ok((text, ..)) = ingest::extract::pdf::read(bytes) {
        fuzz::check(&text);
    }
});
