//! What can go wrong in the index, by what the caller can do about it.

use std::path::PathBuf;

/// Why the index could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The folder was made for vectors of another length; index it again into an empty folder.
    #[error("the index in {path} holds vectors of {found} numbers, the embedder makes {wanted}")]
    OtherDimensions {
        /// Folder of the index.
        path: PathBuf,
        /// Length that the folder was made for.
        found: usize,
        /// Length that was asked for.
        wanted: usize,
    },
    /// A vector handed in does not have the index's length.
    #[error("a vector of {found} numbers was given, the index holds vectors of {wanted}")]
    VectorLength {
        /// Length that was given.
        found: usize,
        /// Length of the index.
        wanted: usize,
    },
    /// A sparse vector has indices twice, or not as many values as indices.
    #[error("a sparse vector needs one value for each of its distinct indices")]
    SparseVector,
    /// A file or folder could not be read or written.
    #[error("a file of the index could not be used")]
    Io(#[from] std::io::Error),
    /// The engine below refused or failed.
    #[error("the search engine failed to {action}")]
    Engine {
        /// What was asked of it.
        action: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
