//! What the server is and how busy.

use crate::extract::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::quote::Prices;
use crate::app::App;
use crate::error::ApiError;

/// The server's state.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Status {
    /// Of this program.
    version: &'static str,
    /// Whose vectors are in the index.
    embedder: Embedder,
    /// Documents that are not deleted.
    documents: u64,
    /// Chunks that can be found.
    chunks: u64,
    /// Background work.
    queue: Queue,
    /// What adding documents costs.
    prices: Prices,
    /// Sequence of the newest event; follow the events after it.
    sequence: i64,
}

/// The identity of the embedder.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Embedder {
    model: String,
    dimensions: u32,
    precision: String,
}

/// Numbers of jobs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Queue {
    queued: u64,
    running: u64,
}

/// Show the server's state
#[utoipa::path(get, operation_id = "show_status", path = "/api/v1/status", responses((status = 200, body = Status)))]
pub(crate) async fn status(State(app): State<App>) -> Result<Json<Status>, ApiError> {
    let counts = app.blocking(|app| app.parts().store.status()).await?;
    let sequence = app.blocking(|app| app.reader().newest_sequence()).await?;
    let embedder = app.parts().embedder.identity().clone();
    Ok(Json(Status {
        version: env!("CARGO_PKG_VERSION"),
        embedder: Embedder {
            model: embedder.model,
            dimensions: embedder.dimensions,
            precision: embedder.precision,
        },
        documents: counts.document_count,
        chunks: counts.chunk_count,
        queue: Queue {
            queued: counts.jobs_queued,
            running: counts.jobs_running,
        },
        prices: Prices::now(),
        sequence,
    }))
}
