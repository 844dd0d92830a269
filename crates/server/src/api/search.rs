//! Search: from a question to passages with their scores.

use crate::extract::Json;
use axum::extract::State;
use domain::document::Attributes;
use domain::hit;
use rag::retrieve::{self, Question};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::error::{ApiError, ErrorBody};

/// Longest question in bytes: beyond, it is a document.
pub(crate) const QUESTION_BYTES: usize = 8_000;

/// Bytes `start..end` of a version's text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl From<domain::span::Span> for Span {
    fn from(from: domain::span::Span) -> Self {
        Self {
            start: from.start,
            end: from.end,
        }
    }
}

/// Restricts a search; what is empty restricts nothing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Filter {
    /// `col_…`.
    collections: Vec<String>,
    /// `doc_…`.
    documents: Vec<String>,
    /// All must match.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    attributes: Attributes,
}

impl Filter {
    /// Returns the filter with its ids checked.
    pub(crate) fn checked(self) -> Result<hit::Filter, ApiError> {
        let wrong = |error: domain::id::IdError| ApiError::invalid("filter", error.to_string());
        Ok(hit::Filter {
            collections: self
                .collections
                .iter()
                .map(|id| id.parse())
                .collect::<Result<_, _>>()
                .map_err(wrong)?,
            documents: self
                .documents
                .iter()
                .map(|id| id.parse())
                .collect::<Result<_, _>>()
                .map_err(wrong)?,
            attributes: self.attributes,
        })
    }
}

/// What to search for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchRequest {
    /// The question, at most 8,000 bytes.
    query: String,
    /// Where to look.
    #[serde(default)]
    filter: Filter,
    /// Passages wanted, 1 to 100; 8 by default.
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SearchResponse {
    /// Best first.
    passages: Vec<Passage>,
}

/// Scores of a passage's best chunk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Scores {
    /// BM25, 0 and up.
    bm25: Option<f32>,
    /// Cosine of the embeddings, -1 to 1.
    cosine: Option<f32>,
    /// After fusion; compare within one search only.
    fused: f32,
    /// Of the reranker, when one is installed.
    rerank: Option<f32>,
}

impl From<hit::Scores> for Scores {
    fn from(from: hit::Scores) -> Self {
        Self {
            bm25: from.bm25,
            cosine: from.cosine,
            fused: from.fused,
            rerank: from.rerank,
        }
    }
}

/// A passage: one span of one version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Passage {
    /// `ver_…`.
    version: String,
    /// `doc_…`.
    document: String,
    /// For people.
    document_name: String,
    /// Bytes of the version's text.
    span: Span,
    /// The text under the span.
    text: String,
    /// Headings above it.
    headings: Vec<String>,
    /// Header row, when it begins inside a table.
    table_header: Option<String>,
    /// Page on which it begins.
    page: Option<u32>,
    /// Length in the embedder's tokens.
    token_count: u32,
    /// How it was found.
    scores: Scores,
}

impl From<hit::Passage> for Passage {
    fn from(from: hit::Passage) -> Self {
        Self {
            version: from.version.to_string(),
            document: from.document.to_string(),
            document_name: from.document_name,
            span: from.span.into(),
            text: from.text,
            headings: from.headings,
            table_header: from.table_header,
            page: from.page,
            token_count: from.token_count,
            scores: from.scores.into(),
        }
    }
}

/// Returns the question without white space around it, or what is wrong with it.
pub(crate) fn checked_question(param: &'static str, question: &str) -> Result<String, ApiError> {
    let question = question.trim();
    if question.is_empty() || question.len() > QUESTION_BYTES {
        return Err(ApiError::invalid(param, "A question has 1 to 8,000 bytes"));
    }
    Ok(question.to_owned())
}

/// Search the documents
#[utoipa::path(post, operation_id = "search", path = "/api/v1/search", request_body = SearchRequest, responses(
    (status = 200, body = SearchResponse), (status = 400, body = ErrorBody)
))]
pub(crate) async fn search(
    State(app): State<App>,
    Json(request): Json<SearchRequest>,
) -> Result<Json<SearchResponse>, ApiError> {
    let text = checked_question("query", &request.query)?;
    let filter = request.filter.checked()?;
    let limit = request.limit.unwrap_or(8);
    if !(1..=100).contains(&limit) {
        return Err(ApiError::invalid("limit", "The limit is 1 to 100"));
    }
    let find = move |app: &App| {
        let question = Question {
            text: &text,
            filter: &filter,
            limit,
        };
        retrieve::passages(&app.reader(), app.models(), &question)
    };
    let passages = app.blocking(find).await?.into_iter().map(Into::into).collect();
    Ok(Json(SearchResponse { passages }))
}
