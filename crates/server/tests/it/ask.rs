use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::app::TestApp;

const LEAVE: &str = "# Leave\n\nEmployees get 28 days of paid leave a year. Unused days expire in March.\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_quotes_the_exact_bytes_it_cites() {
    let app = TestApp::new();
    app.add("leave.md", LEAVE).await;
    let question = json!({ "question": "How many days of paid leave do employees get a year?" }).to_string();
    let (status, reply) = app.json("POST", "/api/v1/ask", question).await;
    assert_eq!(status, StatusCode::OK);
    let sentence = &reply["answer"]["sentences"][0];
    assert_eq!(sentence["text"], "Employees get 28 days of paid leave a year.");
    let citation = &sentence["citations"][0];
    let path = format!("/api/v1/versions/{}/text", citation["version"].as_str().unwrap());
    let (_, text) = app.json("GET", &path, Body::empty()).await;
    let at = |end: &str| usize::try_from(citation["span"][end].as_u64().unwrap()).unwrap();
    assert_eq!(
        &text["content"].as_str().unwrap()[at("start")..at("end")],
        citation["quote"].as_str().unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_documents_do_not_say_is_refused() {
    let app = TestApp::new();
    app.add("leave.md", LEAVE).await;
    let question = json!({ "question": "Who painted the ceiling of the chapel?" }).to_string();
    let (_, reply) = app.json("POST", "/api/v1/ask", question).await;
    assert_eq!(reply["answer"]["kind"], "refusal", "{reply}");
}

#[tokio::test(flavor = "multi_thread")]
async fn events_come_in_their_order() {
    let app = TestApp::new();
    app.add("leave.md", LEAVE).await;
    let body = json!({ "question": "How many days of paid leave do employees get?" }).to_string();
    let request = Request::post("/api/v1/ask")
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    let (status, stream) = app.send(request).await;
    assert_eq!(status, StatusCode::OK);
    let stream = String::from_utf8(stream).unwrap();
    let names: Vec<&str> = stream.lines().filter_map(|line| line.strip_prefix("event: ")).collect();
    assert_eq!(names[..3], ["passages", "sentence", "citation"]);
    assert_eq!(names.last(), Some(&"done"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_questions_say_what_is_wrong() {
    let app = TestApp::new();
    for body in [
        json!({ "question": " " }),
        json!({ "question": "a".repeat(9_000) }),
        json!({ "question": "x", "filter": { "documents": ["doc_1"] } }),
    ] {
        let (status, reply) = app.json("POST", "/api/v1/ask", body.to_string()).await;
        assert_eq!(
            (status, &reply["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("invalid_parameter")),
            "{body}"
        );
    }
    let (status, reply) = app.json("POST", "/api/v1/ask", "{").await;
    assert!(status.is_client_error());
    assert_ne!(
        reply["error"]["message"],
        Value::Null,
        "every error has our envelope: {reply}"
    );
}
