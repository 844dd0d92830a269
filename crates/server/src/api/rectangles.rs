//! Rectangles: where a range of a version's text stands on its pages, for marking what no citation came with.

use axum::extract::{Path, State};
use domain::id::VersionId;
use domain::span::Span;
use domain::text::Text;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::ask::Rectangle;
use crate::api::search;
use crate::app::App;
use crate::error::{ApiError, ErrorBody};
use crate::extract::{Json, Query};

/// Longest range in bytes: a passage has about 2,000; whole documents are read as text instead.
const RANGE_BYTES: u32 = 65_536;

/// Bytes of a version's text.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Range {
    /// First byte, on a character border.
    start: u32,
    /// One past the last byte, on a character border; at most 65,536 after `start`.
    end: u32,
}

/// Where a range of text stands.
#[expect(clippy::struct_field_names, reason = "the name on the wire")]
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rectangles {
    /// The range asked for.
    span: search::Span,
    /// Pages, slides or sheets that it touches, in order; empty where the format has none.
    pages: Vec<u32>,
    /// One for each line, in reading order; empty where the format has no rectangles (all but PDF).
    rectangles: Vec<Rectangle>,
}

/// Show where a range of the text stands
///
/// Returns pages and rectangles of bytes `start..end` of the version's text, such as the span of a passage.
#[utoipa::path(get, operation_id = "show_rectangles", path = "/api/v1/versions/{id}/rectangles",
    params(("id" = String, Path, description = "`ver_…`"), Range), responses(
    (status = 200, body = Rectangles),
    (status = 400, body = ErrorBody, description = "The range is empty, too long, or none of this text"),
    (status = 404, body = ErrorBody)
))]
pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(range): Query<Range>,
) -> Result<Json<Rectangles>, ApiError> {
    let id: VersionId = id.parse().map_err(|_| ApiError::not_found("version"))?;
    let found = app.blocking(move |app| {
        let text = app.reader().text(id)?.ok_or_else(|| ApiError::not_found("version"))?;
        let span = checked(range, &text.content)?;
        Ok::<_, ApiError>(place(&text, span))
    });
    Ok(Json(found.await?))
}

/// Returns the range as a span of the text, or what is wrong with it.
fn checked(Range { start, end }: Range, content: &str) -> Result<Span, ApiError> {
    if end <= start {
        return Err(ApiError::invalid("end", "A range ends after it starts"));
    }
    if end as usize > content.len() {
        let length = content.len();
        return Err(ApiError::invalid("end", format!("The text ends at byte {length}")));
    }
    if end - start > RANGE_BYTES {
        return Err(ApiError::invalid("end", "A range has at most 65,536 bytes"));
    }
    for (param, at) in [("start", start), ("end", end)] {
        if !content.is_char_boundary(at as usize) {
            return Err(ApiError::invalid(param, format!("Byte {at} lies inside a character")));
        }
    }
    Ok(Span { start, end })
}

fn place(text: &Text, span: Span) -> Rectangles {
    let pages = text.pages.iter().filter(|page| page.span.overlaps(span));
    let rectangles = ingest::quote::rectangles(text, span);
    Rectangles {
        span: span.into(),
        pages: pages.map(|page| page.number).collect(),
        rectangles: rectangles.into_iter().map(Into::into).collect(),
    }
}
