//! Walks the XML of a DOCX part and gathers its pieces in reading order. Each method reads up to the end of the element
//! that its caller saw begin.
//!
//! Source: ECMA-376 part 1, 17 (`WordprocessingML`) and 22.1 (equations).

mod table;

use std::collections::{BTreeMap, HashMap};

use domain::limits;

use super::number::Numbering;
use super::styles::{Style, Styles, rank_by_level};
use crate::ReadError;
use crate::extract::package::Package;
use crate::extract::package::drawing;
use crate::extract::package::piece::Piece;
use crate::extract::package::relations::Relation;
use crate::extract::package::xml::{Element, Node, Xml};

/// The state of a walk.
pub(super) struct Walker<'w, 'b> {
    package: &'w mut Package<'b>,
    styles: &'w Styles,
    relations: BTreeMap<String, Relation>,
    /// Footnotes and endnotes by kind and id.
    pub(super) notes: HashMap<String, Vec<Piece>>,
    /// Lists of the document.
    pub(super) numbering: Numbering,
    /// For each open field, whether its result has begun.
    fields: Vec<bool>,
    /// Text boxes and notes met in the current paragraph; they follow it.
    pending: Vec<Piece>,
    collected_bytes: usize,
}

/// What the properties of a paragraph say.
#[derive(Debug, Default)]
struct Paragraph {
    style: Style,
    /// Own numbering; id 0 takes the style's away.
    number: Option<String>,
    level: Option<usize>,
    /// Rank by its own outline level; `Some(0)` is running text whatever its style.
    rank: Option<u8>,
}

impl<'w, 'b> Walker<'w, 'b> {
    /// Returns a walk of a part with these relations.
    pub(super) fn new(package: &'w mut Package<'b>, styles: &'w Styles, relations: BTreeMap<String, Relation>) -> Self {
        Self {
            package,
            styles,
            relations,
            notes: HashMap::new(),
            numbering: Numbering::default(),
            fields: Vec::new(),
            pending: Vec::new(),
            collected_bytes: 0,
        }
    }

    /// Returns the pieces of a whole part.
    pub(super) fn document(&mut self, text: &str) -> Result<Vec<Piece>, ReadError> {
        let mut xml = Xml::new(text);
        self.blocks(&mut xml)
    }

    /// Returns the pieces inside the current element.
    pub(super) fn blocks(&mut self, xml: &mut Xml) -> Result<Vec<Piece>, ReadError> {
        let mut pieces = Vec::new();
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "p" => pieces.extend(self.paragraph(xml)?),
                    "tbl" => pieces.extend(self.table(xml)?),
                    name if is_left_out(name) => xml.skip()?,
                    _ => pieces.extend(self.blocks(xml)?),
                },
                Node::End | Node::Eof => return Ok(pieces),
                Node::Text(_) => {}
            }
        }
    }

    fn paragraph(&mut self, xml: &mut Xml) -> Result<Vec<Piece>, ReadError> {
        let outer = std::mem::take(&mut self.pending);
        let mut properties = Paragraph::default();
        let mut text = String::new();
        loop {
            match xml.next()? {
                Node::Start(element) if element.name() == "pPr" => properties = self.properties(xml)?,
                Node::Start(element) => self.inline(xml, &element, &mut text)?,
                Node::End | Node::Eof => break,
                Node::Text(_) => {}
            }
        }
        // A field whose result never begins would swallow the rest of the document.
        if self.fields.contains(&false) {
            self.fields.clear();
        }
        if properties.style.hidden {
            text.clear();
        }
        let pending = std::mem::replace(&mut self.pending, outer);
        let mut pieces = Vec::new();
        if !text.trim().is_empty() {
            self.collected_bytes += text.len();
            if self.collected_bytes > limits::TEXT_BYTES {
                return Err(ReadError::too_large(
                    "The file holds more than 50 MB of text; split it into smaller files",
                ));
            }
            pieces.push(self.piece(&properties, &text));
        }
        pieces.extend(pending);
        Ok(pieces)
    }

    /// Returns the paragraph as what its properties make it.
    fn piece(&mut self, properties: &Paragraph, text: &str) -> Piece {
        let style = &properties.style;
        let rank = properties.rank.or(style.rank).filter(|rank| *rank > 0);
        let number = properties.number.as_ref().or(style.number.as_ref());
        let number = number.filter(|id| *id != "0");
        let level = properties.level.or(style.level).unwrap_or(0);
        let label = number.and_then(|id| self.numbering.next(id, level));
        let text = match label {
            Some(label) => format!("{label} {}", text.trim()),
            None => text.trim().to_owned(),
        };
        match (rank, number) {
            (Some(rank), _) => Piece::Heading(rank, text),
            (None, Some(_)) => Piece::Item(text),
            (None, None) => Piece::Paragraph(text),
        }
    }

    fn properties(&mut self, xml: &mut Xml) -> Result<Paragraph, ReadError> {
        let mut properties = Paragraph::default();
        loop {
            match xml.next()? {
                Node::Start(element) => {
                    let value = || element.attribute("val");
                    match element.name() {
                        "pStyle" => properties.style = self.styles.get(&value().unwrap_or_default()),
                        "outlineLvl" => {
                            properties.rank = value().as_deref().map(|level| rank_by_level(level).unwrap_or(0));
                        }
                        "numPr" => {
                            (properties.number, properties.level) = read_number(xml)?;
                            continue;
                        }
                        _ => {}
                    }
                    xml.skip()?;
                }
                Node::End | Node::Eof => return Ok(properties),
                Node::Text(_) => {}
            }
        }
    }

    /// Appends the text of one element inside a paragraph.
    fn inline(&mut self, xml: &mut Xml, element: &Element, out: &mut String) -> Result<(), ReadError> {
        match element.name() {
            "t" => {
                let text = xml.text()?;
                if !self.fields.contains(&false) {
                    out.push_str(&text);
                }
                return Ok(());
            }
            "r" => return self.run(xml, out),
            "tab" | "ptab" => out.push('\t'),
            "br" | "cr" => out.push('\n'),
            "noBreakHyphen" => out.push('-'),
            "sym" => out.extend(symbol(element)),
            "fldChar" => match element.attribute("fldCharType").as_deref() {
                Some("begin") => {
                    self.fields.push(false);
                    return form_field(xml, out);
                }
                Some("separate") => {
                    if let Some(result) = self.fields.last_mut() {
                        *result = true;
                    }
                }
                _ => {
                    self.fields.pop();
                }
            },
            "footnoteReference" | "endnoteReference" => {
                let kind = element.name().trim_end_matches("Reference");
                let key = format!("{kind}{}", element.attribute("id").unwrap_or_default());
                self.pending.extend(self.notes.remove(&key).unwrap_or_default());
            }
            "txbxContent" => {
                let fields = std::mem::take(&mut self.fields);
                let pieces = self.blocks(xml)?;
                self.fields = fields;
                self.pending.extend(pieces);
                return Ok(());
            }
            "chart" | "relIds" => {
                let id = element.attribute(if element.name() == "chart" { "id" } else { "dm" });
                let pieces = drawing::part(self.package, &self.relations, id.as_deref())?;
                self.pending.extend(pieces);
            }
            "chr" => out.push_str(&element.attribute("val").unwrap_or_default()),
            "den" => {
                out.push('/');
                return self.inside(xml, out);
            }
            // Brackets of an equation: which ones is a property that readers can do without.
            "d" => {
                out.push('(');
                self.inside(xml, out)?;
                out.push(')');
                return Ok(());
            }
            name if is_left_out(name) => return xml.skip(),
            _ => return self.inside(xml, out),
        }
        xml.skip()
    }

    /// Appends the text inside the current element.
    fn inside(&mut self, xml: &mut Xml, out: &mut String) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(element) => self.inline(xml, &element, out)?,
                Node::End | Node::Eof => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    /// Appends the text of a run unless it is hidden.
    fn run(&mut self, xml: &mut Xml, out: &mut String) -> Result<(), ReadError> {
        let mut is_hidden = false;
        let mut ignored = String::new();
        loop {
            match xml.next()? {
                Node::Start(element) if element.name() == "rPr" => is_hidden |= self.is_hidden(xml)?,
                Node::Start(element) => {
                    let target = if is_hidden { &mut ignored } else { &mut *out };
                    self.inline(xml, &element, target)?;
                }
                Node::End | Node::Eof => return Ok(()),
                Node::Text(_) => {}
            }
        }
    }

    /// Returns whether run properties hide the run.
    fn is_hidden(&mut self, xml: &mut Xml) -> Result<bool, ReadError> {
        let mut by_style = false;
        let mut own = None;
        loop {
            match xml.next()? {
                Node::Start(element) => {
                    match element.name() {
                        "vanish" => own = Some(element.is_on()),
                        "rStyle" => by_style = self.styles.get(&element.attribute("val").unwrap_or_default()).hidden,
                        _ => {}
                    }
                    xml.skip()?;
                }
                Node::End | Node::Eof => return Ok(own.unwrap_or(by_style)),
                Node::Text(_) => {}
            }
        }
    }
}

/// Appends the box that a form field shows, and reads past the field's data.
fn form_field(xml: &mut Xml, out: &mut String) -> Result<(), ReadError> {
    let mut depth = 1;
    while depth > 0 {
        match xml.next()? {
            Node::Start(element) => {
                depth += 1;
                match element.name() {
                    "checkBox" => out.push('☐'),
                    "checked" | "default" if out.ends_with(['☐', '☒']) => {
                        out.pop();
                        out.push(if element.is_on() { '☒' } else { '☐' });
                    }
                    _ => {}
                }
            }
            Node::End => depth -= 1,
            Node::Text(_) => {}
            Node::Eof => break,
        }
    }
    Ok(())
}

/// Returns numbering instance and level.
fn read_number(xml: &mut Xml) -> Result<(Option<String>, Option<usize>), ReadError> {
    let (mut number, mut level) = (None, None);
    loop {
        match xml.next()? {
            Node::Start(element) => {
                match element.name() {
                    "numId" => number = element.attribute("val"),
                    "ilvl" => level = element.attribute("val").and_then(|level| level.parse().ok()),
                    _ => {}
                }
                xml.skip()?;
            }
            Node::End | Node::Eof => return Ok((number, level)),
            Node::Text(_) => {}
        }
    }
}

/// Returns the character of a symbol font that is worth keeping: boxes of check lists.
fn symbol(element: &Element) -> Option<char> {
    let font = element.attribute("font")?.to_lowercase();
    let code = u32::from_str_radix(&element.attribute("char")?, 16).ok()?;
    if !font.starts_with("wingdings") {
        return char::from_u32(code).filter(|_| !(0xE000..0xF900).contains(&code));
    }
    match (font.as_str(), code & 0xFF) {
        ("wingdings", 0x6F | 0x71 | 0xA8) | ("wingdings 2", 0x2A | 0xA3) => Some('☐'),
        ("wingdings", 0xFD | 0x78) | ("wingdings 2", 0x51 | 0x53) => Some('☒'),
        ("wingdings", 0xFC | 0xFE) | ("wingdings 2", 0x50 | 0x52) => Some('☑'),
        _ => None,
    }
}

/// Returns whether an element holds nothing that the accepted document shows: deletions, codes, properties, phonetic
/// guides and the pictures of embedded objects.
fn is_left_out(name: &str) -> bool {
    name.ends_with("Pr") && name != "naryPr"
        || matches!(
            name,
            "del" | "moveFrom" | "delText" | "delInstrText" | "instrText" | "rt" | "tblGrid" | "binData" | "docPartObj"
        )
}
