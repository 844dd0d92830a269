//! Background work and what it reports.

use serde::{Deserialize, Serialize};

use crate::id::{DocumentId, JobId, VersionId};

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum JobKind {
    /// Reads, cuts, embeds and indexes a version, then makes it live.
    Index {
        /// The document.
        document: DocumentId,
        /// The version to make searchable.
        version: VersionId,
    },
    /// Removes what a dead version left in the index, the texts and the blobs.
    CleanUp {
        /// The document.
        document: DocumentId,
        /// The dead version.
        version: VersionId,
    },
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waiting for a worker.
    Queued,
    /// Held by a worker until its lease ends.
    Running,
    /// Finished.
    Done,
    /// Given up.
    Failed,
}

/// The step an index job is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Stored, waiting.
    Queued,
    /// Reading the file.
    Reading,
    /// Cutting the text into chunks.
    Cutting,
    /// Embedding the chunks; `done` and `total` count them.
    Embedding,
    /// Writing the index.
    Indexing,
    /// Searchable.
    Ready,
    /// Not searchable; the message says why.
    Failed,
}

/// One report of a job. Sequence numbers rise over all jobs, so that a reader can go on where it stopped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Rising.
    pub sequence: i64,
    /// The job.
    pub job: JobId,
    /// The document it works on.
    pub document: DocumentId,
    /// The version it works on.
    pub version: VersionId,
    /// Step.
    pub stage: Stage,
    /// Parts done in this step.
    pub done: u64,
    /// Parts of this step; 0 when not known.
    pub total: u64,
    /// Expected milliseconds until the document is searchable, when it can be told.
    pub eta_ms: Option<u64>,
    /// One sentence, on failure or a partial result.
    pub message: Option<String>,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: i64,
}
