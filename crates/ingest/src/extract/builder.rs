//! Collects blocks into a [`Text`]: the one place where separators and spans of formats without rectangles are made.

use domain::span::Span;
use domain::text::{Block, BlockKind, Page, Text};

/// A text under construction. Blocks are appended in reading order.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    text: Text,
    page: Option<(Option<String>, usize)>,
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

    /// Appends a list, one item a line.
    pub(crate) fn list(&mut self, items: &[String]) {
        let lines: Vec<String> = items
            .iter()
            .map(|item| one_line(item))
            .filter(|item| !item.is_empty())
            .collect();
        self.block(BlockKind::List, &lines.join("\n"));
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

    /// Returns the finished text.
    pub(crate) fn finish(mut self) -> Text {
        self.end_page();
        self.text
    }

    fn block(&mut self, kind: BlockKind, text: &str) {
        let text = clean(text);
        if text.trim().is_empty() {
            return;
        }
        let content = &mut self.text.content;
        if !content.is_empty() {
            content.push_str("\n\n");
        }
        let start = content.len();
        content.push_str(&text);
        self.text.blocks.push(Block {
            kind,
            span: Span::new(start, content.len()),
        });
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

/// Returns the text without control characters (but line breaks and tabs) and byte order marks.
fn clean(text: &str) -> String {
    let keep = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || *c == '\u{feff}');
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(keep)
        .collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row_line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| one_line(cell)).collect();
    if cells.iter().all(String::is_empty) {
        String::new()
    } else {
        cells.join(" | ")
    }
}
