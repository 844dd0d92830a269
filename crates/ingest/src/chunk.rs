//! Text to chunks along its structure.
