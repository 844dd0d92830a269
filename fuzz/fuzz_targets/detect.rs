//! Any bytes under any name.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: (&str, &[u8])| {
    let _ = ingest::detect::detect(input.1, input.0);
});
