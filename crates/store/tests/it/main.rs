//! The store as its callers see it, with a fake embedder: vectors are hashes of words.

mod crash;
mod delete;
mod documents;
mod find;
mod folder;
mod jobs;
mod long;
mod model;
mod world;
