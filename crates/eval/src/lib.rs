//! Measures what users get: retrieval, evidence spans, whole documents, parsing. Every mean comes with its interval.
//!
//! Each evaluation fills a temporary data folder through the normal path and asks it as a user would.

pub mod documents;
mod error;
pub mod interval;
pub mod metrics;
pub mod parsing;
pub mod retrieval;
pub mod sandbox;
pub mod scale;
pub mod sets;
pub mod spans;

pub use error::EvalError;
