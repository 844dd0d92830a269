//! What can go wrong in the store, by what the caller can do about it. Speaks plain English; knows nothing of HTTP.

use std::io;
use std::path::PathBuf;

use index::IndexError;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process has the data folder open.
    #[error("the data folder is in use by process {pid}{}; stop it, or use it through its address", at(.url.as_ref()))]
    InUse {
        /// Its process id; 0 when it did not say.
        pid: u32,
        /// Its address, when it serves one.
        url: Option<String>,
    },
    /// The disk or the quota is full. Nothing acknowledged is lost.
    #[error("the disk is full; free some space and try again, nothing stored so far is lost")]
    DiskFull,
    /// The catalogue file is broken.
    #[error("the catalogue in {path} is damaged; restore the data folder from a backup")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The data folder was written by a newer release.
    #[error("the data folder has format {found}, this release reads up to {known}; use a newer release")]
    TooNew {
        /// Format of the folder.
        found: i64,
        /// Newest format known here.
        known: i64,
    },
    /// The data folder was made with another embedder, whose vectors must not be compared with this one's.
    #[error("the data folder was made with embedder {stored}, not {given}; choose that one, or another data folder")]
    OtherEmbedder {
        /// Fingerprint of the folder's embedder.
        stored: String,
        /// Fingerprint of the given one.
        given: String,
    },
    /// The upload is longer than allowed.
    #[error("the file is larger than {limit_bytes} bytes; split it or leave out what need not be searched")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// There is no such thing in this organization.
    #[error("there is no {what} of that name or id")]
    NotFound {
        /// Kind of thing, such as `document`.
        what: &'static str,
    },
    /// The name is taken.
    #[error("there is already a collection named '{name}'; choose another name")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// A name or key that cannot be used.
    #[error("'{text}' cannot be used as a {what}; use 1 to {most} characters without line breaks")]
    Name {
        /// Kind of name.
        what: &'static str,
        /// The beginning of what was given.
        text: String,
        /// Most characters.
        most: usize,
    },
    /// The organization cannot pay for it.
    #[error("{needed_millicredits} millicredits are needed and {balance_millicredits} are left; add credits")]
    InsufficientCredits {
        /// What is left.
        balance_millicredits: i64,
        /// What is needed.
        needed_millicredits: i64,
    },
    /// The version was replaced or deleted while the job worked on it, or the job was given to another worker. The
    /// worker stops; there is nothing to repair.
    #[error("the work is no longer wanted: its document was replaced, deleted or given to another worker")]
    Outdated,
    /// A step was called before the one it needs.
    #[error("{step} is missing for this version; run the steps of an index job in order")]
    Order {
        /// What must come first.
        step: &'static str,
    },
    /// A vector does not have the embedder's length.
    #[error("a vector of {found} numbers was given, the embedder makes {wanted}")]
    VectorLength {
        /// Length that was given.
        found: usize,
        /// Length of the embedder's vectors.
        wanted: usize,
    },
    /// A cursor that this store did not make.
    #[error("the cursor is not one that a list returned; begin without it")]
    Cursor,
    /// A file could not be read or written.
    #[error("a file of the data folder could not be used")]
    Io(#[source] io::Error),
    /// The catalogue refused.
    #[error("the catalogue could not be used")]
    Catalogue(#[source] rusqlite::Error),
    /// A row does not hold what was written there.
    #[error("a row of the catalogue cannot be read: {what}")]
    Row {
        /// What was expected.
        what: &'static str,
    },
    /// The search index refused.
    #[error("the search index could not be used")]
    Index(#[source] IndexError),
}

impl StoreError {
    /// Returns a stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InUse { .. } => "data_folder_in_use",
            Self::DiskFull => "disk_full",
            Self::Damaged { .. } => "catalogue_damaged",
            Self::TooNew { .. } => "data_folder_too_new",
            Self::OtherEmbedder { .. } => "other_embedder",
            Self::TooLarge { .. } => "too_large",
            Self::NotFound { .. } => "not_found",
            Self::NameTaken { .. } => "name_taken",
            Self::Name { .. } => "invalid_name",
            Self::InsufficientCredits { .. } => "insufficient_credits",
            Self::Outdated => "outdated",
            Self::Order { .. } => "step_missing",
            Self::VectorLength { .. } => "vector_length",
            Self::Cursor => "invalid_cursor",
            Self::Io(_) => "storage_failed",
            Self::Catalogue(_) | Self::Row { .. } => "catalogue_failed",
            Self::Index(_) => "index_failed",
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        if is_full(&error) {
            return Self::DiskFull;
        }
        // A writer that is called through `io::Write` wraps its own error; it must come out as what it was.
        error.downcast::<Self>().unwrap_or_else(Self::Io)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => Self::Damaged {
                path: PathBuf::from(crate::db::FILE_NAME),
            },
            _ => Self::Catalogue(error),
        }
    }
}

impl From<IndexError> for StoreError {
    fn from(error: IndexError) -> Self {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(current) = cause {
            let no_room = matches!(current.downcast_ref(), Some(IndexError::DiskFull { .. }));
            if no_room || current.downcast_ref::<io::Error>().is_some_and(is_full) {
                return Self::DiskFull;
            }
            cause = current.source();
        }
        Self::Index(error)
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn at(url: Option<&String>) -> String {
    url.map(|url| format!(" at {url}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_apart_wherever_it_shows() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let sqlite = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
        let cases = [
            StoreError::from(full()),
            StoreError::from(IndexError::Io(full())),
            StoreError::from(IndexError::DiskFull {
                path: PathBuf::new(),
                free_mib: 3,
                wanted_mib: 128,
            }),
            StoreError::from(IndexError::Engine {
                action: "write points",
                source: Box::new(IndexError::Io(full())),
            }),
            StoreError::from(rusqlite::Error::SqliteFailure(sqlite, None)),
        ];
        for case in cases {
            assert_eq!(case.code(), "disk_full", "{case:?}");
        }
        assert_eq!(
            StoreError::from(io::Error::from(io::ErrorKind::NotFound)).code(),
            "storage_failed"
        );
    }

    #[test]
    fn an_error_survives_the_way_through_io() {
        let through = io::Error::other(StoreError::TooLarge { limit_bytes: 7 });
        assert!(matches!(
            StoreError::from(through),
            StoreError::TooLarge { limit_bytes: 7 }
        ));
    }
}
