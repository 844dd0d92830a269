//! The index against its contract: through its public face, on real folders.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod contract;
mod crash;
mod restart;
mod sample;
mod walls;
