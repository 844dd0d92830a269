//! What a file is, by its content; the extension only decides between text formats and must not contradict.

use crate::{ReadError, Refused};

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the formats")]
pub enum Format {
    Pdf,
    Docx,
    Pptx,
    Xlsx,
    Xls,
    Odt,
    Ods,
    Odp,
    Epub,
    Html,
    Markdown,
    Csv,
    Tsv,
    Json,
    Email,
    Rtf,
    Plain,
}

impl Format {
    /// Returns the media type (IANA).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Xls => "application/vnd.ms-excel",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Epub => "application/epub+zip",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Json => "application/json",
            Self::Email => "message/rfc822",
            Self::Rtf => "application/rtf",
            Self::Plain => "text/plain",
        }
    }
}

/// Returns the format of a file.
///
/// # Errors
/// `Unsupported` with the real type named when the content is of no format that is read, or contradicts the extension;
/// `Empty` for a container format of zero bytes.
pub fn detect(bytes: &[u8], name: &str) -> Result<Format, ReadError> {
    let _ = name;
    if bytes.starts_with(b"%PDF-") {
        return Ok(Format::Pdf);
    }
    Err(ReadError::new(Refused::Unsupported, "The format is not read yet"))
}
