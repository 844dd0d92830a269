//! The queue: jobs with lease and attempt, and what they report. For the worker, over all organizations.

pub(crate) mod clean_up;
pub(crate) mod index;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use domain::document::ReadStatus;
use domain::id::{DocumentId, JobId, OrganizationId, VersionId};
use domain::job::{JobKind, Stage};
use rusqlite::{OptionalExtension, Row, Transaction};

use crate::db::Survives;
use crate::db::rows::{Id, id, json};
use crate::error::StoreError;
use crate::events::{About, report, step};
use crate::open::Inner;

/// An index job that so often in a row neither ended nor saved anything is given up: it would go on killing workers.
const CRASHES: u32 = 5;

/// The worker's handle.
#[derive(Debug, Clone)]
pub struct Jobs {
    pub(crate) store: Arc<Inner>,
}

/// A job in the hands of one worker. Its attempt is the fence: a worker that lost its lease is told
/// [`StoreError::Outdated`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The job.
    pub job: JobId,
    /// What to do.
    pub kind: JobKind,
    /// For whom.
    pub organization: OrganizationId,
    /// From 1.
    pub attempt: u32,
}

/// A report about a running job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Step.
    pub stage: Stage,
    /// Parts done in this step.
    pub done: u64,
    /// Parts of this step; 0 when not known.
    pub total: u64,
    /// Expected milliseconds until the document is searchable, when it can be told.
    pub eta_ms: Option<u64>,
    /// One sentence for the owner, when there is something to say.
    pub message: Option<String>,
}

impl Claimed {
    /// Returns the document that the job works on.
    pub const fn document(&self) -> DocumentId {
        match self.kind {
            JobKind::Index { document, .. } | JobKind::CleanUp { document, .. } => document,
        }
    }

    /// Returns the version that the job works on.
    pub const fn version(&self) -> VersionId {
        match self.kind {
            JobKind::Index { version, .. } | JobKind::CleanUp { version, .. } => version,
        }
    }

    pub(crate) const fn about(&self) -> About {
        About {
            organization: self.organization,
            job: self.job,
            document: self.document(),
            version: self.version(),
        }
    }
}

impl Jobs {
    /// Returns the next job, held by `worker` for `lease_ms`, or `None` when none waits. Uploads and clean-ups
    /// alternate, so that neither waits for all of the other.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub fn claim(&self, worker: &str, now_ms: i64, lease_ms: i64) -> Result<Option<Claimed>, StoreError> {
        if !self.waits(now_ms)? {
            return Ok(None);
        }
        let clean_up_first = self.store.clean_up_next.fetch_xor(true, Ordering::Relaxed);
        let kinds = if clean_up_first {
            ["clean_up", "index"]
        } else {
            ["index", "clean_up"]
        };
        self.store.db.write(Survives::Kill, |transaction| {
            while let Some((claimed, crashes)) = next_job(transaction, kinds, now_ms)? {
                if crashes >= CRASHES && matches!(claimed.kind, JobKind::Index { .. }) {
                    let reason = format!("indexing was given up after {CRASHES} attempts that did not end");
                    end_failed(transaction, &claimed, None, &reason, now_ms)?;
                    continue;
                }
                let take = "UPDATE job SET state = 'running', attempt = ?2, crashes = ?3, worker = ?4,
                    lease_until_ms = ?5, updated_ms = ?6 WHERE id = ?1";
                let lease_until_ms = now_ms.saturating_add(lease_ms);
                transaction.prepare_cached(take)?.execute((
                    claimed.job.key(),
                    claimed.attempt,
                    crashes,
                    worker,
                    lease_until_ms,
                    now_ms,
                ))?;
                return Ok(Some(claimed));
            }
            Ok(None)
        })
    }

    /// Prolongs the lease.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] when the work is no longer wanted: stop.
    pub fn heartbeat(&self, claimed: &Claimed, now_ms: i64, lease_ms: i64) -> Result<(), StoreError> {
        self.store.db.write(Survives::Kill, |transaction| {
            fence(transaction, claimed)?;
            let prolong = "UPDATE job SET lease_until_ms = ?2 WHERE id = ?1";
            let until = now_ms.saturating_add(lease_ms);
            transaction
                .prepare_cached(prolong)?
                .execute((claimed.job.key(), until))?;
            Ok(())
        })
    }

    /// Reports progress to whoever watches.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] when the work is no longer wanted: stop.
    pub fn progress(&self, claimed: &Claimed, progress: &Progress, now_ms: i64) -> Result<(), StoreError> {
        self.store.db.write(Survives::Kill, |transaction| {
            fence(transaction, claimed)?;
            report(transaction, claimed.about(), progress, now_ms)
        })
    }

    /// Gives the job back after an error that is not the document's fault: tried again at `retry_at_ms`, given up
    /// (the version fails with this reason) when that is `None`.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], or when the catalogue cannot be written.
    pub fn fail(
        &self,
        claimed: &Claimed,
        reason: &str,
        retry_at_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.store.db.write(Survives::PowerCut, |transaction| {
            fence(transaction, claimed)?;
            let Some(retry_at_ms) = retry_at_ms else {
                return end_failed(transaction, claimed, None, reason, now_ms);
            };
            let again =
                "UPDATE job SET state = 'queued', run_after_ms = ?2, reason = ?3, updated_ms = ?4 WHERE id = ?1";
            transaction.execute(again, (claimed.job.key(), retry_at_ms, reason, now_ms))?;
            let message = Some(reason.to_owned());
            report(transaction, claimed.about(), &step(Stage::Queued, message), now_ms)
        })
    }

    /// Spares an idle worker the writing transaction.
    fn waits(&self, now_ms: i64) -> Result<bool, StoreError> {
        const WAITS: &str = "SELECT 1 FROM job WHERE state = 'queued' AND run_after_ms <= ?1
            UNION ALL SELECT 1 FROM job WHERE state = 'running' AND lease_until_ms < ?1 LIMIT 1";
        self.store.db.read(|db| Ok(db.prepare_cached(WAITS)?.exists([now_ms])?))
    }
}

/// Checks that the job is still in this worker's hands and its version still wanted.
///
/// # Errors
/// [`StoreError::Outdated`].
pub(crate) fn fence(transaction: &Transaction<'_>, claimed: &Claimed) -> Result<(), StoreError> {
    let held = "SELECT 1 FROM job WHERE id = ?1 AND state = 'running' AND attempt = ?2";
    let held = transaction
        .prepare_cached(held)?
        .exists((claimed.job.key(), claimed.attempt))?;
    held.then_some(()).ok_or(StoreError::Outdated)
}

/// Ends the job and, if it is an index job, its version as failed.
pub(crate) fn end_failed(
    transaction: &Transaction<'_>,
    claimed: &Claimed,
    status: Option<ReadStatus>,
    reason: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    let end = "UPDATE job SET state = 'failed', reason = ?2, updated_ms = ?3 WHERE id = ?1";
    transaction.execute(end, (claimed.job.key(), reason, now_ms))?;
    if let JobKind::Index { version, .. } = claimed.kind {
        let failed = "UPDATE version SET state = 'failed', read_status = ?2, reason = ?3
            WHERE id = ?1 AND state = 'queued'";
        let status = status.map(|status| json(&status));
        transaction.execute(failed, (version.key(), status, reason))?;
        let message = Some(reason.to_owned());
        report(transaction, claimed.about(), &step(Stage::Failed, message), now_ms)?;
    }
    Ok(())
}

/// Notes that the job got on: crashes before this do not count.
pub(crate) fn got_on(transaction: &Transaction<'_>, claimed: &Claimed) -> Result<(), StoreError> {
    let note = "UPDATE job SET crashes = 0 WHERE id = ?1 AND crashes > 0";
    transaction.prepare_cached(note)?.execute([claimed.job.key()])?;
    Ok(())
}

/// Returns the job to do next with the attempt that would be made and its crashes so far.
fn next_job(
    transaction: &Transaction<'_>,
    kinds: [&str; 2],
    now_ms: i64,
) -> Result<Option<(Claimed, u32)>, StoreError> {
    const LAPSED: &str = "SELECT id, kind, organization, document, version, attempt, crashes + 1 FROM job
        WHERE state = 'running' AND lease_until_ms < ?1 ORDER BY id LIMIT 1";
    const WAITING: &str = "SELECT id, kind, organization, document, version, attempt, crashes FROM job
        WHERE state = 'queued' AND kind = ?2 AND run_after_ms <= ?1 ORDER BY id LIMIT 1";
    let lapsed = transaction
        .prepare_cached(LAPSED)?
        .query_row([now_ms], job_at)
        .optional()?;
    if lapsed.is_some() {
        return Ok(lapsed);
    }
    for kind in kinds {
        let waiting = transaction.prepare_cached(WAITING)?.query_row((now_ms, kind), job_at);
        if let Some(waiting) = waiting.optional()? {
            return Ok(Some(waiting));
        }
    }
    Ok(None)
}

fn job_at(row: &Row<'_>) -> rusqlite::Result<(Claimed, u32)> {
    let (document, version) = (id(row, 3)?, id(row, 4)?);
    let kind = match row.get_ref(1)?.as_str()? {
        "index" => JobKind::Index { document, version },
        _ => JobKind::CleanUp { document, version },
    };
    let claimed = Claimed {
        job: id(row, 0)?,
        kind,
        organization: id(row, 2)?,
        attempt: row.get::<_, u32>(5)? + 1,
    };
    Ok((claimed, row.get(6)?))
}
