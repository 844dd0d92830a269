//! Collections: list and create.

use crate::extract::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::error::{ApiError, ErrorBody};
use crate::now_ms;

/// A collection.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Collection {
    /// `col_…`.
    id: String,
    /// Unique in the organization.
    name: String,
    /// Documents that are not deleted.
    document_count: u64,
    /// Chunks that can be found.
    chunk_count: u64,
    /// Milliseconds since 1970 UTC.
    created_ms: i64,
}

impl From<domain::collection::Collection> for Collection {
    fn from(from: domain::collection::Collection) -> Self {
        Self {
            id: from.id.to_string(),
            name: from.name,
            document_count: from.document_count,
            chunk_count: from.chunk_count,
            created_ms: from.created_ms,
        }
    }
}

/// All collections.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Collections {
    /// By name.
    data: Vec<Collection>,
}

/// A collection to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCollection {
    /// 1 to 200 characters.
    name: String,
}

/// List the collections
#[utoipa::path(get, operation_id = "list_collections", path = "/api/v1/collections", responses((status = 200, body = Collections)))]
pub(crate) async fn list(State(app): State<App>) -> Result<Json<Collections>, ApiError> {
    let found = app.blocking(|app| app.reader().collections()).await?;
    Ok(Json(Collections {
        data: found.into_iter().map(Into::into).collect(),
    }))
}

/// Create a collection
#[utoipa::path(post, operation_id = "create_collection", path = "/api/v1/collections", request_body = NewCollection, responses(
    (status = 201, body = Collection), (status = 409, body = ErrorBody, description = "The name is taken")
))]
pub(crate) async fn create(
    State(app): State<App>,
    Json(new): Json<NewCollection>,
) -> Result<(StatusCode, Json<Collection>), ApiError> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(ApiError::invalid("name", "A collection's name has 1 to 200 characters"));
    }
    let made = app
        .blocking(move |app| app.writer().create_collection(&name, now_ms()))
        .await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
