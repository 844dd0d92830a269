//! The text of a version: one UTF-8 string with its blocks, pages and word rectangles.

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::span::Span;

/// The extracted text of one version. Blocks and pages are in reading order and do not overlap; words are sorted by
/// their start. Pages are empty for formats without pages, words for formats without rectangles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// All text, plain, as indexed and quoted. Blocks are separated by a blank line, table rows and list items by a
    /// line break, table cells by " | ".
    pub content: String,
    /// Headings, paragraphs, lists, tables and code.
    pub blocks: Vec<Block>,
    /// Pages (PDF), slides (PPTX, ODP) or sheets (XLSX, ODS), numbered from 1.
    pub pages: Vec<Page>,
    /// Rectangle of each word (PDF only).
    pub words: Vec<Word>,
    /// Title as the document states it.
    pub title: Option<String>,
    /// Main language, when there is enough text to tell.
    pub language: Option<Language>,
}

/// A block of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is, without the blank line around it.
    pub span: Span,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading of rank 1 (highest) to 6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// List items, one a line.
    List,
    /// Rows, one a line, cells separated by " | "; the first row is the header.
    Table,
    /// Program text, lines as they are.
    Code,
}

/// A page, slide or sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Its part of the text; empty for a page without text.
    pub span: Span,
    /// Width in points after rotation and crop box; 0 where the format has no size.
    pub width: f32,
    /// Height in points, likewise.
    pub height: f32,
    /// The sheet's or slide's name, where it has one.
    pub name: Option<String>,
}

/// A word with its rectangle on the page, in points from the top left corner of the visible page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Its bytes.
    pub span: Span,
    /// Page number, from 1.
    pub page: u32,
    /// Left.
    pub x0: f32,
    /// Top.
    pub y0: f32,
    /// Right.
    pub x1: f32,
    /// Bottom.
    pub y1: f32,
}

impl Text {
    /// Returns the number of the page on which the span begins, or `None` for a format without pages.
    pub fn page_of(&self, span: Span) -> Option<u32> {
        let next = self.pages.partition_point(|page| page.span.start <= span.start);
        let before = self.pages[..next].iter().rev();
        before
            .into_iter()
            .find(|page| !page.span.is_empty())
            .or(self.pages.first())
            .map(|page| page.number)
    }

    /// Returns the words that touch the span, in order.
    pub fn words_in(&self, span: Span) -> &[Word] {
        let first = self.words.partition_point(|word| word.span.end <= span.start);
        let last = self.words.partition_point(|word| word.span.start < span.end);
        &self.words[first..last.max(first)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: u32, start: usize, end: usize) -> Page {
        Page {
            number,
            span: Span::new(start, end),
            width: 100.0,
            height: 100.0,
            name: None,
        }
    }

    #[test]
    fn the_page_of_a_span_is_the_one_it_begins_on() {
        let text = Text {
            pages: vec![page(1, 0, 10), page(2, 10, 10), page(3, 12, 20)],
            ..Text::default()
        };
        assert_eq!(text.page_of(Span::new(3, 15)), Some(1));
        assert_eq!(text.page_of(Span::new(12, 15)), Some(3));
        assert_eq!(Text::default().page_of(Span::new(0, 0)), None);
    }
}
