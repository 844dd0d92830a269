//! Numbers of headings and items ("2.1", "(b)") as Word shows them: they are not in the text, yet people cite them.
//!
//! Source: ECMA-376 part 1, 17.9.

use std::collections::HashMap;

use crate::ReadError;
use crate::extract::package::xml::{Element, Node, Xml};

/// Levels of a list.
const LEVELS: usize = 9;

/// One level of a list.
#[derive(Debug, Clone)]
struct Level {
    /// Such as `decimal`, `lowerLetter`, `bullet`.
    format: String,
    /// Such as `%1.%2`.
    pattern: String,
    start: u32,
    is_legal: bool,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            format: "decimal".into(),
            pattern: String::new(),
            start: 1,
            is_legal: false,
        }
    }
}

/// A list in use: the abstract list that it follows, and where it begins anew.
#[derive(Debug, Default)]
struct Instance {
    list: String,
    /// Levels with the count at which they begin when the instance is first used.
    restarts: Vec<(usize, u32)>,
}

/// The lists of a document and where their counters stand.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<String, Vec<Level>>,
    instances: HashMap<String, Instance>,
    counters: HashMap<String, [u32; LEVELS]>,
}

impl Numbering {
    /// Returns the lists of the part.
    pub(super) fn read(text: &str) -> Result<Self, ReadError> {
        let mut xml = Xml::new(text);
        let mut numbering = Self::default();
        loop {
            match xml.next()? {
                Node::Start(element) if element.name() == "abstractNum" => {
                    let id = element.attribute("abstractNumId").unwrap_or_default();
                    numbering.abstracts.insert(id, read_levels(&mut xml)?);
                }
                Node::Start(element) if element.name() == "num" => {
                    let id = element.attribute("numId").unwrap_or_default();
                    numbering.instances.insert(id, read_instance(&mut xml)?);
                }
                Node::Eof => return Ok(numbering),
                _ => {}
            }
        }
    }

    /// Returns the number that the next paragraph of the list shows, and counts it; `None` for bullets and no number.
    pub(super) fn next(&mut self, instance: &str, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let instance = self.instances.get_mut(instance)?;
        let levels = self.abstracts.get(&instance.list)?;
        let current = levels.get(level)?;
        let counters = self.counters.entry(instance.list.clone()).or_default();
        for (level, start) in instance.restarts.drain(..) {
            counters[level..].fill(0);
            // One below, as the first paragraph counts it.
            counters[level] = start.saturating_sub(1);
        }
        counters[level] = match counters[level] {
            0 => current.start,
            count => count.saturating_add(1),
        };
        counters[level + 1..].fill(0);
        if matches!(current.format.as_str(), "bullet" | "none") {
            return None;
        }
        let mut label = String::new();
        let mut characters = current.pattern.chars();
        while let Some(character) = characters.next() {
            let place = (character == '%').then(|| characters.next()).flatten();
            match place.and_then(|place| place.to_digit(10)) {
                Some(place @ 1..=9) => {
                    let place = place as usize - 1;
                    let of = levels.get(place)?;
                    let count = if counters[place] == 0 {
                        of.start
                    } else {
                        counters[place]
                    };
                    let format = if current.is_legal { "decimal" } else { &of.format };
                    label.push_str(&written(count, format));
                }
                _ => label.push(character),
            }
        }
        Some(label.trim().to_owned()).filter(|label| label.chars().any(char::is_alphanumeric))
    }
}

fn read_levels(xml: &mut Xml) -> Result<Vec<Level>, ReadError> {
    let mut levels = vec![Level::default(); LEVELS];
    let mut current = 0;
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) => {
                depth += 1;
                let value = || element.attribute("val").unwrap_or_default();
                let level = &mut levels[current];
                match element.name() {
                    "lvl" => current = level_of(&element),
                    "numFmt" => level.format = value(),
                    "lvlText" => level.pattern = value(),
                    "start" => level.start = value().parse().unwrap_or(1),
                    "isLgl" => level.is_legal = element.is_on(),
                    _ => {}
                }
            }
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => break,
        }
    }
    Ok(levels)
}

fn level_of(element: &Element) -> usize {
    let level = element.attribute("ilvl").and_then(|level| level.parse().ok());
    level.unwrap_or(0).min(LEVELS - 1)
}

fn read_instance(xml: &mut Xml) -> Result<Instance, ReadError> {
    let mut instance = Instance::default();
    let mut level = 0;
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) => {
                depth += 1;
                let value = || element.attribute("val").unwrap_or_default();
                match element.name() {
                    "abstractNumId" => instance.list = value(),
                    "lvlOverride" => level = level_of(&element),
                    "startOverride" => instance
                        .restarts
                        .extend(value().parse().ok().map(|start| (level, start))),
                    _ => {}
                }
            }
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => break,
        }
    }
    Ok(instance)
}

/// Returns the count as its format writes it; formats of other scripts are written in digits.
fn written(count: u32, format: &str) -> String {
    match format {
        "lowerLetter" => letters(count, b'a'),
        "upperLetter" => letters(count, b'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        "decimalZero" => format!("{count:02}"),
        "bullet" | "none" => String::new(),
        _ => count.to_string(),
    }
}

/// Returns a to z, then aa to zz, as Word counts.
fn letters(count: u32, first: u8) -> String {
    let place = count.saturating_sub(1);
    let letter = char::from(first + u8::try_from(place % 26).unwrap_or(0));
    let times = (place / 26 + 1).min(10) as usize;
    letter.to_string().repeat(times)
}

fn roman(mut count: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if count > 3999 {
        return count.to_string();
    }
    let mut written = String::new();
    for (value, sign) in SIGNS {
        while count >= value {
            written.push_str(sign);
            count -= value;
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = r#"<w:numbering xmlns:w="w">
        <w:abstractNum w:abstractNumId="7">
          <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
          <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.(%2)"/></w:lvl>
          <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl>
        </w:abstractNum>
        <w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>
        <w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>
        </w:lvlOverride></w:num></w:numbering>"#;

    #[test]
    fn numbers_count_and_begin_anew_under_the_next_parent() {
        let mut lists = Numbering::read(LISTS).unwrap();
        let shown: Vec<Option<String>> = [0, 1, 1, 2, 0, 1].map(|level| lists.next("3", level)).into();
        let shown: Vec<&str> = shown.iter().map(|label| label.as_deref().unwrap_or("-")).collect();
        assert_eq!(shown, ["1.", "1.(a)", "1.(b)", "-", "2.", "2.(a)"]);
        assert_eq!(lists.next("99", 0), None);
        let again: Vec<Option<String>> = [0, 0].map(|level| lists.next("4", level)).into();
        assert_eq!(again, [Some("5.".to_owned()), Some("6.".to_owned())]);
    }

    #[test]
    fn letters_and_romans_count_as_word_does() {
        assert_eq!(written(27, "lowerLetter"), "aa");
        assert_eq!(written(1994, "upperRoman"), "MCMXCIV");
        assert_eq!(written(4, "lowerRoman"), "iv");
    }
}
