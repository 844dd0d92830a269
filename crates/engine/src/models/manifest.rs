//! `models.toml`: every model with its files and their sources. Compiled in; a test keeps it sound.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::error::EngineError;

/// The manifest's text.
const TEXT: &str = include_str!("../../models.toml");

/// All models that we know.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The models, the default embedder first.
    #[serde(rename = "model")]
    pub models: Vec<ModelEntry>,
}

/// A model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelEntry {
    /// Its name for settings, such as `all-minilm-l6-v2`.
    pub id: String,
    /// What it does.
    pub kind: ModelKind,
    /// How its encoder is made.
    pub architecture: Architecture,
    /// Length of a hidden state, and of a vector.
    pub dimensions: usize,
    /// Tokens of one text, special tokens included.
    pub max_tokens: usize,
    /// How hidden states become one vector.
    pub pooling: Pooling,
    /// What stands before a question.
    #[serde(default)]
    pub query_prefix: String,
    /// What stands before a document's text.
    #[serde(default)]
    pub document_prefix: String,
    /// SPDX name.
    pub licence: String,
    /// Languages it was trained on, by their ISO 639-1 codes; empty for models of about a hundred.
    pub languages: Vec<String>,
    /// `model.safetensors` and `tokenizer.json`.
    #[serde(rename = "file")]
    pub files: Vec<FileEntry>,
}

/// What a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelKind {
    /// A text becomes a vector.
    Embedder,
    /// A question and a text become a score.
    Reranker,
}

/// How an encoder is made, as far as its weights do not tell.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Architecture {
    /// The family.
    pub family: Family,
    /// Attention heads.
    pub heads: usize,
    /// Added to a variance before its root is taken.
    pub layer_norm_epsilon: f32,
}

/// A family of encoders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// BERT with absolute positions and GELU.
    Bert,
}

/// How hidden states become one vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooling {
    /// Their mean.
    Mean,
    /// The first one.
    Cls,
}

/// A file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// `model.safetensors` or `tokenizer.json`.
    pub name: String,
    /// Bytes; for files without `sha256`, an upper bound.
    pub size: u64,
    /// Of its bytes. Without one, the file is pinned by the first download.
    pub sha256: Option<String>,
    /// Where it can be had, in this order.
    #[serde(rename = "source")]
    pub sources: Vec<FileSource>,
}

/// A place where a file can be had.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum FileSource {
    /// A file of a repository on the hub.
    Hub {
        /// `owner/name`.
        repo: String,
        /// Commit or branch.
        revision: String,
        /// Path in the repository.
        path: String,
    },
    /// A member of a Python wheel.
    Package {
        /// `name==version`.
        package: String,
        /// Path in the wheel.
        member: String,
    },
}

impl Manifest {
    /// Returns the manifest that is compiled in.
    pub fn built_in() -> &'static Self {
        static MANIFEST: LazyLock<Manifest> =
            LazyLock::new(|| toml::from_str(TEXT).expect("models.toml is checked by a test"));
        &MANIFEST
    }

    /// Returns the model of this id.
    ///
    /// # Errors
    /// When there is none.
    pub fn model(&self, id: &str) -> Result<&ModelEntry, EngineError> {
        self.models
            .iter()
            .find(|model| model.id == id)
            .ok_or_else(|| EngineError::UnknownModel {
                id: id.to_owned(),
                known: self
                    .models
                    .iter()
                    .map(|model| model.id.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }
}

impl ModelEntry {
    /// Returns the file of this name.
    ///
    /// # Errors
    /// When the manifest lists none, which its test rules out for built-in models.
    pub(crate) fn file(&self, name: &str) -> Result<&FileEntry, EngineError> {
        self.files
            .iter()
            .find(|file| file.name == name)
            .ok_or_else(|| EngineError::Unsupported {
                model: self.id.clone(),
                reason: format!("the manifest lists no {name}"),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_is_sound() {
        let manifest = Manifest::built_in();
        assert_eq!(manifest.models[0].id, "all-minilm-l6-v2", "the default comes first");
        let mut ids: Vec<_> = manifest.models.iter().map(|model| &model.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), manifest.models.len(), "ids are unique");
        for model in &manifest.models {
            assert_eq!(model.dimensions % model.architecture.heads, 0, "{}", model.id);
            assert!(["Apache-2.0", "MIT"].contains(&model.licence.as_str()), "{}", model.id);
            for name in ["model.safetensors", "tokenizer.json"] {
                let file = model.file(name).unwrap();
                assert!(!file.sources.is_empty() && file.size > 0);
                let digest = file.sha256.as_ref();
                assert!(
                    digest.is_none_or(|digest| digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()))
                );
            }
        }
    }

    #[test]
    fn an_unknown_id_lists_the_known_ones() {
        let error = Manifest::built_in().model("gpt-9").unwrap_err().to_string();
        assert!(error.contains("gpt-9") && error.contains("all-minilm-l6-v2"), "{error}");
    }
}
