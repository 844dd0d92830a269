//! The search engine in process: dense and sparse vectors of chunks, filters, exact counts.
//!
//! Wraps `qdrant-edge`; its types stay inside this crate. Knows nothing of SQL, files of documents or models. The
//! catalogue is the truth: everything here can be rebuilt from it, and a hit counts only while its row is live.

mod error;
mod filter;
mod layout;
pub mod lexical;
mod point;
mod room;
mod search;
mod shard;

pub use error::IndexError;
pub use point::{Point, Selector, SparseVector};
pub use search::{Found, Search};
pub use shard::{Index, IndexSettings};
