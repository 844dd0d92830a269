//! ODT and ODP (OASIS OpenDocument 1.3).

use domain::text::Text;

use crate::{ReadError, Refused};

/// Returns the text of the file.
pub(crate) fn read(_bytes: &[u8], _format: crate::detect::Format) -> Result<Text, ReadError> {
    Err(ReadError::new(Refused::Unsupported, "The format is not read yet"))
}
