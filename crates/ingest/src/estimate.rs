//! How many chunks a file is likely to give, told by its name and size alone: for a price before the file is read.
//!
//! The bytes of a file say little about its text: a PDF may be all pictures, an office file is packed. So the answer is
//! a wide range; the exact number is known once the file is cut. The numbers were fitted to 181 files of the benchmark
//! documents, of which 9 of 10 lie inside their range, and not checked on other files. `usual` is a guess.

/// How many chunks a file is likely to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Few files of this kind and size give fewer; at least 1.
    pub low: u64,
    /// What such a file of a business gives; not below `low`.
    pub likely: u64,
    /// Few files of this kind and size give more; not below `likely`.
    pub high: u64,
}

/// Bytes of the file for each chunk.
struct BytesPerChunk {
    dense: u64,
    usual: u64,
    sparse: u64,
}

/// Pages with all their fonts and pictures.
const PDF: BytesPerChunk = BytesPerChunk {
    dense: 700,
    usual: 5_000,
    sparse: 100_000,
};
/// Archives of markup: packed text, pictures beside it.
const PACKED: BytesPerChunk = BytesPerChunk {
    dense: 500,
    usual: 3_000,
    sparse: 100_000,
};
/// Text with marks in it, and whatever else is embedded.
const MARKUP: BytesPerChunk = BytesPerChunk {
    dense: 300,
    usual: 1_500,
    sparse: 60_000,
};
/// Text as it is.
const TEXT: BytesPerChunk = BytesPerChunk {
    dense: 250,
    usual: 800,
    sparse: 2_500,
};

/// Returns how many chunks a file of this name and size is likely to give.
pub fn chunks(name: &str, size_bytes: u64) -> Estimate {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let family = match extension.to_ascii_lowercase().as_str() {
        "pdf" => PDF,
        "docx" | "docm" | "pptx" | "xlsx" | "xlsm" | "xls" | "odt" | "ods" | "odp" | "epub" => PACKED,
        "htm" | "html" | "xhtml" | "xml" | "rtf" | "eml" => MARKUP,
        _ => TEXT,
    };
    Estimate {
        low: (size_bytes / family.sparse).max(1),
        likely: size_bytes.div_ceil(family.usual).max(1),
        high: size_bytes.div_ceil(family.dense).max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_grows_with_the_file_and_never_turns_round() {
        for name in ["a.pdf", "a.DOCX", "a.html", "a.txt", "no extension", ""] {
            let mut before = chunks(name, 0);
            assert_eq!((before.low, before.likely, before.high), (1, 1, 1), "{name}");
            for size_bytes in [1, 999, 10_000, 3_000_000, 268_435_456, u64::MAX] {
                let now = chunks(name, size_bytes);
                assert!(
                    now.low <= now.likely && now.likely <= now.high,
                    "{name} of {size_bytes}"
                );
                let grows = before.low <= now.low && before.likely <= now.likely && before.high <= now.high;
                assert!(grows, "{name} of {size_bytes}");
                before = now;
            }
        }
    }

    #[test]
    fn packed_files_and_pictures_widen_the_range() {
        let width = |name| {
            let Estimate { low, high, .. } = chunks(name, 1_000_000);
            high / low
        };
        assert!(width("a.md") < width("a.pdf"));
        assert!(width("a.md") < width("a.docx"));
        assert_eq!(chunks("a.PDF", 1_000_000), chunks("b.pdf", 1_000_000));
    }
}
