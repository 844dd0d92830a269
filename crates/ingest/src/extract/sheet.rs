//! XLSX and XLS through `calamine`, ODS through our reader of ODF: each visible sheet a page, its cells as tables that
//! read as the sheet looks.
//!
//! `calamine` believes what a file says of itself, so the container is verified first, XLSX cells are streamed, and a
//! panic inside it means a damaged file.

mod format;
pub(crate) mod grid;
mod legacy;

use std::io::{Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{
    CellErrorType, Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError,
};
use domain::limits;
use domain::text::Text;

use super::builder::Builder;
use super::odf;
use super::package::Package;
use super::package::xml::{Node, Xml};
use crate::detect::Format;
use crate::{ReadError, Refused};
use grid::Grid;

/// Bytes of the styles of a workbook; each of its entries grows a hundredfold in memory.
const STYLES_BYTES: usize = 8 << 20;

/// Returns the text of the file.
pub(crate) fn read(bytes: &[u8], format: Format) -> Result<Text, ReadError> {
    if format == Format::Ods {
        return odf::read(bytes, format);
    }
    let read = || match format {
        Format::Xls => read_legacy(bytes),
        _ => read_workbook(bytes),
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged()))
}

fn read_workbook(bytes: &[u8]) -> Result<Text, ReadError> {
    let mut package = Package::open(bytes)?;
    check_parts(&mut package)?;
    let mut builder = Builder::default();
    if let Some(title) = package.core_title()? {
        builder.title(&title);
    }
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let mut cells_left = limits::CELLS;
    for name in visible_sheets(&workbook) {
        let grid = read_sheet(&mut workbook, &name, &mut cells_left)?;
        grid.append(&name, &mut builder)?;
    }
    Ok(builder.finish())
}

/// Returns `Ok` when the parts unpack within the limits and state nothing that would exhaust the memory.
fn check_parts(package: &mut Package) -> Result<(), ReadError> {
    package.verify()?;
    let parts: Vec<String> = package.names().collect();
    for name in parts {
        let is_strings = name.ends_with("sharedstrings.xml");
        let is_styles = name.ends_with("styles.xml");
        if !(is_strings || is_styles || name.ends_with("workbook.xml")) {
            continue;
        }
        let text = package.xml(&name)?.unwrap_or_default();
        if is_styles && text.len() > STYLES_BYTES {
            return Err(ReadError::too_large(
                "The workbook has too many cell styles; copy its data to a new workbook",
            ));
        }
        let mut xml = Xml::new(&text);
        if is_strings && let Some(table) = xml.find("sst")? {
            let count: Option<u64> = table.attribute("uniqueCount").and_then(|count| count.parse().ok());
            if count.is_some_and(|count| count > text.len() as u64) {
                return Err(damaged());
            }
        }
        // A document type stands before the first element.
        while !matches!(xml.next()?, Node::Start(_) | Node::Eof) {}
    }
    Ok(())
}

fn visible_sheets<R: Read + Seek, W: Reader<R>>(workbook: &W) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    let visible = sheets.filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet);
    visible.map(|sheet| sheet.name.clone()).take(limits::PAGES).collect()
}

fn read_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, cells_left: &mut usize) -> Result<Grid, ReadError> {
    let mut grid = Grid::default();
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(grid),
        Err(error) => return Err(refusal(&error)),
    };
    let codes: Vec<Option<String>> = cells
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map(|format| format.format_code.clone()))
        .collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| refusal(&error))? {
        let code = codes.get(style).and_then(Option::as_deref);
        let (text, is_number) = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::SharedString(text) => ((*text).to_owned(), false),
            DataRef::String(text) => (text.clone(), false),
            DataRef::Int(number) => (format::integer(*number, code), true),
            DataRef::Float(number) => (format::number(*number, code), true),
            DataRef::Bool(value) => (truth(*value), false),
            DataRef::DateTime(time) => (moment(*time), true),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => (format::iso(text), true),
            DataRef::Error(error) => (error_text(error), true),
        };
        *cells_left = cells_left.checked_sub(1).ok_or_else(too_many_cells)?;
        let (row, column) = cell.get_position();
        grid.put(row, column, text, is_number);
    }
    Ok(grid)
}

fn read_legacy(bytes: &[u8]) -> Result<Text, ReadError> {
    let bytes = legacy::check(bytes)?;
    let mut workbook: Xls<_> = Xls::new(Cursor::new(&*bytes)).map_err(|error| match error {
        XlsError::Password => encrypted(),
        _ => damaged(),
    })?;
    let mut builder = Builder::default();
    let mut cells_left = limits::CELLS;
    for name in visible_sheets(&workbook) {
        let Ok(range) = workbook.worksheet_range(&name) else {
            continue;
        };
        let (top, left) = range.start().unwrap_or_default();
        let mut grid = Grid::default();
        for (row, column, value) in range.used_cells() {
            let (text, is_number) = match value {
                Data::Empty => continue,
                Data::String(text) => (text.clone(), false),
                Data::Int(number) => (format::integer(*number, None), true),
                Data::Float(number) => (format::number(*number, None), true),
                Data::Bool(value) => (truth(*value), false),
                Data::DateTime(time) => (moment(*time), true),
                Data::DateTimeIso(text) | Data::DurationIso(text) => (format::iso(text), true),
                Data::Error(error) => (error_text(error), true),
            };
            cells_left = cells_left.checked_sub(1).ok_or_else(too_many_cells)?;
            let place = |offset: usize, first: u32| first.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
            grid.put(place(row, top), place(column, left), text, is_number);
        }
        grid.append(&name, &mut builder)?;
    }
    Ok(builder.finish())
}

fn truth(value: bool) -> String {
    if value { "TRUE" } else { "FALSE" }.to_owned()
}

fn moment(time: ExcelDateTime) -> String {
    if time.is_duration() {
        format::duration(time.as_f64())
    } else {
        format::moment(time.to_ymd_hms_milli(), time.as_f64())
    }
}

fn error_text(error: &CellErrorType) -> String {
    error.to_string()
}

fn refusal(error: &XlsxError) -> ReadError {
    match error {
        XlsxError::Password => encrypted(),
        _ => damaged(),
    }
}

fn encrypted() -> ReadError {
    ReadError::new(
        Refused::Encrypted,
        "The workbook is protected by a password; remove the password and upload it again",
    )
}

fn damaged() -> ReadError {
    ReadError::damaged("The workbook is damaged or incomplete; save it again with its program and upload that copy")
}

/// Returns the refusal of a workbook beyond the limit of cells.
pub(crate) fn too_many_cells() -> ReadError {
    ReadError::too_large("The workbook holds more than 2 million cells; split it into smaller files")
}

#[cfg(test)]
mod tests;
