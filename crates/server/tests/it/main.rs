//! The API over the real store, with the deterministic embedder and files read in process.

mod app;
mod ask;
mod documents;
mod openapi;
mod wire;
