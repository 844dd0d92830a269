//! Versions: the original bytes and the extracted text.

use crate::extract::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::id::VersionId;
use domain::text::{BlockKind, Text};
use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;
use utoipa::ToSchema;

use crate::api::search::Span;
use crate::app::App;
use crate::error::{ApiError, ErrorBody};

/// The extracted text of a version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VersionText {
    /// Plain UTF-8; spans count its bytes.
    content: String,
    /// Headings, paragraphs, lists, tables, code.
    blocks: Vec<Block>,
    /// Pages, slides or sheets.
    pages: Vec<Page>,
    /// As the document states it.
    title: Option<String>,
}

/// A block of the text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Block {
    /// `heading`, `paragraph`, `list`, `table` or `code`.
    kind: &'static str,
    /// Rank of a heading, 1 to 6.
    rank: Option<u8>,
    /// Bytes of the content.
    span: Span,
}

/// A page of the text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page {
    /// From 1.
    number: u32,
    /// Bytes of the content.
    span: Span,
    /// Points; 0 without a size.
    width: f32,
    /// Points; 0 without a size.
    height: f32,
    /// Of a sheet or slide.
    name: Option<String>,
}

impl From<Text> for VersionText {
    fn from(text: Text) -> Self {
        let blocks = text.blocks.iter().map(|block| {
            let (kind, rank) = match block.kind {
                BlockKind::Heading(rank) => ("heading", Some(rank)),
                BlockKind::Paragraph => ("paragraph", None),
                BlockKind::List => ("list", None),
                BlockKind::Table => ("table", None),
                BlockKind::Code => ("code", None),
            };
            Block {
                kind,
                rank,
                span: block.span.into(),
            }
        });
        let page = |page: domain::text::Page| Page {
            number: page.number,
            span: page.span.into(),
            width: page.width,
            height: page.height,
            name: page.name,
        };
        Self {
            blocks: blocks.collect(),
            pages: text.pages.into_iter().map(page).collect(),
            content: text.content,
            title: text.title,
        }
    }
}

/// Show the extracted text of a version
#[utoipa::path(get, operation_id = "show_text", path = "/api/v1/versions/{id}/text", params(("id" = String, Path, description = "`ver_…`")), responses(
    (status = 200, body = VersionText), (status = 404, body = ErrorBody)
))]
pub(crate) async fn text(State(app): State<App>, Path(id): Path<String>) -> Result<Json<VersionText>, ApiError> {
    let id: VersionId = id.parse().map_err(|_| ApiError::not_found("version"))?;
    let text = app.blocking(move |app| app.reader().text(id)).await?;
    Ok(Json(text.ok_or_else(|| ApiError::not_found("version"))?.into()))
}

/// Download the original bytes of a version
#[utoipa::path(get, operation_id = "download_original", path = "/api/v1/versions/{id}/original", params(("id" = String, Path, description = "`ver_…`")), responses(
    (status = 200, description = "The bytes as uploaded; `Range` is honoured", content_type = "application/octet-stream"),
    (status = 206, description = "The part asked for", content_type = "application/octet-stream"),
    (status = 404, body = ErrorBody), (status = 416, body = ErrorBody)
))]
pub(crate) async fn original(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let id: VersionId = id.parse().map_err(|_| ApiError::not_found("version"))?;
    let original = app.blocking(move |app| app.reader().original(id)).await?;
    let media_type = original.media_type.as_deref().unwrap_or_default();
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let part = range.map(|range| part(range, original.size_bytes)).transpose()?;
    let (from, to) = part.unwrap_or((0, original.size_bytes.saturating_sub(1)));
    let length = if original.size_bytes == 0 { 0 } else { to - from + 1 };
    let mut file = tokio::fs::File::open(&original.path)
        .await
        .map_err(|_| ApiError::not_found("version"))?;
    file.seek(std::io::SeekFrom::Start(from))
        .await
        .map_err(|error| ApiError::internal(&error))?;
    let body = Body::from_stream(ReaderStream::new(file.take(length)));
    let mut response = (fixed(media_type), [(header::CONTENT_LENGTH, length.to_string())], body).into_response();
    if part.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let range = format!("bytes {from}-{to}/{}", original.size_bytes);
        response
            .headers_mut()
            .extend(range.parse().ok().map(|range| (header::CONTENT_RANGE, range)));
    }
    Ok(response)
}

/// An uploaded page must never run as one of ours: everything but PDF is a download, inside a sandbox.
fn fixed(media_type: &str) -> [(header::HeaderName, String); 4] {
    let is_pdf = media_type == "application/pdf";
    let shown = if is_pdf { media_type } else { "application/octet-stream" };
    [
        (header::CONTENT_TYPE, shown.into()),
        (header::ACCEPT_RANGES, "bytes".into()),
        (
            header::CONTENT_DISPOSITION,
            if is_pdf { "inline" } else { "attachment" }.into(),
        ),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".into()),
    ]
}

/// Returns the first and last byte of a single range (RFC 9110, section 14.1.2).
fn part(range: &str, length: u64) -> Result<(u64, u64), ApiError> {
    let refuse = || {
        ApiError::refused(
            StatusCode::RANGE_NOT_SATISFIABLE,
            "range",
            "The range lies outside the file",
        )
    };
    let (from, to) = range
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
        .ok_or_else(refuse)?;
    let last = length.checked_sub(1).ok_or_else(refuse)?;
    let (from, to) = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) => (from, to.min(last)),
        (Ok(from), Err(_)) if to.is_empty() => (from, last),
        (Err(_), Ok(suffix)) if from.is_empty() => (length.saturating_sub(suffix), last),
        _ => return Err(refuse()),
    };
    if from > to { Err(refuse()) } else { Ok((from, to)) }
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn ranges_follow_the_standard() {
        assert_eq!(part("bytes=0-4", 10).unwrap(), (0, 4));
        assert_eq!(part("bytes=5-", 10).unwrap(), (5, 9));
        assert_eq!(part("bytes=-3", 10).unwrap(), (7, 9));
        assert_eq!(part("bytes=5-99", 10).unwrap(), (5, 9));
        for wrong in ["bytes=9-3", "bytes=10-", "lines=1-2", "bytes=a-b", "bytes=-"] {
            assert!(part(wrong, 10).is_err(), "{wrong}");
        }
        assert!(part("bytes=0-", 0).is_err());
    }
}
