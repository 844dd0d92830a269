//! Plain text, light markup and XML in any encoding.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.txt", "a.rst", "a.tex", "a.vtt", "a.xml", "a.rs"] {
        fuzz::read(bytes, name);
    }
});
