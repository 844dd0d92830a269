//! Bytes to [`Text`]: one module a format, one `match` that chooses it.

mod builder;
mod csv;
pub(crate) mod decode;
mod docx;
mod email;
mod epub;
mod html;
mod json;
mod markdown;
mod odf;
mod package;
pub mod pdf;
mod plain;
mod pptx;
mod rtf;
mod sheet;

use domain::document::ReadStatus;
use domain::limits;
use domain::text::Text;

pub use plain::plain_text;

use crate::detect::{Format, detect};
use crate::{ReadError, Refused};

/// What reading a file gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// The text; empty when the status has none.
    pub text: Text,
    /// How reading ended.
    pub status: ReadStatus,
    /// One sentence for the owner when the status is not `ok`.
    pub reason: Option<String>,
    /// Media type found in the content; `application/octet-stream` when unknown.
    pub media_type: &'static str,
}

/// Returns the text of a file with the way reading ended: never an error, never silence.
///
/// `name` is the file's name with its extension, which must not contradict the content. Runs in the calling thread
/// without limits of time and memory: [`crate::worker::Worker`] adds those.
pub fn extract(bytes: &[u8], name: &str) -> Extracted {
    let format = match detect(bytes, name) {
        Ok(format) => format,
        Err(error) => return refused(&error, "application/octet-stream"),
    };
    match read(bytes, name, format) {
        Ok((text, status, reason)) if text.content.contains(char::is_alphanumeric) => Extracted {
            text,
            status,
            reason,
            media_type: format.media_type(),
        },
        Ok(_) => refused(
            &ReadError::new(Refused::Empty, "The file holds no text"),
            format.media_type(),
        ),
        Err(error) => refused(&error, format.media_type()),
    }
}

/// Returns the text, the status and its sentence.
fn read(bytes: &[u8], name: &str, format: Format) -> Result<(Text, ReadStatus, Option<String>), ReadError> {
    if format == Format::Pdf {
        return pdf::read(bytes);
    }
    let text = match format {
        Format::Pdf => unreachable!("read above"),
        Format::Docx => docx::read(bytes)?,
        Format::Pptx => pptx::read(bytes)?,
        Format::Xlsx | Format::Xls | Format::Ods => sheet::read(bytes, format)?,
        Format::Odt | Format::Odp => odf::read(bytes, format)?,
        Format::Epub => epub::read(bytes)?,
        Format::Html => html::read(bytes)?,
        Format::Markdown => markdown::read(bytes)?,
        Format::Csv | Format::Tsv => csv::read(bytes, format)?,
        Format::Json => json::read(bytes)?,
        Format::Email => email::read(bytes)?,
        Format::Rtf => rtf::read(bytes)?,
        Format::Plain => plain::read(bytes, name)?,
    };
    if text.content.len() > limits::TEXT_BYTES {
        return Err(ReadError::too_large(
            "The file holds more than 50 MB of text; split it into smaller files",
        ));
    }
    Ok((text, ReadStatus::Ok, None))
}

/// Returns the outcome of a file that was refused.
pub(crate) fn refused(error: &ReadError, media_type: &'static str) -> Extracted {
    Extracted {
        text: Text::default(),
        status: error.status(),
        reason: Some(error.reason.clone()),
        media_type,
    }
}
