//! Numbers of headings and items ("2.1", "(b)") as Word shows them: they are not in the text, yet people cite them.
//!
//! Source: ECMA-376 part 1, 17.9.

use std::collections::HashMap;

use crate::ReadError;
use crate::extract::package::xml::{Node, Xml};

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

/// The lists of a document and where their counters stand.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<String, Vec<Level>>,
    /// Abstract list of each instance.
    instances: HashMap<String, String>,
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
                    if let Some(of) = read_abstract_id(&mut xml)? {
                        numbering.instances.insert(id, of);
                    }
                }
                Node::Eof => return Ok(numbering),
                _ => {}
            }
        }
    }

    /// Returns the number that the next paragraph of the list shows, and counts it; `None` for bullets and no number.
    pub(super) fn next(&mut self, instance: &str, level: usize) -> Option<String> {
        let level = level.min(LEVELS - 1);
        let list = self.instances.get(instance)?;
        let levels = self.abstracts.get(list)?;
        let current = levels.get(level)?;
        let counters = self.counters.entry(list.clone()).or_default();
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
    let mut levels = Vec::new();
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) => {
                depth += 1;
                let value = || element.attribute("val").unwrap_or_default();
                if element.name() == "lvl" && levels.len() < LEVELS {
                    levels.push(Level::default());
                }
                match (element.name(), levels.last_mut()) {
                    ("numFmt", Some(level)) => level.format = value(),
                    ("lvlText", Some(level)) => level.pattern = value(),
                    ("start", Some(level)) => level.start = value().parse().unwrap_or(1),
                    ("isLgl", Some(level)) => level.is_legal = element.is_on(),
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

fn read_abstract_id(xml: &mut Xml) -> Result<Option<String>, ReadError> {
    let mut id = None;
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) => {
                depth += 1;
                if element.name() == "abstractNumId" {
                    id = element.attribute("val");
                }
            }
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => break,
        }
    }
    Ok(id)
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
        <w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#;

    #[test]
    fn numbers_count_and_begin_anew_under_the_next_parent() {
        let mut lists = Numbering::read(LISTS).unwrap();
        let shown: Vec<Option<String>> = [0, 1, 1, 2, 0, 1].map(|level| lists.next("3", level)).into();
        let shown: Vec<&str> = shown.iter().map(|label| label.as_deref().unwrap_or("-")).collect();
        assert_eq!(shown, ["1.", "1.(a)", "1.(b)", "-", "2.", "2.(a)"]);
        assert_eq!(lists.next("99", 0), None);
    }

    #[test]
    fn letters_and_romans_count_as_word_does() {
        assert_eq!(written(27, "lowerLetter"), "aa");
        assert_eq!(written(1994, "upperRoman"), "MCMXCIV");
        assert_eq!(written(4, "lowerRoman"), "iv");
    }
}
