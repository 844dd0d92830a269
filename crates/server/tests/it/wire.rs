use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

use crate::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn unknown_ids_and_routes_answer_404_in_the_envelope() {
    let app = TestApp::new();
    let other = "0".repeat(32);
    for path in [
        format!("/api/v1/documents/doc_{other}"),
        format!("/api/v1/documents/doc_{other}/receipt"),
        format!("/api/v1/versions/ver_{other}/text"),
        format!("/api/v1/versions/ver_{other}/original"),
        "/api/v1/documents/nonsense".into(),
        "/api/v1/nothing".into(),
    ] {
        let (status, body) = app.json("GET", &path, Body::empty()).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (StatusCode::NOT_FOUND, &json!("not_found")),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_web_sites_are_kept_out() {
    let app = TestApp::new();
    let request = Request::get("/api/v1/status")
        .header("host", "127.0.0.1")
        .header("origin", "http://evil.example");
    let (status, _) = app.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_collections_are_checked() {
    let app = TestApp::new();
    let (status, made) = app
        .json(
            "POST",
            "/api/v1/collections",
            json!({ "name": "Contracts" }).to_string(),
        )
        .await;
    assert_eq!((status, &made["name"]), (StatusCode::CREATED, &json!("Contracts")));
    let (status, _) = app
        .json(
            "POST",
            "/api/v1/collections",
            json!({ "name": "Contracts" }).to_string(),
        )
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, _) = app
        .json("POST", "/api/v1/collections", json!({ "name": " " }).to_string())
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_answers_405_in_the_envelope() {
    let app = TestApp::new();
    let (status, body) = app.json("PUT", "/api/v1/status", Body::empty()).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (StatusCode::METHOD_NOT_ALLOWED, &json!("method_not_allowed"))
    );
}
