//! The API over the real store, with the deterministic embedder and files read in process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod app;
mod ask;
mod documents;
mod openapi;
mod price;
mod rectangles;
mod stop;
mod walls;
mod wire;
