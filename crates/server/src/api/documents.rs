//! Documents: upload, list, show, delete, and the receipt of a deletion.

use crate::extract::Json;
use crate::extract::Query;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::credit::Millicredits;
use domain::document::{self, ReadStatus, VersionState};
use domain::id::{CollectionId, DocumentId};
use futures_util::{StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use store::{BlobWriter, Content, ListQuery, StoreError, Upload};
use tokio::sync::mpsc;
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::error::{ApiError, ErrorBody};
use crate::now_ms;

/// A document with its newest version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    /// `doc_…`, stable over all versions.
    id: String,
    /// `col_…`.
    collection: String,
    /// What makes it the same document at the next upload.
    key: String,
    /// Last part of the key.
    name: String,
    /// The owner's attributes.
    attributes: std::collections::BTreeMap<String, String>,
    /// Milliseconds since 1970 UTC.
    created_ms: i64,
    /// The newest version.
    version: Version,
    /// `ver_…` of the version that answers now.
    live_version: Option<String>,
}

/// One immutable content of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Version {
    /// `ver_…`.
    id: String,
    /// From 1.
    number: u32,
    /// `queued`, `live`, `dead` or `failed`.
    #[schema(value_type = String)]
    state: VersionState,
    /// How reading ended; null until it was read.
    read: Option<Read>,
    /// One sentence when reading or indexing failed, or was partial.
    reason: Option<String>,
    /// Of the uploaded bytes, hexadecimal.
    sha256: String,
    /// Of the upload.
    size_bytes: u64,
    /// Found in the content.
    media_type: Option<String>,
    /// Pages, slides or sheets.
    page_count: Option<u32>,
    /// Once cut.
    chunk_count: Option<u32>,
    /// What it cost, in thousandths of a credit, as the ledger has it; null while nothing was charged.
    charged_millicredits: Option<i64>,
    /// Milliseconds since 1970 UTC.
    created_ms: i64,
}

/// How reading ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Read {
    /// `ok`, `ok_partial`, `needs_ocr`, `unreadable_fonts`, `encrypted`, `damaged`, `unsupported`, `too_large`, `empty`.
    status: &'static str,
    /// Pages without text, for `ok_partial`.
    pages: Option<Vec<u32>>,
}

impl From<ReadStatus> for Read {
    fn from(from: ReadStatus) -> Self {
        let status = from.code();
        let pages = if let ReadStatus::OkPartial { pages } = from {
            Some(pages)
        } else {
            None
        };
        Self { status, pages }
    }
}

impl Document {
    /// Returns the document with what its newest version was charged.
    fn new(from: document::Document, charged: Option<Millicredits>) -> Self {
        let version = from.version;
        Self {
            id: from.id.to_string(),
            collection: from.collection.to_string(),
            key: from.key,
            name: from.name,
            attributes: from.attributes,
            created_ms: from.created_ms,
            version: Version {
                id: version.id.to_string(),
                number: version.number,
                state: version.state,
                read: version.read.map(Into::into),
                reason: version.reason,
                sha256: version.sha256,
                size_bytes: version.size_bytes,
                media_type: version.media_type,
                page_count: version.page_count,
                chunk_count: version.chunk_count,
                charged_millicredits: charged.map(|charged| charged.0),
                created_ms: version.created_ms,
            },
            live_version: from.live_version.map(|id| id.to_string()),
        }
    }
}

/// A page of documents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Documents {
    /// Newest first.
    data: Vec<Document>,
    /// Pass as `cursor` for the next page; null at the end.
    next_cursor: Option<String>,
}

/// Which documents to list.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct ListParams {
    /// Id or name of a collection.
    collection: Option<String>,
    /// Part of the key.
    search: Option<String>,
    /// `queued`, `live` or `failed`.
    #[param(value_type = Option<String>)]
    state: Option<VersionState>,
    /// 1 to 500; 100 by default.
    limit: Option<usize>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Where an upload belongs.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct UploadParams {
    /// Id or name of a collection; `default` without one.
    collection: Option<String>,
    /// Path, URL or id that makes it the same document next time; its last part is the name.
    key: String,
    /// Attributes as a JSON object of strings.
    attributes: Option<String>,
}

/// What an upload became.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploaded {
    /// `doc_…`.
    document: String,
    /// `ver_…`.
    version: String,
    /// `job_…` that makes it searchable; null when nothing has to be done.
    job: Option<String>,
    /// The same bytes were already there under this key.
    unchanged: bool,
}

/// Proof of a deletion.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// `doc_…`.
    document: String,
    /// `ver_…` of every version it had.
    versions: Vec<String>,
    /// Chunks that were searchable.
    chunk_count: u64,
    /// Milliseconds since 1970 UTC.
    deleted_at_ms: i64,
    /// Searches with its own sentences right after.
    probe: Probe,
    /// The same on the raw index and the stored files, after clean-up; null until then.
    after_clean_up: Option<CleanUpProbe>,
}

/// Searches made to prove a deletion.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Probe {
    /// Searches made.
    queries: u32,
    /// Passages of the document that they found: 0.
    hits: u32,
}

/// What is left after clean-up.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CleanUpProbe {
    /// Points left in the raw index: 0.
    points: u64,
    /// Rows of texts and chunks left: 0.
    rows: u64,
    /// Files left that no other document shares: 0.
    blobs: u64,
    /// Milliseconds since 1970 UTC.
    at_ms: i64,
}

impl From<store::DeleteReceipt> for Receipt {
    fn from(from: store::DeleteReceipt) -> Self {
        Self {
            document: from.document.to_string(),
            versions: from.versions.iter().map(ToString::to_string).collect(),
            chunk_count: from.chunk_count,
            deleted_at_ms: from.deleted_at_ms,
            probe: Probe {
                queries: from.probe.queries,
                hits: from.probe.hits,
            },
            after_clean_up: from.cleaned.map(|after| CleanUpProbe {
                points: after.points,
                rows: after.rows,
                blobs: after.blobs,
                at_ms: after.at_ms,
            }),
        }
    }
}

/// List documents
#[utoipa::path(get, operation_id = "list_documents", path = "/api/v1/documents", params(ListParams), responses((status = 200, body = Documents)))]
pub(crate) async fn list(
    State(app): State<App>,
    Query(params): Query<ListParams>,
) -> Result<Json<Documents>, ApiError> {
    let limit = params.limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(ApiError::invalid("limit", "The limit is 1 to 500"));
    }
    let page = app.blocking(move |app| {
        let collection = params
            .collection
            .as_deref()
            .map(|name| collection(app, name))
            .transpose()?;
        let (search, state, cursor) = (params.search, params.state, params.cursor);
        let page = app.reader().documents(&ListQuery {
            collection,
            search,
            state,
            limit,
            cursor,
        })?;
        Ok::<_, ApiError>(Documents {
            data: with_charges(app, page.items)?,
            next_cursor: page.next,
        })
    });
    Ok(Json(page.await?))
}

/// Upload a document
///
/// The body is the file as it is. The same key with other bytes is a new version; the same bytes again change nothing.
#[utoipa::path(post, operation_id = "upload_document", path = "/api/v1/documents", params(UploadParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 202, body = Uploaded), (status = 400, body = ErrorBody), (status = 413, body = ErrorBody)))]
pub(crate) async fn upload(
    State(app): State<App>,
    Query(params): Query<UploadParams>,
    body: Body,
) -> Result<(StatusCode, Json<Uploaded>), ApiError> {
    let key = params.key.trim().to_owned();
    if key.is_empty() || key.len() > 2_000 {
        return Err(ApiError::invalid("key", "A key has 1 to 2,000 bytes"));
    }
    let attributes = match params.attributes.as_deref() {
        None | Some("") => document::Attributes::new(),
        Some(json) => serde_json::from_str(json)
            .map_err(|_| ApiError::invalid("attributes", "Attributes are a JSON object of strings"))?,
    };
    let name = params.collection.unwrap_or_else(|| "default".into());
    let collection = app.blocking(move |app| collection(app, &name)).await?;
    let blob = receive(&app, body).await?;
    let now_ms = now_ms();
    let put = app.blocking(move |app| {
        let content = Content::Staged(blob);
        app.writer().put_document(Upload {
            collection,
            key: &key,
            attributes,
            content,
            now_ms,
        })
    });
    let put = put.await?;
    let uploaded = Uploaded {
        document: put.document.to_string(),
        version: put.version.to_string(),
        job: put.job.map(|id| id.to_string()),
        unchanged: put.unchanged,
    };
    Ok((StatusCode::ACCEPTED, Json(uploaded)))
}

/// Streams the body into a staged blob: never the whole file in memory, never a blocking write on an async thread.
async fn receive(app: &App, body: Body) -> Result<store::StagedBlob, ApiError> {
    let (sender, mut receiver) = mpsc::channel::<axum::body::Bytes>(8);
    let mut writer: BlobWriter = app.writer().stage_blob(app.parts().file_bytes)?;
    let writing = tokio::task::spawn_blocking(move || {
        while let Some(bytes) = receiver.blocking_recv() {
            writer.write(&bytes)?;
        }
        Ok::<BlobWriter, StoreError>(writer)
    });
    let mut stream = body.into_data_stream().map_err(|_| broken()).boxed();
    while let Some(bytes) = stream.try_next().await? {
        if sender.send(bytes).await.is_err() {
            break;
        }
    }
    drop(sender);
    let writer = writing.await.map_err(ApiError::from)??;
    app.blocking(move |_| writer.finish()).await
}

fn broken() -> ApiError {
    ApiError::refused(
        StatusCode::BAD_REQUEST,
        "upload_broken",
        "The upload broke off; send the file again",
    )
}

/// Returns documents as the wire shows them: each with what its newest version was charged.
fn with_charges(app: &App, documents: Vec<document::Document>) -> Result<Vec<Document>, StoreError> {
    let versions: Vec<_> = documents.iter().map(|document| document.version.id).collect();
    let charged = app.reader().charged(&versions)?;
    let shown = |document: document::Document| {
        let charged = charged.get(&document.version.id).copied();
        Document::new(document, charged)
    };
    Ok(documents.into_iter().map(shown).collect())
}

/// Returns the collection of an id or a name.
fn collection(app: &App, name: &str) -> Result<CollectionId, ApiError> {
    let reader = app.reader();
    let found = match name.parse() {
        Ok(id) => Some(reader.collection(id)?),
        Err(_) => reader.collection_by_name(name)?,
    };
    found
        .map(|collection| collection.id)
        .ok_or_else(|| ApiError::not_found("collection"))
}

fn document_id(id: &str) -> Result<DocumentId, ApiError> {
    id.parse().map_err(|_| ApiError::not_found("document"))
}

/// Show a document
#[utoipa::path(get, operation_id = "show_document", path = "/api/v1/documents/{id}", params(("id" = String, Path, description = "`doc_…`")), responses(
    (status = 200, body = Document), (status = 404, body = ErrorBody)
))]
pub(crate) async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Document>, ApiError> {
    let id = document_id(&id)?;
    let found = app.blocking(move |app| {
        let document = app.reader().document(id)?;
        let charged = app.reader().charged(&[document.version.id])?;
        Ok::<_, StoreError>(Document::new(document, charged.into_values().next()))
    });
    Ok(Json(found.await?))
}

/// Delete a document
///
/// The next search sees none of it; the receipt proves it.
#[utoipa::path(delete, operation_id = "delete_document", path = "/api/v1/documents/{id}", params(("id" = String, Path, description = "`doc_…`")), responses(
    (status = 200, body = Receipt), (status = 404, body = ErrorBody)
))]
pub(crate) async fn delete(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Receipt>, ApiError> {
    let id = document_id(&id)?;
    let receipt = app
        .blocking(move |app| app.writer().delete_document(id, now_ms()))
        .await?;
    Ok(Json(receipt.into()))
}

/// Show the receipt of a deletion
#[utoipa::path(get, operation_id = "show_receipt", path = "/api/v1/documents/{id}/receipt", params(("id" = String, Path, description = "`doc_…`")), responses(
    (status = 200, body = Receipt), (status = 404, body = ErrorBody)
))]
pub(crate) async fn receipt(State(app): State<App>, Path(id): Path<String>) -> Result<Json<Receipt>, ApiError> {
    let id = document_id(&id)?;
    let receipt = app.blocking(move |app| app.reader().receipt(id)).await?;
    Ok(Json(receipt.into()))
}
