use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::app::TestApp;

const HANDBOOK: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../fixtures/documents/rental-handbook.pdf"
);

async fn rectangles(app: &TestApp, document: &Value, range: &str) -> (StatusCode, Value) {
    let version = document["version"]["id"].as_str().unwrap();
    let path = format!("/api/v1/versions/{version}/rectangles?{range}");
    app.json("GET", &path, Body::empty()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passage_of_a_pdf_has_the_rectangles_of_its_lines() {
    let app = TestApp::new();
    let document = app.add("handbook.pdf", fs_err::read(HANDBOOK).unwrap()).await;
    let query = json!({ "query": "What does it cost to bring a tool back late?", "limit": 1 });
    let (_, found) = app.json("POST", "/api/v1/search", query.to_string()).await;
    let passage = &found["passages"][0];
    let (start, end) = (&passage["span"]["start"], &passage["span"]["end"]);
    let (status, place) = rectangles(&app, &document, &format!("start={start}&end={end}")).await;
    assert_eq!(status, StatusCode::OK, "{place}");
    assert_eq!(place["span"], passage["span"]);
    assert_eq!(place["pages"][0], passage["page"]);
    let lines = place["rectangles"].as_array().unwrap();
    assert!(lines.len() > 1, "a passage has several lines: {place}");
    for line in lines {
        let at = |side: &str| line[side].as_f64().unwrap();
        assert!(place["pages"].as_array().unwrap().contains(&line["page"]), "{line}");
        assert!(0.0 <= at("x0") && at("x0") < at("x1") && at("x1") <= 1.0, "{line}");
        assert!(0.0 <= at("y0") && at("y0") < at("y1") && at("y1") <= 1.0, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rectangles_of_a_sentence_are_those_of_its_citation() {
    let app = TestApp::new();
    let document = app.add("handbook.pdf", fs_err::read(HANDBOOK).unwrap()).await;
    let question = json!({ "question": "What does it cost to bring a tool back late?" });
    let (_, reply) = app.json("POST", "/api/v1/ask", question.to_string()).await;
    let citation = &reply["answer"]["sentences"][0]["citations"][0];
    let (start, end) = (&citation["span"]["start"], &citation["span"]["end"]);
    let (_, place) = rectangles(&app, &document, &format!("start={start}&end={end}")).await;
    assert!(!citation["rectangles"].as_array().unwrap().is_empty(), "{reply}");
    assert_eq!(place["rectangles"], citation["rectangles"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_format_without_pages_has_none() {
    let app = TestApp::new();
    let document = app.add("bees.md", "# Bees\n\nA bee colony has one queen.\n").await;
    let (status, place) = rectangles(&app, &document, "start=0&end=4").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&place["pages"], &place["rectangles"]), (&json!([]), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_that_is_none_of_the_text_says_what_is_wrong() {
    let app = TestApp::new();
    let document = app
        .add("text.txt", format!("Größe\n\n{}", "word ".repeat(20_000)))
        .await;
    for (range, param, says) in [
        ("start=5&end=5", "end", "ends after it starts"),
        ("start=9&end=5", "end", "ends after it starts"),
        ("start=0&end=4000000000", "end", "The text ends at byte"),
        ("start=0&end=65537", "end", "at most 65,536 bytes"),
        ("start=3&end=9", "start", "inside a character"),
        ("start=0&end=3", "end", "inside a character"),
    ] {
        let (status, body) = rectangles(&app, &document, range).await;
        let error = &body["error"];
        assert_eq!(
            (status, &error["code"], &error["param"]),
            (StatusCode::BAD_REQUEST, &json!("invalid_parameter"), &json!(param)),
            "{range}: {body}"
        );
        assert!(error["message"].as_str().unwrap().contains(says), "{range}: {body}");
    }
    for range in [
        "",
        "start=0",
        "start=-1&end=5",
        "start=a&end=b",
        "start=0&end=99999999999",
    ] {
        let (status, body) = rectangles(&app, &document, range).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("invalid_query")),
            "{range}: {body}"
        );
    }
}
