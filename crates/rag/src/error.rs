//! What can go wrong between a document and an answer.

/// A step failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RagError {
    /// The store refused or failed.
    #[error("The store could not do its part")]
    Store(#[from] store::StoreError),
    /// The process that reads files failed.
    #[error("The file could not be read now")]
    Read(#[from] ingest::WorkerError),
    /// The embedder failed.
    #[error("The embedding model could not do its part")]
    Engine(#[from] engine::EngineError),
}
