//! ODT, ODP and ODS (`OpenDocument`): text, slides and sheets as they read, with notes, headers and footers; deleted and
//! hidden text and comments are left out.
//!
//! Source: OASIS `OpenDocument` 1.3, part 3.

mod sheets;
mod styles;
mod walk;

use domain::limits;
use domain::text::Text;

use super::builder::Builder;
use super::package::Package;
use super::package::piece::{Piece, append};
use super::package::relations::first_title;
use super::package::xml::{Node, Xml};
use crate::detect::Format;
use crate::{ReadError, Refused};
use styles::Styles;
use walk::Walker;

/// Returns the text of the file.
pub(crate) fn read(bytes: &[u8], format: Format) -> Result<Text, ReadError> {
    let mut package = Package::open(bytes)?;
    refuse_encrypted(&mut package)?;
    let Some(content) = package.xml("content.xml")? else {
        return Err(ReadError::damaged(
            "The file holds no document; save it again as OpenDocument with its program",
        ));
    };
    let styles = package.xml("styles.xml")?.unwrap_or_default();
    let mut builder = Builder::default();
    if let Some(meta) = package.xml("meta.xml")?
        && let Some(title) = first_title(&meta)?
    {
        builder.title(&title);
    }
    match format {
        Format::Ods => sheets::read(&content, &mut builder)?,
        Format::Odp => read_slides(&content, &styles, &mut builder)?,
        _ => read_text(&content, &styles, &mut builder)?,
    }
    Ok(builder.finish())
}

fn read_text(content: &str, styles: &str, builder: &mut Builder) -> Result<(), ReadError> {
    let known = Styles::read(content, styles)?;
    let mut walker = Walker::new(&known);
    let mut xml = Xml::new(content);
    while xml.find("body")?.is_some() {
        append(&walker.blocks(&mut xml)?, builder);
    }
    for piece in margins(styles, &known)? {
        append(&[piece], builder);
    }
    Ok(())
}

/// Returns headers and footers of the master pages, each text once, those without words left out.
fn margins(styles: &str, known: &Styles) -> Result<Vec<Piece>, ReadError> {
    let mut walker = Walker::new(known);
    let mut xml = Xml::new(styles);
    let mut margins: Vec<Piece> = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(element) if is_margin(element.name()) => {
                for piece in walker.blocks(&mut xml)? {
                    let piece = match piece {
                        Piece::Heading(_, text) => Piece::Paragraph(text),
                        other => other,
                    };
                    if piece.has_words() && !margins.contains(&piece) {
                        margins.push(piece);
                    }
                }
            }
            Node::Eof => return Ok(margins),
            _ => {}
        }
    }
}

fn is_margin(name: &str) -> bool {
    name.strip_prefix("header")
        .or_else(|| name.strip_prefix("footer"))
        .is_some_and(|rest| matches!(rest, "" | "-left" | "-first"))
}

fn read_slides(content: &str, styles: &str, builder: &mut Builder) -> Result<(), ReadError> {
    let known = Styles::read(content, styles)?;
    let mut xml = Xml::new(content);
    let mut count = 0;
    loop {
        match xml.next()? {
            // The drawing page of the presentation; styles have properties of that name.
            Node::Start(element) if element.name() == "page" => {
                count += 1;
                if count > limits::PAGES {
                    return Err(ReadError::too_large(
                        "The presentation has more than 5,000 slides; split it into smaller files",
                    ));
                }
                let name = element.attribute("name");
                let mut walker = Walker::new(&known);
                let pieces = walker.blocks(&mut xml)?;
                let title = walker.title.take();
                builder.page(title.clone().or(name));
                if let Some(title) = title {
                    builder.heading(1, &title);
                }
                append(&pieces, builder);
                builder.check()?;
            }
            Node::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Refuses a container whose manifest names an encrypted content.
fn refuse_encrypted(package: &mut Package) -> Result<(), ReadError> {
    let Some(manifest) = package.xml("META-INF/manifest.xml")? else {
        return Ok(());
    };
    let mut xml = Xml::passing_doctype(&manifest);
    if xml.find("encryption-data")?.is_some() {
        return Err(ReadError::new(
            Refused::Encrypted,
            "The file is protected by a password; remove the password and upload it again",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
