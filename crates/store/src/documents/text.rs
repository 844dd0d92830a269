//! Texts, chunks and originals of versions.

use std::path::PathBuf;

use domain::chunk::Chunk;
use domain::document::VersionState;
use domain::id::{ChunkId, VersionId};
use domain::language::Language;
use domain::span::Span;
use domain::text::Text;
use rusqlite::{Connection, OptionalExtension, Row};

use super::layout;
use crate::db::rows::{Id, count, from_json, vector};
use crate::error::StoreError;
use crate::scope::Reader;

/// Columns of a chunk, read by [`chunk_at`].
pub(crate) const CHUNK: &str = "c.ordinal, c.span_start, c.span_end, c.headings, c.table_header, c.token_count, c.page";

/// The uploaded file of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Where its bytes lie.
    pub path: PathBuf,
    /// Length.
    pub size_bytes: u64,
    /// Media type found in the content, once read.
    pub media_type: Option<String>,
    /// The document's name, for people.
    pub name: String,
}

impl Reader {
    /// Returns the text of the version with blocks, pages and words; `None` before it was read and once its version is
    /// dead.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there never was such a version here.
    pub fn text(&self, version: VersionId) -> Result<Option<Text>, StoreError> {
        let (_, row) = self.version(version)?;
        match row.state {
            VersionState::Dead => Ok(None),
            _ => self.store.db.read(|db| load(db, version)),
        }
    }

    /// Returns the text under a span of a live version, without reading the rest of it; `None` when the version is not
    /// live any more or the span is none of its text.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn slice(&self, version: VersionId, span: Span) -> Result<Option<String>, StoreError> {
        const SLICE: &str = "SELECT substr(CAST(t.content AS BLOB), ?3, ?4) FROM text t
            JOIN version v ON v.id = t.version
            WHERE v.organization = ?1 AND v.id = ?2 AND v.state = 'live'";
        let which = (
            self.organization.key(),
            version.key(),
            span.start + 1,
            span.end - span.start,
        );
        let bytes: Option<Vec<u8>> = self.store.db.read(|db| {
            Ok(db
                .prepare_cached(SLICE)?
                .query_row(which, |row| row.get(0))
                .optional()?)
        })?;
        Ok(bytes
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .filter(|text| text.len() == span.len()))
    }

    /// Returns the uploaded file of a version that is not dead.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn original(&self, version: VersionId) -> Result<Original, StoreError> {
        const ORIGINAL: &str = "SELECT v.sha256, v.size_bytes, v.media_type, d.name
            FROM version v JOIN document d ON d.id = v.document
            WHERE v.organization = ?1 AND v.id = ?2 AND v.state <> 'dead'";
        self.store.db.read(|db| {
            db.prepare_cached(ORIGINAL)?
                .query_row((self.organization.key(), version.key()), |row| {
                    Ok(Original {
                        path: self.store.blobs.path(row.get_ref(0)?.as_str()?),
                        size_bytes: count(row, 1)?,
                        media_type: row.get(2)?,
                        name: row.get(3)?,
                    })
                })
                .optional()?
                .ok_or(StoreError::NotFound { what: "version" })
        })
    }

    /// Returns the embedding of a chunk, without its document's name; `None` once its version is dead.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn vector(&self, chunk: ChunkId) -> Result<Option<Vec<f32>>, StoreError> {
        const VECTOR: &str = "SELECT e.vector FROM chunk c JOIN version v ON v.id = c.version
            JOIN embedding e ON e.text_hash = c.text_hash AND e.embedder = ?3
            WHERE c.organization = ?1 AND c.id = ?2 AND v.state <> 'dead'";
        let key = (self.organization.key(), chunk.key(), &self.store.fingerprint);
        self.store.db.read(|db| {
            let mut one = db.prepare_cached(VECTOR)?;
            Ok(one.query_row(key, |row| vector(row, 0)).optional()?)
        })
    }

    /// Returns the chunks of the version, in order; none once it is dead.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn chunks(&self, version: VersionId) -> Result<Vec<Chunk>, StoreError> {
        let sql = format!(
            "SELECT {CHUNK} FROM chunk c JOIN version v ON v.id = c.version
             WHERE c.organization = ?1 AND c.version = ?2 AND v.state <> 'dead' ORDER BY c.ordinal"
        );
        self.store.db.read(|db| {
            let mut chunks = db.prepare_cached(&sql)?;
            let chunks = chunks.query_map((self.organization.key(), version.key()), |row| chunk_at(row, 0))?;
            Ok(chunks.collect::<Result<_, _>>()?)
        })
    }
}

/// Returns the text of the version, if it is there.
pub(crate) fn load(db: &Connection, version: VersionId) -> Result<Option<Text>, StoreError> {
    const TEXT: &str = "SELECT t.content, t.layout, v.title, v.language
        FROM text t JOIN version v ON v.id = t.version WHERE t.version = ?1";
    let row = db
        .prepare_cached(TEXT)?
        .query_row([version.key()], |row| {
            let (content, layout): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            let (title, language): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
            Ok((content, layout, title, language))
        })
        .optional()?;
    let Some((content, bytes, title, language)) = row else {
        return Ok(None);
    };
    let text = layout::decode(content, &bytes)?;
    Ok(Some(Text {
        title,
        language: language.as_deref().and_then(Language::from_code),
        ..text
    }))
}

/// Returns the bytes in which the text's layout is kept.
pub(crate) fn layout_bytes(text: &Text) -> Vec<u8> {
    layout::encode(text)
}

/// Returns the chunk in the columns from `first` on.
pub(crate) fn chunk_at(row: &Row<'_>, first: usize) -> rusqlite::Result<Chunk> {
    Ok(Chunk {
        ordinal: row.get(first)?,
        span: Span {
            start: row.get(first + 1)?,
            end: row.get(first + 2)?,
        },
        headings: from_json(row, first + 3)?,
        table_header: row.get(first + 4)?,
        token_count: row.get(first + 5)?,
        page: row.get(first + 6)?,
    })
}
