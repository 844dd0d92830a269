//! Runs one text at a time through a BERT encoder and returns its hidden states.
//! A text is never padded and never shares its quantization with another one, so its vector does not depend on what is
//! embedded beside it; several texts run side by side, each on one thread ("lane").
//! Knows nothing of tokenizers or of what the states are used for.

mod built;
mod graph;
mod lanes;
mod quantize;
mod weights;

use rten::{Model, NodeId, RunOptions};
use rten_tensor::NdTensor;

pub(crate) use lanes::{Lane, Lanes};
pub(crate) use weights::Weights;

use crate::error::EngineError;
use crate::models::{ModelFiles, Precision};
use quantize::Range;
use weights::Table;

/// Raised whenever the graph or the quantization changes, so that kept graphs are built again.
const RECIPE: u32 = 1;

/// Tokens of one text as the model reads them: special tokens included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TokenRow {
    /// Token ids.
    pub(crate) ids: Vec<u32>,
    /// How many of them, from the first, belong to the first of two texts; all when there is but one.
    pub(crate) first_part: usize,
}

/// A loaded encoder.
pub(crate) struct Encoder {
    model: Model,
    input: NodeId,
    output: NodeId,
    weights: Weights,
    words: Table,
    positions: Table,
    parts: Table,
}

impl Encoder {
    /// Returns the encoder of a model; its graph is built at the first load.
    ///
    /// # Errors
    /// When files cannot be read or the weights are not of the architecture that the manifest says.
    pub(crate) fn load(files: &ModelFiles, precision: Precision) -> Result<Self, EngineError> {
        let weights = Weights::open(&files.weights, &files.entry.id)?;
        let range = Range::of_this_processor();
        let form = match (precision, range) {
            (Precision::Fp32, _) => "fp32",
            (Precision::Int8, Range::Full) => "int8",
            (Precision::Int8, Range::Reduced) => "int8-reduced",
        };
        let name = format!("{}-{form}-{RECIPE}.onnx", files.weights_sha256);
        let bytes = built::load_or_build(&files.built.join(name), || {
            graph::build(&weights, &files.entry.architecture, precision, range)
        })?;
        let broken = |reason: String| EngineError::Unsupported {
            model: files.entry.id.clone(),
            reason,
        };
        let mut options = rten::ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let model = options.load(bytes).map_err(|error| broken(error.to_string()))?;
        let (Some(&input), Some(&output)) = (model.input_ids().first(), model.output_ids().first()) else {
            return Err(broken("its graph has no input or output".to_owned()));
        };
        let words = weights.table("embeddings.word_embeddings.weight")?;
        let positions = weights.table("embeddings.position_embeddings.weight")?;
        let parts = weights.table("embeddings.token_type_embeddings.weight")?;
        if words.columns != files.entry.dimensions || positions.rows < files.entry.max_tokens {
            return Err(broken(
                "its weights are of another size than the manifest says".to_owned(),
            ));
        }
        Ok(Self {
            model,
            input,
            output,
            weights,
            words,
            positions,
            parts,
        })
    }

    /// Returns the length of a hidden state.
    pub(crate) const fn width(&self) -> usize {
        self.words.columns
    }

    /// Returns the weights, for heads that are computed outside the graph.
    pub(crate) const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Returns the last hidden states of one text, `width` floats a token, computed on the given lane.
    ///
    /// # Errors
    /// When a token is not in the model's table or the run fails.
    pub(crate) fn hidden(&self, tokens: &TokenRow, lane: &Lane) -> Result<Vec<f32>, EngineError> {
        let embedded = self.embed(tokens)?;
        let shape = [1, tokens.ids.len(), self.words.columns];
        let input = NdTensor::from_data(shape, embedded);
        let options = RunOptions::default().with_thread_pool(Some(lane.clone()));
        let run = |error: String| EngineError::Run(error);
        let [output] = self
            .model
            .run_n(vec![(self.input, input.into())], [self.output], Some(options))
            .map_err(|error| run(error.to_string()))?;
        let (_, hidden) = output
            .into_shape_vec::<f32, 3>()
            .map_err(|error| run(format!("{error:?}")))?;
        Ok(hidden)
    }

    /// Returns the sum of word, position and part embeddings of each token.
    fn embed(&self, tokens: &TokenRow) -> Result<Vec<f32>, EngineError> {
        let width = self.words.columns;
        let mut sums = vec![0.0; tokens.ids.len() * width];
        for ((position, id), sum) in tokens.ids.iter().enumerate().zip(sums.chunks_exact_mut(width)) {
            let part = usize::from(position >= tokens.first_part);
            let rows = [
                (self.words, *id as usize),
                (self.positions, position),
                (self.parts, part),
            ];
            for (table, row) in rows {
                let values = self.weights.row(table, row).ok_or_else(|| {
                    EngineError::Run(format!(
                        "token {id} at place {position} is beyond its tables; tokenizer and weights do not belong together"
                    ))
                })?;
                for (sum, value) in sum.iter_mut().zip(values) {
                    *sum += value;
                }
            }
        }
        Ok(sums)
    }
}
