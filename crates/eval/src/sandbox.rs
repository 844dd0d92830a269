//! A temporary data folder, filled through the normal path and removed at the end.

use std::time::Instant;

use domain::document::Attributes;
use domain::id::{CollectionId, DocumentId, VersionId};
use ingest::worker::Reader as FileReader;
use rag::index::Indexer;
use rag::retrieve::Models;
use rag::work;
use store::{Content, Reader, Store, StoreSettings, Upload};
use tempfile::TempDir;

use crate::EvalError;

/// What an evaluation runs with.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    /// The models under test.
    pub models: Models<'a>,
    /// Reads foreign files.
    pub files: &'a FileReader,
    /// Milliseconds since 1970 UTC.
    pub now_ms: fn() -> i64,
    /// Hears what is being done, how much of it is done, and how much there is.
    pub progress: &'a dyn Fn(&str, usize, usize),
}

/// A store in a temporary folder.
pub struct Sandbox<'a> {
    setup: Setup<'a>,
    store: Store,
    collection: CollectionId,
    // Dropped last: the store has files open in it.
    _folder: TempDir,
}

/// How long indexing took.
#[derive(Debug, Clone, Copy)]
pub struct Indexing {
    /// Chunks that can be found.
    pub chunk_count: u64,
    /// Wall-clock seconds from the first job to the last.
    pub seconds: f64,
}

impl<'a> Sandbox<'a> {
    /// Returns an empty store.
    ///
    /// # Errors
    /// When the temporary folder cannot be used.
    pub fn new(setup: Setup<'a>) -> Result<Self, EvalError> {
        let folder = TempDir::with_prefix("knowhow-eval-")?;
        let embedder = setup.models.embedder;
        let settings = StoreSettings {
            dimensions: embedder.dimensions(),
            embedder: embedder.identity().clone(),
        };
        let store = Store::open(folder.path(), &settings)?;
        let organization = store.default_organization();
        let all = store.reader(organization).collections()?;
        let collection = all
            .first()
            .ok_or(store::StoreError::NotFound { what: "collection" })?
            .id;
        Ok(Self {
            setup,
            store,
            collection,
            _folder: folder,
        })
    }

    /// Stores one document and queues it.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn put(&self, key: &str, bytes: &[u8]) -> Result<(DocumentId, VersionId), EvalError> {
        let upload = Upload {
            collection: self.collection,
            key,
            attributes: Attributes::new(),
            content: Content::Bytes(bytes),
            now_ms: (self.setup.now_ms)(),
        };
        let put = self
            .store
            .writer(self.store.default_organization())
            .put_document(upload)?;
        Ok((put.document, put.version))
    }

    /// Makes everything that was put searchable.
    ///
    /// # Errors
    /// When the store or a model fails.
    pub fn index(&self) -> Result<Indexing, EvalError> {
        let Setup {
            models,
            files,
            now_ms,
            progress,
        } = self.setup;
        let indexer = Indexer {
            store: &self.store,
            files,
            embedder: models.embedder,
            now_ms,
        };
        let began = Instant::now();
        let total = self.store.status()?.jobs_queued;
        while work::step(&indexer)? {
            let left = self.store.status()?.jobs_queued;
            progress("indexing", count(total.saturating_sub(left)), count(total));
        }
        let seconds = began.elapsed().as_secs_f64();
        self.store.checkpoint()?;
        while self.store.maintain()? {}
        Ok(Indexing {
            chunk_count: self.store.status()?.chunk_count,
            seconds,
        })
    }

    /// Returns the handle that reads it.
    pub fn reader(&self) -> Reader {
        self.store.reader(self.store.default_organization())
    }

    /// Returns what it runs with.
    pub const fn setup(&self) -> Setup<'a> {
        self.setup
    }
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
