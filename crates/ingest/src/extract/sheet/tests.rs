//! Workbooks of a few cells.

use super::*;
use crate::extract::package::fixture::{broken_parts, container, never_panics, relations};

const WORKBOOK: &str = "<workbook xmlns:r='r'><sheets><sheet name='Ponds' sheetId='1' r:id='r1'/>\
    <sheet name='Secret' sheetId='2' state='hidden' r:id='r2'/></sheets></workbook>";
const STRINGS: &str = "<sst count='3' uniqueCount='3'><si><t>Pond</t></si><si><t>Since</t></si>\
    <si><r><t>No</t></r><r><t>rth</t></r></si></sst>";
const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='#,##0.00'/></numFmts><fonts><font/></fonts>\
    <fills><fill/></fills><borders><border/></borders><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='9'/>\
    <xf numFmtId='164'/><xf numFmtId='46'/></cellXfs></styleSheet>";
const SHEET: &str = "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>\
    <c r='C1' t='inlineStr'><is><t>Share</t></is></c><c r='D1' t='str'><v>Volume</v></c><c r='E1' t='str'><v>Time</v></c></row>\
    <row r='2'><c r='A2' t='s'><v>2</v></c><c r='B2' s='1'><v>45000</v></c><c r='C2' s='2'><v>0.25</v></c>\
    <c r='D2' s='3'><v>1234.5</v></c><c r='E2' s='4'><v>1.5</v></c></row>\
    <row r='3'><c r='A3'><v>45000</v></c><c r='C3' t='b'><v>1</v></c><c r='D3' t='e'><v>#DIV/0!</v></c></row>\
    </sheetData></worksheet>";

fn parts(sheet: &str, strings: &str) -> Vec<(String, String)> {
    let sheets = relations(&[
        ("r1", "worksheet", "worksheets/sheet1.xml"),
        ("r2", "worksheet", "worksheets/sheet2.xml"),
    ]);
    [
        (
            "_rels/.rels",
            relations(&[("r", "relationships/officeDocument", "xl/workbook.xml")]).as_str(),
        ),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", &sheets),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", sheet),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData><row><c t='str'><v>no</v></c></row></sheetData></worksheet>",
        ),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .into()
}

fn read_parts(parts: &[(String, String)]) -> Result<Text, ReadError> {
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    read(&container(&parts), Format::Xlsx)
}

#[test]
fn cells_read_as_the_sheet_shows_them() {
    let text = read_parts(&parts(SHEET, STRINGS)).unwrap();
    assert_eq!(
        text.content,
        "Ponds\n\nPond | Since | Share | Volume | Time\nNorth | 2023-03-15 | 25% | 1,234.50 | 36:00:00\n\
         45000 |  | TRUE | #DIV/0!"
    );
    let names: Vec<Option<&str>> = text.pages.iter().map(|page| page.name.as_deref()).collect();
    assert_eq!(names, [Some("Ponds")]);
}

#[test]
fn cells_at_the_ends_of_the_sheet_cost_nothing() {
    let far = "<worksheet><dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1' t='str'><v>near</v></c></row>\
               <row r='1048576'><c r='XFD1048576' t='str'><v>far</v></c></row></sheetData></worksheet>";
    assert_eq!(
        read_parts(&parts(far, STRINGS)).unwrap().content,
        "Ponds\n\nnear\n\nfar"
    );
}

#[test]
fn an_address_beyond_all_numbers_is_damaged() {
    // The library computes with it unchecked: a panic where overflow is checked, some other address elsewhere.
    let beyond =
        "<worksheet><sheetData><row r='XFDXFDXFDXFD1'><c r='A1' t='str'><v>near</v></c></row></sheetData></worksheet>";
    let read = read_parts(&parts(beyond, STRINGS));
    assert!(
        read.as_ref().is_ok_and(|text| text.content.contains("near")) || read.unwrap_err().refused == Refused::Damaged
    );
}

#[test]
fn a_table_of_strings_that_lies_about_its_length_is_damaged() {
    let lie = "<sst uniqueCount='1000000000000'><si><t>x</t></si></sst>";
    assert_eq!(read_parts(&parts(SHEET, lie)).unwrap_err().refused, Refused::Damaged);
}

#[test]
fn a_document_type_is_damaged() {
    let doctype = format!("<!DOCTYPE sst [<!ENTITY a 'b'>]>{STRINGS}");
    assert_eq!(
        read_parts(&parts(SHEET, &doctype)).unwrap_err().refused,
        Refused::Damaged
    );
}

#[test]
fn broken_parts_never_panic() {
    let parts = parts(SHEET, STRINGS);
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    broken_parts(&parts, |broken| {
        let _ = read(broken, Format::Xlsx);
    });
}

/// Returns a record of a workbook stream.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// Returns a cell record: row, column, format and value.
fn cell(kind: u16, row: u16, column: u16, value: &[u8]) -> Vec<u8> {
    record(
        kind,
        &[&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], value].concat(),
    )
}

/// Returns an XLS of one sheet with these records after the begin of its stream.
fn legacy_file(records: &[Vec<u8>]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let name = [&[5_u8, 0][..], b"Ponds"].concat();
    let sheet_at = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0], &name].concat());
    let globals = |at| [begin(5), sheet_at(at), record(0x000A, &[])].concat();
    let at = u32::try_from(globals(0).len()).unwrap();
    let mut stream = [globals(at), begin(0x10), records.concat(), record(0x000A, &[])].concat();
    stream.resize(stream.len().next_multiple_of(512).max(4096), 0);
    let sectors = u32::try_from(stream.len() / 512).unwrap();
    let mut header = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    header.resize(512, 0);
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(26, &[3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1_u32.to_le_bytes());
    put(48, &1_u32.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &0xFFFF_FFFE_u32.to_le_bytes());
    put(68, &0xFFFF_FFFE_u32.to_le_bytes());
    put(76, &[0xFF; 436]);
    put(76, &0_u32.to_le_bytes());
    // Sector 0 holds the links, 1 the directory, the rest the workbook.
    let mut links = vec![0xFFFF_FFFD, 0xFFFF_FFFE];
    links.extend(3..sectors + 2);
    links.push(0xFFFF_FFFE);
    links.resize(128, 0xFFFF_FFFF);
    let links: Vec<u8> = links.into_iter().flat_map(u32::to_le_bytes).collect();
    let entry = |name: &str, first: u32, length: usize| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(116, 0);
        entry.extend(first.to_le_bytes());
        entry.extend(u32::try_from(length).unwrap().to_le_bytes());
        entry.resize(128, 0);
        entry
    };
    let mut directory = [entry("Root Entry", 0xFFFF_FFFE, 0), entry("Workbook", 2, stream.len())].concat();
    directory.resize(512, 0);
    [header, links, directory, stream].concat()
}

const NUMBER: u16 = 0x0203;

fn number_cell(row: u16, column: u16, value: f64) -> Vec<u8> {
    cell(NUMBER, row, column, &value.to_le_bytes())
}

#[test]
fn legacy_cells_are_read() {
    let label = cell(0x0204, 0, 0, &[&[5, 0, 0][..], b"Depth"].concat());
    let file = legacy_file(&[label, number_cell(1, 0, 2.5), number_cell(2, 0, 3.0)]);
    let text = read(&file, Format::Xls).unwrap();
    assert_eq!(text.content, "Ponds\n\nDepth\n2.5\n3");
    assert_eq!(text.pages[0].name.as_deref(), Some("Ponds"));
}

#[test]
fn absurd_dimensions_of_a_legacy_sheet_do_not_matter() {
    let dimensions = [
        &0_u32.to_le_bytes()[..],
        &u32::MAX.to_le_bytes(),
        &[0, 0, 0xFF, 0xFF, 0, 0],
    ]
    .concat();
    let file = legacy_file(&[record(0x0200, &dimensions), number_cell(0, 0, 7.0)]);
    assert_eq!(read(&file, Format::Xls).unwrap().content, "Ponds\n\n7");
}

#[test]
fn legacy_cells_too_far_apart_are_refused() {
    let file = legacy_file(&[number_cell(0, 0, 1.0), number_cell(65_535, 255, 2.0)]);
    assert_eq!(read(&file, Format::Xls).unwrap_err().refused, Refused::TooLarge);
}

#[test]
fn a_legacy_chain_that_loops_is_damaged() {
    let mut file = legacy_file(&[number_cell(0, 0, 1.0)]);
    // The directory follows itself.
    file[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
    assert_eq!(read(&file, Format::Xls).unwrap_err().refused, Refused::Damaged);
}

#[test]
fn broken_legacy_files_never_panic() {
    let label = cell(0x0204, 0, 0, &[&[5, 0, 0][..], b"Depth"].concat());
    let file = legacy_file(&[label, number_cell(1, 0, 2.5), cell(0x00BD, 2, 0, &[0; 12])]);
    never_panics(&file, |broken| {
        let _ = read(broken, Format::Xls);
    });
}
