//! Models at work: fetches them, keeps them, cuts texts into their tokens and runs them.
//!
//! Knows nothing of documents, stores or the web server; texts in, numbers out. All of it is synchronous and safe to
//! call from several threads.

mod embedder;
mod encoder;
mod error;
pub mod models;
mod onnx;
mod reranker;
mod tokenizer;

pub use embedder::{Embedder, EmbedderSettings};
pub use error::EngineError;
pub use reranker::Reranker;
