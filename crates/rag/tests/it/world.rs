//! A store in a temporary folder, a worker's step, and a clock that stands still.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::document::Attributes;
use domain::hit::{Filter, Passage};
use engine::Embedder;
use ingest::worker::Reader as FileReader;
use rag::RagError;
use rag::index::Indexer;
use rag::retrieve::{Models, Question, passages};
use rag::work::step;
use store::{Content, Reader, Store, StoreSettings, Upload, Uploaded, Writer};
use tempfile::TempDir;

pub(crate) struct World {
    pub(crate) dir: TempDir,
    pub(crate) store: Store,
    pub(crate) embedder: Embedder,
}

/// Milliseconds since 1970 as every test of this process sees them: it only moves forwards.
static NOW_MS: AtomicI64 = AtomicI64::new(1_000);

pub(crate) fn now_ms() -> i64 {
    NOW_MS.load(Ordering::SeqCst)
}

/// Lets all waits end.
pub(crate) fn wait() {
    NOW_MS.fetch_add(100_000, Ordering::SeqCst);
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let embedder = Embedder::fake(64);
        let settings = StoreSettings {
            dimensions: embedder.dimensions(),
            embedder: embedder.identity().clone(),
        };
        let store = Store::open(dir.path(), &settings).unwrap();
        Self { dir, store, embedder }
    }

    pub(crate) fn reader(&self) -> Reader {
        self.store.reader(self.store.default_organization())
    }

    pub(crate) fn writer(&self) -> Writer {
        self.store.writer(self.store.default_organization())
    }

    pub(crate) fn put(&self, key: &str, content: &str) -> Uploaded {
        let collection = self.reader().collection_by_name("default").unwrap().unwrap().id;
        let upload = Upload {
            collection,
            key,
            attributes: Attributes::new(),
            content: Content::Bytes(content.as_bytes()),
            now_ms: now_ms(),
        };
        self.writer().put_document(upload).unwrap()
    }

    pub(crate) fn step(&self) -> Result<bool, RagError> {
        step(&Indexer {
            store: &self.store,
            files: &FileReader::InProcess,
            embedder: &self.embedder,
            now_ms,
        })
    }

    pub(crate) fn work(&self) {
        while self.step().unwrap() {}
    }

    pub(crate) fn search(&self, text: &str) -> Vec<Passage> {
        let models = Models {
            embedder: &self.embedder,
            reranker: None,
        };
        let question = Question {
            text,
            filter: &Filter::default(),
            limit: 5,
        };
        passages(&self.reader(), models, &question).unwrap()
    }
}
