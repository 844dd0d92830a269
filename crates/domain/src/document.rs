//! Documents and their immutable versions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{CollectionId, DocumentId, VersionId};

/// What the owner calls an attribute and its value, such as `department = legal`.
pub type Attributes = BTreeMap<String, String>;

/// How reading a file ended. Never silence: a file without text says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum ReadStatus {
    /// All of it was read.
    Ok,
    /// Some pages have no readable text.
    OkPartial {
        /// Their numbers, from 1.
        pages: Vec<u32>,
    },
    /// Pictures of text only; optical recognition would read it.
    NeedsOcr,
    /// The fonts do not say which letters their shapes are.
    UnreadableFonts,
    /// A password is needed.
    Encrypted,
    /// The file is broken, or too complex to read within the limits.
    Damaged,
    /// A format that is not read, or not the format that its name says.
    Unsupported,
    /// Beyond a limit of size, pages or unpacked length.
    TooLarge,
    /// Nothing in it.
    Empty,
}

impl ReadStatus {
    /// Returns the stable code, as in JSON.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::OkPartial { .. } => "ok_partial",
            Self::NeedsOcr => "needs_ocr",
            Self::UnreadableFonts => "unreadable_fonts",
            Self::Encrypted => "encrypted",
            Self::Damaged => "damaged",
            Self::Unsupported => "unsupported",
            Self::TooLarge => "too_large",
            Self::Empty => "empty",
        }
    }

    /// Returns whether there is text to search.
    pub const fn has_text(&self) -> bool {
        matches!(self, Self::Ok | Self::OkPartial { .. })
    }
}

/// Where a version stands on its way to being searchable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionState {
    /// Stored, waiting or being read, cut and embedded; not searchable yet.
    Queued,
    /// Searchable.
    Live,
    /// Replaced by a newer version, or deleted with its document.
    Dead,
    /// Could not be made searchable; its read status and reason say why.
    Failed,
}

/// A document with its newest version, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Stable over all versions.
    pub id: DocumentId,
    /// The collection it is searched in.
    pub collection: CollectionId,
    /// What makes it the same document at the next upload: path, URL, or an id given by the client.
    pub key: String,
    /// What people see: the last part of the key.
    pub name: String,
    /// The owner's attributes, by which searches can filter.
    pub attributes: Attributes,
    /// When it was first uploaded, in milliseconds since 1970 UTC.
    pub created_ms: i64,
    /// The newest version.
    pub version: DocumentVersion,
    /// The version that answers now, if any; differs from `version` while an update is on its way.
    pub live_version: Option<VersionId>,
}

/// Returns the words of a file name, without its extension and the signs that stand for spaces; `None` when it says
/// nothing: numbers and codes are no words.
pub fn spoken_name(name: &str) -> Option<String> {
    let stem = name
        .rsplit_once('.')
        .filter(|(stem, extension)| !stem.is_empty() && is_extension(extension))
        .map_or(name, |(stem, _)| stem);
    let words: Vec<&str> = stem
        .split(|c: char| c.is_whitespace() || matches!(c, '_' | '-' | '.' | '+' | ',' | ';'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().any(|word| is_word(word)).then(|| words.join(" "))
}

fn is_extension(text: &str) -> bool {
    text.len() <= 8 && !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Three letters, or fewer in scripts that write words shorter.
fn is_word(text: &str) -> bool {
    text.chars().all(char::is_alphabetic) && (text.len() > text.chars().count() || text.len() >= 3)
}

/// One immutable content of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentVersion {
    /// Its id.
    pub id: VersionId,
    /// From 1, counting the versions of the document.
    pub number: u32,
    /// Where it stands.
    pub state: VersionState,
    /// How reading ended; `None` until it was read.
    pub read: Option<ReadStatus>,
    /// One sentence for the owner when reading or indexing failed, or was partial.
    pub reason: Option<String>,
    /// SHA-256 of the uploaded bytes, hexadecimal.
    pub sha256: String,
    /// Length of the uploaded bytes.
    pub size_bytes: u64,
    /// Media type found in the content.
    pub media_type: Option<String>,
    /// Number of pages, slides or sheets, where the format has them.
    pub page_count: Option<u32>,
    /// Number of chunks, once cut.
    pub chunk_count: Option<u32>,
    /// When it was uploaded, in milliseconds since 1970 UTC.
    pub created_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::spoken_name;

    #[test]
    fn a_file_name_is_read_as_its_words() {
        let said = |name| spoken_name(name);
        assert_eq!(
            said("CopAcc_NDA-and-ToP-Mentors_2.0_2017.txt").as_deref(),
            Some("CopAcc NDA and ToP Mentors 2 0 2017")
        );
        assert_eq!(said("Employee handbook.pdf").as_deref(), Some("Employee handbook"));
        assert_eq!(said("St. Gallen").as_deref(), Some("St Gallen"));
        assert_eq!(said("员工手册.docx").as_deref(), Some("员工手册"));
        assert_eq!(said(".profile").as_deref(), Some("profile"));
    }

    #[test]
    fn numbers_and_codes_say_nothing() {
        for name in ["4983.txt", "h0000.txt", "ERA23LA123.pdf", "a.md", "2024-05-01.csv", ""] {
            assert_eq!(spoken_name(name), None, "{name}");
        }
    }
}
