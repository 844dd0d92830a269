//! Texts in, vectors out: cuts texts into tokens, runs the encoder, pools its states into one vector of length 1.
//! Knows nothing of documents, chunks or indexes.

#[cfg(feature = "fake")]
mod fake;

use domain::embedder::EmbedderIdentity;
use domain::language::Language;

use crate::encoder::{Encoder, Lane, Lanes, TokenRow};
use crate::error::EngineError;
use crate::models::{ModelFiles, ModelKind, Pooling, Precision};
use crate::tokenizer::TextTokenizer;

/// How an embedder runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EmbedderSettings {
    /// Threads for documents, and as many again for questions; `None` takes one a physical core.
    pub threads: Option<usize>,
    /// How numbers are kept.
    pub precision: Precision,
}

/// A loaded embedding model. Questions do not wait behind documents: each kind has its own threads.
pub struct Embedder {
    identity: EmbedderIdentity,
    languages: Vec<String>,
    backend: Backend,
}

enum Backend {
    Model(Box<ModelBackend>),
    #[cfg(feature = "fake")]
    Fake(fake::FakeBackend),
}

struct ModelBackend {
    encoder: Encoder,
    tokenizer: TextTokenizer,
    documents: Lanes,
    questions: Lanes,
    pooling: Pooling,
    query_prefix: String,
    document_prefix: String,
}

impl Embedder {
    /// Returns the embedder of a model's files. The first load of a model converts its weights, which takes seconds.
    ///
    /// # Errors
    /// When the files cannot be read or are not an embedding model that we run.
    pub fn load(files: &ModelFiles, settings: &EmbedderSettings) -> Result<Self, EngineError> {
        let entry = &files.entry;
        if entry.kind != ModelKind::Embedder {
            return Err(EngineError::Unsupported {
                model: entry.id.clone(),
                reason: "it is not an embedding model".to_owned(),
            });
        }
        let backend = ModelBackend {
            encoder: Encoder::load(files, settings.precision)?,
            tokenizer: TextTokenizer::load(&files.tokenizer, entry.max_tokens, &entry.id)?,
            documents: Lanes::new(settings.threads),
            questions: Lanes::new(settings.threads),
            pooling: entry.pooling,
            query_prefix: entry.query_prefix.clone(),
            document_prefix: entry.document_prefix.clone(),
        };
        Ok(Self {
            identity: EmbedderIdentity {
                model: entry.id.clone(),
                sha256: files.weights_sha256.clone(),
                dimensions: u32::try_from(entry.dimensions).expect("the manifest bounds dimensions"),
                precision: settings.precision.as_str().to_owned(),
            },
            languages: entry.languages.clone(),
            backend: Backend::Model(Box::new(backend)),
        })
    }

    /// Returns what makes vectors of this embedder comparable.
    pub const fn identity(&self) -> &EmbedderIdentity {
        &self.identity
    }

    /// Returns the length of a vector.
    pub const fn dimensions(&self) -> usize {
        self.identity.dimensions as usize
    }

    /// Returns whether the model was trained on the language: on others its neighbours mean nothing.
    pub fn knows(&self, language: Language) -> bool {
        self.languages.is_empty() || self.languages.iter().any(|code| code == language.code())
    }

    /// Returns one vector of length 1 for each text, in the order of the texts. A text beyond [`Self::max_tokens`] is
    /// read up to there. `progress` hears how many texts are done, each time one is.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub fn embed_documents(
        &self,
        texts: &[&str],
        progress: &mut dyn FnMut(usize),
    ) -> Result<Vec<Vec<f32>>, EngineError> {
        match &self.backend {
            Backend::Model(model) => model.embed_documents(texts, progress),
            #[cfg(feature = "fake")]
            Backend::Fake(fake) => Ok(fake.embed_documents(texts, progress)),
        }
    }

    /// Returns the vector of a question, of length 1.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub fn embed_query(&self, text: &str) -> Result<Vec<f32>, EngineError> {
        match &self.backend {
            Backend::Model(model) => model.embed_query(text),
            #[cfg(feature = "fake")]
            Backend::Fake(fake) => Ok(fake.embed(text)),
        }
    }

    /// Returns the first byte of each token of a text of any length, rising; special tokens are left out.
    pub fn token_starts(&self, text: &str) -> Vec<u32> {
        match &self.backend {
            Backend::Model(model) => model.tokenizer.starts(text),
            #[cfg(feature = "fake")]
            Backend::Fake(_) => fake::token_starts(text),
        }
    }

    /// Returns the number of tokens of a text of any length, special tokens not counted.
    pub fn count_tokens(&self, text: &str) -> usize {
        match &self.backend {
            Backend::Model(model) => model.tokenizer.count(text),
            #[cfg(feature = "fake")]
            Backend::Fake(_) => fake::token_starts(text).len(),
        }
    }

    /// Returns how many tokens of one document text are read, special tokens and the model's own prefix not counted.
    pub fn max_tokens(&self) -> usize {
        match &self.backend {
            // The space after a prefix becomes part of the next token.
            Backend::Model(model) => model.tokenizer.room() - model.tokenizer.count(model.document_prefix.trim_end()),
            #[cfg(feature = "fake")]
            Backend::Fake(_) => fake::MAX_TOKENS,
        }
    }
}

impl ModelBackend {
    fn embed_documents(&self, texts: &[&str], progress: &mut dyn FnMut(usize)) -> Result<Vec<Vec<f32>>, EngineError> {
        let rows = texts
            .iter()
            .map(|text| self.tokenizer.row(&format!("{}{text}", self.document_prefix)))
            .collect::<Result<Vec<_>, _>>()?;
        let embed = |row: &TokenRow, lane: &Lane| Ok(self.pool(&self.encoder.hidden(row, lane)?));
        self.documents.map_rows(&rows, embed, progress)
    }

    fn embed_query(&self, text: &str) -> Result<Vec<f32>, EngineError> {
        let row = self.tokenizer.row(&format!("{}{text}", self.query_prefix))?;
        Ok(self.pool(&self.encoder.hidden(&row, self.questions.next())?))
    }

    /// Returns one vector of length 1 for the hidden states of a text.
    fn pool(&self, hidden: &[f32]) -> Vec<f32> {
        let width = self.encoder.width();
        let mut vector = hidden[..width].to_vec();
        if self.pooling == Pooling::Mean {
            for token in hidden.chunks_exact(width).skip(1) {
                for (sum, value) in vector.iter_mut().zip(token) {
                    *sum += value;
                }
            }
        }
        normalise(&mut vector);
        vector
    }
}

/// Scales a vector to length 1; one of zeros stays.
fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        for value in vector {
            *value /= length;
        }
    }
}
