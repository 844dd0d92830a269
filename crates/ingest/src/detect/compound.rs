//! Compound files (OLE 2): which program wrote one, by the streams in its root folder.
//!
//! Source: \[MS-CFB\], sections 2.2 (header), 2.3 (FAT) and 2.6 (directory).

use std::collections::HashSet;

use super::Format;
use crate::{ReadError, Refused};

/// What each compound file begins with.
pub(super) const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

const ENTRY_BYTES: usize = 128;
const DIRECTORY_BYTES: usize = 4 << 20;
const NO_ENTRY: u32 = u32::MAX;

/// Returns `Xls` for an Excel 97 workbook.
///
/// # Errors
/// `Encrypted` for office files behind a password, `Unsupported` with the real type named for all others, `Damaged`
/// when the folder cannot be read.
pub(super) fn format_of(bytes: &[u8]) -> Result<Format, ReadError> {
    let names = root_names(bytes).ok_or_else(|| ReadError::damaged("The file is a damaged office file"))?;
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let unsupported = |sentence: &str| Err(ReadError::new(Refused::Unsupported, sentence));
    if has("EncryptedPackage") {
        return Err(ReadError::new(
            Refused::Encrypted,
            "The file needs a password; save it without one and upload it again",
        ));
    }
    if has("Workbook") || has("Book") {
        Ok(Format::Xls)
    } else if has("WordDocument") {
        unsupported("This is a Word 97 document; save it as .docx")
    } else if has("PowerPoint Document") {
        unsupported("This is a PowerPoint 97 presentation; save it as .pptx")
    } else if names
        .iter()
        .any(|name| name.starts_with("__nameid_version") || name.starts_with("__properties_version"))
    {
        unsupported("This is an Outlook message; save it as .eml")
    } else if has("VisioDocument") {
        unsupported("This is a Visio drawing; save it as PDF")
    } else {
        unsupported("This is an old office file of a kind that is not read; save it as PDF or .docx")
    }
}

/// Returns the names in the root folder.
fn root_names(bytes: &[u8]) -> Option<Vec<String>> {
    let directory = directory(bytes)?;
    let entry = |id: u32| directory.get(id as usize * ENTRY_BYTES..)?.get(..ENTRY_BYTES);
    let mut names = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting = vec![word(entry(0)?, 76)?];
    while let Some(id) = waiting.pop() {
        if id == NO_ENTRY || !seen.insert(id) {
            continue;
        }
        let Some(entry) = entry(id) else { continue };
        let name_bytes = usize::from(u16::from_le_bytes([entry[64], entry[65]])).clamp(2, 64);
        let units: Vec<u16> = entry[..name_bytes - 2]
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
            .collect();
        names.push(String::from_utf16_lossy(&units));
        waiting.extend([word(entry, 68)?, word(entry, 72)?]);
    }
    Some(names)
}

/// Returns the sectors of the directory in a row.
fn directory(bytes: &[u8]) -> Option<Vec<u8>> {
    let shift = u16::from_le_bytes([*bytes.get(30)?, *bytes.get(31)?]);
    if shift != 9 && shift != 12 {
        return None;
    }
    let sector_bytes = 1_usize << shift;
    let sector = |number: u32| {
        let at = (number as usize).checked_add(1)?.checked_mul(sector_bytes)?;
        // The last sector of some files is cut short.
        bytes.get(at..).map(|rest| &rest[..rest.len().min(sector_bytes)])
    };
    let entries_per_sector = sector_bytes / 4;
    let next = |number: u32| {
        let table = number as usize / entries_per_sector;
        // The first 109 table sectors are named in the header; directories of larger files begin among those too.
        let table_sector = (table < 109).then(|| word(bytes, 76 + 4 * table)).flatten()?;
        word(sector(table_sector)?, number as usize % entries_per_sector * 4)
    };
    let mut directory = Vec::new();
    let mut current = Some(word(bytes, 48)?);
    while let Some(part) = current.and_then(sector).filter(|part| !part.is_empty()) {
        directory.extend_from_slice(part);
        if directory.len() > DIRECTORY_BYTES {
            break;
        }
        current = current.and_then(next);
    }
    Some(directory).filter(|directory| !directory.is_empty())
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
