//! DOCX (ECMA-376, WordprocessingML).

use domain::text::Text;

use crate::{ReadError, Refused};

/// Returns the text of the file.
pub(crate) fn read(_bytes: &[u8]) -> Result<Text, ReadError> {
    Err(ReadError::new(Refused::Unsupported, "The format is not read yet"))
}
