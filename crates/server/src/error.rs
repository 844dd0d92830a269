//! One table from what went wrong to code, status and sentence; one envelope on every route, in OpenAI's shape, so that
//! one client parses all.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// The server could not start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The port is taken or not allowed.
    #[error("Port {port} on {host} cannot be used; stop the program that uses it or choose another with --port")]
    Bind {
        /// Address asked for.
        host: String,
        /// Port asked for.
        port: u16,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The connection loop ended.
    #[error("The server stopped answering")]
    Serve(#[source] std::io::Error),
    /// The settings are wrong.
    #[error("The settings in {path} are wrong: {why}")]
    Settings {
        /// Where they stand.
        path: String,
        /// What is wrong.
        why: String,
    },
    /// The data folder cannot be used.
    #[error("The data folder cannot be used")]
    Store(#[from] StoreError),
    /// The model cannot be used.
    #[error("The embedding model cannot be used")]
    Engine(#[from] engine::EngineError),
}

/// The body of each answer that is no success.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    error: ErrorDetail,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorDetail {
    /// One sentence: what happened and what to do.
    message: String,
    /// Family: `invalid_request_error`, `not_found_error`, `conflict_error`, `overloaded_error`, `server_error`.
    r#type: &'static str,
    /// Stable code for programs.
    code: &'static str,
    /// The parameter that is wrong, when there is one.
    param: Option<&'static str>,
}

/// What a handler returns instead of a success.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    param: Option<&'static str>,
}

impl ApiError {
    pub(crate) fn invalid(param: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "invalid_parameter",
            message: message.into(),
            param: Some(param),
        }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        let message = format!("There is no such {what}; it may have been deleted");
        Self {
            status: StatusCode::NOT_FOUND,
            code: "not_found",
            message,
            param: None,
        }
    }

    pub(crate) fn refused(status: StatusCode, code: &'static str, message: &str) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            param: None,
        }
    }

    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error.chain = chain(error), "A request failed inside");
        let message = "Something failed inside the server; its log says what. Try again".into();
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "internal",
            message,
            param: None,
        }
    }

    /// Returns the body alone, for an error inside a stream.
    pub(crate) fn into_body(self) -> ErrorBody {
        let kind = self.family();
        ErrorBody {
            error: ErrorDetail {
                message: self.message,
                r#type: kind,
                code: self.code,
                param: self.param,
            },
        }
    }

    const fn family(&self) -> &'static str {
        match self.status.as_u16() {
            404 => "not_found_error",
            409 => "conflict_error",
            429 | 503 | 507 => "overloaded_error",
            500..=599 => "server_error",
            _ => "invalid_request_error",
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(self.into_body())).into_response()
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let status = match &error {
            StoreError::NotFound { what } => return Self::not_found(what),
            StoreError::InUse { .. } | StoreError::NameTaken { .. } => StatusCode::CONFLICT,
            StoreError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            StoreError::InsufficientCredits { .. } => StatusCode::PAYMENT_REQUIRED,
            StoreError::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            StoreError::Name { .. } | StoreError::Cursor => StatusCode::BAD_REQUEST,
            _ => return Self::internal(&error),
        };
        Self {
            status,
            code: error.code(),
            message: error.to_string(),
            param: None,
        }
    }
}

impl From<rag::RagError> for ApiError {
    fn from(error: rag::RagError) -> Self {
        match error {
            rag::RagError::Store(error) => error.into(),
            error => Self::internal(&error),
        }
    }
}

impl From<tokio::task::JoinError> for ApiError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::internal(&error)
    }
}

/// Returns the sentences of an error and its causes, outermost first.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut sentences = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(inner) = cause {
        sentences.push(inner.to_string());
        cause = inner.source();
    }
    sentences.join(": ")
}
