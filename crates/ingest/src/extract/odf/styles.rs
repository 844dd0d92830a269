//! Styles that hide their text. Source: OpenDocument 1.3 part 3, 20.417 (`text:display`).

use std::collections::HashSet;

use crate::ReadError;
use crate::extract::package::xml::{Node, Xml};

/// Names of the styles whose text is not shown.
#[derive(Debug, Default)]
pub(super) struct Hidden(HashSet<String>);

impl Hidden {
    /// Returns the hiding styles of a part.
    pub(super) fn read(text: &str) -> Result<Self, ReadError> {
        let mut hidden = HashSet::new();
        let mut xml = Xml::new(text);
        let mut style = None;
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "style" => style = element.attribute("name"),
                    "text-properties" if element.attribute("display").as_deref() == Some("none") => {
                        hidden.extend(style.clone());
                    }
                    // Styles stand before the body.
                    "body" => return Ok(Self(hidden)),
                    _ => {}
                },
                Node::Eof => return Ok(Self(hidden)),
                Node::End | Node::Text(_) => {}
            }
        }
    }

    /// Adds the styles of another part.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns whether the style hides its text.
    pub(super) fn contains(&self, style: Option<&str>) -> bool {
        style.is_some_and(|style| self.0.contains(style))
    }
}
