//! What a file is, by its content; the extension only decides between text formats and must not contradict.

mod compound;
mod textual;
mod zipped;

use crate::extract::decode::is_binary;
pub(crate) use textual::is_program_text;

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
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Pdf,
        Self::Docx,
        Self::Pptx,
        Self::Xlsx,
        Self::Xls,
        Self::Odt,
        Self::Ods,
        Self::Odp,
        Self::Epub,
        Self::Html,
        Self::Markdown,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::Email,
        Self::Rtf,
        Self::Plain,
    ];

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

    /// Returns what people call it, with its article.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF document",
            Self::Docx => "a Word document",
            Self::Pptx => "a PowerPoint presentation",
            Self::Xlsx => "an Excel workbook",
            Self::Xls => "an Excel 97 workbook",
            Self::Odt => "an OpenDocument text",
            Self::Ods => "an OpenDocument spreadsheet",
            Self::Odp => "an OpenDocument presentation",
            Self::Epub => "an EPUB book",
            Self::Html => "a web page (HTML)",
            Self::Markdown => "a Markdown text",
            Self::Csv | Self::Tsv => "a table of separated values",
            Self::Json => "JSON data",
            Self::Email => "an e-mail",
            Self::Rtf => "a rich text (RTF)",
            Self::Plain => "plain text",
        }
    }

    /// Returns the extension to save it under.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Pptx => "pptx",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Odt => "odt",
            Self::Ods => "ods",
            Self::Odp => "odp",
            Self::Epub => "epub",
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Email => "eml",
            Self::Rtf => "rtf",
            Self::Plain => "txt",
        }
    }
}

/// What the content is, before the name is asked.
enum Content {
    /// A container format that is read.
    Container(Format),
    /// Text of some kind.
    Text,
    /// Nothing known.
    Unknown,
}

/// Returns the format of a file.
///
/// # Errors
/// `Unsupported` with the real type named when the content is of no format that is read, or contradicts the extension;
/// `Encrypted` for office files with a password; `Damaged` when a container is broken; `Empty` for zero bytes.
pub fn detect(bytes: &[u8], name: &str) -> Result<Format, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::new(Refused::Empty, "The file is empty (0 bytes)"));
    }
    let extension = extension(name);
    let claimed = container_of(&extension);
    match content(bytes, claimed)? {
        Content::Container(format) => match claimed {
            Some(other) if other != format => Err(contradiction(&extension, format)),
            None if is_known(&extension) => Err(contradiction(&extension, format)),
            _ => Ok(format),
        },
        Content::Text => {
            let format = textual::format_of(bytes, &extension);
            match claimed {
                Some(_) => Err(contradiction(&extension, format)),
                None => Ok(format),
            }
        }
        Content::Unknown => Err(match claimed {
            Some(format) => ReadError::damaged(format!(
                "The file is named .{extension} but is not {}, or it is damaged",
                format.name()
            )),
            None => ReadError::new(
                Refused::Unsupported,
                "The file is binary data of a format that is not read",
            ),
        }),
    }
}

fn content(bytes: &[u8], claimed: Option<Format>) -> Result<Content, ReadError> {
    let head = &bytes[..bytes.len().min(1024)];
    let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
    // Readers of PDF look for the mark in the first kilobyte (ISO 32000-1, annex H.3.4.1).
    if has(b"%PDF-") || (claimed == Some(Format::Pdf) && has(b" obj") && !head.starts_with(b"<")) {
        return Ok(Content::Container(Format::Pdf));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zipped::format_of(bytes, claimed).map(Content::Container);
    }
    if bytes.starts_with(&compound::MAGIC) {
        return compound::format_of(bytes).map(Content::Container);
    }
    if let Some(kind) = foreign(bytes) {
        return Err(ReadError::new(
            Refused::Unsupported,
            format!("The file is {kind}, which is not read"),
        ));
    }
    Ok(if is_binary(bytes) {
        Content::Unknown
    } else {
        Content::Text
    })
}

fn contradiction(extension: &str, format: Format) -> ReadError {
    ReadError::new(
        Refused::Unsupported,
        format!(
            "The file is named .{extension} but holds {}; rename it to .{} if that is what you meant",
            format.name(),
            format.extension()
        ),
    )
}

/// Returns the lower-case extension of a file name, or an empty text.
pub(crate) fn extension(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((_, extension)) => extension.to_ascii_lowercase(),
        None => String::new(),
    }
}

/// Returns the container format that an extension promises.
fn container_of(extension: &str) -> Option<Format> {
    Some(match extension {
        "pdf" => Format::Pdf,
        "docx" | "docm" | "dotx" | "dotm" => Format::Docx,
        "pptx" | "pptm" | "ppsx" | "ppsm" | "potx" | "potm" => Format::Pptx,
        "xlsx" | "xlsm" | "xltx" | "xltm" => Format::Xlsx,
        "xls" | "xlt" => Format::Xls,
        "odt" | "ott" => Format::Odt,
        "ods" | "ots" => Format::Ods,
        "odp" | "otp" => Format::Odp,
        "epub" => Format::Epub,
        _ => return None,
    })
}

/// Returns whether an extension is that of a format which no container may claim.
fn is_known(extension: &str) -> bool {
    const OTHERS: &[&str] = &[
        "txt", "text", "log", "md", "markdown", "html", "htm", "xhtml", "csv", "tsv", "json", "jsonl", "xml", "eml",
        "rtf", "doc", "ppt", "msg", "zip", "png", "jpg", "jpeg", "gif", "mp3", "mp4",
    ];
    OTHERS.contains(&extension)
}

/// Returns what a file of a well-known other format is, by its first bytes.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const PICTURE: &str = "a picture (convert it to PDF to have its text recognised)";
    const ARCHIVE: &str = "an archive (unpack it and upload the files in it)";
    const MEDIA: &str = "a sound or video recording";
    const PROGRAM: &str = "a program";
    const MARKS: &[(usize, &[u8], &str)] = &[
        (0, b"\x89PNG\r\n\x1a\n", PICTURE),
        (0, b"\xFF\xD8\xFF", PICTURE),
        (0, b"GIF8", PICTURE),
        (0, b"II*\0", PICTURE),
        (0, b"MM\0*", PICTURE),
        (8, b"WEBP", PICTURE),
        (0, b"\0\0\x01\0", PICTURE),
        (4, b"ftypheic", PICTURE),
        (4, b"ftypavif", PICTURE),
        (4, b"ftyp", MEDIA),
        (0, b"ID3", MEDIA),
        (0, b"OggS", MEDIA),
        (0, b"fLaC", MEDIA),
        (8, b"WAVE", MEDIA),
        (8, b"AVI ", MEDIA),
        (0, b"\x1A\x45\xDF\xA3", MEDIA),
        (0, b"\x1F\x8B", ARCHIVE),
        (0, b"7z\xBC\xAF\x27\x1C", ARCHIVE),
        (0, b"Rar!\x1A\x07", ARCHIVE),
        (0, b"\xFD7zXZ\0", ARCHIVE),
        (0, b"BZh", ARCHIVE),
        (0, b"\x28\xB5\x2F\xFD", ARCHIVE),
        (257, b"ustar", ARCHIVE),
        (0, b"PK\x07\x08", ARCHIVE),
        (0, b"\x7FELF", PROGRAM),
        (0, b"MZ\x90\0", PROGRAM),
        (0, b"\xCF\xFA\xED\xFE", PROGRAM),
        (0, b"\0asm", PROGRAM),
        (0, b"SQLite format 3\0", "a database"),
        (0, b"PAR1", "a Parquet table (export it as CSV)"),
        (0, b"AT&TFORM", "a DjVu document (convert it to PDF)"),
        (0, b"%!PS", "a PostScript document (convert it to PDF)"),
        (0, b"\xFFWPC", "a WordPerfect document (save it as .docx)"),
        (0, b"ITSF", "a help file of Windows (convert it to HTML)"),
    ];
    let mark = MARKS
        .iter()
        .find(|(at, mark, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(mark)));
    mark.map(|(.., kind)| *kind)
}

#[cfg(test)]
mod tests;
