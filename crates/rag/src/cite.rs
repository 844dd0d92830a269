//! From a span to a citation: the quote is the text under the span, the rectangles are those of its words.

use std::collections::HashMap;

use domain::citation::Citation;
use domain::id::{DocumentId, VersionId};
use domain::span::Span;
use domain::text::Text;
use store::Reader;

use crate::RagError;

/// Makes citations; reads each cited version once.
#[derive(Debug)]
pub struct Citer<'a> {
    reader: &'a Reader,
    texts: HashMap<VersionId, Option<Text>>,
}

/// A place to cite.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The document.
    pub document: DocumentId,
    /// Its name, for people.
    pub document_name: &'a str,
    /// The version that was found.
    pub version: VersionId,
    /// Exact bytes of its text.
    pub span: Span,
    /// What was read there when it was found.
    pub text: &'a str,
}

impl<'a> Citer<'a> {
    /// Returns a citer within the reader's scope.
    pub fn new(reader: &'a Reader) -> Self {
        Self {
            reader,
            texts: HashMap::new(),
        }
    }

    /// Returns the citation of a place, or `None` when the version is gone or another text stands there.
    ///
    /// # Errors
    /// When the store fails.
    pub fn cite(&mut self, place: Place<'_>) -> Result<Option<Citation>, RagError> {
        let text = match self.texts.entry(place.version) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => free.insert(self.reader.text(place.version)?),
        };
        Ok(text.as_ref().and_then(|text| citation(text, place)))
    }
}

fn citation(text: &Text, place: Place<'_>) -> Option<Citation> {
    let quote = place
        .span
        .of(&text.content)
        .filter(|quote| *quote == place.text)?
        .to_owned();
    Some(Citation {
        document: place.document,
        version: place.version,
        document_name: place.document_name.to_owned(),
        page: text.page_of(place.span),
        span: place.span,
        quote,
        rectangles: ingest::quote::rectangles(text, place.span),
    })
}
