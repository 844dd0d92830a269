//! Ask: passages, then the sentences that answer with their citations, or a refusal; as events or as one JSON.

use std::time::Instant;

use crate::extract::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::citation;
use domain::hit;
use rag::RagError;
use rag::retrieve::{self, Question};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::search::{Filter, Passage, Scores, Span, checked_question};
use crate::app::App;
use crate::error::{ApiError, ErrorBody};
use crate::sse::{self, Sender};

/// Passages shown with an answer.
const PASSAGES: usize = 8;

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskRequest {
    /// At most 8,000 bytes.
    question: String,
    /// Where to look.
    #[serde(default)]
    filter: Filter,
}

/// A rectangle in fractions of its page, from the top left corner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rectangle {
    page: u32,
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
}

/// The exact place of a sentence.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Citation {
    /// `doc_…`.
    document: String,
    /// `ver_…`.
    version: String,
    /// For people.
    document_name: String,
    /// Where the format has pages.
    page: Option<u32>,
    /// Bytes of the version's text.
    span: Span,
    /// The text under the span.
    quote: String,
    /// One for each line of the quote (PDF).
    rectangles: Vec<Rectangle>,
}

/// One sentence of an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sentence {
    /// Word for word from the document.
    text: String,
    /// Where it stands.
    citations: Vec<Citation>,
    /// How well it answers, 0 to 1.
    score: f32,
}

/// An answer or a refusal.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Answer {
    /// Sentences with their places.
    Answer {
        /// Best first.
        sentences: Vec<Sentence>,
    },
    /// The documents do not answer it.
    Refusal {
        /// One sentence.
        reason: String,
        /// Scores of the nearest passage.
        nearest: Option<Scores>,
    },
}

/// The whole reply, for clients that do not stream.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AskResponse {
    answer: Answer,
    /// What it was taken from, best first.
    passages: Vec<Passage>,
    /// Milliseconds from question to answer.
    took_ms: u64,
}

#[derive(Serialize)]
struct SentenceEvent<'a> {
    index: usize,
    text: &'a str,
    score: f32,
}

#[derive(Serialize)]
struct CitationEvent {
    sentence: usize,
    citation: Citation,
}

impl From<citation::Rectangle> for Rectangle {
    fn from(from: citation::Rectangle) -> Self {
        let citation::Rectangle { page, x0, y0, x1, y1 } = from;
        Self { page, x0, y0, x1, y1 }
    }
}

impl From<citation::Citation> for Citation {
    fn from(from: citation::Citation) -> Self {
        Self {
            document: from.document.to_string(),
            version: from.version.to_string(),
            document_name: from.document_name,
            page: from.page,
            span: from.span.into(),
            quote: from.quote,
            rectangles: from.rectangles.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<citation::Answer> for Answer {
    fn from(from: citation::Answer) -> Self {
        let sentence = |sentence: citation::Sentence| Sentence {
            text: sentence.text,
            citations: sentence.citations.into_iter().map(Into::into).collect(),
            score: sentence.score,
        };
        match from {
            citation::Answer::Answer { sentences } => Self::Answer {
                sentences: sentences.into_iter().map(sentence).collect(),
            },
            citation::Answer::Refusal { reason, nearest } => Self::Refusal {
                reason,
                nearest: nearest.map(Into::into),
            },
        }
    }
}

/// Ask a question
///
/// Streams events unless `Accept: application/json` asks for one JSON: `passages`, then `sentence` and `citation` in turn
/// or one `refusal`, then `done`; `error` when it fails on the way.
#[utoipa::path(post, operation_id = "ask", path = "/api/v1/ask", request_body = AskRequest, responses(
    (status = 200, body = AskResponse, content_type = "application/json"),
    (status = 400, body = ErrorBody)
))]
pub(crate) async fn ask(
    State(app): State<App>,
    headers: HeaderMap,
    Json(request): Json<AskRequest>,
) -> Result<Response, ApiError> {
    let question = checked_question("question", &request.question)?;
    let filter = request.filter.checked()?;
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if accept.contains("application/json") {
        let whole = app.blocking(move |app| whole(app, &question, &filter)).await?;
        return Ok(Json(whole).into_response());
    }
    let (sender, stream) = sse::channel();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = streamed(&app, &question, &filter, &sender) {
            sender.send("error", None, &ApiError::from(error).into_body());
        }
    });
    Ok(stream.into_response())
}

fn passages(app: &App, text: &str, filter: &hit::Filter) -> Result<Vec<hit::Passage>, RagError> {
    retrieve::passages(
        &app.reader(),
        app.models(),
        &Question {
            text,
            filter,
            limit: PASSAGES,
        },
    )
}

fn answer(app: &App, question: &str, passages: &[hit::Passage]) -> Result<citation::Answer, RagError> {
    rag::answer::extract(&app.reader(), &app.parts().embedder, question, passages)
}

fn whole(app: &App, question: &str, filter: &hit::Filter) -> Result<AskResponse, RagError> {
    let began = Instant::now();
    let passages = passages(app, question, filter)?;
    let answer = answer(app, question, &passages)?.into();
    let passages = passages.into_iter().map(Into::into).collect();
    Ok(AskResponse {
        answer,
        passages,
        took_ms: elapsed_ms(began),
    })
}

fn streamed(app: &App, question: &str, filter: &hit::Filter, sender: &Sender) -> Result<(), RagError> {
    let began = Instant::now();
    let found = passages(app, question, filter)?;
    let shown: Vec<Passage> = found.iter().cloned().map(Into::into).collect();
    if !sender.send("passages", None, &serde_json::json!({ "passages": shown })) {
        return Ok(());
    }
    match answer(app, question, &found)? {
        citation::Answer::Answer { sentences } => {
            for (index, sentence) in sentences.into_iter().enumerate() {
                let event = SentenceEvent {
                    index,
                    text: &sentence.text,
                    score: sentence.score,
                };
                sender.send("sentence", None, &event);
                for citation in sentence.citations {
                    sender.send(
                        "citation",
                        None,
                        &CitationEvent {
                            sentence: index,
                            citation: citation.into(),
                        },
                    );
                }
            }
        }
        citation::Answer::Refusal { reason, nearest } => {
            let nearest: Option<Scores> = nearest.map(Into::into);
            sender.send(
                "refusal",
                None,
                &serde_json::json!({ "reason": reason, "nearest": nearest }),
            );
        }
    }
    let done = serde_json::json!({ "took_ms": elapsed_ms(began), "model": "extractive" });
    sender.send("done", None, &done);
    Ok(())
}

fn elapsed_ms(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
