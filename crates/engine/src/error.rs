//! What can go wrong with models. Messages are read by the person who runs the program.

use std::path::PathBuf;

/// An error of this crate.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The id is not in the manifest.
    #[error("There is no model called \"{id}\". Known models: {known}")]
    UnknownModel {
        /// What was asked for.
        id: String,
        /// Every id, separated by commas.
        known: String,
    },
    /// The model is nowhere to be had.
    #[error(
        "The model \"{id}\" is not on this machine and could not be fetched.\n{tried}\nTo fetch it by hand, run:\n{commands}"
    )]
    NotAvailable {
        /// Manifest id.
        id: String,
        /// One line a source: why it failed.
        tried: String,
        /// Shell commands, one a line.
        commands: String,
    },
    /// A file is not the one that the manifest names.
    #[error("{path} is damaged or not the expected file: its SHA-256 is {actual}, expected {expected}. Delete it and fetch the model again", path = path.display())]
    HashMismatch {
        /// The file.
        path: PathBuf,
        /// From the manifest.
        expected: String,
        /// Of the bytes found.
        actual: String,
    },
    /// The files are whole, but not of a kind that we run.
    #[error("The model \"{model}\" cannot be used: {reason}")]
    Unsupported {
        /// Manifest id.
        model: String,
        /// What is wrong.
        reason: String,
    },
    /// The model failed while it ran.
    #[error("The model could not be run: {0}")]
    Run(String),
    /// A file could not be read or written; the cause names it.
    #[error("A model file could not be read or written: {0}")]
    Io(#[from] std::io::Error),
}
