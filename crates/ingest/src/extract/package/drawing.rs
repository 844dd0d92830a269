//! Charts and diagrams, which OOXML keeps in parts of their own.
//!
//! Source: ECMA-376 part 1, 21.2 (charts) and 21.4 (diagrams).

use std::collections::BTreeMap;

use super::Package;
use super::piece::Piece;
use super::relations::Relation;
use super::xml::{Node, Xml};
use crate::ReadError;

/// Returns what the chart or diagram of that relation says; nothing when it is missing.
///
/// # Errors
/// As [`Package::part`].
pub(crate) fn part(
    package: &mut Package,
    relations: &BTreeMap<String, Relation>,
    id: Option<&str>,
) -> Result<Vec<Piece>, ReadError> {
    let Some(relation) = id.and_then(|id| relations.get(id)) else {
        return Ok(Vec::new());
    };
    let Some(text) = package.xml(&relation.target)? else {
        return Ok(Vec::new());
    };
    match relation.kind.as_str() {
        "chart" => chart(&text),
        "diagramData" => diagram(&text),
        _ => Ok(Vec::new()),
    }
}

/// A column of a chart's data.
#[derive(Debug, Default)]
struct Series {
    name: String,
    categories: BTreeMap<u32, String>,
    values: BTreeMap<u32, String>,
}

/// Returns a chart as its title and the table of its cached values.
fn chart(text: &str) -> Result<Vec<Piece>, ReadError> {
    let mut xml = Xml::new(text);
    let mut titles = Vec::new();
    let mut series = Vec::new();
    loop {
        match xml.next()? {
            Node::Start(element) if element.name() == "title" => titles.push(runs(&mut xml)?.join(" ")),
            Node::Start(element) if element.name() == "ser" => series.push(read_series(&mut xml)?),
            Node::Eof => break,
            _ => {}
        }
    }
    let mut pieces: Vec<Piece> = titles.into_iter().map(Piece::Paragraph).collect();
    pieces.extend(chart_table(&series));
    Ok(pieces)
}

fn chart_table(series: &[Series]) -> Option<Piece> {
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (column, one) in series.iter().enumerate() {
        for index in one.categories.keys().chain(one.values.keys()) {
            let row = rows.entry(*index).or_insert_with(|| vec![String::new()]);
            row.resize((column + 2).max(row.len()), String::new());
            if let Some(category) = one.categories.get(index) {
                row[0].clone_from(category);
            }
            if let Some(value) = one.values.get(index) {
                row[column + 1].clone_from(value);
            }
        }
    }
    let header = std::iter::once(String::new()).chain(series.iter().map(|one| one.name.clone()));
    let table: Vec<Vec<String>> = std::iter::once(header.collect()).chain(rows.into_values()).collect();
    (!series.is_empty()).then_some(Piece::Table(table))
}

fn read_series(xml: &mut Xml) -> Result<Series, ReadError> {
    let mut series = Series::default();
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "tx" => series.name = points(xml)?.into_values().collect::<Vec<_>>().join(" "),
                "cat" | "xVal" => series.categories = points(xml)?,
                "val" | "yVal" => series.values = points(xml)?,
                _ => xml.skip()?,
            },
            Node::End | Node::Eof => return Ok(series),
            Node::Text(_) => {}
        }
    }
}

/// Returns the cached values inside the current element by their index.
fn points(xml: &mut Xml) -> Result<BTreeMap<u32, String>, ReadError> {
    let mut points = BTreeMap::new();
    let mut index = 0;
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) if element.name() == "v" => {
                points.insert(index, plain_number(xml.text()?.trim()));
            }
            Node::Start(element) => {
                depth += 1;
                if element.name() == "pt" {
                    index = element
                        .attribute("idx")
                        .and_then(|index| index.parse().ok())
                        .unwrap_or(index + 1);
                }
            }
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => break,
        }
    }
    Ok(points)
}

/// Returns the number without the noise of its binary form (`0.30000000000000004`); other text as it is.
pub(crate) fn plain_number(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && text.len() > 15 => {
            let rounded: f64 = format!("{number:.10e}").parse().unwrap_or(number);
            format!("{rounded}")
        }
        _ => text.to_owned(),
    }
}

/// Returns the texts of a diagram's shapes as items.
fn diagram(text: &str) -> Result<Vec<Piece>, ReadError> {
    let mut xml = Xml::new(text);
    let mut pieces = Vec::new();
    while xml.find("pt")?.is_some() {
        pieces.extend(runs(&mut xml)?.into_iter().map(Piece::Item));
    }
    Ok(pieces)
}

/// Returns the text of each paragraph inside the current element.
fn runs(xml: &mut Xml) -> Result<Vec<String>, ReadError> {
    let mut paragraphs: Vec<String> = Vec::new();
    // For each open element, whether characters directly inside it are text.
    let mut open = vec![false];
    while let Some(&is_text) = open.last() {
        match xml.next()? {
            Node::Start(element) => {
                open.push(matches!(element.name(), "t" | "v"));
                if element.name() == "p" || paragraphs.is_empty() {
                    paragraphs.push(String::new());
                }
            }
            Node::Text(text) if is_text => paragraphs.last_mut().into_iter().for_each(|last| last.push_str(&text)),
            Node::Text(_) => {}
            Node::End => {
                open.pop();
            }
            Node::Eof => break,
        }
    }
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    Ok(paragraphs)
}
