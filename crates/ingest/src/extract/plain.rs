//! Plain text and markup that is read as plain text: reStructuredText, Org, `AsciiDoc`, LaTeX, captions, XML,
//! programs.

mod lines;
mod xml;

use domain::span::Span;
use domain::text::{Block, BlockKind, Text};

use super::builder::{Builder, clean};
use super::decode::decode_markup;
use crate::ReadError;
use crate::detect::{extension, is_program_text};

/// Returns the text of the file. Spans of plain text are those of the file itself, when it is UTF-8 with plain line
/// breaks.
pub(crate) fn read(bytes: &[u8], name: &str) -> Result<Text, ReadError> {
    let extension = extension(name);
    let decoded = decode_markup(bytes)?;
    let content = clean(&decoded);
    if is_program_text(&extension) {
        let mut builder = Builder::default();
        builder.code(&content);
        return Ok(builder.finish());
    }
    if content.trim_start().starts_with("<?xml") || xml::is_xml_by_name(&extension) {
        return xml::read(&content);
    }
    match lines::Markup::of(&extension, &content) {
        Some(markup) => Ok(lines::read(&content, markup)),
        None => Ok(plain_text(&content)),
    }
}

/// Returns the text with exactly this content: its blocks are the runs of lines between blank lines.
pub fn plain_text(content: &str) -> Text {
    let mut text = Text {
        content: content.to_owned(),
        ..Text::default()
    };
    let mut start = None;
    let mut end = 0;
    let mut at = 0;
    for line in content.split_inclusive('\n') {
        if line.trim().is_empty() {
            text.blocks.extend(block(content, start.take(), end));
        } else {
            start.get_or_insert(at);
            end = at + line.len();
        }
        at += line.len();
    }
    text.blocks.extend(block(content, start, end));
    text
}

fn block(content: &str, start: Option<usize>, end: usize) -> Option<Block> {
    let start = start?;
    let lines = content[start..end].trim_end();
    let end = start + lines.len();
    let start = end - lines.trim_start().len();
    let is_item = |line: &str| line.trim_start().starts_with(['-', '*', '•', '·', '–']);
    let is_list = content[start..end].lines().all(is_item);
    Some(Block {
        kind: if is_list { BlockKind::List } else { BlockKind::Paragraph },
        span: Span::new(start, end),
    })
}

#[cfg(test)]
mod tests;
