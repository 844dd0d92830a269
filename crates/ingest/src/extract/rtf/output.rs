//! Collects paragraphs, list items, rows and footnotes until they are whole.

use domain::text::Text;

use super::super::builder::Builder;
use super::state::{Destination, Paragraph};
use crate::ReadError;

/// Letters of a paragraph beyond which it is no heading, whatever its style says.
const HEADING_CHARS: usize = 300;

pub(super) struct Output {
    pub(super) builder: Builder,
    paragraph: String,
    marker: String,
    title: String,
    items: Vec<String>,
    row: Vec<String>,
    rows: Vec<Vec<String>>,
    footnote: String,
    footnotes: Vec<String>,
}

impl Output {
    pub(super) fn new(builder: Builder) -> Self {
        Self {
            builder,
            paragraph: String::new(),
            marker: String::new(),
            title: String::new(),
            items: Vec::new(),
            row: Vec::new(),
            rows: Vec::new(),
            footnote: String::new(),
            footnotes: Vec::new(),
        }
    }

    pub(super) fn text(&mut self, destination: Destination, text: &str) {
        match destination {
            Destination::Body => self.paragraph.push_str(text),
            Destination::Footnote => self.footnote.push_str(text),
            Destination::ListText => self.marker.push_str(text),
            Destination::Title => self.title.push_str(text),
            _ => {}
        }
    }

    pub(super) fn end_paragraph(&mut self, paragraph: &Paragraph, rank: Option<u8>) {
        if paragraph.is_in_table {
            self.paragraph.push('\n');
            return;
        }
        let text = std::mem::take(&mut self.paragraph);
        // Numbers of list items are kept, contracts refer to them; bullets are not.
        let marker = std::mem::take(&mut self.marker);
        let has_number = marker.contains(char::is_alphanumeric);
        let is_item = paragraph.is_item || !marker.trim().is_empty();
        let text = if has_number {
            format!("{} {}", marker.trim(), text.trim())
        } else {
            text
        };
        if text.trim().is_empty() {
            return;
        }
        self.end_table();
        match rank.filter(|_| text.chars().count() <= HEADING_CHARS) {
            Some(rank) => {
                self.end_list();
                self.builder.heading(rank, &text);
            }
            None if is_item => self.items.push(text),
            None => {
                self.end_list();
                self.builder.paragraph(&text);
            }
        }
        if self.items.is_empty() {
            self.end_footnotes();
        }
    }

    /// Ends a cell; cells of tables in a cell are parted by a space.
    pub(super) fn end_cell(&mut self, is_nested: bool) {
        if is_nested {
            self.paragraph.push(' ');
            return;
        }
        self.end_list();
        self.marker.clear();
        self.row.push(std::mem::take(&mut self.paragraph));
    }

    pub(super) fn end_row(&mut self) {
        if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
        }
    }

    pub(super) fn end_footnote(&mut self) {
        self.footnotes.push(std::mem::take(&mut self.footnote));
    }

    pub(super) fn end_marker(&mut self) {
        self.marker.truncate(self.marker.trim_end().len());
    }

    pub(super) fn end_title(&mut self) {
        self.builder.title(&std::mem::take(&mut self.title));
    }

    pub(super) fn finish(mut self) -> Result<Text, ReadError> {
        self.end_paragraph(&Paragraph::default(), None);
        self.end_row();
        self.end_table();
        self.end_list();
        self.end_footnotes();
        self.builder.title_from_heading();
        self.builder.check()?;
        Ok(self.builder.finish())
    }

    fn end_table(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        self.end_list();
        self.builder.table(&std::mem::take(&mut self.rows));
        self.end_footnotes();
    }

    fn end_list(&mut self) {
        self.builder.list(&std::mem::take(&mut self.items));
    }

    fn end_footnotes(&mut self) {
        for note in std::mem::take(&mut self.footnotes) {
            self.builder.paragraph(&note);
        }
    }
}
