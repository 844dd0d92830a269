use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn zipped(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx() -> Vec<u8> {
    zipped(&[(
        "[Content_Types].xml",
        "<Override ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>",
    )])
}

/// Returns a compound file with these streams beside each other in its root folder.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut file = vec![0_u8; 512];
    file[..8].copy_from_slice(&compound::MAGIC);
    file[30..32].copy_from_slice(&9_u16.to_le_bytes());
    // The directory begins in sector 1, its table is sector 0.
    file[48..52].copy_from_slice(&1_u32.to_le_bytes());
    file[76..80].copy_from_slice(&0_u32.to_le_bytes());
    let sectors = names.len() / 4 + 1;
    let mut table = vec![0xFFFF_FFFE_u32; 128];
    for (sector, next) in table.iter_mut().enumerate().take(sectors).skip(1) {
        *next = u32::try_from(sector + 1).unwrap();
    }
    file.extend(table.iter().flat_map(|next| next.to_le_bytes()));
    let mut entries = vec![("Root Entry", u32::MAX, 1)];
    for (number, name) in (1_u32..).zip(names) {
        let next = if (number as usize) < names.len() {
            number + 1
        } else {
            u32::MAX
        };
        entries.push((name, next, u32::MAX));
    }
    for (name, right, child) in entries {
        let mut entry = vec![0_u8; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64..66].copy_from_slice(&u16::try_from(units.len() + 2).unwrap().to_le_bytes());
        entry[68..72].copy_from_slice(&u32::MAX.to_le_bytes());
        entry[72..76].copy_from_slice(&right.to_le_bytes());
        entry[76..80].copy_from_slice(&child.to_le_bytes());
        file.extend(entry);
    }
    file
}

#[test]
fn containers_are_known_by_their_content() {
    for (bytes, name, expected) in [
        (b"%PDF-1.7 ...".to_vec(), "a.pdf", Format::Pdf),
        (b"\n%PDF-1.7 ...".to_vec(), "no-extension", Format::Pdf),
        (docx(), "a.docx", Format::Docx),
        (docx(), "a.DOCX", Format::Docx),
        (docx(), "report.v2", Format::Docx),
        (zipped(&[("xl/workbook.xml", "")]), "a.xlsm", Format::Xlsx),
        (zipped(&[("mimetype", "application/epub+zip")]), "a.epub", Format::Epub),
        (
            zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]),
            "a.ods",
            Format::Ods,
        ),
        (compound(&["Workbook", "Summary"]), "a.xls", Format::Xls),
    ] {
        assert_eq!(detect(&bytes, name), Ok(expected), "{name}");
    }
}

#[test]
fn a_contradicting_name_is_refused_with_the_real_type() {
    for (bytes, name, named) in [
        (b"%PDF-1.7".to_vec(), "a.docx", "a PDF document"),
        (docx(), "a.pdf", "a Word document"),
        (docx(), "a.txt", "a Word document"),
        (b"plain words".to_vec(), "a.xlsx", "plain text"),
        (b"<!doctype html><p>x".to_vec(), "a.xls", "a web page"),
        (compound(&["Workbook"]), "a.xlsx", "an Excel 97 workbook"),
    ] {
        let error = detect(&bytes, name).unwrap_err();
        assert_eq!(error.refused, Refused::Unsupported, "{name}");
        assert!(error.reason.contains(named), "{name}: {}", error.reason);
    }
}

#[test]
fn other_formats_are_refused_by_name() {
    let unsupported = Refused::Unsupported;
    for (bytes, name, refused, said) in [
        (
            compound(&["A", "B", "C", "D", "WordDocument"]),
            "a.doc",
            unsupported,
            "Word 97",
        ),
        (
            compound(&["PowerPoint Document"]),
            "a.ppt",
            unsupported,
            "PowerPoint 97",
        ),
        (compound(&["__nameid_version1.0"]), "a.msg", unsupported, "Outlook"),
        (
            compound(&["EncryptedPackage"]),
            "a.docx",
            Refused::Encrypted,
            "password",
        ),
        (zipped(&[("a.txt", "x")]), "a.zip", unsupported, "ZIP archive"),
        (b"\x89PNG\r\n\x1a\n....".to_vec(), "a.png", unsupported, "picture"),
        (docx()[..40].to_vec(), "a.docx", Refused::Damaged, "Word document"),
        (
            vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            "a.xls",
            Refused::Damaged,
            "damaged",
        ),
        ([1, 2, 3, 4].repeat(500), "a.pdf", Refused::Damaged, "a PDF document"),
        ([1, 2, 3, 4].repeat(500), "a.txt", unsupported, "binary"),
        (Vec::new(), "a.pdf", Refused::Empty, "0 bytes"),
    ] {
        let error = detect(&bytes, name).unwrap_err();
        assert_eq!(error.refused, refused, "{name}: {}", error.reason);
        assert!(error.reason.contains(said), "{name}: {}", error.reason);
    }
}

#[test]
fn text_formats_follow_the_content_then_the_extension() {
    for (content, name, expected) in [
        ("<!-- hello -->\n<!DOCTYPE html><p>Hi", "a.txt", Format::Html),
        ("<?xml version='1.0'?><html xmlns='x'/>", "a.xml", Format::Html),
        ("<?xml version='1.0'?><a/>", "a.xml", Format::Plain),
        ("<html><body>", "a.php", Format::Plain),
        ("# Title", "a.md", Format::Markdown),
        ("# Title", "a.txt", Format::Plain),
        ("{\\rtf1 Hi}", "a.doc", Format::Rtf),
        ("a,b\n1,2\n3,4", "a.csv", Format::Csv),
        ("a\tb\n1\t2\n3\t4", "a.txt", Format::Tsv),
        ("a,b\n1,2\n3,4", "table", Format::Csv),
        ("Dear all,\nhello, you\nbye, me", "a.txt", Format::Plain),
        ("{\"a\": 1}", "a", Format::Json),
        ("{a: 1}", "a.txt", Format::Plain),
        (
            "From: a@b.c\nSubject: x\nMIME-Version: 1.0\n\nHi",
            "mail",
            Format::Email,
        ),
        ("From: Bob\nTo: Eve\n\nA memo.", "memo.txt", Format::Plain),
        ("Hi", "a.eml", Format::Email),
        ("fn main() {}", "a.rs", Format::Plain),
    ] {
        assert_eq!(detect(content.as_bytes(), name), Ok(expected), "{name}: {content}");
    }
}
