//! RTF, with its mark in front.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::read(&[b"{\\rtf1", bytes].concat(), "a.rtf"));
