//! The store as its callers see it, with a fake embedder: vectors are hashes of words.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod delete;
mod documents;
mod find;
mod folder;
mod jobs;
mod long;
mod model;
mod names;
mod world;
