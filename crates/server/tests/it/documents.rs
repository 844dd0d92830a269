use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::app::TestApp;

const BEES: &str = "# Bees\n\nA bee colony has one queen. Workers live six weeks in summer.\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_becomes_searchable_and_is_listed() {
    let app = TestApp::new();
    let document = app.add("animals/bees.md", BEES).await;
    assert_eq!(document["version"]["state"], "live");
    assert_eq!(document["name"], "bees.md");
    assert_eq!(document["version"]["read"]["status"], "ok");
    let (_, list) = app.json("GET", "/api/v1/documents?search=BEES", Body::empty()).await;
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    let (_, collections) = app.json("GET", "/api/v1/collections", Body::empty()).await;
    assert_eq!(collections["data"][0]["document_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_bytes_change_nothing_and_others_make_a_version() {
    let app = TestApp::new();
    let first = app.add("bees.md", BEES).await;
    let (_, again) = app.json("POST", "/api/v1/documents?key=bees.md", BEES).await;
    assert_eq!((&again["unchanged"], &again["job"]), (&json!(true), &Value::Null));
    assert_eq!(again["version"], first["version"]["id"]);
    let second = app.add("bees.md", "# Bees\n\nA drone has no sting.\n").await;
    assert_eq!((&second["id"], &second["version"]["number"]), (&first["id"], &json!(2)));
    let (_, found) = app
        .json("POST", "/api/v1/search", json!({ "query": "queen colony" }).to_string())
        .await;
    assert!(
        found["passages"]
            .as_array()
            .unwrap()
            .iter()
            .all(|passage| passage["version"] == second["version"]["id"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_document_is_gone_and_the_receipt_says_so() {
    let app = TestApp::new();
    let document = app.add("bees.md", BEES).await;
    let path = format!("/api/v1/documents/{}", document["id"].as_str().unwrap());
    let (status, receipt) = app.json("DELETE", &path, Body::empty()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(receipt["probe"]["queries"].as_u64().unwrap() > 0);
    assert_eq!(receipt["probe"]["hits"], 0);
    let (_, found) = app
        .json("POST", "/api/v1/search", json!({ "query": "queen colony" }).to_string())
        .await;
    assert_eq!(found["passages"], json!([]));
    assert_eq!(app.json("GET", &path, Body::empty()).await.0, StatusCode::NOT_FOUND);
    assert_eq!(app.json("DELETE", &path, Body::empty()).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_says_why() {
    let app = TestApp::new();
    let document = app.add("broken.pdf", "this is no pdf at all, only some text").await;
    assert_eq!(document["version"]["state"], "failed");
    assert!(document["version"]["reason"].as_str().unwrap().len() > 10, "{document}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_original_comes_back_in_parts_and_never_as_a_page_of_ours() {
    let app = TestApp::new();
    let document = app
        .add(
            "page.html",
            "<html><body><p>Some words of a page.</p><script>alert(1)</script></body></html>",
        )
        .await;
    let version = document["version"]["id"].as_str().unwrap();
    let path = format!("/api/v1/versions/{version}/original");
    let request = Request::builder()
        .uri(&path)
        .header("range", "bytes=1-4")
        .body(Body::empty())
        .unwrap();
    let response = tower::ServiceExt::oneshot(app.router.clone(), request).await.unwrap();
    assert_eq!(response.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(response.headers()["content-type"], "application/octet-stream");
    assert!(
        response.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("sandbox")
    );
    let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
    assert_eq!(&body[..], b"html");
    let (_, text) = app
        .json("GET", &format!("/api/v1/versions/{version}/text"), Body::empty())
        .await;
    assert_eq!(text["content"], "Some words of a page.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_with_the_limit() {
    let app = TestApp::new();
    let (status, body) = app
        .json("POST", "/api/v1/documents?key=big.txt", vec![b'a'; (1 << 20) + 1])
        .await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large"))
    );
    let (_, list) = app.json("GET", "/api/v1/documents", Body::empty()).await;
    assert_eq!(list["data"], json!([]));
}
