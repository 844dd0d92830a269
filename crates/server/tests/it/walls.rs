//! Somebody of another organization is told that there is no such thing, on every route that takes an id.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_another_organization_answer_404() {
    let app = TestApp::new();
    let document = app.add("bees.md", "# Bees\n\nA bee colony has one queen.\n").await;
    let (id, version) = (
        document["id"].as_str().unwrap(),
        document["version"]["id"].as_str().unwrap(),
    );
    for (method, path) in [
        ("GET", format!("/api/v1/documents/{id}")),
        ("GET", format!("/api/v1/documents/{id}/receipt")),
        ("DELETE", format!("/api/v1/documents/{id}")),
        ("GET", format!("/api/v1/versions/{version}/text")),
        ("GET", format!("/api/v1/versions/{version}/original")),
        ("GET", format!("/api/v1/versions/{version}/rectangles?start=0&end=4")),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(&path)
            .body(Body::empty())
            .unwrap();
        let (status, body) = TestApp::answer(&app.stranger, request).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            (status, &body["error"]["code"]),
            (StatusCode::NOT_FOUND, &json!("not_found")),
            "{method} {path}"
        );
    }
    let (_, still_there) = app.json("GET", &format!("/api/v1/documents/{id}"), Body::empty()).await;
    assert_eq!(still_there["live_version"], version);
}
