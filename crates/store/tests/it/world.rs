//! A store in a temporary folder, and a worker that reads plain text: paragraphs are chunks, words hash to vectors.

use std::collections::BTreeMap;
use std::path::Path;

use domain::chunk::Chunk;
use domain::document::{Attributes, ReadStatus};
use domain::embedder::EmbedderIdentity;
use domain::hit::Filter;
use domain::id::{CollectionId, DocumentId};
use domain::job::JobKind;
use domain::span::Span;
use domain::text::{Block, BlockKind, Text};
use store::{
    Claimed, Content, FindQuery, Jobs, Legs, Reader, Reading, Store, StoreError, StoreSettings, Upload, Uploaded,
    Writer,
};
use tempfile::TempDir;

pub(crate) const DIMENSIONS: usize = 32;
pub(crate) const LEASE_MS: i64 = 60_000;

pub(crate) struct World {
    pub(crate) dir: TempDir,
    pub(crate) store: Store,
}

impl World {
    pub(crate) fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let store = open(dir.path()).unwrap();
        Self { dir, store }
    }

    /// Closes the store and opens it again.
    pub(crate) fn reopen(self) -> Self {
        let Self { dir, store } = self;
        drop(store);
        let store = open(dir.path()).unwrap();
        Self { dir, store }
    }

    pub(crate) fn reader(&self) -> Reader {
        self.store.reader(self.store.default_organization())
    }

    pub(crate) fn writer(&self) -> Writer {
        self.store.writer(self.store.default_organization())
    }

    pub(crate) fn collection(&self) -> CollectionId {
        self.reader().collection_by_name("default").unwrap().unwrap().id
    }

    pub(crate) fn put(&self, key: &str, content: &str, now_ms: i64) -> Uploaded {
        self.put_with(key, content, &[], now_ms).unwrap()
    }

    pub(crate) fn put_with(
        &self,
        key: &str,
        content: &str,
        attributes: &[(&str, &str)],
        now_ms: i64,
    ) -> Result<Uploaded, StoreError> {
        let attributes: Attributes = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>();
        self.writer().put_document(Upload {
            collection: self.collection(),
            key,
            attributes,
            content: Content::Bytes(content.as_bytes()),
            now_ms,
        })
    }

    /// Puts a document and makes it searchable.
    pub(crate) fn add(&self, key: &str, content: &str, now_ms: i64) -> DocumentId {
        let uploaded = self.put(key, content, now_ms);
        self.work(now_ms);
        uploaded.document
    }

    /// Does all jobs that wait; returns how many texts were embedded.
    pub(crate) fn work(&self, now_ms: i64) -> usize {
        let mut embedded = 0;
        while let Some(claimed) = self.store.jobs().claim("test", now_ms, LEASE_MS).unwrap() {
            embedded += run(&self.store.jobs(), &claimed, now_ms).unwrap();
        }
        embedded
    }

    pub(crate) fn find(&self, text: &str, limit: usize) -> Legs {
        self.find_in(text, limit, Filter::default())
    }

    pub(crate) fn find_in(&self, text: &str, limit: usize, filter: Filter) -> Legs {
        find(&self.reader(), text, limit, filter)
    }
}

pub(crate) fn find(reader: &Reader, text: &str, limit: usize, filter: Filter) -> Legs {
    let query = FindQuery {
        filter,
        dense: Some(embed(text)),
        text: Some(text.to_owned()),
        limit,
    };
    reader.find(&query).unwrap()
}

pub(crate) fn settings() -> StoreSettings {
    StoreSettings {
        dimensions: DIMENSIONS,
        embedder: EmbedderIdentity {
            model: "hash".to_owned(),
            sha256: "0".repeat(64),
            dimensions: 32,
            precision: "fp32".to_owned(),
        },
    }
}

pub(crate) fn open(dir: &Path) -> Result<Store, StoreError> {
    Store::open(dir, &settings())
}

/// Does one job as the product's worker does; returns how many texts were embedded.
pub(crate) fn run(jobs: &Jobs, claimed: &Claimed, now_ms: i64) -> Result<usize, StoreError> {
    run_with(jobs, claimed, now_ms, |_| ())
}

/// Does one job and tells `embedding` each text before it is embedded.
pub(crate) fn run_with(
    jobs: &Jobs,
    claimed: &Claimed,
    now_ms: i64,
    embedding: impl Fn(&str),
) -> Result<usize, StoreError> {
    if matches!(claimed.kind, JobKind::CleanUp { .. }) {
        jobs.clean_up(claimed, now_ms)?;
        return Ok(0);
    }
    let work = jobs.work(claimed)?;
    let bytes = fs_err::read(&work.path).unwrap();
    let Ok(content) = String::from_utf8(bytes) else {
        jobs.fail_version(claimed, Some(ReadStatus::Damaged), "it is not text", now_ms)?;
        return Ok(0);
    };
    let (text, chunks) = read(&content);
    let reading = Reading {
        text: &text,
        status: ReadStatus::Ok,
        reason: None,
        media_type: "text/plain",
    };
    jobs.save_text(claimed, &reading, now_ms)?;
    let pending = jobs.save_chunks(claimed, &chunks)?;
    for batch in pending.chunks(2) {
        for one in batch {
            embedding(&one.text);
        }
        let vectors: Vec<_> = batch.iter().map(|one| (one.hash, embed(&one.text))).collect();
        jobs.save_vectors(claimed, &vectors)?;
    }
    jobs.publish(claimed, now_ms)?;
    Ok(pending.len())
}

/// Returns the text with one block and one chunk a paragraph.
pub(crate) fn read(content: &str) -> (Text, Vec<Chunk>) {
    let mut text = Text {
        content: content.to_owned(),
        ..Text::default()
    };
    let mut chunks = Vec::new();
    let mut at = 0;
    for (ordinal, paragraph) in (0..).zip(content.split("\n\n")) {
        let span = Span::new(at, at + paragraph.len());
        at = span.end as usize + 2;
        text.blocks.push(Block {
            kind: BlockKind::Paragraph,
            span,
        });
        chunks.push(Chunk {
            ordinal,
            span,
            headings: Vec::new(),
            table_header: None,
            token_count: 1,
            page: None,
        });
    }
    (text, chunks)
}

/// Returns a vector of length 1 in which texts with the same words lie close.
pub(crate) fn embed(text: &str) -> Vec<f32> {
    let mut vector = vec![0.0_f32; DIMENSIONS];
    for word in text.split(|character: char| !character.is_alphanumeric()) {
        let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
        });
        for turn in 0..4 {
            let place = usize::try_from((hash >> (turn * 12)) % DIMENSIONS as u64).unwrap();
            vector[place] += if hash >> (turn + 50) & 1 == 0 { 1.0 } else { -1.0 };
        }
    }
    let length = vector
        .iter()
        .map(|number| number * number)
        .sum::<f32>()
        .sqrt()
        .max(1e-6);
    for number in &mut vector {
        *number /= length;
    }
    vector
}
