//! Bytes to text to chunks, each with its exact span. Pure functions, but for `worker`, which runs them in a limited
//! child process, because files come from strangers.
//!
//! Knows nothing of stores, models or the network.

pub mod chunk;
pub mod detect;
mod error;
pub mod estimate;
pub mod extract;
pub mod quote;
pub mod worker;

pub use error::{ReadError, Refused, WorkerError};
