//! Progress of background work as server-sent events, read from the store, so that a restart loses none.

use std::time::Duration;

use crate::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use domain::job;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use crate::app::App;
use crate::error::ApiError;
use crate::sse::{self, Sender};

/// How often the store is asked for news.
const POLL: Duration = Duration::from_millis(150);
/// Events read at once.
const BATCH: usize = 500;

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct After {
    /// Sequence of the last event seen; without it, only new ones come.
    after: Option<i64>,
}

#[derive(Debug, Serialize)]
struct Progress {
    sequence: i64,
    job: String,
    document: String,
    version: String,
    stage: job::Stage,
    done: u64,
    total: u64,
    eta_ms: Option<u64>,
    message: Option<String>,
    at_ms: i64,
}

impl From<job::Event> for Progress {
    fn from(from: job::Event) -> Self {
        Self {
            sequence: from.sequence,
            job: from.job.to_string(),
            document: from.document.to_string(),
            version: from.version.to_string(),
            stage: from.stage,
            done: from.done,
            total: from.total,
            eta_ms: from.eta_ms,
            message: from.message,
            at_ms: from.at_ms,
        }
    }
}

/// Follow the progress of background work
///
/// Events `progress` with the fields sequence, job, document, version, stage, done, total, `eta_ms`, message and `at_ms`;
/// `Last-Event-ID` continues where a broken connection stopped.
#[utoipa::path(get, operation_id = "follow_events", path = "/api/v1/events", params(After), responses(
    (status = 200, description = "A stream of events", content_type = "text/event-stream", body = String)
))]
pub(crate) async fn stream(
    State(app): State<App>,
    Query(after): Query<After>,
    headers: HeaderMap,
) -> Result<sse::Stream, ApiError> {
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|id| id.parse().ok());
    let from = match last.or(after.after) {
        Some(sequence) => sequence,
        None => app.blocking(|app| app.reader().newest_sequence()).await?,
    };
    let (sender, stream) = sse::channel();
    tokio::spawn(follow(app, from, sender));
    Ok(stream)
}

async fn follow(app: App, mut from: i64, sender: Sender) {
    while !sender.is_closed() && !app.is_closing() {
        let (at, to) = (from, sender.clone());
        let sent = app.blocking(move |app| {
            let events = app.reader().events_after(at, BATCH)?;
            let last = events.last().map_or(at, |event| event.sequence);
            for event in events {
                to.send("progress", Some(event.sequence), &Progress::from(event));
            }
            Ok::<i64, store::StoreError>(last)
        });
        match sent.await {
            Ok(last) => from = last,
            Err(_) => return,
        }
        tokio::time::sleep(POLL).await;
    }
}
