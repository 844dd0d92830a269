//! From uploads to passages over the real store, with the deterministic embedder and files read in process.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod update;
mod work;
mod world;
