//! JSON, JSON Lines and Jupyter notebooks: `path: value` lines, one block a record.

use domain::limits;
use domain::text::Text;
use serde_json::{Map, Value};

use super::builder::Builder;
use super::decode::decode;
use super::{markdown, plain};
use crate::ReadError;

/// Returns the text of the file; what is no JSON is read as plain text.
pub(crate) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let content = decode(bytes)?;
    let content = content.trim_start_matches('\u{feff}');
    let mut builder = Builder::default();
    let mut read_bytes = 0;
    while read_bytes < content.len() && builder.len() <= limits::TEXT_BYTES {
        let mut values = serde_json::Deserializer::from_str(&content[read_bytes..]).into_iter::<Value>();
        let mut end = 0;
        while let Some(Ok(value)) = values.next() {
            end = values.byte_offset();
            document(&value, &mut builder)?;
        }
        read_bytes += end;
        // What follows is white space or broken: the rest of the line is kept as it is, then records go on.
        let rest = &content[read_bytes..];
        if read_bytes == 0 && !rest.trim().is_empty() {
            return Ok(plain::plain_text(content));
        }
        let line = rest.find('\n').map_or(rest.len(), |at| at + 1);
        builder.paragraph(&rest[..line]);
        read_bytes += line;
    }
    builder.check()?;
    Ok(builder.finish())
}

fn document(value: &Value, builder: &mut Builder) -> Result<(), ReadError> {
    let cells = value.get("cells").filter(|_| value.get("nbformat").is_some());
    if let Some(Value::Array(cells)) = cells {
        return notebook(cells, builder);
    }
    record("", value, builder);
    Ok(())
}

/// Appends a record: its plain values as one block, then a block for each record inside.
///
/// Recursion is as deep as the parser lets values nest: 128.
fn record(path: &str, value: &Value, builder: &mut Builder) {
    let mut lines = Vec::new();
    let mut inner = Vec::new();
    flatten(path, value, &mut lines, &mut inner);
    builder.list(&lines);
    for (path, value) in inner {
        record(&path, value, builder);
    }
}

/// Collects `path: value` lines, and apart the records of arrays.
fn flatten<'v>(path: &str, value: &'v Value, lines: &mut Vec<String>, inner: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Null => {}
        Value::Object(object) => {
            for (key, value) in object {
                flatten(&below(path, key), value, lines, inner);
            }
        }
        Value::Array(values) if values.iter().any(|value| value.is_object() || value.is_array()) => {
            inner.extend(values.iter().map(|value| (path.to_owned(), value)));
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(scalar).filter(|value| !value.is_empty()).collect();
            line(path, &values.join(", "), lines);
        }
        _ => line(path, &scalar(value), lines),
    }
}

fn line(path: &str, value: &str, lines: &mut Vec<String>) {
    if value.is_empty() {
    } else if path.is_empty() {
        lines.push(value.to_owned());
    } else {
        lines.push(format!("{path}: {value}"));
    }
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Appends the cells of a notebook (nbformat 4): Markdown as Markdown, code with what it printed.
fn notebook(cells: &[Value], builder: &mut Builder) -> Result<(), ReadError> {
    for cell in cells {
        let Value::Object(cell) = cell else { continue };
        let source = joined(cell.get("source"));
        match cell.get("cell_type").and_then(Value::as_str) {
            Some("markdown") => markdown::append(&source, builder)?,
            Some("code") => {
                builder.code(&source);
                outputs(cell, builder);
            }
            _ => builder.paragraph(&source),
        }
    }
    builder.title_from_heading();
    Ok(())
}

fn outputs(cell: &Map<String, Value>, builder: &mut Builder) {
    for output in cell.get("outputs").and_then(Value::as_array).into_iter().flatten() {
        let plain = output.get("data").and_then(|data| data.get("text/plain"));
        builder.code(&joined(plain.or(output.get("text"))));
    }
}

/// Returns a text that notebooks keep as one string or as a list of lines.
fn joined(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
