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
