//! Sheets of an ODS. Cells hold what the sheet shows; elements that stand for thousands of empty cells cost nothing.
//!
//! Source: `OpenDocument` 1.3 part 3, chapter 9.

use std::collections::HashSet;

use domain::limits;

use super::walk::{is_left_out, push_collapsed};
use crate::ReadError;
use crate::extract::builder::Builder;
use crate::extract::package::xml::{Element, Node, Xml};
use crate::extract::sheet::grid::Grid;
use crate::extract::sheet::too_many_cells;

/// Times that one filled cell or row is repeated at most; a reader learns nothing from more.
const REPEATS: u32 = 100;

/// Appends each visible sheet as a page.
pub(super) fn read(content: &str, builder: &mut Builder) -> Result<(), ReadError> {
    let hidden = hidden_styles(content)?;
    let mut xml = Xml::new(content);
    let mut cells_left = limits::CELLS;
    while let Some(table) = xml.find("table")? {
        let name = table.attribute("name").unwrap_or_default();
        let is_hidden = table
            .attribute("style-name")
            .is_some_and(|style| hidden.contains(&style));
        let mut sheet = Sheet::new(&mut cells_left);
        sheet.rows(&mut xml)?;
        if !is_hidden {
            sheet.grid.append(&name, builder)?;
        }
    }
    Ok(())
}

/// Returns the styles of sheets that are not shown.
fn hidden_styles(content: &str) -> Result<HashSet<String>, ReadError> {
    let mut xml = Xml::new(content);
    let mut hidden = HashSet::new();
    let mut style = None;
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "style" => style = element.attribute("name"),
                "table-properties" if element.attribute("display").as_deref() == Some("false") => {
                    hidden.extend(style.clone());
                }
                "body" => return Ok(hidden),
                _ => {}
            },
            Node::Eof => return Ok(hidden),
            Node::End | Node::Text(_) => {}
        }
    }
}

struct Sheet<'s> {
    grid: Grid,
    row: u32,
    cells_left: &'s mut usize,
}

/// A filled cell with its first column and the number of columns that it fills.
type Filled = (u32, u32, String, bool);

impl<'s> Sheet<'s> {
    fn new(cells_left: &'s mut usize) -> Self {
        Self {
            grid: Grid::default(),
            row: 0,
            cells_left,
        }
    }

    /// Collects the rows inside the current element: a sheet, or groups and headers of rows.
    fn rows(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "table-row" => {
                        let cells = read_cells(xml)?;
                        let count = repeats(&element, "number-rows-repeated");
                        self.put(&cells, count)?;
                    }
                    name if is_left_out(name) => xml.skip()?,
                    _ => self.rows(xml)?,
                },
                Node::End | Node::Eof => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    fn put(&mut self, cells: &[Filled], count: u32) -> Result<(), ReadError> {
        let shown = if cells.is_empty() { 0 } else { count.min(REPEATS) };
        for row in 0..shown {
            for (column, width, text, is_number) in cells {
                for place in 0..*width {
                    *self.cells_left = self.cells_left.checked_sub(1).ok_or_else(too_many_cells)?;
                    let row = self.row.saturating_add(row);
                    self.grid
                        .put(row, column.saturating_add(place), text.clone(), *is_number);
                }
            }
        }
        // Repetitions left out leave no gap, or the table would fall apart.
        self.row = self.row.saturating_add(if shown > 0 { shown } else { count });
        Ok(())
    }
}

fn read_cells(xml: &mut Xml) -> Result<Vec<Filled>, ReadError> {
    let mut cells = Vec::new();
    let mut column: u32 = 0;
    loop {
        match xml.next()? {
            Node::Start(element) if matches!(element.name(), "table-cell" | "covered-table-cell") => {
                let count = repeats(&element, "number-columns-repeated");
                let kind = element.attribute_prefixed("value-type");
                let shown = cell_text(xml)?;
                let text = if shown.is_empty() {
                    stated_value(&element)
                } else {
                    shown
                };
                if !text.is_empty() {
                    let is_number = kind.is_some_and(|kind| kind != "string");
                    cells.push((column, count.min(REPEATS), text, is_number));
                }
                column = column.saturating_add(count);
            }
            Node::Start(_) => xml.skip()?,
            Node::End | Node::Eof => return Ok(cells),
            Node::Text(_) => {}
        }
    }
}

/// Returns the paragraphs of a cell, its comment left out.
fn cell_text(xml: &mut Xml) -> Result<String, ReadError> {
    let mut text = String::new();
    let mut depth = 1;
    let mut paragraphs = 0;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) if is_left_out(element.name()) => xml.skip()?,
            Node::Start(element) => {
                depth += 1;
                match element.name() {
                    "p" => {
                        paragraphs += 1;
                        if paragraphs > 1 {
                            text.push('\n');
                        }
                    }
                    "s" | "tab" | "line-break" => text.push(' '),
                    _ => {}
                }
            }
            Node::Text(piece) if paragraphs > 0 => push_collapsed(&mut text, &piece),
            Node::Text(_) => {}
            Node::End => depth -= 1,
            Node::Eof => break,
        }
    }
    Ok(text.trim().to_owned())
}

/// Returns the value of a cell that shows nothing, as some programs write them.
fn stated_value(element: &Element) -> String {
    let names = ["date-value", "time-value", "boolean-value", "string-value", "value"];
    names
        .iter()
        .find_map(|name| element.attribute(name))
        .unwrap_or_default()
}

fn repeats(element: &Element, name: &str) -> u32 {
    let count = element.attribute(name).and_then(|count| count.parse().ok());
    count.unwrap_or(1).max(1)
}
