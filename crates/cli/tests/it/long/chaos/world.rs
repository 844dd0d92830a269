//! The folder, the model beside it, and the questions by which the two are compared.

use std::path::PathBuf;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::dice::{Dice, topic};
use super::model::{Model, span, text};
use super::operation::Operation;
use crate::server::{Gone, PATIENCE, Server, wait_for};

/// Passages asked for: the one that must be there may stand behind others that share its words.
const PASSAGES: usize = 50;
/// Lines told when something is wrong.
const HISTORY: usize = 30;

#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) operations: usize,
    pub(super) queries: usize,
    pub(super) kills: usize,
    /// Of these, at named steps.
    pub(super) named: usize,
    pub(super) starts: usize,
}

/// When a process lived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lifetime {
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
}

pub(super) struct World {
    pub(super) dir: TempDir,
    pub(super) seed: u64,
    pub(super) dice: Dice,
    pub(super) model: Model,
    pub(super) counts: Counts,
    pub(super) lifetimes: Vec<Lifetime>,
    /// Uploads of bytes that another document has: the version and the other document's.
    pub(super) copies: Vec<(String, String)>,
    /// What was cut off by the end of the process.
    pub(super) cut_off: Option<Operation>,
    pub(super) history: Vec<String>,
    /// The process that was started last.
    pub(super) process: Option<Arc<Mutex<Child>>>,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            seed,
            dice: Dice(seed),
            model: Model::default(),
            counts: Counts::default(),
            lifetimes: Vec::new(),
            copies: Vec::new(),
            cut_off: None,
            history: Vec::new(),
            process: None,
        }
    }

    pub(super) fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub(super) fn log(&mut self, line: String) {
        self.history.push(line);
    }

    /// Returns a key that has a document; every second time one of the last twenty.
    pub(super) fn some_key(&mut self) -> String {
        let length = self.model.docs.len();
        let place = match self.dice.roll(2) {
            0 => length - 1 - self.dice.roll(length.min(20)),
            _ => self.dice.roll(length),
        };
        let key = self.model.docs.keys().nth(place);
        key.expect("the place is below the length").clone()
    }

    /// Asks for the document by the words that only it has: it must be found when it was live before, in a version that
    /// may answer, and nothing else may be found that must not. Among all documents it is asked for by the words of one
    /// version alone: which of many words counts most is a matter of ranking.
    pub(super) fn probe(&mut self, server: &Server, key: &str) -> Result<(), Gone> {
        let doc = &self.model.docs[key];
        let (id, is_live, is_one) = (doc.id.clone(), doc.is_live, doc.versions.len() == 1);
        let asked = format!("{} {}", doc.tokens(), topic(&mut self.dice));
        let filter = match self.dice.roll(4) {
            0 => json!({ "attributes": { "colour": doc.colour } }),
            1 => json!({}),
            _ if is_one => json!({}),
            _ => json!({ "documents": [&id] }),
        };
        let must = is_live && (is_one || filter["documents"].is_array());
        let found = self.search(server, &asked, &filter)?;
        let is_found = found.iter().any(|passage| text(passage, "document") == id);
        assert!(
            is_found || !must,
            "gap: {key} ({id}) is not found by '{asked}' with {filter}: {:?}",
            self.model.docs[key]
        );
        for passage in found.iter().filter(|_| filter["attributes"].is_object()) {
            let key = &self.model.all[text(passage, "version")].0;
            assert_eq!(filter["attributes"]["colour"], self.model.docs[key].colour, "{key}");
        }
        Ok(())
    }

    /// Asks for a document whose newest version is live by a whole paragraph of it: both legs must find it, the dense one
    /// as the same text.
    pub(super) fn probe_exactly(&mut self, server: &Server, key: &str) -> Result<(), Gone> {
        let doc = &self.model.docs[key];
        let (id, content) = (doc.id.clone(), doc.newest().content.clone());
        let paragraph = content.text.split("\n\n").next().unwrap_or_default().to_owned();
        let found = self.search(server, &paragraph, &json!({}))?;
        let own = found.iter().find(|passage| text(passage, "document") == id);
        let own = own.unwrap_or_else(|| panic!("gap: {key} ({id}) is not found by its own text '{paragraph}'"));
        let (cosine, bm25) = (&own["scores"]["cosine"], &own["scores"]["bm25"]);
        // The document's name may count a little as well.
        assert!(
            cosine.as_f64() > Some(0.8),
            "{key} is found with cosine {cosine} by its own text '{paragraph}'"
        );
        assert!(
            bm25.as_f64() > Some(0.0),
            "{key} has no BM25 score for its own text '{paragraph}'"
        );
        Ok(())
    }

    pub(super) fn search(&mut self, server: &Server, asked: &str, filter: &Value) -> Result<Vec<Value>, Gone> {
        self.counts.queries += 1;
        let found = server.search(asked, filter, PASSAGES)?;
        self.model.check_found(asked, &found);
        Ok(found)
    }

    /// Asks a question; each sentence of the answer must stand where its citation says.
    pub(super) fn ask(&mut self, server: &Server, question: &str) -> Result<(), Gone> {
        self.counts.queries += 1;
        let (status, reply) = server.post("/ask", &json!({ "question": question }))?;
        assert_eq!(status, 200, "{reply}");
        self.model.check_found(question, reply["passages"].as_array().unwrap());
        for sentence in reply["answer"]["sentences"].as_array().into_iter().flatten() {
            for citation in sentence["citations"].as_array().unwrap() {
                let version = text(citation, "version");
                self.model.check_version(question, version);
                let content = &self.model.all[version].1.text;
                assert_eq!(
                    span(citation).and_then(|span| content.get(span)),
                    citation["quote"].as_str()
                );
            }
        }
        Ok(())
    }

    /// Reads the whole list and compares it with the model.
    pub(super) fn list(&mut self, server: &Server) -> Result<(), Gone> {
        let listed = all_documents(server)?;
        let keys: Vec<&str> = listed.iter().map(|document| text(document, "key")).collect();
        let lost: Vec<&String> = self
            .model
            .docs
            .keys()
            .filter(|key| !keys.contains(&key.as_str()))
            .collect();
        assert!(lost.is_empty(), "acknowledged and not listed: {lost:?}");
        for document in &listed {
            let key = text(document, "key");
            let Some(doc) = self.model.docs.get(key) else {
                panic!("{key} is listed and must not be: {document}");
            };
            assert_eq!(text(document, "id"), doc.id, "{key}");
            assert_eq!(
                text(&document["version"], "id"),
                doc.newest().id,
                "{key}: newest version"
            );
            assert_eq!(document["attributes"]["colour"], doc.colour, "{key}");
            assert_ne!(document["version"]["state"], "failed", "{document}");
            match document["live_version"].as_str() {
                Some(live) => {
                    self.model.check_version("the list", live);
                    self.model.saw(live);
                }
                None => assert!(!doc.is_live, "{key} was live and is not any more: {document}"),
            }
        }
        assert_eq!(listed.len(), self.model.docs.len());
        Ok(())
    }

    /// Reads the text of the version that answers, and of one that must not be read any more.
    pub(super) fn read(&mut self, server: &Server, key: &str) -> Result<(), Gone> {
        let (status, document) = server.get(&format!("/documents/{}", self.model.docs[key].id))?;
        assert_eq!(status, 200, "{key}: {document}");
        if let Some(live) = document["live_version"].as_str() {
            self.model.check_version("the document", live);
            self.model.saw(live);
            let (status, read) = server.get(&format!("/versions/{live}/text"))?;
            // A successor may have gone live in between.
            let may_be_gone = self.model.docs[key].newest().id != live;
            assert!(
                status == 200 || (status == 404 && may_be_gone),
                "{key} {live}: {status} {read}"
            );
            if status == 200 {
                assert_eq!(read["content"], self.model.all[live].1.text, "{key} {live}");
            }
        }
        let dead: Vec<String> = self.model.dead.keys().cloned().collect();
        if !dead.is_empty() {
            let mut dead = dead;
            dead.sort_unstable();
            let version = self.dice.pick(&dead).clone();
            for part in ["text", "original"] {
                let (status, _) = server.get(&format!("/versions/{version}/{part}"))?;
                assert_eq!(
                    status, 404,
                    "the {part} of {version}, which was {}",
                    self.model.dead[&version]
                );
            }
        }
        Ok(())
    }

    /// Waits until nothing waits; then every newest version is live.
    pub(super) fn settle(&mut self, server: &Server) -> Result<(), Gone> {
        let mut last = Ok((200, Value::Null));
        let is_idle = |reply: &Result<(u16, Value), Gone>| {
            let Ok((_, status)) = reply else { return true };
            status["queue"]["queued"] == 0 && status["queue"]["running"] == 0
        };
        let idle = wait_for(PATIENCE * 2, || {
            last = server.get("/status");
            is_idle(&last)
        });
        let (_, status) = last?;
        assert!(idle, "work does not end: {status}");
        self.list(server)?;
        for (key, doc) in &self.model.docs {
            assert!(
                doc.is_live && doc.versions.len() == 1,
                "{key} was not made searchable: {doc:?}"
            );
        }
        assert_eq!(status["documents"], self.model.docs.len());
        Ok(())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(process) = &self.process {
            // It may be gone already; nothing of a test stays behind.
            let _ = process.lock().unwrap_or_else(std::sync::PoisonError::into_inner).kill();
        }
        if std::thread::panicking() {
            let from = self.history.len().saturating_sub(HISTORY);
            eprintln!("KNOWHOW_CHAOS_SEED={} {:?}", self.seed, self.counts);
            eprintln!(
                "cut off: {:?}; before:\n{}",
                self.cut_off,
                self.history[from..].join("\n")
            );
            let log = fs_err::read_to_string(self.dir.path().join("log")).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            eprintln!(
                "the server said:\n{}",
                lines[lines.len().saturating_sub(HISTORY)..].join("\n")
            );
        }
    }
}

/// Returns every document, page by page.
pub(super) fn all_documents(server: &Server) -> Result<Vec<Value>, Gone> {
    let mut listed: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let (status, page) = server.get(&format!("/documents?limit=500{cursor}"))?;
        assert_eq!(status, 200, "{page}");
        listed.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(listed),
        }
    }
}

/// Returns the document of that key.
pub(super) fn document(server: &Server, key: &str) -> Result<Option<Value>, Gone> {
    let (status, page) = server.get(&format!("/documents?search={key}"))?;
    assert_eq!(status, 200, "{page}");
    Ok(page["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["key"] == key)
        .cloned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "events carry the time, and processes are told apart by it"
)]
pub(super) fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap_or(Duration::ZERO).as_millis()).unwrap()
}
