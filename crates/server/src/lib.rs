//! The HTTP API, the worker loop and the embedded pages over one data folder.
//!
//! Handlers translate between the wire and the crates below; they hold no rules of their own.

mod api;
pub mod app;
mod clock;
pub mod config;
mod error;
mod extract;
mod guard;
pub mod open;
pub mod openapi;
mod sse;
mod ui;
pub mod worker;

pub use clock::now_ms;
pub use error::ServerError;
