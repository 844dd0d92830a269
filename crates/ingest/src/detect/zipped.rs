//! Zip containers: which document one holds, by `mimetype` (ODF, EPUB) or `[Content_Types].xml` (OOXML).

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Format;
use crate::{ReadError, Refused};

/// Bytes that are read of the entries which name the type.
const ENTRY_BYTES: u64 = 1 << 20;

/// Returns the document format of a zip file.
///
/// # Errors
/// `Damaged` when the directory cannot be read, `Unsupported` for archives and for documents of other programs.
pub(super) fn format_of(bytes: &[u8], claimed: Option<Format>) -> Result<Format, ReadError> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Err(match claimed {
            Some(format) => ReadError::damaged(format!(
                "The file is not a complete {}; upload it again from its source",
                format.name().split_once(' ').map_or("document", |(_, name)| name)
            )),
            None => ReadError::damaged("The file is a damaged archive"),
        });
    };
    let mimetype = entry(&mut archive, "mimetype").unwrap_or_default();
    if let Some(format) = by_media_type(mimetype.trim()) {
        return Ok(format);
    }
    let types = entry(&mut archive, "[Content_Types].xml").unwrap_or_default();
    if types.contains("sheet.binary.macroEnabled.main") {
        return Err(unsupported("This is a binary Excel workbook (.xlsb); save it as .xlsx"));
    }
    if types.contains("ms-visio.") {
        return Err(unsupported("This is a Visio drawing; save it as PDF"));
    }
    by_content_types(&types)
        .or_else(|| by_entries(&archive))
        .ok_or_else(|| unsupported(other_kind(&archive)))
}

fn unsupported(sentence: &str) -> ReadError {
    ReadError::new(Refused::Unsupported, sentence)
}

fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut text = Vec::new();
    let entry = archive.by_name(name).ok()?;
    entry.take(ENTRY_BYTES).read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

fn by_media_type(media_type: &str) -> Option<Format> {
    let kind = media_type.strip_suffix("-template").unwrap_or(media_type);
    [Format::Epub, Format::Odt, Format::Ods, Format::Odp]
        .into_iter()
        .find(|format| format.media_type() == kind)
}

fn by_content_types(types: &str) -> Option<Format> {
    // Documents, templates and slide shows, with and without macros, all end in `.main+xml`.
    let main = |part: &str| {
        types
            .match_indices(part)
            .any(|(at, _)| types[at..].contains(".main+xml"))
    };
    if main("wordprocessingml.") || main("ms-word.") {
        Some(Format::Docx)
    } else if main("presentationml.") || main("ms-powerpoint.") {
        Some(Format::Pptx)
    } else if main("spreadsheetml.") || main("ms-excel.") {
        Some(Format::Xlsx)
    } else {
        None
    }
}

fn by_entries(archive: &ZipArchive<Cursor<&[u8]>>) -> Option<Format> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("word/document.xml") {
        Some(Format::Docx)
    } else if has("ppt/presentation.xml") {
        Some(Format::Pptx)
    } else if has("xl/workbook.xml") {
        Some(Format::Xlsx)
    } else if has("META-INF/container.xml") {
        Some(Format::Epub)
    } else if has("content.xml") && has("META-INF/manifest.xml") {
        Some(Format::Odt)
    } else {
        None
    }
}

fn other_kind(archive: &ZipArchive<Cursor<&[u8]>>) -> &'static str {
    if archive.file_names().flatten().any(|name| name.ends_with(".iwa")) {
        "This is an Apple iWork document; export it as PDF or to an Office format"
    } else {
        "This is a ZIP archive; unpack it and upload the files in it"
    }
}
