//! The shapes of one slide or of its notes, as pieces in the order of the slide.
//!
//! Source: ECMA-376 part 1, 19.3 (shapes), 19.7.10 (placeholder types), 21.1.2 (text).

use std::collections::BTreeMap;

use crate::ReadError;
use crate::extract::package::Package;
use crate::extract::package::drawing;
use crate::extract::package::piece::{self, Piece};
use crate::extract::package::relations::Relation;
use crate::extract::package::xml::{Element, Node, Xml};

/// What a slide shows.
#[derive(Debug, Default)]
pub(super) struct Slide {
    /// Text of the title placeholder.
    pub(super) title: Option<String>,
    /// The rest.
    pub(super) pieces: Vec<Piece>,
}

/// What a placeholder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Title,
    /// Bulleted text.
    Body,
    /// Slide numbers, dates, the picture of the slide above its notes.
    Furniture,
    Other,
}

/// A paragraph of a shape.
#[derive(Debug)]
struct Paragraph {
    text: String,
    /// Whether it has a bullet, or `None` when the placeholder decides.
    is_item: Option<bool>,
}

/// Returns the shapes of a slide's notes; their text is spoken, so it is no list unless it has bullets.
pub(super) fn read_notes(package: &mut Package, text: &str) -> Result<Vec<Piece>, ReadError> {
    let notes = read(package, text, &BTreeMap::new())?;
    let plain = |piece| match piece {
        Piece::Item(text) => Piece::Paragraph(text),
        other => other,
    };
    Ok(notes.pieces.into_iter().map(plain).collect())
}

/// Returns the shapes of a slide.
pub(super) fn read(
    package: &mut Package,
    text: &str,
    relations: &BTreeMap<String, Relation>,
) -> Result<Slide, ReadError> {
    let mut xml = Xml::new(text);
    let mut slide = Slide::default();
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "sp" => shape(&mut xml, &mut slide)?,
                "tbl" => slide.pieces.extend(table(&mut xml)?),
                "chart" => {
                    slide
                        .pieces
                        .extend(drawing::part(package, relations, element.attribute("id").as_deref())?);
                }
                "relIds" => {
                    slide
                        .pieces
                        .extend(drawing::part(package, relations, element.attribute("dm").as_deref())?);
                }
                _ => {}
            },
            Node::Eof => return Ok(slide),
            Node::End | Node::Text(_) => {}
        }
    }
}

fn shape(xml: &mut Xml, slide: &mut Slide) -> Result<(), ReadError> {
    let mut role = Role::Other;
    let mut paragraphs = Vec::new();
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) if element.name() == "p" => paragraphs.push(paragraph(xml)?),
            Node::Start(element) => {
                depth += 1;
                if element.name() == "ph" {
                    role = role_of(&element);
                }
            }
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => break,
        }
    }
    paragraphs.retain(|paragraph| !paragraph.text.trim().is_empty());
    match role {
        Role::Furniture => {}
        Role::Title if slide.title.is_none() && !paragraphs.is_empty() => {
            let lines: Vec<String> = paragraphs.into_iter().map(|paragraph| paragraph.text).collect();
            slide.title = Some(lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Role::Title | Role::Body | Role::Other => {
            let is_list = role == Role::Body && paragraphs.len() > 1;
            slide.pieces.extend(paragraphs.into_iter().map(|paragraph| {
                if paragraph.is_item.unwrap_or(is_list) {
                    Piece::Item(paragraph.text)
                } else {
                    Piece::Paragraph(paragraph.text)
                }
            }));
        }
    }
    Ok(())
}

fn role_of(placeholder: &Element) -> Role {
    match placeholder.attribute("type").as_deref() {
        Some("title" | "ctrTitle") => Role::Title,
        None | Some("body" | "obj") => Role::Body,
        Some("sldNum" | "dt" | "sldImg" | "hdr" | "ftr") => Role::Furniture,
        Some(_) => Role::Other,
    }
}

fn paragraph(xml: &mut Xml) -> Result<Paragraph, ReadError> {
    let mut text = String::new();
    let mut is_item = None;
    // For each open element, whether characters directly inside it are text.
    let mut open = vec![false];
    while let Some(&is_text) = open.last() {
        match xml.next()? {
            Node::Start(element) => {
                open.push(element.name() == "t");
                match element.name() {
                    "br" => text.push('\n'),
                    "tab" => text.push('\t'),
                    "buNone" => is_item = Some(false),
                    "buChar" | "buAutoNum" | "buBlip" => is_item = Some(true),
                    "tabLst" => {
                        xml.skip()?;
                        open.pop();
                    }
                    _ => {}
                }
            }
            Node::Text(piece) if is_text => text.push_str(&piece),
            Node::Text(_) => {}
            Node::End => {
                open.pop();
            }
            Node::Eof => break,
        }
    }
    Ok(Paragraph { text, is_item })
}

fn table(xml: &mut Xml) -> Result<Vec<Piece>, ReadError> {
    let mut rows: Vec<Vec<Vec<Piece>>> = Vec::new();
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) if element.name() == "p" => {
                let paragraph = paragraph(xml)?;
                if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut())
                    && !paragraph.text.trim().is_empty()
                {
                    cell.push(Piece::Paragraph(paragraph.text));
                }
            }
            Node::Start(element) => {
                depth += 1;
                match (element.name(), rows.last_mut()) {
                    ("tr", _) => rows.push(Vec::new()),
                    ("tc", Some(row)) => row.push(Vec::new()),
                    _ => {}
                }
            }
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => break,
        }
    }
    Ok(piece::table(rows))
}
