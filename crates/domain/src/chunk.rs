//! A chunk: the piece of a text that is embedded and found.

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// A piece of a version's text, at most as long as the embedder reads well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Place among the chunks of its version, from 0.
    pub ordinal: u32,
    /// Exact bytes of the version's text.
    pub span: Span,
    /// Headings above it, highest first, without the document's title.
    pub headings: Vec<String>,
    /// Header row of the table whose later rows these are; `None` when the chunk holds the header itself.
    pub table_header: Option<String>,
    /// Length in the embedder's tokens, without headings and header.
    pub token_count: u32,
    /// Page on which it begins, where the format has pages.
    pub page: Option<u32>,
}

impl Chunk {
    /// Returns what the embedder and the lexical index read: title, headings, header row, then the text itself.
    pub fn indexed_text(&self, title: Option<&str>, content: &str) -> String {
        let mut lines: Vec<&str> = title.into_iter().collect();
        lines.extend(
            self.headings
                .iter()
                .map(String::as_str)
                .filter(|heading| Some(*heading) != title),
        );
        lines.extend(self.table_header.as_deref());
        lines.extend(self.span.of(content));
        lines.join("\n")
    }
}
