//! Scores how well a text answers a question with a cross-encoder: both are read together.
//! Knows nothing of searching. Source: Nogueira and Cho 2019, <https://arxiv.org/abs/1901.04085>.

use crate::embedder::EmbedderSettings;
use crate::encoder::{Encoder, Lane, Lanes, TokenRow};
use crate::error::EngineError;
use crate::models::{ModelFiles, ModelKind};
use crate::tokenizer::TextTokenizer;

/// A loaded reranking model.
pub struct Reranker {
    encoder: Encoder,
    tokenizer: TextTokenizer,
    lanes: Lanes,
    pooler: Layer,
    classifier: Layer,
}

/// A small linear layer, kept in floats.
struct Layer {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Reranker {
    /// Returns the reranker of a model's files. The first load of a model converts its weights, which takes seconds.
    ///
    /// # Errors
    /// When the files cannot be read or are not a reranking model that we run.
    pub fn load(files: &ModelFiles, settings: &EmbedderSettings) -> Result<Self, EngineError> {
        let entry = &files.entry;
        if entry.kind != ModelKind::Reranker {
            return Err(EngineError::Unsupported {
                model: entry.id.clone(),
                reason: "it is not a reranking model".to_owned(),
            });
        }
        let encoder = Encoder::load(files, settings.precision)?;
        let layer = |name: &str, outputs: usize| {
            Ok::<_, EngineError>(Layer {
                weight: encoder
                    .weights()
                    .vector(&format!("{name}.weight"), outputs * encoder.width())?,
                bias: encoder.weights().vector(&format!("{name}.bias"), outputs)?,
            })
        };
        Ok(Self {
            pooler: layer("pooler.dense", encoder.width())?,
            classifier: layer("classifier", 1)?,
            tokenizer: TextTokenizer::load(&files.tokenizer, entry.max_tokens, &entry.id)?,
            lanes: Lanes::new(settings.threads),
            encoder,
        })
    }

    /// Returns one score for each text, in the order of the texts: the higher, the better it answers the question.
    /// Scores are logits; those of different models cannot be compared.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub fn score(&self, question: &str, texts: &[&str]) -> Result<Vec<f32>, EngineError> {
        let rows = texts
            .iter()
            .map(|text| self.tokenizer.pair(question, text))
            .collect::<Result<Vec<_>, _>>()?;
        self.lanes
            .map_rows(&rows, |row, lane| self.score_row(row, lane), &mut |_| ())
    }

    fn score_row(&self, row: &TokenRow, lane: &Lane) -> Result<f32, EngineError> {
        let hidden = self.encoder.hidden(row, lane)?;
        let mut pooled = self.pooler.apply(&hidden[..self.encoder.width()]);
        for value in &mut pooled {
            *value = value.tanh();
        }
        Ok(self.classifier.apply(&pooled)[0])
    }
}

impl Layer {
    fn apply(&self, input: &[f32]) -> Vec<f32> {
        let dot = |row: &[f32]| row.iter().zip(input).map(|(weight, value)| weight * value).sum::<f32>();
        let rows = self.weight.chunks_exact(input.len());
        rows.zip(&self.bias).map(|(row, bias)| dot(row) + bias).collect()
    }
}
