//! Server-sent events (WHATWG HTML, section 9.2): a channel filled by blocking work, drained by the response.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

/// Events that may wait for a slow reader before the sender waits too.
const WAITING: usize = 64;

/// The sending side; blocking work calls it.
#[derive(Debug, Clone)]
pub(crate) struct Sender(mpsc::Sender<Result<Event, Infallible>>);

/// A response that streams events.
pub(crate) type Stream = Sse<axum::response::sse::KeepAliveStream<ReceiverStream<Result<Event, Infallible>>>>;

impl Sender {
    /// Sends one event; returns whether the reader is still there.
    pub(crate) fn send(&self, name: &str, id: Option<i64>, data: &impl Serialize) -> bool {
        let event = Event::default().event(name);
        let event = id.map_or(event.clone(), |id| event.id(id.to_string()));
        let Ok(event) = event.json_data(data) else { return false };
        self.0.blocking_send(Ok(event)).is_ok()
    }

    /// Returns whether the reader has gone.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// Returns a sender and the response that streams what it sends.
pub(crate) fn channel() -> (Sender, Stream) {
    let (sender, receiver) = mpsc::channel(WAITING);
    (
        Sender(sender),
        Sse::new(ReceiverStream::new(receiver)).keep_alive(KeepAlive::default()),
    )
}
