//! The models that we know: what they are, where their files come from and how those files reach this machine.
//! Knows nothing of running them.

mod cache;
mod hub;
mod manifest;
mod package;
mod resolver;

pub use manifest::{Architecture, Family, FileEntry, FileSource, Manifest, ModelEntry, ModelKind, Pooling};
pub use resolver::{ModelFiles, ModelStatus, Progress, Resolver, ResolverSettings};

/// How the numbers of a model are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// Weights as bytes with a scale for each output, activations as bytes with a scale for each text: twice as fast.
    #[default]
    Int8,
    /// 32-bit floats.
    Fp32,
}

impl Precision {
    /// Returns the word for settings and identities: `int8` or `fp32`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Int8 => "int8",
            Self::Fp32 => "fp32",
        }
    }
}
