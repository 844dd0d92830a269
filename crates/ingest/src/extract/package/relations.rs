//! Relationships between the parts of an OOXML container, and the document's title.
//!
//! Source: ECMA-376 part 2, 9.3 (relationships) and 11 (core properties).

use std::collections::BTreeMap;

use super::Package;
use super::xml::Xml;
use crate::ReadError;

/// What one part says of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Relation {
    /// Last segment of the relationship's type, such as `slide`.
    pub(crate) kind: String,
    /// Name of the other part.
    pub(crate) target: String,
}

impl Package<'_> {
    /// Returns the relations of a part by their id, sorted; those that leave the container are left out.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(crate) fn relations(&mut self, part: &str) -> Result<BTreeMap<String, Relation>, ReadError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = format!("{folder}/_rels/{file}.rels");
        let mut relations = BTreeMap::new();
        let Some(text) = self.xml(&name)? else {
            return Ok(relations);
        };
        let mut xml = Xml::new(&text);
        while let Some(element) = xml.find("Relationship")? {
            let attribute = |name| element.attribute(name);
            if attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external")) {
                continue;
            }
            if let (Some(id), Some(kind), Some(target)) = (attribute("Id"), attribute("Type"), attribute("Target")) {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = resolve(folder, &target);
                relations.insert(id, Relation { kind, target });
            }
        }
        Ok(relations)
    }

    /// Returns the name of the main part of an OOXML container, or `usual` when nothing names it.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(crate) fn main_part(&mut self, usual: &str) -> Result<String, ReadError> {
        let relations = self.relations("")?;
        let main = relations
            .into_values()
            .find(|relation| relation.kind == "officeDocument");
        Ok(main.map_or_else(|| usual.to_owned(), |relation| relation.target))
    }

    /// Returns the title that the author gave (`docProps/core.xml`), or `None` for none or a program's filler.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(crate) fn core_title(&mut self) -> Result<Option<String>, ReadError> {
        let Some(text) = self.xml("docProps/core.xml")? else {
            return Ok(None);
        };
        first_title(&text)
    }
}

/// Returns the first `title` element's text when it says something.
pub(crate) fn first_title(text: &str) -> Result<Option<String>, ReadError> {
    let mut xml = Xml::new(text);
    if xml.find("title")?.is_none() {
        return Ok(None);
    }
    let title = xml.text()?;
    Ok(Some(title.trim().to_owned()).filter(|title| is_meaningful(title)))
}

/// Returns the name of the part that `target` means inside `folder`; `..` never climbs out of the container.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut segments: Vec<&str> = if target.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').collect()
    };
    for segment in target.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            name => segments.push(name),
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments.join("/")
}

/// Returns whether a title was given by a person rather than filled in by a program.
fn is_meaningful(title: &str) -> bool {
    let lower = title.to_lowercase();
    let endings = [
        "doc", "docx", "ppt", "pptx", "xls", "xlsx", "odt", "odp", "ods", "rtf", "dot", "dotx", "pot", "potx",
    ];
    let is_file = lower
        .rsplit_once('.')
        .is_some_and(|(_, ending)| endings.contains(&ending));
    let is_filler = lower.starts_with("microsoft ")
        || [
            "untitled",
            "document",
            "document1",
            "book1",
            "title",
            "slide 1",
            "word document",
        ]
        .contains(&&*lower)
        || (lower.contains("powerpoint") && lower.chars().count() < 30);
    lower.chars().any(char::is_alphanumeric) && !is_file && !is_filler
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_resolve_inside_the_container() {
        let cases = [
            ("ppt/slides", "../notesSlides/n1.xml", "ppt/notesSlides/n1.xml"),
            ("word", "document.xml", "word/document.xml"),
            ("word", "/word/header1.xml", "word/header1.xml"),
            ("word", "../../../etc/passwd", "etc/passwd"),
            ("", "word\\document.xml", "word/document.xml"),
        ];
        for (folder, target, expected) in cases {
            assert_eq!(resolve(folder, target), expected);
        }
    }

    #[test]
    fn fillers_are_no_titles() {
        for filler in [
            "",
            " - ",
            "Microsoft Word - x",
            "PowerPoint Presentation",
            "PowerPoint-Präsentation",
            "a.docx",
        ] {
            assert!(!is_meaningful(filler), "{filler}");
        }
        for title in [
            "Travel policy",
            "Übersicht 2024",
            "How to write a PowerPoint that people remember for years",
        ] {
            assert!(is_meaningful(title), "{title}");
        }
    }
}
