//! HTML, as browsers read it: visible text only, no markup, nothing fetched.

mod walk;
mod xhtml;

use domain::text::Text;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::RcDom;

use super::builder::Builder;
use super::decode::decode_markup;
use crate::ReadError;

/// Returns the text of the file.
pub(crate) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let html = decode_markup(bytes)?;
    let mut builder = Builder::default();
    if let Some(title) = walk_into(&html, &mut builder)? {
        builder.title(&title);
    }
    builder.title_from_heading();
    Ok(builder.finish())
}

/// Appends the visible text of an HTML document or fragment: chapters of books and bodies of mails.
///
/// # Errors
/// `TooLarge` when the text outgrows its limit.
pub(crate) fn append(html: &str, builder: &mut Builder) -> Result<(), ReadError> {
    walk_into(html, builder).map(|_title| ())
}

/// Returns the title after the visible text went into the builder.
fn walk_into(html: &str, builder: &mut Builder) -> Result<Option<String>, ReadError> {
    let html = xhtml::close_empty_elements(html);
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(&*html);
    walk::walk(&dom.document, builder)
}

#[cfg(test)]
mod tests;
