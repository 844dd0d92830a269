//! Documents to answers with checked citations: index, retrieve, fuse, merge, answer, cite.
//!
//! Each step is a plain function from one type to the next. Knows nothing of HTTP, flags or SQL.

pub mod answer;
pub mod cite;
mod error;
pub mod fuse;
pub mod index;
pub mod passage;
pub mod retrieve;
pub mod sentence;
pub mod work;

pub use error::RagError;
