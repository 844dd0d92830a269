//! What can go wrong in the index, by what the caller can do about it.

use std::path::PathBuf;

/// Why the index could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The folder was made for vectors of another length; index again into an empty folder.
    #[error("the index in {path} holds vectors of {found} numbers, the embedder makes {wanted}")]
    OtherDimensions {
        /// Folder of the index.
        path: PathBuf,
        /// Length that the folder was made for.
        found: usize,
        /// Length that was asked for.
        wanted: usize,
    },
    /// Another process has the folder open.
    #[error("the index in {path} is in use by another process")]
    InUse {
        /// Folder of the index.
        path: PathBuf,
    },
    /// There is too little room to write safely; nothing was written.
    #[error("the disk of {path} has {free_mib} MiB left, the index needs {wanted_mib} MiB to go on")]
    DiskFull {
        /// Folder of the index.
        path: PathBuf,
        /// Room that is left.
        free_mib: u64,
        /// Room that is wanted.
        wanted_mib: u64,
    },
    /// A vector handed in does not have the index's length.
    #[error("a vector of {found} numbers was given, the index holds vectors of {wanted}")]
    VectorLength {
        /// Length that was given.
        found: usize,
        /// Length of the index.
        wanted: usize,
    },
    /// A vector holds something that is no finite number.
    #[error("a vector has a place that is not a finite number")]
    NotFinite,
    /// A sparse vector has indices twice, or not as many values as indices.
    #[error("a sparse vector needs one value for each of its distinct indices")]
    SparseVector,
    /// A file or folder could not be read or written.
    #[error("a file of the index could not be used")]
    Io(#[from] std::io::Error),
    /// The engine below refused or failed.
    #[error("the search engine could not {action}")]
    Engine {
        /// What was asked of it.
        action: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
