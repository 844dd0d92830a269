use axum::body::Body;
use axum::http::StatusCode;
use serde_json::json;

use crate::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_an_estimate_between_two_bounds() {
    let app = TestApp::new();
    let files = json!({ "files": [
        { "name": "folder/a.pdf", "size_bytes": 500_000 },
        { "name": "b.md", "size_bytes": 4_000 },
    ] });
    let (status, quote) = app.json("POST", "/api/v1/quote", files.to_string()).await;
    assert_eq!(status, StatusCode::OK, "{quote}");
    assert_eq!(quote["is_estimate"], true);
    assert_eq!(
        quote["prices"],
        json!({ "chunk_millicredits": 3_000, "credit_microdollars": 1_000 })
    );
    for end in ["low", "likely", "high"] {
        let field = |of: &serde_json::Value, what: &str| of[format!("{end}_{what}")].as_i64().unwrap();
        let total = &quote["total"];
        let files = quote["files"].as_array().unwrap();
        assert_eq!(field(total, "millicredits"), field(total, "chunks") * 3_000);
        assert_eq!(
            field(total, "chunks"),
            files.iter().map(|file| field(file, "chunks")).sum::<i64>()
        );
    }
    let total = |what: &str| quote["total"][what].as_i64().unwrap();
    assert!(total("low_chunks") < total("likely_chunks") && total("likely_chunks") < total("high_chunks"));
    let (_, list) = app.json("GET", "/api/v1/documents", Body::empty()).await;
    assert_eq!(list["data"], json!([]), "a quote stores nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_needs_files_and_cannot_overflow() {
    let app = TestApp::new();
    for body in [
        json!({ "files": [] }),
        json!({ "files": vec![json!({ "name": "a", "size_bytes": 1 }); 10_001] }),
    ] {
        let (status, reply) = app.json("POST", "/api/v1/quote", body.to_string()).await;
        assert_eq!(
            (status, &reply["error"]["param"]),
            (StatusCode::BAD_REQUEST, &json!("files"))
        );
    }
    let huge = json!({ "files": vec![json!({ "name": "a.txt", "size_bytes": u64::MAX }); 9_000] });
    let (status, quote) = app.json("POST", "/api/v1/quote", huge.to_string()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(quote["total"]["high_millicredits"], i64::MAX);
    let (status, _) = app
        .json(
            "POST",
            "/api/v1/quote",
            json!({ "files": [{ "name": "a", "size_bytes": -1 }] }).to_string(),
        )
        .await;
    assert!(status.is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_says_exactly_what_it_was_charged() {
    let app = TestApp::new();
    let (_, status) = app.json("GET", "/api/v1/status", Body::empty()).await;
    let price = status["prices"]["chunk_millicredits"].as_i64().unwrap();
    let ready = app
        .add(
            "bees.md",
            "# Bees\n\nA bee colony has one queen.\n\n# Wasps\n\nA wasp has a sting.\n",
        )
        .await;
    let chunks = ready["version"]["chunk_count"].as_i64().unwrap();
    assert!(chunks > 0);
    assert_eq!(ready["version"]["charged_millicredits"], chunks * price);
    let failed = app.add("broken.pdf", "this is no pdf at all, only some text").await;
    assert_eq!(
        failed["version"]["charged_millicredits"],
        json!(null),
        "what failed costs nothing"
    );
    let (_, list) = app.json("GET", "/api/v1/documents", Body::empty()).await;
    let charged = |at: usize| &list["data"][at]["version"]["charged_millicredits"];
    assert_eq!((charged(0), charged(1)), (&json!(null), &json!(chunks * price)));
}
