//! The steps of an index job, each of which may be killed and run again: text, chunks, vectors, publication.

mod publish;
mod vectors;

use std::path::PathBuf;

use domain::chunk::Chunk;
use domain::credit::Millicredits;
use domain::document::ReadStatus;
use domain::id::{ChunkId, CollectionId, DocumentId, VersionId};
use domain::text::Text;
use index::lexical;
use rusqlite::{OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

use super::{Claimed, Jobs, end_failed, fence, got_on};
use crate::crash;
use crate::db::Survives;
use crate::db::rows::{Id, count, id, json, length};
use crate::documents::text;
use crate::error::StoreError;
use crate::search::points::indexed_text;

/// SHA-256 of what the embedder reads for a chunk ([`Chunk::indexed_text`]): equal texts are embedded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextHash(pub [u8; 32]);

/// What an index job works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexWork {
    /// The document.
    pub document: DocumentId,
    /// The version.
    pub version: VersionId,
    /// Its collection.
    pub collection: CollectionId,
    /// The document's key.
    pub key: String,
    /// The document's name, with the extension that the file claims.
    pub name: String,
    /// Where the bytes lie.
    pub path: PathBuf,
    /// Their length.
    pub size_bytes: u64,
    /// Whether an earlier attempt has saved the text.
    pub has_text: bool,
    /// Whether an earlier attempt has saved the chunks.
    pub has_chunks: bool,
}

/// The result of reading a file.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The text.
    pub text: &'a Text,
    /// How reading ended; must have text.
    pub status: ReadStatus,
    /// One sentence for the owner when it was partial.
    pub reason: Option<String>,
    /// Media type found in the content.
    pub media_type: &'a str,
}

/// A text that has no vector yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Its hash, under which the vector is saved.
    pub hash: TextHash,
    /// What the embedder reads.
    pub text: String,
}

/// What publication did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Chunks that can be found now.
    pub chunk_count: u32,
    /// What was charged; zero when this version had been charged before.
    pub charged: Millicredits,
}

impl TextHash {
    /// Returns the hash of the text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

impl Jobs {
    /// Returns what the index job works on.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] when the version is no longer wanted.
    pub fn work(&self, claimed: &Claimed) -> Result<IndexWork, StoreError> {
        const WORK: &str = "SELECT d.id, v.id, d.collection, d.key, d.name, v.sha256, v.size_bytes,
            (SELECT COUNT(*) FROM text t WHERE t.version = v.id), v.chunk_count
            FROM version v JOIN document d ON d.id = v.document WHERE v.id = ?1 AND v.state = 'queued'";
        self.store.db.read(|db| {
            db.prepare_cached(WORK)?
                .query_row([claimed.version().key()], |row| {
                    Ok(IndexWork {
                        document: id(row, 0)?,
                        version: id(row, 1)?,
                        collection: id(row, 2)?,
                        key: row.get(3)?,
                        name: row.get(4)?,
                        path: self.store.blobs.path(row.get_ref(5)?.as_str()?),
                        size_bytes: count(row, 6)?,
                        has_text: count(row, 7)? > 0,
                        has_chunks: row.get::<_, Option<i64>>(8)?.is_some(),
                    })
                })
                .optional()?
                .ok_or(StoreError::Outdated)
        })
    }

    /// Returns the text that an earlier attempt saved.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn text(&self, claimed: &Claimed) -> Result<Option<Text>, StoreError> {
        self.store.db.read(|db| text::load(db, claimed.version()))
    }

    /// Saves what was read. The language is detected when the reading does not know it.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], [`StoreError::DiskFull`].
    pub fn save_text(&self, claimed: &Claimed, reading: &Reading<'_>, now_ms: i64) -> Result<(), StoreError> {
        const VERSION: &str = "UPDATE version SET read_status = ?2, reason = ?3, media_type = ?4, page_count = ?5,
            title = ?6, language = ?7, chunk_count = NULL WHERE id = ?1";
        const TEXT: &str = "INSERT INTO text (version, content, layout) VALUES (?1, ?2, ?3)
            ON CONFLICT (version) DO UPDATE SET content = excluded.content, layout = excluded.layout";
        let key = claimed.version().key();
        let text = reading.text;
        let language = text.language.or_else(|| lexical::detect(&text.content));
        let layout = text::layout_bytes(text);
        let pages = (!text.pages.is_empty()).then(|| length(text.pages.len()));
        self.store.db.write(Survives::Kill, |transaction| {
            fence(transaction, claimed)?;
            transaction.prepare_cached(VERSION)?.execute((
                &key,
                json(&reading.status),
                reading.reason.as_deref(),
                reading.media_type,
                pages,
                text.title.as_deref(),
                language.map(domain::language::Language::code),
            ))?;
            transaction.execute("DELETE FROM chunk WHERE version = ?1", [&key])?;
            transaction
                .prepare_cached(TEXT)?
                .execute((&key, &text.content, layout))?;
            let touched = "UPDATE job SET updated_ms = ?2 WHERE id = ?1";
            transaction
                .prepare_cached(touched)?
                .execute((claimed.job.key(), now_ms))?;
            got_on(transaction, claimed)
        })?;
        crash::point("index.text_saved");
        Ok(())
    }

    /// Saves the chunks of the saved text and returns the distinct texts that still have no vector, in order.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], [`StoreError::Order`] without a text, [`StoreError::DiskFull`].
    pub fn save_chunks(&self, claimed: &Claimed, chunks: &[Chunk]) -> Result<Vec<Pending>, StoreError> {
        let text = self.text(claimed)?.ok_or(StoreError::Order { step: "save_text" })?;
        self.store.db.write(Survives::Kill, |transaction| {
            fence(transaction, claimed)?;
            transaction.execute("DELETE FROM chunk WHERE version = ?1", [claimed.version().key()])?;
            for chunk in chunks {
                insert_chunk(transaction, claimed, &text, chunk)?;
            }
            let counted = "UPDATE version SET chunk_count = ?2 WHERE id = ?1";
            transaction.execute(counted, (claimed.version().key(), length(chunks.len())))?;
            Ok(())
        })?;
        crash::point("index.chunks_saved");
        self.pending(claimed)
    }

    /// Ends the job because the file cannot be made searchable: the version fails with this status and reason. An
    /// earlier live version of the document goes on answering.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], or when the catalogue cannot be written.
    pub fn fail_version(
        &self,
        claimed: &Claimed,
        status: Option<ReadStatus>,
        reason: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.store.db.write(Survives::PowerCut, |transaction| {
            fence(transaction, claimed)?;
            end_failed(transaction, claimed, status, reason, now_ms)
        })
    }
}

fn insert_chunk(
    transaction: &Transaction<'_>,
    claimed: &Claimed,
    text: &Text,
    chunk: &Chunk,
) -> Result<(), StoreError> {
    const CHUNK: &str = "INSERT INTO chunk (id, organization, version, ordinal, span_start, span_end, headings,
        table_header, page, token_count, text_hash, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let content = chunk.span.of(&text.content).ok_or(StoreError::Row {
        what: "a chunk inside its text",
    })?;
    let hash = TextHash::of(&indexed_text(chunk, text.title.as_deref(), content));
    transaction.prepare_cached(CHUNK)?.execute((
        ChunkId::of(claimed.version(), chunk.ordinal).key(),
        claimed.organization.key(),
        claimed.version().key(),
        chunk.ordinal,
        chunk.span.start,
        chunk.span.end,
        json(&chunk.headings),
        chunk.table_header.as_deref(),
        chunk.page,
        chunk.token_count,
        hash.0,
        content,
    ))?;
    Ok(())
}
