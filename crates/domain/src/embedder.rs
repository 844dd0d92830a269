//! The identity of an embedder: vectors of two different ones must never be compared.

use serde::{Deserialize, Serialize};

/// What makes two vectors comparable.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EmbedderIdentity {
    /// Manifest id, such as `all-minilm-l6-v2`.
    pub model: String,
    /// SHA-256 of the weights, hexadecimal.
    pub sha256: String,
    /// Length of a vector.
    pub dimensions: u32,
    /// How numbers are kept: `fp32` or `int8`.
    pub precision: String,
}

impl EmbedderIdentity {
    /// Returns one short text that differs when any part differs.
    pub fn fingerprint(&self) -> String {
        let digest = self.sha256.get(..16).unwrap_or(&self.sha256);
        format!("{}:{digest}:{}:{}", self.model, self.dimensions, self.precision)
    }
}
