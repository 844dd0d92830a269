//! Walks the XML of an ODF body and gathers its pieces in reading order. Each method reads up to the end of the element
//! that its caller saw begin.
//!
//! Source: `OpenDocument` 1.3 part 3, chapters 5 (text), 6 (inline), 9 (tables), 10 (drawings).

use domain::limits;

use super::styles::Styles;
use crate::ReadError;
use crate::extract::package::piece::{self, Piece};
use crate::extract::package::xml::{Element, Node, Xml};

/// Columns or rows that one element may stand for in a text table; more are padding.
const REPEATS: usize = 64;
/// Blanks that one element may stand for.
const BLANKS: usize = 64;

/// The state of a walk.
pub(super) struct Walker<'w> {
    styles: &'w Styles,
    /// Text of the title frame of a slide.
    pub(super) title: Option<String>,
    /// Text boxes and notes met in the current paragraph; they follow it.
    pending: Vec<Piece>,
    is_in_list: bool,
    collected_bytes: usize,
}

impl<'w> Walker<'w> {
    /// Returns a walk of a document with these styles.
    pub(super) fn new(styles: &'w Styles) -> Self {
        Self {
            styles,
            title: None,
            pending: Vec::new(),
            is_in_list: false,
            collected_bytes: 0,
        }
    }

    /// Returns the pieces inside the current element.
    pub(super) fn blocks(&mut self, xml: &mut Xml) -> Result<Vec<Piece>, ReadError> {
        let mut pieces = Vec::new();
        loop {
            match xml.next()? {
                Node::Start(element) => self.block(xml, &element, &mut pieces)?,
                Node::End | Node::Eof => return Ok(pieces),
                Node::Text(_) => {}
            }
        }
    }

    fn block(&mut self, xml: &mut Xml, element: &Element, pieces: &mut Vec<Piece>) -> Result<(), ReadError> {
        match element.name() {
            "p" | "h" => pieces.extend(self.paragraph(xml, element)?),
            "list" => {
                let outer = std::mem::replace(&mut self.is_in_list, true);
                pieces.extend(self.blocks(xml)?);
                self.is_in_list = outer;
            }
            "table" => {
                let outer = std::mem::take(&mut self.is_in_list);
                let mut rows = Vec::new();
                self.rows(xml, &mut rows)?;
                pieces.extend(piece::table(rows));
                self.is_in_list = outer;
            }
            "section" if is_undisplayed(element) => xml.skip()?,
            "frame" | "custom-shape" if is_title(element) && self.title.is_none() => {
                let inside = self.blocks(xml)?;
                let title = piece::cell_text(&inside);
                self.title = Some(title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|it| !it.is_empty());
            }
            name if is_left_out(name) => xml.skip()?,
            _ => pieces.extend(self.blocks(xml)?),
        }
        Ok(())
    }

    fn paragraph(&mut self, xml: &mut Xml, element: &Element) -> Result<Vec<Piece>, ReadError> {
        let outer = std::mem::take(&mut self.pending);
        let mut text = String::new();
        self.inside(xml, &mut text)?;
        let style = element.attribute("style-name");
        if self.styles.is_hidden(style.as_deref()) {
            text.clear();
        }
        self.collected_bytes += text.len();
        if self.collected_bytes > limits::TEXT_BYTES {
            return Err(ReadError::too_large(
                "The file holds more than 50 MB of text; split it into smaller files",
            ));
        }
        let pending = std::mem::replace(&mut self.pending, outer);
        let mut pieces = Vec::new();
        if !text.trim().is_empty() {
            let text = text.trim().to_owned();
            let rank = element.attribute("outline-level").and_then(|level| level.parse().ok());
            pieces.push(match element.name() {
                "h" => Piece::Heading(rank.unwrap_or(1), text),
                _ if self.styles.is_title(style.as_deref()) => Piece::Heading(1, text),
                _ if self.is_in_list => Piece::Item(text),
                _ => Piece::Paragraph(text),
            });
        }
        pieces.extend(pending);
        Ok(pieces)
    }

    /// Appends the text inside the current element.
    fn inside(&mut self, xml: &mut Xml, out: &mut String) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(element) => self.inline(xml, &element, out)?,
                Node::Text(text) => push_collapsed(out, &text),
                Node::End | Node::Eof => return Ok(()),
            }
        }
    }

    fn inline(&mut self, xml: &mut Xml, element: &Element, out: &mut String) -> Result<(), ReadError> {
        match element.name() {
            "s" => {
                let count = element.attribute("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                out.push_str(&" ".repeat(BLANKS.min(count)));
            }
            "tab" => out.push('\t'),
            "number" => {
                self.inside(xml, out)?;
                out.push(' ');
                return Ok(());
            }
            "line-break" => out.push('\n'),
            "span" if self.styles.is_hidden(element.attribute("style-name").as_deref()) => {}
            "note" => {
                let outer = std::mem::take(&mut self.is_in_list);
                let pieces = self.blocks(xml)?;
                self.is_in_list = outer;
                self.pending.extend(pieces);
                return Ok(());
            }
            "frame" | "custom-shape" | "rect" | "ellipse" | "g" | "line" | "connector" | "path" | "polygon" => {
                let outer = std::mem::take(&mut self.is_in_list);
                let mut pieces = Vec::new();
                self.block(xml, element, &mut pieces)?;
                self.is_in_list = outer;
                self.pending.extend(pieces);
                return Ok(());
            }
            "hidden-text" => {}
            name if is_left_out(name) => {}
            _ => return self.inside(xml, out),
        }
        xml.skip()
    }

    /// Collects the rows inside the current element: a table, or groups and headers of rows.
    fn rows(&mut self, xml: &mut Xml, rows: &mut Vec<Vec<Vec<Piece>>>) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "table-row" => {
                        let mut cells = Vec::new();
                        self.cells(xml, &mut cells)?;
                        let count = repeats(&element, "number-rows-repeated");
                        let is_blank = cells.iter().all(Vec::is_empty);
                        if !is_blank {
                            rows.extend(std::iter::repeat_n(cells, count));
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

    fn cells(&mut self, xml: &mut Xml, cells: &mut Vec<Vec<Piece>>) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "table-cell" | "covered-table-cell" => {
                        let cell = self.blocks(xml)?;
                        let count = repeats(&element, "number-columns-repeated");
                        cells.extend(std::iter::repeat_n(cell, count));
                    }
                    _ => xml.skip()?,
                },
                Node::End | Node::Eof => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }
}

fn repeats(element: &Element, name: &str) -> usize {
    let count = element.attribute(name).and_then(|count| count.parse().ok());
    count.unwrap_or(1).clamp(1, REPEATS)
}

/// Appends characters with white space collapsed, as ODF prescribes (6.1.2).
pub(super) fn push_collapsed(out: &mut String, text: &str) {
    for character in text.chars() {
        let is_blank = matches!(character, ' ' | '\t' | '\r' | '\n');
        if !is_blank {
            out.push(character);
        } else if !out.ends_with([' ', '\n', '\t']) && !out.is_empty() {
            out.push(' ');
        }
    }
}

fn is_undisplayed(element: &Element) -> bool {
    element.attribute("display").as_deref() == Some("none")
}

fn is_title(element: &Element) -> bool {
    element.attribute("class").as_deref() == Some("title")
}

/// Returns whether an element holds nothing that is read: deletions, comments, declarations, alternatives of pictures,
/// the digits of a note.
pub(super) fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "tracked-changes"
            | "annotation"
            | "annotation-end"
            | "forms"
            | "note-citation"
            | "ruby-text"
            | "image"
            | "object"
            | "object-ole"
            | "desc"
            | "title"
            | "binary-data"
            | "event-listeners"
            | "page-thumbnail"
            | "footer-decl"
            | "header-decl"
            | "date-time-decl"
            | "sequence-decls"
            | "variable-decls"
            | "user-field-decls"
            | "index-title-template"
            | "table-of-content-source"
            | "alphabetical-index-source"
            | "shapes"
    )
}
