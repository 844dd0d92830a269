//! What jobs report, to be read on from any point. Reports are kept for a while; states stand in the versions.

use domain::id::{DocumentId, JobId, OrganizationId, VersionId};
use domain::job::{Event, Stage};
use rusqlite::{Row, Transaction};

use crate::db::rows::{Id, count, from_word, id, length, number, word};
use crate::error::StoreError;
use crate::jobs::Progress;
use crate::open::next;
use crate::scope::Reader;

const COLUMNS: &str = "sequence, job, document, version, stage, done, total, eta_ms, message, at_ms";

/// Whose event it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    pub(crate) organization: OrganizationId,
    pub(crate) job: JobId,
    pub(crate) document: DocumentId,
    pub(crate) version: VersionId,
}

impl Reader {
    /// Returns the events after `sequence`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn events_after(&self, sequence: i64, limit: usize) -> Result<Vec<Event>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM event WHERE organization = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3");
        self.store.db.read(|db| {
            let mut events = db.prepare_cached(&sql)?;
            let events = events.query_map((self.organization.key(), sequence, length(limit)), event)?;
            Ok(events.collect::<Result<_, _>>()?)
        })
    }

    /// Returns the events of one document after `sequence`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn document_events(&self, document: DocumentId, sequence: i64, limit: usize) -> Result<Vec<Event>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM event WHERE document = ?1 AND organization = ?2 AND sequence > ?3
             ORDER BY sequence LIMIT ?4"
        );
        self.store.db.read(|db| {
            let mut events = db.prepare_cached(&sql)?;
            let which = (document.key(), self.organization.key(), sequence, length(limit));
            let events = events.query_map(which, event)?;
            Ok(events.collect::<Result<_, _>>()?)
        })
    }

    /// Returns the newest sequence number, or 0 when nothing has been reported.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn newest_sequence(&self) -> Result<i64, StoreError> {
        let sql = "SELECT MAX(sequence) FROM event WHERE organization = ?1";
        self.store.db.read(|db| {
            let newest: Option<i64> = db
                .prepare_cached(sql)?
                .query_row([self.organization.key()], |row| row.get(0))?;
            Ok(newest.unwrap_or(0))
        })
    }
}

/// Appends an event.
pub(crate) fn report(
    transaction: &Transaction<'_>,
    about: About,
    progress: &Progress,
    now_ms: i64,
) -> Result<(), StoreError> {
    const APPEND: &str = "INSERT INTO event (sequence, organization, job, document, version, stage, done, total,
        eta_ms, message, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let sequence = next(transaction, "event")?;
    transaction.prepare_cached(APPEND)?.execute((
        sequence,
        about.organization.key(),
        about.job.key(),
        about.document.key(),
        about.version.key(),
        word(&progress.stage),
        number(progress.done),
        number(progress.total),
        progress.eta_ms.map(number),
        progress.message.as_deref(),
        now_ms,
    ))?;
    Ok(())
}

/// Returns a report of nothing but a step and a sentence.
pub(crate) const fn step(stage: Stage, message: Option<String>) -> Progress {
    Progress {
        stage,
        done: 0,
        total: 0,
        eta_ms: None,
        message,
    }
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        sequence: row.get(0)?,
        job: id(row, 1)?,
        document: id(row, 2)?,
        version: id(row, 3)?,
        stage: from_word(row, 4)?,
        done: count(row, 5)?,
        total: count(row, 6)?,
        eta_ms: row.get::<_, Option<i64>>(7)?.and_then(|eta| u64::try_from(eta).ok()),
        message: row.get(8)?,
        at_ms: row.get(9)?,
    })
}
