//! Uploads: a key and bytes become a version and a job, or are recognised as already there.

use domain::credit::Millicredits;
use domain::document::{Attributes, VersionState};
use domain::id::{CollectionId, DocumentId, JobId, VersionId};
use domain::job::Stage;
use domain::limits;
use rusqlite::{OptionalExtension, Transaction};

use super::delete;
use crate::blobs::{BlobWriter, StagedBlob};
use crate::crash;
use crate::db::rows::{Id, from_json, from_word, id, json, number};
use crate::db::{Survives, lock};
use crate::error::StoreError;
use crate::events::{About, report, step};
use crate::ledger;
use crate::open::next;
use crate::scope::Writer;
use crate::search::points;

/// Longest key, in characters: as long as a URL may sensibly be.
const KEY_CHARACTERS: usize = 2_000;

/// The bytes of an upload.
#[derive(Debug)]
pub enum Content<'a> {
    /// In memory.
    Bytes(&'a [u8]),
    /// Written to the data folder piece by piece before, see [`Writer::stage_blob`].
    Staged(StagedBlob),
}

/// One upload.
#[derive(Debug)]
pub struct Upload<'a> {
    /// Where it goes.
    pub collection: CollectionId,
    /// What makes it the same document next time: path, URL, or an id of the client's.
    pub key: &'a str,
    /// The owner's attributes; they replace those of before.
    pub attributes: Attributes,
    /// The file.
    pub content: Content<'a>,
    /// Now, in milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// What became of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Uploaded {
    /// The document, new or known.
    pub document: DocumentId,
    /// The version with these bytes.
    pub version: VersionId,
    /// The job that makes it searchable, unless that is done.
    pub job: Option<JobId>,
    /// Whether the newest version had the same bytes already: nothing is done or paid twice.
    pub unchanged: bool,
}

/// The document that has the key already, with its newest version.
struct Known {
    document: DocumentId,
    attributes: Attributes,
    version: VersionId,
    number: i64,
    state: VersionState,
    sha256: String,
}

impl Writer {
    /// Returns a writer for a file of at most `limit_bytes`, to be put later.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn stage_blob(&self, limit_bytes: u64) -> Result<BlobWriter, StoreError> {
        self.store.blobs.writer(limit_bytes)
    }

    /// Stores an upload and queues its indexing. The same key and bytes again change nothing, except that a version
    /// that failed is queued once more.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] (collection), [`StoreError::Name`] (key), [`StoreError::InsufficientCredits`],
    /// [`StoreError::TooLarge`], [`StoreError::DiskFull`].
    pub fn put_document(&self, upload: Upload<'_>) -> Result<Uploaded, StoreError> {
        check_name("document key", upload.key, KEY_CHARACTERS)?;
        let Upload {
            collection,
            key,
            attributes,
            content,
            now_ms,
        } = upload;
        let mut staged = match content {
            Content::Staged(staged) => staged,
            Content::Bytes(bytes) => {
                let mut blob = self.store.blobs.writer(limits::FILE_BYTES)?;
                blob.write(bytes)?;
                blob.finish()?
            }
        };
        if !self.store.blobs.path(staged.sha256()).exists() {
            // Here, so that no other upload waits for the disk meanwhile.
            staged.sync()?;
        }
        let put = Put {
            writer: self,
            collection,
            key,
            attributes,
            now_ms,
        };
        let _uploads = lock(&self.store.uploads);
        let (uploaded, retag) = self
            .store
            .db
            .write(Survives::PowerCut, |transaction| put.run(transaction, staged))?;
        crash::point("upload.committed");
        if let Some(version) = retag {
            points::put_if_live(&self.store, version)?;
        }
        Ok(uploaded)
    }
}

struct Put<'a> {
    writer: &'a Writer,
    collection: CollectionId,
    key: &'a str,
    attributes: Attributes,
    now_ms: i64,
}

impl Put<'_> {
    /// Returns what became of the upload, and the live version whose points need the new attributes.
    fn run(
        &self,
        transaction: &Transaction<'_>,
        staged: StagedBlob,
    ) -> Result<(Uploaded, Option<VersionId>), StoreError> {
        self.check_collection(transaction)?;
        let known = self.known(transaction)?;
        let mut retag = None;
        if let Some(known) = &known {
            retag = self.update_attributes(transaction, known)?;
            if known.sha256 == staged.sha256() {
                return Ok((self.again(transaction, known)?, retag));
            }
        }
        ledger::check(transaction, self.writer.organization, Millicredits(1))?;
        let version = VersionId::new();
        let (document, number) = match &known {
            Some(known) => {
                delete::supersede(transaction, known.document, self.now_ms)?;
                let newest = "UPDATE document SET newest_version = ?2 WHERE id = ?1";
                transaction
                    .prepare_cached(newest)?
                    .execute((known.document.key(), version.key()))?;
                (known.document, known.number + 1)
            }
            None => (self.new_document(transaction, version)?, 1),
        };
        let (sha256, size_bytes) = (staged.sha256().to_owned(), staged.size_bytes());
        self.writer.store.blobs.keep(staged)?;
        crash::point("upload.blob_kept");
        let row = (version, document, number);
        self.new_version(transaction, row, &sha256, size_bytes)?;
        let job = self.new_job(transaction, document, version)?;
        crash::point("upload.row_written");
        let uploaded = Uploaded {
            document,
            version,
            job: Some(job),
            unchanged: false,
        };
        Ok((uploaded, retag))
    }

    fn check_collection(&self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let sql = "SELECT 1 FROM collection WHERE organization = ?1 AND id = ?2";
        let found = transaction
            .prepare_cached(sql)?
            .exists((self.writer.organization.key(), self.collection.key()))?;
        found.then_some(()).ok_or(StoreError::NotFound { what: "collection" })
    }

    fn known(&self, transaction: &Transaction<'_>) -> Result<Option<Known>, StoreError> {
        const KNOWN: &str = "SELECT d.id, d.attributes, v.id, v.number, v.state, v.sha256
            FROM document d JOIN version v ON v.id = d.newest_version
            WHERE d.organization = ?1 AND d.collection = ?2 AND d.key = ?3 AND d.deleted_ms IS NULL";
        let which = (self.writer.organization.key(), self.collection.key(), self.key);
        let known = transaction.prepare_cached(KNOWN)?.query_row(which, |row| {
            Ok(Known {
                document: id(row, 0)?,
                attributes: from_json(row, 1)?,
                version: id(row, 2)?,
                number: row.get(3)?,
                state: from_word(row, 4)?,
                sha256: row.get(5)?,
            })
        });
        Ok(known.optional()?)
    }

    /// Replaces the attributes; returns the live version, whose points carry the old ones.
    fn update_attributes(&self, transaction: &Transaction<'_>, known: &Known) -> Result<Option<VersionId>, StoreError> {
        if known.attributes == self.attributes {
            return Ok(None);
        }
        let sql = "UPDATE document SET attributes = ?2 WHERE id = ?1 RETURNING live_version";
        let live: Option<VersionId> = transaction
            .prepare_cached(sql)?
            .query_row((known.document.key(), json(&self.attributes)), |row| {
                crate::db::rows::optional_id(row, 0)
            })?;
        if let Some(live) = live {
            outbox(transaction, "tag", live)?;
        }
        Ok(live)
    }

    /// The same bytes again: nothing to do, unless they failed before.
    fn again(&self, transaction: &Transaction<'_>, known: &Known) -> Result<Uploaded, StoreError> {
        let mut uploaded = Uploaded {
            document: known.document,
            version: known.version,
            job: None,
            unchanged: true,
        };
        if known.state == VersionState::Live {
            return Ok(uploaded);
        }
        if known.state == VersionState::Failed {
            let version = "UPDATE version SET state = 'queued', read_status = NULL, reason = NULL WHERE id = ?1";
            transaction.execute(version, [known.version.key()])?;
            let job = "UPDATE job SET state = 'queued', crashes = 0, run_after_ms = 0, reason = NULL, updated_ms = ?2
                WHERE version = ?1 AND kind = 'index'";
            transaction.execute(job, (known.version.key(), self.now_ms))?;
            uploaded.unchanged = false;
        }
        let job = "SELECT id FROM job WHERE version = ?1 AND kind = 'index'";
        let job: JobId = transaction.query_row(job, [known.version.key()], |row| id(row, 0))?;
        if known.state == VersionState::Failed {
            self.queued(transaction, job, (known.document, known.version))?;
        }
        uploaded.job = Some(job);
        Ok(uploaded)
    }

    fn new_document(&self, transaction: &Transaction<'_>, version: VersionId) -> Result<DocumentId, StoreError> {
        const DOCUMENT: &str = "INSERT INTO document (id, organization, collection, key, name, attributes,
            newest_version, chunk_count, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)";
        let document = DocumentId::new();
        transaction.prepare_cached(DOCUMENT)?.execute((
            document.key(),
            self.writer.organization.key(),
            self.collection.key(),
            self.key,
            name_of(self.key),
            json(&self.attributes),
            version.key(),
            self.now_ms,
        ))?;
        Ok(document)
    }

    fn new_version(
        &self,
        transaction: &Transaction<'_>,
        (version, document, order): (VersionId, DocumentId, i64),
        sha256: &str,
        size_bytes: u64,
    ) -> Result<(), StoreError> {
        const VERSION: &str = "INSERT INTO version (id, organization, collection, document, number, state, sha256,
            size_bytes, created_ms) VALUES (?1, ?2, ?3, ?4, ?5, 'queued', ?6, ?7, ?8)";
        transaction.prepare_cached(VERSION)?.execute((
            version.key(),
            self.writer.organization.key(),
            self.collection.key(),
            document.key(),
            order,
            sha256,
            number(size_bytes),
            self.now_ms,
        ))?;
        Ok(())
    }

    fn new_job(
        &self,
        transaction: &Transaction<'_>,
        document: DocumentId,
        version: VersionId,
    ) -> Result<JobId, StoreError> {
        const JOB: &str = "INSERT INTO job (id, organization, kind, document, version, state, attempt, crashes,
            run_after_ms, created_ms, updated_ms) VALUES (?1, ?2, 'index', ?3, ?4, 'queued', 0, 0, 0, ?5, ?5)";
        let job = JobId::new();
        transaction.prepare_cached(JOB)?.execute((
            job.key(),
            self.writer.organization.key(),
            document.key(),
            version.key(),
            self.now_ms,
        ))?;
        self.queued(transaction, job, (document, version))?;
        Ok(job)
    }

    fn queued(
        &self,
        transaction: &Transaction<'_>,
        job: JobId,
        (document, version): (DocumentId, VersionId),
    ) -> Result<(), StoreError> {
        let about = About {
            organization: self.writer.organization,
            job,
            document,
            version,
        };
        report(transaction, about, &step(Stage::Queued, None), self.now_ms)
    }
}

/// Notes what is done to the index, to be done again should a power cut take it.
pub(crate) fn outbox(transaction: &Transaction<'_>, action: &str, version: VersionId) -> Result<(), StoreError> {
    let sequence = next(transaction, "outbox")?;
    let note = "INSERT INTO outbox (sequence, action, version) VALUES (?1, ?2, ?3)";
    transaction
        .prepare_cached(note)?
        .execute((sequence, action, version.key()))?;
    Ok(())
}

/// Checks a name or key that a caller chose.
///
/// # Errors
/// [`StoreError::Name`].
pub(crate) fn check_name(what: &'static str, text: &str, most: usize) -> Result<(), StoreError> {
    if text.trim().is_empty() || text.chars().count() > most || text.chars().any(char::is_control) {
        return Err(StoreError::Name {
            what,
            text: text
                .chars()
                .filter(|character| !character.is_control())
                .take(40)
                .collect(),
            most,
        });
    }
    Ok(())
}

/// Returns what people call the document: the last part of its key.
fn name_of(key: &str) -> &str {
    let trimmed = key.trim_end_matches(['/', '\\']);
    trimmed
        .rsplit(['/', '\\'])
        .next()
        .filter(|name| !name.is_empty())
        .unwrap_or(key)
}
