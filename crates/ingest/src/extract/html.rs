//! HTML, as browsers read it: visible text only, no markup, nothing fetched.

mod nesting;
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
    let html = nesting::flatten(xhtml::close_empty_elements(html));
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(&*html);
    walk::walk(&dom.document, builder)
}

/// Returns where the tag or comment ends that the markup begins with.
fn tag_end(markup: &str) -> Option<usize> {
    if markup.starts_with("<!--") {
        return markup.find("-->").map(|at| at + 3);
    }
    let mut quote = None;
    for (at, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
