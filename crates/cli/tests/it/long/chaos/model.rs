//! What the product must hold, in a few lines.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use super::dice::Content;

/// A version that was acknowledged.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) id: String,
    pub(super) content: Rc<Content>,
}

/// A document that was acknowledged and not deleted.
#[derive(Debug, Clone)]
pub(super) struct Doc {
    pub(super) id: String,
    pub(super) colour: &'static str,
    /// Versions that may answer, oldest first: from the one last seen live to the newest. Never empty.
    pub(super) versions: Vec<Version>,
    /// Whether the first of them was seen live: then one of them must be found.
    pub(super) is_live: bool,
}

impl Doc {
    pub(super) fn newest(&self) -> &Version {
        self.versions.last().expect("a document has a version")
    }

    /// Returns the words of all versions that may answer: a question with them finds the document whichever is live.
    pub(super) fn tokens(&self) -> String {
        let tokens: Vec<&str> = self
            .versions
            .iter()
            .flat_map(|version| version.content.tokens.iter().map(String::as_str))
            .collect();
        tokens.join(" ")
    }
}

#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) docs: BTreeMap<String, Doc>,
    /// Every version that was ever acknowledged: its key and content.
    pub(super) all: HashMap<String, (String, Rc<Content>)>,
    /// Contents that were replaced or deleted.
    pub(super) gone: Vec<Rc<Content>>,
    /// Versions that must never be seen again, and why.
    pub(super) dead: HashMap<String, &'static str>,
    /// Versions that were seen live.
    pub(super) was_live: BTreeSet<String>,
    /// Keys that were changed since the process started.
    pub(super) touched: BTreeSet<String>,
}

impl Model {
    /// An upload of new bytes was acknowledged.
    pub(super) fn put(&mut self, key: &str, colour: &'static str, uploaded: &Value, content: &Rc<Content>) {
        let id = uploaded["version"].as_str().unwrap().to_owned();
        let document = uploaded["document"].as_str().unwrap();
        let known = self.all.insert(id.clone(), (key.to_owned(), Rc::clone(content)));
        assert!(
            known.is_none(),
            "{key}: an old version was given for new bytes: {uploaded}"
        );
        let doc = self.docs.entry(key.to_owned()).or_insert_with(|| Doc {
            id: document.to_owned(),
            colour,
            versions: Vec::new(),
            is_live: false,
        });
        assert_eq!(doc.id, document, "{key} is another document now");
        doc.colour = colour;
        let content = Rc::clone(content);
        doc.versions.push(Version { id, content });
        self.touched.insert(key.to_owned());
    }

    /// A delete was acknowledged.
    pub(super) fn delete(&mut self, key: &str) {
        let doc = self.docs.remove(key).expect("only what is there is deleted");
        self.bury(doc.versions, "deleted");
        self.touched.insert(key.to_owned());
    }

    /// The version was seen live: what was before it is gone for good.
    pub(super) fn saw(&mut self, version: &str) {
        let Some((key, _)) = self.all.get(version) else { return };
        let Some(doc) = self.docs.get_mut(key) else { return };
        let Some(place) = doc.versions.iter().position(|one| one.id == version) else {
            return;
        };
        doc.is_live = true;
        let before: Vec<Version> = doc.versions.drain(..place).collect();
        self.was_live.insert(version.to_owned());
        self.bury(before, "replaced, and its successor was seen");
    }

    /// Checks that everything found may be found now and says what its version says; learns what is live.
    pub(super) fn check_found(&mut self, asked: &str, passages: &[Value]) {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for passage in passages {
            let (version, document) = (text(passage, "version"), text(passage, "document"));
            self.check_version(asked, version);
            let (key, content) = &self.all[version];
            assert_eq!(
                self.docs[key].id, document,
                "'{asked}' found {version} in another document"
            );
            let said = text(passage, "text");
            assert_eq!(
                span(passage).and_then(|span| content.text.get(span)),
                Some(said),
                "'{asked}' found words that {version} of {key} does not have there"
            );
            let other = seen.insert(document, version).filter(|other| *other != version);
            assert!(
                other.is_none(),
                "'{asked}' found two versions of {key} at once: {other:?}, {version}"
            );
        }
        for version in seen.values() {
            self.saw(version);
        }
    }

    /// Checks that the version may be seen now.
    pub(super) fn check_version(&self, asked: &str, version: &str) {
        if let Some(why) = self.dead.get(version) {
            panic!(
                "stale: '{asked}' found {version} of {}, which was {why}",
                self.all[version].0
            );
        }
        let known = self.all.get(version).and_then(|(key, _)| self.docs.get(key));
        assert!(
            known.is_some_and(|doc| doc.versions.iter().any(|one| one.id == version)),
            "'{asked}' found {version}, which nobody was told of"
        );
    }

    fn bury(&mut self, versions: Vec<Version>, why: &'static str) {
        for version in versions {
            self.gone.push(version.content);
            self.dead.insert(version.id, why);
        }
    }
}

pub(super) fn text<'a>(of: &'a Value, name: &str) -> &'a str {
    of[name].as_str().unwrap_or_else(|| panic!("no {name} in {of}"))
}

/// Returns the bytes that a passage or citation names.
pub(super) fn span(of: &Value) -> Option<std::ops::Range<usize>> {
    let end = |name| usize::try_from(of["span"][name].as_u64()?).ok();
    Some(end("start")?..end("end")?)
}
