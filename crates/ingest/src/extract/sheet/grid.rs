//! The cells of one sheet, sparse, and the way they become tables: empty columns vanish, a line of one cell above a
//! table is its caption, and a blank row before a new header begins a new table.

use crate::ReadError;
use crate::extract::builder::Builder;

/// Beyond this many columns a row lists its filled cells only: alignment means nothing to a reader there.
const ALIGNED_COLUMNS: usize = 256;

/// Lines above a table that are its captions at most.
const CAPTIONS: usize = 4;

/// A filled cell at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cell {
    row: u32,
    column: u32,
    text: String,
    is_number: bool,
}

/// The filled cells of a sheet.
#[derive(Debug, Default)]
pub(crate) struct Grid(Vec<Cell>);

impl Grid {
    /// Puts a cell; blanks are left out.
    pub(crate) fn put(&mut self, row: u32, column: u32, text: String, is_number: bool) {
        if !text.trim().is_empty() {
            self.0.push(Cell {
                row,
                column,
                text,
                is_number,
            });
        }
    }

    /// Appends the sheet as a page: its name as heading, unless a program made it up, and its tables.
    ///
    /// # Errors
    /// `TooLarge` when the text outgrows its limit.
    pub(crate) fn append(mut self, name: &str, builder: &mut Builder) -> Result<(), ReadError> {
        builder.page(Some(name.to_owned()));
        if !is_default_name(name) && !self.0.is_empty() {
            builder.heading(1, name);
        }
        self.0.sort_by_key(|cell| (cell.row, cell.column));
        let rows: Vec<&[Cell]> = self.0.chunk_by(|one, next| one.row == next.row).collect();
        let mut tables = rows.chunk_by(|above, below| is_joined(above, below)).peekable();
        while let Some(table) = tables.next() {
            let rows = captions(table, tables.peek().is_none(), builder);
            let columns = columns(rows);
            for row in rows {
                builder.row(&line(row, &columns));
                builder.check()?;
            }
            builder.close();
        }
        Ok(())
    }
}

/// Returns whether a row belongs to the table of the row above.
fn is_joined(above: &[Cell], below: &[Cell]) -> bool {
    match below[0].row - above[0].row {
        1 => true,
        2 => !is_header(below),
        _ => false,
    }
}

/// Appends the lines of one cell above a table as paragraphs and returns the rows below them. A run of such lines is a
/// table of one column when nothing follows it, or when it is long.
fn captions<'r, 'c>(table: &'r [&'c [Cell]], is_last: bool, builder: &mut Builder) -> &'r [&'c [Cell]] {
    let count = table.iter().take_while(|row| row.len() == 1).count();
    let is_column = count == table.len() && count > 1 && (is_last || count > CAPTIONS);
    if is_column {
        return table;
    }
    for cell in table[..count].iter().copied().flatten() {
        builder.paragraph(&cell.text);
    }
    &table[count..]
}

fn columns(rows: &[&[Cell]]) -> Vec<u32> {
    let mut columns: Vec<u32> = rows.iter().copied().flatten().map(|cell| cell.column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

fn line(row: &[Cell], columns: &[u32]) -> Vec<String> {
    if columns.len() > ALIGNED_COLUMNS {
        return row.iter().map(|cell| cell.text.clone()).collect();
    }
    let mut line = vec![String::new(); columns.len()];
    for cell in row {
        if let Ok(place) = columns.binary_search(&cell.column) {
            line[place].clone_from(&cell.text);
        }
    }
    line
}

/// Returns whether a row can be the header of a table: several cells, none a number.
fn is_header(row: &[Cell]) -> bool {
    row.len() > 1 && row.iter().all(|cell| !cell.is_number)
}

/// Returns whether a program made the name up ("Sheet1", "Tabelle2").
fn is_default_name(name: &str) -> bool {
    let word = name
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim()
        .to_lowercase();
    [
        "sheet",
        "tabelle",
        "feuil",
        "feuille",
        "hoja",
        "foglio",
        "blad",
        "planilha",
        "лист",
        "arkusz",
        "シート",
        "工作表",
    ]
    .contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[(u32, u32, &str)]) -> String {
        let mut grid = Grid::default();
        for (row, column, text) in cells {
            let is_number = text.parse::<f64>().is_ok();
            grid.put(*row, *column, (*text).to_owned(), is_number);
        }
        let mut builder = Builder::default();
        grid.append("Sheet1", &mut builder).unwrap();
        builder.finish().content
    }

    #[test]
    fn columns_align_and_unused_ones_vanish() {
        let cells = [
            (0, 2, "Item"),
            (0, 5, "Price"),
            (0, 9, "Note"),
            (1, 2, "Tea"),
            (1, 9, "hot"),
            (2, 5, "3"),
        ];
        assert_eq!(read(&cells), "Item | Price | Note\nTea |  | hot\n| 3");
    }

    #[test]
    fn cells_far_apart_cost_nothing() {
        assert_eq!(read(&[(0, 0, "near"), (1_048_575, 16_383, "far")]), "near\n\nfar");
    }

    #[test]
    fn captions_and_new_headers_part_tables() {
        let cells = [
            (0, 0, "Ducks"),
            (1, 0, "in ponds"),
            (3, 0, "Year"),
            (3, 1, "Count"),
            (4, 0, "2020"),
            (4, 1, "12"),
            (6, 0, "Total"),
            (6, 1, "12"),
            (8, 0, "Pond"),
            (8, 1, "Depth"),
            (9, 0, "North"),
            (9, 1, "3"),
        ];
        assert_eq!(
            read(&cells),
            "Ducks\n\nin ponds\n\nYear | Count\n2020 | 12\nTotal | 12\n\nPond | Depth\nNorth | 3"
        );
    }

    #[test]
    fn a_list_in_one_column_stays_together() {
        assert_eq!(read(&[(0, 0, "Name"), (1, 0, "Ada"), (2, 0, "Bob")]), "Name\nAda\nBob");
    }
}
