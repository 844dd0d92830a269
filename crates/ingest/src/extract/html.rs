//! HTML, as browsers read it.

use domain::text::Text;

use super::builder::Builder;
use crate::{ReadError, Refused};

/// Returns the text of the file.
pub(crate) fn read(_bytes: &[u8]) -> Result<Text, ReadError> {
    Err(ReadError::new(Refused::Unsupported, "The format is not read yet"))
}

/// Appends the visible text of an HTML document or fragment: chapters of books and bodies of mails.
///
/// # Errors
/// `TooLarge` when the text outgrows its limit.
pub(crate) fn append(_html: &str, _builder: &mut Builder) -> Result<(), ReadError> {
    Err(ReadError::new(Refused::Unsupported, "The format is not read yet"))
}
