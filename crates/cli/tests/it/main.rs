//! The program as its users meet it: the real binary, the real models, over HTTP.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod long;
mod server;
