//! What can go wrong in an evaluation.

use std::path::PathBuf;

/// An evaluation could not be run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A file of the set is missing or cannot be read.
    #[error("A file of the set cannot be read")]
    File(#[from] std::io::Error),
    /// A line of the set is not what the format says.
    #[error("Line {line} of {path} is not in the format of the set: {why}")]
    Format {
        /// The file.
        path: PathBuf,
        /// Line number, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// The set has nothing to measure.
    #[error("The set in {0} has no questions or no documents")]
    Nothing(PathBuf),
    /// Indexing or asking failed.
    #[error("The documents could not be indexed or asked")]
    Rag(#[from] rag::RagError),
    /// The store failed.
    #[error("The temporary data folder could not be used")]
    Store(#[from] store::StoreError),
}
