//! Why a file could not be read: a status for programs and a sentence for its owner.

use std::io;
use std::path::PathBuf;

use domain::document::ReadStatus;

/// A file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ReadError {
    /// What kind of refusal.
    pub refused: Refused,
    /// One sentence: what is wrong and what the owner can do.
    pub reason: String,
}

/// The kinds of refusal; each is one of the statuses of [`ReadStatus`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Pictures of text only.
    NeedsOcr,
    /// The fonts do not say which letters their shapes are.
    UnreadableFonts,
    /// A password is needed.
    Encrypted,
    /// Broken, or too complex for the limits of the worker.
    Damaged,
    /// Not a format that is read, or not what its name says.
    Unsupported,
    /// Beyond a limit.
    TooLarge,
    /// Nothing in it.
    Empty,
}

/// The process that reads could not do its work; no fault of the file.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The program did not start.
    #[error("The process that reads files could not be started as '{}'", program.display())]
    Start {
        /// What was called.
        program: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file was not there or not readable.
    #[error("The stored file could not be opened")]
    Open(#[from] io::Error),
}

impl ReadError {
    /// Returns the error for a refusal with its sentence.
    pub fn new(refused: Refused, reason: impl Into<String>) -> Self {
        Self {
            refused,
            reason: reason.into(),
        }
    }

    /// Returns the error for a file that is broken.
    pub fn damaged(reason: impl Into<String>) -> Self {
        Self::new(Refused::Damaged, reason)
    }

    /// Returns the error for a file beyond a limit.
    pub fn too_large(reason: impl Into<String>) -> Self {
        Self::new(Refused::TooLarge, reason)
    }

    /// Returns the status as it is stored and shown.
    pub const fn status(&self) -> ReadStatus {
        match self.refused {
            Refused::NeedsOcr => ReadStatus::NeedsOcr,
            Refused::UnreadableFonts => ReadStatus::UnreadableFonts,
            Refused::Encrypted => ReadStatus::Encrypted,
            Refused::Damaged => ReadStatus::Damaged,
            Refused::Unsupported => ReadStatus::Unsupported,
            Refused::TooLarge => ReadStatus::TooLarge,
            Refused::Empty => ReadStatus::Empty,
        }
    }
}
