//! Styles that hide their text, and those of a document's title.
//!
//! Source: `OpenDocument` 1.3 part 3, 16.2 (`style:style`) and 20.417 (`text:display`).

use std::collections::HashSet;

use crate::ReadError;
use crate::extract::package::xml::{Node, Xml};

/// The name that every program gives to the style of the title.
const TITLE: &str = "Title";

/// Names of the styles that matter to a reader.
#[derive(Debug, Default)]
pub(super) struct Styles {
    hidden: HashSet<String>,
    titles: HashSet<String>,
}

impl Styles {
    /// Returns the styles of both parts.
    pub(super) fn read(content: &str, styles: &str) -> Result<Self, ReadError> {
        let mut all = Self::default();
        all.titles.insert(TITLE.to_owned());
        all.add(styles)?;
        all.add(content)?;
        Ok(all)
    }

    fn add(&mut self, part: &str) -> Result<(), ReadError> {
        let mut xml = Xml::new(part);
        let mut style = None;
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "style" => {
                        style = element.attribute("name");
                        if element.attribute("parent-style-name").as_deref() == Some(TITLE) {
                            self.titles.extend(style.clone());
                        }
                    }
                    "text-properties" if element.attribute("display").as_deref() == Some("none") => {
                        self.hidden.extend(style.clone());
                    }
                    // Styles stand before the body.
                    "body" => return Ok(()),
                    _ => {}
                },
                Node::Eof => return Ok(()),
                Node::End | Node::Text(_) => {}
            }
        }
    }

    /// Returns whether the style hides its text.
    pub(super) fn is_hidden(&self, style: Option<&str>) -> bool {
        style.is_some_and(|style| self.hidden.contains(style))
    }

    /// Returns whether the style is that of a title.
    pub(super) fn is_title(&self, style: Option<&str>) -> bool {
        style.is_some_and(|style| self.titles.contains(style))
    }
}
