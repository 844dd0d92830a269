//! Collects blocks into a [`Text`]: the one place where separators and spans of formats without rectangles are made.

use std::borrow::Cow;

use domain::limits;
use domain::span::Span;
use domain::text::{Block, BlockKind, Page, Text};

use crate::ReadError;

/// A text under construction. Blocks are appended in reading order.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    text: Text,
    page: Option<(Option<String>, usize)>,
    /// What the last block is, while the next item or row may join it.
    open: Option<BlockKind>,
}

impl Builder {
    /// Appends a heading of rank 1 to 6; white space alone is dropped.
    pub(crate) fn heading(&mut self, rank: u8, text: &str) {
        self.block(BlockKind::Heading(rank.clamp(1, 6)), &one_line(text));
    }

    /// Appends a paragraph; line breaks inside are kept.
    pub(crate) fn paragraph(&mut self, text: &str) {
        self.block(BlockKind::Paragraph, text.trim());
    }

    /// Appends the paragraphs of a text, which blank lines part.
    pub(crate) fn paragraphs(&mut self, text: &str) {
        let mut paragraph = String::new();
        for line in text.lines() {
            if line.trim().is_empty() {
                self.paragraph(&std::mem::take(&mut paragraph));
            } else {
                paragraph.push_str(line);
                paragraph.push('\n');
            }
        }
        self.paragraph(&paragraph);
    }

    /// Appends a list, one item a line.
    pub(crate) fn list(&mut self, items: &[String]) {
        let lines: Vec<String> = items
            .iter()
            .map(|item| one_line(item))
            .filter(|item| !item.is_empty())
            .collect();
        self.block(BlockKind::List, &lines.join("\n"));
    }

    /// Appends one item to the list that the call before began, or begins a list.
    pub(crate) fn item(&mut self, text: &str) {
        self.line(BlockKind::List, &one_line(text));
    }

    /// Appends one row to the table that the call before began, or begins a table; an empty row is dropped.
    pub(crate) fn row(&mut self, cells: &[String]) {
        self.line(BlockKind::Table, &row_line(cells));
    }

    /// Ends the list or table that items or rows began.
    pub(crate) fn close(&mut self) {
        self.open = None;
    }

    /// Appends a table, one row a line, the header first; empty rows are dropped.
    pub(crate) fn table(&mut self, rows: &[Vec<String>]) {
        let lines: Vec<String> = rows
            .iter()
            .map(|row| row_line(row))
            .filter(|line| !line.is_empty())
            .collect();
        self.block(BlockKind::Table, &lines.join("\n"));
    }

    /// Appends program text as it is.
    pub(crate) fn code(&mut self, text: &str) {
        self.block(BlockKind::Code, text.trim_matches('\n').trim_end());
    }

    /// Begins the next page, slide or sheet.
    pub(crate) fn page(&mut self, name: Option<String>) {
        self.end_page();
        self.open = None;
        self.page = Some((name, self.text.content.len()));
    }

    /// Sets the title as the document states it.
    pub(crate) fn title(&mut self, title: &str) {
        let title = one_line(title);
        if !title.is_empty() {
            self.text.title = Some(title);
        }
    }

    /// Returns the number of bytes collected so far, to stop before a limit.
    pub(crate) const fn len(&self) -> usize {
        self.text.content.len()
    }

    /// Returns whether the text is still within its limit, as an error when it is not.
    ///
    /// # Errors
    /// `TooLarge` beyond [`limits::TEXT_BYTES`].
    pub(crate) fn check(&self) -> Result<(), ReadError> {
        if self.len() > limits::TEXT_BYTES {
            return Err(ReadError::too_large(
                "The file holds more than 50 MB of text; split it into smaller files",
            ));
        }
        Ok(())
    }

    /// Takes the only heading of rank 1 as the title of a document that states none.
    pub(crate) fn title_from_heading(&mut self) {
        let mut tops = self
            .text
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Heading(1));
        if let (None, Some(top), None) = (&self.text.title, tops.next(), tops.next()) {
            self.text.title = top.span.of(&self.text.content).map(str::to_owned);
        }
    }

    /// Returns the finished text.
    pub(crate) fn finish(mut self) -> Text {
        self.end_page();
        self.text
    }

    fn block(&mut self, kind: BlockKind, text: &str) {
        let text = clean(text);
        let text = match kind {
            BlockKind::Code => text.trim_end(),
            _ => text.trim(),
        };
        if text.trim().is_empty() {
            return;
        }
        self.open = None;
        let content = &mut self.text.content;
        if !content.is_empty() {
            content.push_str("\n\n");
        }
        let start = content.len();
        content.push_str(text);
        self.text.blocks.push(Block {
            kind,
            span: Span::new(start, content.len()),
        });
    }

    fn line(&mut self, kind: BlockKind, text: &str) {
        let text = clean(text);
        let text = text.trim_end();
        if text.is_empty() {
            return;
        }
        if self.open == Some(kind)
            && let Some(block) = self.text.blocks.last_mut()
        {
            self.text.content.push('\n');
            self.text.content.push_str(text);
            block.span = Span::new(block.span.start as usize, self.text.content.len());
        } else {
            self.block(kind, text);
            self.open = Some(kind);
        }
    }

    fn end_page(&mut self) {
        let Some((name, from)) = self.page.take() else { return };
        let content = &self.text.content;
        let start = content.len() - content[from..].trim_start_matches('\n').len();
        let number = u32::try_from(self.text.pages.len() + 1).unwrap_or(u32::MAX);
        let span = Span::new(start, content.len());
        self.text.pages.push(Page {
            number,
            span,
            width: 0.0,
            height: 0.0,
            name,
        });
    }
}

/// Returns the text with plain line breaks and without what nobody sees: control characters (but tabs), byte order
/// marks and soft hyphens.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let is_seen = |c: char| matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{feff}' | '\u{ad}'));
    if text.chars().all(is_seen) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' => cleaned.push('\n'),
            _ if is_seen(c) => cleaned.push(c),
            _ => {}
        }
    }
    Cow::Owned(cleaned)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row_line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| one_line(cell)).collect();
    let used = cells
        .iter()
        .rposition(|cell| !cell.is_empty())
        .map_or(0, |last| last + 1);
    // An empty first cell leaves no blank at the start, as blocks are trimmed.
    cells[..used].join(" | ").trim_start().to_owned()
}
