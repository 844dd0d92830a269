//! The crate from outside: models fetched from real peers, the real default model, small models of every architecture.
#![expect(clippy::unwrap_used, reason = "a test that panics is a test that fails")]

mod architectures;
mod minilm;
mod peer;
mod reference;
mod resolver;
mod tiny;
