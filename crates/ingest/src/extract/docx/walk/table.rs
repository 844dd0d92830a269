//! Tables of a DOCX: rows and cells with their spans, wherever insertions and content controls wrap them.
//!
//! Source: ECMA-376 part 1, 17.4.

use super::{Walker, is_left_out};
use crate::ReadError;
use crate::extract::package::piece::{self, Piece};
use crate::extract::package::xml::{Element, Node, Xml};

/// Columns that one cell may span; Word allows 63.
const SPAN_COLUMNS: usize = 63;

impl Walker<'_, '_> {
    /// Returns the pieces of the current table.
    pub(super) fn table(&mut self, xml: &mut Xml) -> Result<Vec<Piece>, ReadError> {
        let mut rows = Vec::new();
        self.rows(xml, &mut rows)?;
        Ok(piece::table(rows))
    }

    /// Collects the rows inside the current element: a table, or content controls and insertions around rows.
    fn rows(&mut self, xml: &mut Xml, rows: &mut Vec<Vec<Vec<Piece>>>) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "tr" => {
                        let mut row = Row::default();
                        self.cells(xml, &mut row)?;
                        if !row.is_deleted {
                            rows.push(row.cells);
                        }
                    }
                    name if is_left_out(name) => xml.skip()?,
                    _ => self.rows(xml, rows)?,
                },
                Node::End | Node::Eof => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    fn cells(&mut self, xml: &mut Xml, row: &mut Row) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "tc" => {
                        let (cell, span) = self.cell(xml)?;
                        row.cells.push(cell);
                        row.cells.extend(std::iter::repeat_n(Vec::new(), span - 1));
                    }
                    "trPr" => row.read_properties(xml)?,
                    name if is_left_out(name) => xml.skip()?,
                    _ => self.cells(xml, row)?,
                },
                Node::End | Node::Eof => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    /// Returns the pieces of a cell and the number of columns that it spans.
    fn cell(&mut self, xml: &mut Xml) -> Result<(Vec<Piece>, usize), ReadError> {
        let mut pieces = Vec::new();
        let mut span = 1;
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "tcPr" => span = read_span(xml)?,
                    "p" => pieces.extend(self.paragraph(xml)?),
                    "tbl" => pieces.extend(self.table(xml)?),
                    name if is_left_out(name) => xml.skip()?,
                    _ => pieces.extend(self.blocks(xml)?),
                },
                Node::End | Node::Eof => return Ok((pieces, span)),
                Node::Text(_) => {}
            }
        }
    }
}

/// A row under construction.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<Vec<Piece>>,
    is_deleted: bool,
}

impl Row {
    fn read_properties(&mut self, xml: &mut Xml) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(element) => {
                    match element.name() {
                        "del" => self.is_deleted = true,
                        "gridBefore" => self.cells.resize_with(span_of(&element), Vec::new),
                        _ => {}
                    }
                    xml.skip()?;
                }
                Node::End | Node::Eof => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }
}

fn read_span(xml: &mut Xml) -> Result<usize, ReadError> {
    let mut span = 1;
    loop {
        match xml.next()? {
            Node::Start(element) => {
                if element.name() == "gridSpan" {
                    span = span_of(&element).max(1);
                }
                xml.skip()?;
            }
            Node::End | Node::Eof => return Ok(span),
            Node::Text(_) => {}
        }
    }
}

fn span_of(element: &Element) -> usize {
    let value = element.attribute("val").and_then(|value| value.parse().ok());
    value.unwrap_or(1).min(SPAN_COLUMNS)
}
