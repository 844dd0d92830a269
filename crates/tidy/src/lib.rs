//! The rules of the house, as tests: see `tests/tidy`. No code lives here, and nothing depends on this crate.
