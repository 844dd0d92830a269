//! CSV and TSV (RFC 4180 and its many relatives): the separator is found by trying, rows may be ragged.

use csv::{Reader, ReaderBuilder, StringRecord};
use domain::limits;
use domain::text::Text;

use super::builder::Builder;
use super::decode::decode;
use crate::ReadError;
use crate::detect::Format;

/// Rows that are looked at to find the separator.
const SAMPLE_ROWS: usize = 50;

/// Returns the text of the file: one table, the first full row its header.
pub(crate) fn read(bytes: &[u8], format: Format) -> Result<Text, ReadError> {
    let content = decode(bytes)?;
    // Excel states the separator on a line of its own.
    let (stated, content) = match content.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((line, rest)) => (line.bytes().next(), rest),
        None => (None, &*content),
    };
    let separator = stated.unwrap_or_else(|| separator_of(content, format));
    let rows = rows(content, separator)?;
    let width = rows.iter().take(SAMPLE_ROWS).map(|row| filled(row)).max().unwrap_or(0);
    // Lone cells above the header are captions.
    let captions = rows.iter().take_while(|row| width > 1 && filled(row) <= 1).count();
    let mut builder = Builder::default();
    for row in &rows[..captions] {
        builder.paragraph(&row.join(" "));
    }
    builder.table(&rows[captions..]);
    builder.check()?;
    Ok(builder.finish())
}

fn rows(content: &str, separator: u8) -> Result<Vec<Vec<String>>, ReadError> {
    let mut rows = Vec::new();
    let mut cell_count = 0;
    for record in reader(content, separator).records() {
        let record = record.map_err(|error| ReadError::damaged(format!("The table cannot be read: {error}")))?;
        cell_count += record.len();
        if cell_count > limits::CELLS {
            return Err(ReadError::too_large(
                "The table has more than 2 million cells; split it into smaller files",
            ));
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(rows)
}

fn reader(content: &str, separator: u8) -> Reader<&[u8]> {
    // A quote that is never closed would swallow the rest of the file.
    let quotes = content.bytes().filter(|byte| *byte == b'"').count();
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .quoting(quotes % 2 == 0)
        .from_reader(content.as_bytes())
}

/// Returns the separator that cuts the most rows into the same number of cells, and into more than one.
fn separator_of(content: &str, format: Format) -> u8 {
    let end = content.char_indices().nth(64 << 10).map_or(content.len(), |(at, _)| at);
    let sample = &content[..end];
    let candidates: &[u8] = match format {
        Format::Tsv => b"\t,;|",
        _ => b",;\t|",
    };
    let mut best = (candidates[0], 0.0);
    for &separator in candidates {
        let widths: Vec<usize> = reader(sample, separator)
            .records()
            .take(SAMPLE_ROWS)
            .filter_map(|record| record.ok().as_ref().map(StringRecord::len))
            .collect();
        let mut sorted: Vec<usize> = widths.iter().copied().filter(|width| *width > 1).collect();
        sorted.sort_unstable();
        let Some(&usual) = sorted.get(sorted.len() / 2) else {
            continue;
        };
        let agreeing = widths.iter().filter(|width| **width == usual).count();
        #[expect(clippy::cast_precision_loss, reason = "at most fifty rows")]
        let score = agreeing as f64 / widths.len() as f64 + 0.01 * usual.min(20) as f64;
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

#[cfg(test)]
mod tests;
