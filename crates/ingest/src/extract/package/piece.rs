//! The pieces of an office document between its XML and its [`Builder`]: cells, notes and text boxes are gathered as
//! pieces first, because where they stand in the XML is not where they are read.

use crate::extract::builder::Builder;

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A heading with its rank from 1.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
    /// An item of a list.
    Item(String),
    /// Rows of cells.
    Table(Vec<Vec<String>>),
}

/// Appends the pieces to the text; neighbouring items become one list.
pub(crate) fn append(pieces: &[Piece], builder: &mut Builder) {
    for piece in pieces {
        match piece {
            Piece::Heading(rank, text) => builder.heading(*rank, text),
            Piece::Paragraph(text) => builder.paragraph(text),
            Piece::Item(text) => builder.item(text),
            Piece::Table(rows) => builder.table(rows),
        }
    }
}

/// Returns the pieces as the text of one table cell; a nested table's rows are divided by semicolons.
pub(crate) fn cell_text(pieces: &[Piece]) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Heading(_, text) | Piece::Paragraph(text) | Piece::Item(text) => text.trim().to_owned(),
        Piece::Table(rows) => rows
            .iter()
            .map(|row| {
                row.iter()
                    .filter(|cell| !cell.is_empty())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .filter(|row| !row.is_empty())
            .collect::<Vec<_>>()
            .join("; "),
    });
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Returns a table of cells as pieces. A frame around running text (one column, several pieces in a cell) is no table
/// for a reader: its content stands alone.
pub(crate) fn table(rows: Vec<Vec<Vec<Piece>>>) -> Vec<Piece> {
    let is_frame =
        rows.iter().all(|row| row.len() <= 1) && (rows.len() == 1 || rows.iter().flatten().any(|cell| cell.len() > 1));
    if is_frame {
        return rows.into_iter().flatten().flatten().collect();
    }
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| cell_text(cell)).collect())
        .collect();
    vec![Piece::Table(rows)]
}

impl Piece {
    /// Returns whether there is a letter in it: page numbers and rules say nothing.
    pub(crate) fn has_words(&self) -> bool {
        let has_letter = |text: &String| text.chars().any(char::is_alphabetic);
        match self {
            Self::Heading(_, text) | Self::Paragraph(text) | Self::Item(text) => has_letter(text),
            Self::Table(rows) => rows.iter().flatten().any(has_letter),
        }
    }
}
