//! Texts, chunks and originals of versions.

use std::path::PathBuf;

use domain::chunk::Chunk;
use domain::id::VersionId;
use domain::text::Text;

use crate::error::StoreError;
use crate::scope::Reader;

/// The uploaded file of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Where its bytes lie.
    pub path: PathBuf,
    /// Length.
    pub size_bytes: u64,
    /// Media type found in the content, once read.
    pub media_type: Option<String>,
    /// The document's name, for people.
    pub name: String,
}

impl Reader {
    /// Returns the text of the version with blocks, pages and words; `None` before it was read and after its version
    /// was cleaned up.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there never was such a version here.
    pub fn text(&self, _version: VersionId) -> Result<Option<Text>, StoreError> {
        unimplemented!()
    }

    /// Returns the uploaded file of a version that is not dead.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn original(&self, _version: VersionId) -> Result<Original, StoreError> {
        unimplemented!()
    }

    /// Returns the chunks of the version, in order.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn chunks(&self, _version: VersionId) -> Result<Vec<Chunk>, StoreError> {
        unimplemented!()
    }
}
