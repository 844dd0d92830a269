//! DOCX (`WordprocessingML`): body, text boxes, notes, headers and footers, as the accepted document reads. Deleted and
//! hidden text, comments and field codes are left out: none of them is what the document says.
//!
//! Source: ECMA-376 part 1, 17.

mod number;
mod styles;
mod walk;

use std::collections::HashMap;

use domain::text::Text;

use super::builder::Builder;
use super::package::Package;
use super::package::piece::{Piece, append};
use super::package::xml::{Node, Xml};
use crate::ReadError;
use number::Numbering;
use styles::Styles;
use walk::Walker;

/// Returns the text of the file.
pub(crate) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part("word/document.xml")?;
    let Some(document) = package.xml(&main)? else {
        return Err(ReadError::damaged(
            "The file holds no document; save it again as DOCX with its program",
        ));
    };
    let relations = package.relations(&main)?;
    let part = |kind: &str| {
        let of_kind = relations.values().find(|relation| relation.kind == kind);
        of_kind.map(|relation| relation.target.clone())
    };
    let styles = match part("styles") {
        Some(name) => Styles::read(&package.xml(&name)?.unwrap_or_default())?,
        None => Styles::default(),
    };
    let numbering = match part("numbering") {
        Some(name) => Numbering::read(&package.xml(&name)?.unwrap_or_default())?,
        None => Numbering::default(),
    };
    let mut notes = HashMap::new();
    for kind in ["footnotes", "endnotes"] {
        if let Some(name) = part(kind) {
            read_notes(&mut package, &name, &styles, &mut notes)?;
        }
    }
    let mut builder = Builder::default();
    if let Some(title) = package.core_title()? {
        builder.title(&title);
    }
    let mut walker = Walker::new(&mut package, &styles, relations.clone());
    walker.notes = notes;
    walker.numbering = numbering;
    append(&walker.document(&document)?, &mut builder);
    let mut seen = Vec::new();
    for relation in relations.values() {
        if matches!(relation.kind.as_str(), "header" | "footer") {
            let pieces = read_margin(&mut package, &relation.target, &styles)?;
            if !seen.contains(&pieces) {
                append(&pieces, &mut builder);
                seen.push(pieces);
            }
        }
    }
    Ok(builder.finish())
}

/// Returns the text of a header or footer; one that only counts pages is empty.
fn read_margin(package: &mut Package, name: &str, styles: &Styles) -> Result<Vec<Piece>, ReadError> {
    let Some(text) = package.xml(name)? else {
        return Ok(Vec::new());
    };
    let relations = package.relations(name)?;
    let mut pieces = Walker::new(package, styles, relations).document(&text)?;
    for piece in &mut pieces {
        // A header is no part of the outline, whatever its style.
        if let Piece::Heading(_, text) = piece {
            *piece = Piece::Paragraph(std::mem::take(text));
        }
    }
    pieces.retain(Piece::has_words);
    Ok(pieces)
}

/// Collects the notes of a part by their kind and id.
fn read_notes(
    package: &mut Package,
    name: &str,
    styles: &Styles,
    notes: &mut HashMap<String, Vec<Piece>>,
) -> Result<(), ReadError> {
    let Some(text) = package.xml(name)? else {
        return Ok(());
    };
    let relations = package.relations(name)?;
    let mut walker = Walker::new(package, styles, relations);
    let mut xml = Xml::new(&text);
    loop {
        match xml.next()? {
            Node::Start(element) if matches!(element.name(), "footnote" | "endnote") => {
                let is_separator = element.attribute("type").is_some_and(|kind| kind != "normal");
                let key = format!("{}{}", element.name(), element.attribute("id").unwrap_or_default());
                let pieces = walker.blocks(&mut xml)?;
                if !is_separator {
                    notes.insert(key, pieces);
                }
            }
            Node::Eof => return Ok(()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
