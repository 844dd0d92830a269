//! What can go wrong in a command, with what to do about it.

use std::process::ExitCode;

/// A command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The server or its parts could not be started.
    #[error(transparent)]
    Server(#[from] server::ServerError),
    /// A model could not be fetched or used.
    #[error(transparent)]
    Engine(#[from] engine::EngineError),
    /// An evaluation failed.
    #[error(transparent)]
    Eval(#[from] eval::EvalError),
    /// The server did not answer.
    #[error("The server did not answer; is it still running?")]
    Connection(#[from] reqwest::Error),
    /// The server answered with an error of its own.
    #[error("{message}")]
    Refused {
        /// Its sentence.
        message: String,
        /// Its code.
        code: String,
    },
    /// A file could not be read.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// Nothing to do.
    #[error("{0}")]
    Usage(String),
}

impl CliError {
    /// Returns the exit code of the program.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }

    /// Returns a stable code for programs.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Server(server::ServerError::Store(error)) => error.code(),
            Self::Server(server::ServerError::Bind { .. }) => "port_in_use",
            Self::Server(server::ServerError::Settings { .. }) => "invalid_settings",
            Self::Server(server::ServerError::Engine(_)) | Self::Engine(_) => "model_unavailable",
            Self::Server(_) => "server_failed",
            Self::Eval(_) => "evaluation_failed",
            Self::Connection(_) => "no_connection",
            Self::File(_) => "file_unreadable",
            Self::Usage(_) => "usage",
        }
    }
}
