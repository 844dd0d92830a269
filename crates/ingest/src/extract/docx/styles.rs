//! Paragraph and character styles of a DOCX: which are headings or lists, and which hide their text. Ids are localized
//! ("berschrift1"), names are not ("heading 1").
//!
//! Source: ECMA-376 part 1, 17.7.

use std::collections::HashMap;

use crate::ReadError;
use crate::extract::package::xml::{Node, Xml};

/// What a style says of its paragraphs or runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Rank of the heading, from 1.
    pub(super) rank: Option<u8>,
    /// Numbering instance and level, when its paragraphs are items.
    pub(super) number: Option<String>,
    /// Level in that numbering.
    pub(super) level: Option<usize>,
    /// Whether its text is hidden.
    pub(super) hidden: bool,
    based_on: Option<String>,
}

/// The styles by id, with what they inherit.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

impl Styles {
    /// Returns the styles of the part.
    pub(super) fn read(text: &str) -> Result<Self, ReadError> {
        let mut xml = Xml::new(text);
        let mut styles = HashMap::new();
        while let Some(element) = xml.find("style")? {
            let id = element.attribute("styleId").unwrap_or_default();
            styles.insert(id, read_style(&mut xml)?);
        }
        Ok(Self(styles))
    }

    /// Returns what a style says, its ancestors included; nothing for an unknown id but a rank by its name.
    pub(super) fn get(&self, id: &str) -> Style {
        let mut merged = Style::default();
        let mut next = self.0.get(id);
        if next.is_none() {
            merged.rank = rank_by_name(id);
        }
        // Ten ancestors are plenty; a cycle ends here.
        for _ in 0..10 {
            let Some(style) = next else { break };
            merged.rank = merged.rank.or(style.rank);
            merged.level = merged.level.or(style.level);
            merged.number = merged.number.or_else(|| style.number.clone());
            merged.hidden |= style.hidden;
            next = style.based_on.as_ref().and_then(|id| self.0.get(id));
        }
        merged
    }
}

fn read_style(xml: &mut Xml) -> Result<Style, ReadError> {
    let mut style = Style::default();
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) => {
                depth += 1;
                let value = || element.attribute("val");
                match element.name() {
                    "name" => style.rank = style.rank.or(value().as_deref().and_then(rank_by_name)),
                    "basedOn" => style.based_on = value(),
                    "outlineLvl" => style.rank = value().as_deref().and_then(rank_by_level),
                    "numId" => style.number = value(),
                    "ilvl" => style.level = value().and_then(|level| level.parse().ok()),
                    "vanish" => style.hidden |= element.is_on(),
                    _ => {}
                }
            }
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => break,
        }
    }
    Ok(style)
}

/// Returns the rank of an outline level, counted from 0; level 9 is running text.
pub(super) fn rank_by_level(level: &str) -> Option<u8> {
    let level: u8 = level.parse().ok()?;
    (level < 9).then_some(level + 1)
}

fn rank_by_name(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(1);
    }
    name.strip_prefix("heading")?
        .trim()
        .parse()
        .ok()
        .filter(|rank| (1..=9).contains(rank))
}
