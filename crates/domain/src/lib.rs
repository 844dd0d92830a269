//! The words of Knowhow: ids, records, states, limits and prices.
//!
//! Knows nothing of files, databases, models or the network; everything else speaks in these types.
//! One word per thing: see `GLOSSARY.md`.

pub mod chunk;
pub mod citation;
pub mod collection;
pub mod credit;
pub mod document;
pub mod embedder;
pub mod hit;
pub mod id;
pub mod job;
pub mod language;
pub mod limits;
pub mod span;
pub mod text;
