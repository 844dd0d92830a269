//! Tests that take long: each does many things and compares with the model after each.

mod crash;
mod operations;
