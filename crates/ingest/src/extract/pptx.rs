//! PPTX (`PresentationML`): slides in the order of the show, each a page, with tables, charts, diagrams and notes.
//!
//! Source: ECMA-376 part 1, 19 and 21.1.

mod shapes;

use domain::limits;
use domain::text::Text;

use super::builder::Builder;
use super::package::Package;
use super::package::piece::{Piece, append};
use super::package::relations::Relation;
use super::package::xml::Xml;
use crate::ReadError;
use shapes::Slide;

/// Returns the text of the file.
pub(crate) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part("ppt/presentation.xml")?;
    let Some(presentation) = package.xml(&main)? else {
        return Err(ReadError::damaged(
            "The file holds no presentation; save it again as PPTX with its program",
        ));
    };
    let mut builder = Builder::default();
    if let Some(title) = package.core_title()? {
        builder.title(&title);
    }
    let slides = slide_names(&mut package, &main, &presentation)?;
    if slides.len() > limits::PAGES {
        return Err(ReadError::too_large(
            "The presentation has more than 5,000 slides; split it into smaller files",
        ));
    }
    for name in slides {
        let (slide, notes) = read_slide(&mut package, &name)?;
        builder.page(slide.title.clone());
        if let Some(title) = &slide.title {
            builder.heading(1, title);
        }
        append(&slide.pieces, &mut builder);
        append(&notes, &mut builder);
        if builder.len() > limits::TEXT_BYTES {
            break;
        }
    }
    Ok(builder.finish())
}

/// Returns the parts of the slides in the order of the show.
fn slide_names(package: &mut Package, main: &str, presentation: &str) -> Result<Vec<String>, ReadError> {
    let relations = package.relations(main)?;
    let mut xml = Xml::new(presentation);
    let mut names = Vec::new();
    while let Some(element) = xml.find("sldId")? {
        // `id` is also the slide's own number; the relation's is the one with a prefix.
        let relation = element.attribute_prefixed("id").and_then(|id| relations.get(&id));
        if let Some(Relation { target, .. }) = relation
            && package.has(target)
        {
            names.push(target.clone());
        }
    }
    Ok(names)
}

/// Returns a slide and the pieces of its notes.
fn read_slide(package: &mut Package, name: &str) -> Result<(Slide, Vec<Piece>), ReadError> {
    let text = package.xml(name)?.unwrap_or_default();
    let relations = package.relations(name)?;
    let slide = shapes::read(package, &text, &relations)?;
    let notes = relations.values().find(|relation| relation.kind == "notesSlide");
    let Some(notes) = notes else {
        return Ok((slide, Vec::new()));
    };
    let text = package.xml(&notes.target)?.unwrap_or_default();
    let notes = shapes::read_notes(package, &text)?;
    Ok((slide, notes))
}

#[cfg(test)]
mod tests;
