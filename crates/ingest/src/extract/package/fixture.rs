//! Small containers for tests, built in memory.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Returns a zip of these parts.
pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Returns a zip of these text parts.
pub(crate) fn container(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zipped(&parts)
}

/// Returns a relationships part of `id kind target` lines.
pub(crate) fn relations(lines: &[(&str, &str, &str)]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|(id, kind, target)| format!(r#"<Relationship Id="{id}" Type="http://x/{kind}" Target="{target}"/>"#))
        .collect();
    format!("<Relationships>{}</Relationships>", lines.concat())
}

/// Checks that no flipped, cut or doubled byte of the file makes the reader panic.
pub(crate) fn never_panics(file: &[u8], read: impl Fn(&[u8])) {
    // Numbers of Knuth's generator: the same on each run, so that a failure can be repeated.
    let mut state = 42_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..150 {
        let mut broken = file.to_vec();
        for _ in 0..=next(4) {
            let at = next(broken.len());
            match next(4) {
                0 => broken[at] = u8::try_from(next(256)).unwrap(),
                1 => broken[at] ^= 1 << next(8),
                2 => broken.truncate(at + 1),
                _ => {
                    let end = (at + 1 + next(64)).min(broken.len());
                    let piece = broken[at..end].to_vec();
                    broken.splice(at..at, piece);
                }
            }
        }
        read(&broken);
    }
}

/// Returns the zip with each part broken in turn by the same accidents, but packed soundly: what a flipped byte of a
/// packed part never reaches.
pub(crate) fn broken_parts(parts: &[(&str, &str)], check: impl Fn(&[u8])) {
    for (broken, (_, text)) in parts.iter().enumerate() {
        never_panics(text.as_bytes(), |bytes| {
            let with: Vec<(&str, &[u8])> = parts
                .iter()
                .enumerate()
                .map(|(place, (name, text))| (*name, if place == broken { bytes } else { text.as_bytes() }))
                .collect();
            check(&zipped(&with));
        });
    }
}
