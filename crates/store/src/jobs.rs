//! The queue: jobs with lease and attempt, and what they report. For the worker, over all organizations.

pub(crate) mod clean_up;
pub(crate) mod index;

use domain::id::{JobId, OrganizationId};
use domain::job::{JobKind, Stage};

use crate::error::StoreError;

/// The worker's handle.
#[derive(Debug, Clone)]
pub struct Jobs {}

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

impl Jobs {
    /// Returns the next job, held by `worker` for `lease_ms`, or `None` when none waits. Clean-ups come after uploads.
    ///
    /// # Errors
    /// When the catalogue cannot be written.
    pub fn claim(&self, _worker: &str, _now_ms: i64, _lease_ms: i64) -> Result<Option<Claimed>, StoreError> {
        unimplemented!()
    }

    /// Prolongs the lease.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] when the work is no longer wanted: stop.
    pub fn heartbeat(&self, _claimed: &Claimed, _now_ms: i64, _lease_ms: i64) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Reports progress to whoever watches.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] when the work is no longer wanted: stop.
    pub fn progress(&self, _claimed: &Claimed, _progress: &Progress, _now_ms: i64) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Gives the job back after an error that is not the document's fault: tried again at `retry_at_ms`, given up
    /// (the version fails with this reason) when that is `None`.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], or when the catalogue cannot be written.
    pub fn fail(
        &self,
        _claimed: &Claimed,
        _reason: &str,
        _retry_at_ms: Option<i64>,
        _now_ms: i64,
    ) -> Result<(), StoreError> {
        unimplemented!()
    }
}
