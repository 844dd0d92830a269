//! The application: what handlers share, and the router over it.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, header};
use domain::id::OrganizationId;
use engine::{Embedder, Reranker};
use ingest::worker::Reader as FileReader;
use rag::retrieve::Models;
use store::{Reader, Store, Writer};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::ApiError;
use crate::{api, guard, ui};

/// What every handler may use. Cheap to clone.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
    organization: OrganizationId,
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
        }
    }

    /// Returns the same application acting for another organization.
    #[must_use]
    pub fn acting_for(&self, organization: OrganizationId) -> Self {
        let parts = Arc::clone(&self.parts);
        Self { parts, organization }
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
        .layer(CatchPanicLayer::new())
        .with_state(app)
}

/// Our pages load from us alone, and run nothing that was not built with them.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";
