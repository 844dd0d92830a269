//! Workbooks of a few cells.

use super::*;
use crate::extract::package::fixture::{broken_parts, container, relations};

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
