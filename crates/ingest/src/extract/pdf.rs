//! PDF (ISO 32000): glyphs with positions to words, lines, blocks and pages.

use domain::document::ReadStatus;
use domain::text::Text;

use crate::{ReadError, Refused};

/// Returns the text with the rectangle of every word, the status and its sentence.
///
/// # Errors
/// When there is nothing to read: encrypted, damaged, too large, pictures only, unreadable fonts, or empty.
pub fn read(_bytes: &[u8]) -> Result<(Text, ReadStatus, Option<String>), ReadError> {
    Err(ReadError::new(Refused::Unsupported, "The format is not read yet"))
}
