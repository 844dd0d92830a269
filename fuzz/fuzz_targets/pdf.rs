//! Any bytes as a PDF: no panic gets out, words are in order and hold no white space.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok((text, ..)) = ingest::extract::pdf::read(bytes) else {
        return;
    };
    fuzz::check(&text);
    let mut end = 0;
    for word in &text.words {
        assert!(word.span.start >= end);
        assert!(word.span.of(&text.content).is_some_and(|word| !word.contains(char::is_whitespace)));
        end = word.span.end;
    }
});
