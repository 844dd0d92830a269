//! XML of office formats as a stream of nodes: depth-limited, entities never expanded, of compatibility alternatives
//! (`mc:AlternateContent`) only the first is seen. Names are local: strict and transitional OOXML look the same.
//!
//! Source: XML 1.0; ECMA-376 part 3 (Markup Compatibility).

use std::borrow::Cow;

use domain::limits;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::ReadError;

/// A reader of one XML part. Each handler of an element reads up to its end.
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// For each open `AlternateContent`, whether an alternative was taken.
    alternatives: Vec<bool>,
    allow_doctype: bool,
}

/// A node; empty elements come as a start and an end.
#[derive(Debug)]
pub(crate) enum Node<'a> {
    /// An element begins.
    Start(Element<'a>),
    /// The innermost open element ends.
    End,
    /// Characters.
    Text(Cow<'a, str>),
    /// The part is over.
    Eof,
}

/// The start of an element.
#[derive(Debug)]
pub(crate) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Returns the name without its prefix.
    pub(crate) fn name(&self) -> &str {
        let name = self.0.name().into_inner();
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// Returns the value of the attribute of that local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.find_attribute(|key| key.rsplit_once(':').map_or(key, |(_, local)| local) == name)
    }

    /// Returns the value of the attribute of that local name that has a prefix, where another one has none.
    pub(crate) fn attribute_prefixed(&self, name: &str) -> Option<String> {
        self.find_attribute(|key| key.rsplit_once(':').is_some_and(|(_, local)| local == name))
    }

    /// Returns whether the on/off property is on: present, and its `val` not off (ECMA-376 17.17.4).
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }

    fn find_attribute(&self, is_wanted: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes
            .flatten()
            .find(|attribute| is_wanted(attribute.key.into_inner()))?;
        Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.to_string(), Cow::into_owned))
    }
}

impl<'a> Xml<'a> {
    /// Returns a reader that refuses document type declarations.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            depth: 0,
            alternatives: Vec::new(),
            allow_doctype: false,
        }
    }

    /// Returns a reader that passes over document type declarations (EPUB has them); entities stay unexpanded.
    pub(crate) fn passing_doctype(text: &'a str) -> Self {
        Self {
            allow_doctype: true,
            ..Self::new(text)
        }
    }

    /// Returns the next node.
    ///
    /// # Errors
    /// `Damaged` for XML that is not well formed, nested too deep, or declares a document type.
    pub(crate) fn next(&mut self) -> Result<Node<'a>, ReadError> {
        loop {
            match self.reader.read_event().map_err(|_| malformed())? {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > limits::NESTING {
                        return Err(ReadError::damaged(
                            "The file nests its parts more than 256 levels deep, as no real document does; save it \
                             again with its program",
                        ));
                    }
                    let element = Element(start);
                    if self.is_alternative_taken(element.name()) {
                        self.skip()?;
                    } else {
                        return Ok(Node::Start(element));
                    }
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    if end.local_name().as_ref() == "AlternateContent" {
                        self.alternatives.pop();
                    }
                    return Ok(Node::End);
                }
                Event::Text(text) => return Ok(Node::Text(text.xml10_content())),
                Event::CData(text) => return Ok(Node::Text(text.xml10_content())),
                Event::GeneralRef(reference) => return Ok(Node::Text(Cow::Owned(character(&reference)))),
                Event::DocType(_) if !self.allow_doctype => {
                    return Err(ReadError::damaged(
                        "The file declares a document type, which office files must not; save it again with its \
                         program",
                    ));
                }
                Event::Eof if self.depth > 0 => return Err(malformed()),
                Event::Eof => return Ok(Node::Eof),
                _ => {}
            }
        }
    }

    /// Reads past the end of the element that was just started.
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// Returns all characters inside the element that was just started, and reads past its end.
    pub(crate) fn text(&mut self) -> Result<String, ReadError> {
        let outside = self.depth.saturating_sub(1);
        let mut all = String::new();
        while self.depth > outside {
            if let Node::Text(text) = self.next()? {
                all.push_str(&text);
            }
        }
        Ok(all)
    }

    /// Reads up to the next start of an element of that name, wherever it is; returns `None` at the end of the part.
    pub(crate) fn find(&mut self, name: &str) -> Result<Option<Element<'a>>, ReadError> {
        loop {
            match self.next()? {
                Node::Start(element) if element.name() == name => return Ok(Some(element)),
                Node::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    fn is_alternative_taken(&mut self, name: &str) -> bool {
        if name == "AlternateContent" {
            self.alternatives.push(false);
            return false;
        }
        let is_alternative = matches!(name, "Choice" | "Fallback");
        match self.alternatives.last_mut() {
            Some(taken) if is_alternative => std::mem::replace(taken, true),
            _ => false,
        }
    }
}

/// Returns the character that a reference names; entities that only a document type could define are nothing.
fn character(reference: &BytesRef) -> String {
    let character = match &*reference.xml10_content() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    character.map(String::from).unwrap_or_default()
}

/// Returns the part as text: by its byte order mark, as UTF-8, or by the encoding that it declares.
pub(crate) fn decode(bytes: Vec<u8>) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes) {
        return encoding.decode(&bytes).0.into_owned();
    }
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let bytes = error.as_bytes();
        declared_encoding(bytes)
            .unwrap_or(encoding_rs::UTF_8)
            .decode(bytes)
            .0
            .into_owned()
    })
}

fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declared = head.split_once("encoding=")?.1;
    let quote = declared.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    encoding_rs::Encoding::for_label(declared[1..].split(quote).next()?.as_bytes())
}

fn malformed() -> ReadError {
    ReadError::damaged(
        "The file is damaged: a part of it breaks off or is not well formed; save it again with its program",
    )
}
