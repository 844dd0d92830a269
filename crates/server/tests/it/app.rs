//! An application in a temporary folder, called without a socket.

use std::path::Path;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::id::OrganizationId;
use engine::Embedder;
use ingest::worker::Reader as FileReader;
use serde_json::Value;
use server::app::{App, Parts, router};
use server::worker::Workers;
use store::{Store, StoreSettings};
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) struct TestApp {
    pub(crate) router: Router,
    /// The same routes, asked by somebody of another organization.
    pub(crate) stranger: Router,
    workers: Option<Workers>,
    _folder: TempDir,
}

/// Returns an application over the folder, without workers.
pub(crate) fn application(folder: &Path) -> App {
    let embedder = Embedder::fake(64);
    let settings = StoreSettings {
        dimensions: embedder.dimensions(),
        embedder: embedder.identity().clone(),
    };
    App::new(Parts {
        store: Store::open(folder, &settings).unwrap(),
        embedder,
        reranker: None,
        files: FileReader::InProcess,
        file_bytes: 1 << 20,
    })
}

impl TestApp {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = application(folder.path());
        let workers = Workers::start(&app, 1);
        Self {
            stranger: router(app.acting_for(OrganizationId::new())),
            router: router(app),
            workers: Some(workers),
            _folder: folder,
        }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        Self::answer(&self.router, request).await
    }

    /// Sends a request through the given routes.
    pub(crate) async fn answer(router: &Router, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 24).await.unwrap();
        (status, body.to_vec())
    }

    pub(crate) async fn json(&self, method: &str, path: &str, body: impl Into<Body>) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(body.into())
            .unwrap();
        let (status, body) = self.send(request).await;
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// Uploads a text and waits until it is searchable or failed; returns the document.
    pub(crate) async fn add(&self, key: &str, content: impl Into<Vec<u8>>) -> Value {
        let path = format!("/api/v1/documents?key={key}");
        let (status, put) = self.json("POST", &path, content.into()).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{put}");
        self.settled(put["document"].as_str().unwrap()).await
    }

    pub(crate) async fn settled(&self, document: &str) -> Value {
        let began = Instant::now();
        loop {
            let (_, found) = self
                .json("GET", &format!("/api/v1/documents/{document}"), Body::empty())
                .await;
            if found["version"]["state"] != "queued" {
                return found;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "still queued: {found}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some(workers) = self.workers.take() {
            workers.stop();
        }
    }
}
