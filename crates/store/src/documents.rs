//! Documents and versions as rows: lists and look-ups.

pub(crate) mod delete;
mod layout;
pub(crate) mod put;
pub(crate) mod text;

use domain::document::{Document, DocumentVersion, VersionState};
use domain::id::{CollectionId, DocumentId, VersionId};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};

use crate::db::rows::{Id, count, from_json, from_word, id, length, optional_id, word};
use crate::error::StoreError;
use crate::scope::Reader;

/// Length of a page when none is asked for.
const PAGE: usize = 50;
/// Longest page.
const LONGEST_PAGE: usize = 1_000;
/// Columns of a version, read by [`version_at`].
const VERSION: &str = "v.id, v.number, v.state, v.read_status, v.reason, v.sha256, v.size_bytes, v.media_type,
    v.page_count, v.chunk_count, v.created_ms";

/// Which documents to list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Only this collection.
    pub collection: Option<CollectionId>,
    /// Only keys that contain this, upper and lower case alike.
    pub search: Option<String>,
    /// Only documents whose newest version is in this state.
    pub state: Option<VersionState>,
    /// At most so many; 0 means 50.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Give this as `cursor` for the next page; `None` at the end.
    pub next: Option<String>,
}

impl Reader {
    /// Returns a page of documents that are not deleted.
    ///
    /// # Errors
    /// [`StoreError::Cursor`], or when the catalogue cannot be read.
    pub fn documents(&self, query: &ListQuery) -> Result<Page<Document>, StoreError> {
        let mut sql = select_documents();
        let mut values = vec![bytes(&self.organization)];
        let mut narrow = |condition: &str, value: Value| {
            values.push(value);
            sql.push_str(&condition.replace('?', &format!("?{}", values.len())));
        };
        if let Some(collection) = query.collection {
            narrow(" AND d.collection = ?", bytes(&collection));
        }
        if let Some(search) = &query.search {
            let pattern = format!("%{}%", escaped(&search.to_lowercase()));
            narrow(r" AND LOWER(d.key) LIKE ? ESCAPE '\'", Value::Text(pattern));
        }
        if let Some(state) = query.state {
            narrow(" AND v.state = ?", Value::Text(word(&state)));
        }
        if let Some(cursor) = &query.cursor {
            let last: DocumentId = cursor.parse().map_err(|_| StoreError::Cursor)?;
            narrow(" AND d.id < ?", bytes(&last));
        }
        let limit = if query.limit == 0 {
            PAGE
        } else {
            query.limit.min(LONGEST_PAGE)
        };
        narrow(" ORDER BY d.id DESC LIMIT ?", Value::Integer(length(limit + 1)));
        let mut items: Vec<Document> = self.store.db.read(|db| {
            let mut documents = db.prepare_cached(&sql)?;
            let documents = documents.query_map(params_from_iter(values), document_at)?;
            Ok(documents.collect::<Result<_, _>>()?)
        })?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|document| document.id.to_string());
        Ok(Page { items, next })
    }

    /// Returns the document with its newest version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], also once it is deleted.
    pub fn document(&self, id: DocumentId) -> Result<Document, StoreError> {
        self.store.db.read(|db| {
            db.prepare_cached(&format!("{} AND d.id = ?2", select_documents()))?
                .query_row((self.organization.key(), id.key()), document_at)
                .optional()?
                .ok_or(StoreError::NotFound { what: "document" })
        })
    }

    /// Returns the document that was uploaded under this key, if it is there.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn document_by_key(&self, collection: CollectionId, key: &str) -> Result<Option<Document>, StoreError> {
        self.store.db.read(|db| {
            Ok(db
                .prepare_cached(&format!("{} AND d.collection = ?2 AND d.key = ?3", select_documents()))?
                .query_row((self.organization.key(), collection.key(), key), document_at)
                .optional()?)
        })
    }

    /// Returns the version with its document's id. Dead versions are still known, their text is not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn version(&self, version: VersionId) -> Result<(DocumentId, DocumentVersion), StoreError> {
        let sql = format!("SELECT {VERSION}, v.document FROM version v WHERE v.organization = ?1 AND v.id = ?2");
        self.store.db.read(|db| {
            db.prepare_cached(&sql)?
                .query_row((self.organization.key(), version.key()), |row| {
                    Ok((id(row, 11)?, version_at(row, 0)?))
                })
                .optional()?
                .ok_or(StoreError::NotFound { what: "version" })
        })
    }

    /// Returns all versions of the document, newest first; also of a deleted one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn versions(&self, document: DocumentId) -> Result<Vec<DocumentVersion>, StoreError> {
        let versions = self.store.db.read(|db| versions_of(db, self, document))?;
        if versions.is_empty() {
            return Err(StoreError::NotFound { what: "document" });
        }
        Ok(versions)
    }
}

fn versions_of(db: &Connection, reader: &Reader, document: DocumentId) -> Result<Vec<DocumentVersion>, StoreError> {
    let sql =
        format!("SELECT {VERSION} FROM version v WHERE v.organization = ?1 AND v.document = ?2 ORDER BY v.number DESC");
    let mut versions = db.prepare_cached(&sql)?;
    let versions = versions.query_map((reader.organization.key(), document.key()), |row| version_at(row, 0))?;
    Ok(versions.collect::<Result<_, _>>()?)
}

fn select_documents() -> String {
    format!(
        "SELECT d.id, d.collection, d.key, d.name, d.attributes, d.created_ms, d.live_version, {VERSION}
         FROM document d JOIN version v ON v.id = d.newest_version
         WHERE d.organization = ?1 AND d.deleted_ms IS NULL"
    )
}

fn document_at(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        id: id(row, 0)?,
        collection: id(row, 1)?,
        key: row.get(2)?,
        name: row.get(3)?,
        attributes: from_json(row, 4)?,
        created_ms: row.get(5)?,
        live_version: optional_id(row, 6)?,
        version: version_at(row, 7)?,
    })
}

fn version_at(row: &Row<'_>, first: usize) -> rusqlite::Result<DocumentVersion> {
    let has_status = row.get_ref(first + 3)? != rusqlite::types::ValueRef::Null;
    Ok(DocumentVersion {
        id: id(row, first)?,
        number: row.get(first + 1)?,
        state: from_word(row, first + 2)?,
        read: has_status.then(|| from_json(row, first + 3)).transpose()?,
        reason: row.get(first + 4)?,
        sha256: row.get(first + 5)?,
        size_bytes: count(row, first + 6)?,
        media_type: row.get(first + 7)?,
        page_count: row.get(first + 8)?,
        chunk_count: row.get(first + 9)?,
        created_ms: row.get(first + 10)?,
    })
}

fn bytes(id: &impl Id) -> Value {
    Value::Blob(id.key().0.as_bytes().to_vec())
}

/// Returns the text with the wildcards of LIKE taken literally.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
