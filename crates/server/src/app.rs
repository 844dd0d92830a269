//! The application: what handlers share, and the router over it.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::OrganizationId;
use engine::{Embedder, Reranker};
use ingest::worker::Reader as FileReader;
use rag::retrieve::Models;
use store::{Reader, Store, Writer};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::ApiError;
use crate::worker::said;
use crate::{api, guard, ui};

/// What every handler may use. Cheap to clone.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
    organization: OrganizationId,
    closing: Arc<AtomicBool>,
}

/// The parts of an application.
pub struct Parts {
    /// All that survives a restart.
    pub store: Store,
    /// Embeds chunks and questions.
    pub embedder: Embedder,
    /// Reads the best hits again, when installed.
    pub reranker: Option<Reranker>,
    /// Reads foreign files.
    pub files: FileReader,
    /// Largest upload, in bytes.
    pub file_bytes: u64,
}

impl App {
    /// Returns the application over its parts, acting for the organization of a single owner.
    pub fn new(parts: Parts) -> Self {
        let organization = parts.store.default_organization();
        Self {
            parts: Arc::new(parts),
            organization,
            closing: Arc::default(),
        }
    }

    /// Returns the same application acting for another organization.
    #[must_use]
    pub fn acting_for(&self, organization: OrganizationId) -> Self {
        Self {
            organization,
            ..self.clone()
        }
    }

    /// Tells responses without an end of their own that the server stops.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// Returns whether the server stops.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    /// Returns the parts.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Returns the reader of the caller's organization.
    pub(crate) fn reader(&self) -> Reader {
        self.parts.store.reader(self.organization)
    }

    /// Returns the writer of the caller's organization.
    pub(crate) fn writer(&self) -> Writer {
        self.parts.store.writer(self.organization)
    }

    /// Returns the models of a search.
    pub(crate) fn models(&self) -> Models<'_> {
        Models {
            embedder: &self.parts.embedder,
            reranker: self.parts.reranker.as_ref(),
        }
    }

    /// Runs blocking work outside the async threads; a panic in it becomes an error of this request alone.
    pub(crate) async fn blocking<T, E>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError> + Send + 'static,
    {
        let app = self.clone();
        match tokio::task::spawn_blocking(move || work(&app)).await {
            Ok(result) => result.map_err(Into::into),
            Err(panic) => Err(ApiError::from(panic)),
        }
    }
}

/// Returns the routes over the application; tests call it without a socket.
pub fn router(app: App) -> Router {
    let (routes, _) = api::routes().split_for_parts();
    routes
        .fallback(ui::page)
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::middleware::from_fn(guard::same_origin))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(CSP),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app)
}

async fn wrong_method() -> ApiError {
    let message = "This path does not take this method; the header `Allow` names those that it takes";
    ApiError::refused(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    ApiError::internal(&std::io::Error::other(said(&*panic))).into_response()
}

/// Our pages load from us alone, and run nothing that was not built with them.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_answers_in_the_envelope() {
        let response = panicked(Box::new("broken"));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 1 << 16).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["error"]["code"], "internal");
        assert!(!body.to_string().contains("broken"), "what it said is for the log");
    }
}
