//! Builds the ONNX graph of a BERT encoder from its weights, in 32-bit floats or in dynamic 8-bit integers.
//! Input `embedded` holds the summed embeddings of one text, `[1, tokens, width]`; so there is no padding, no mask,
//! and the large table of words stays in the memory-mapped weights. Knows nothing of files or of the runtime.
//! Source: Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>; operators: <https://onnx.ai/onnx/operators/>.

use super::quantize::{Range, quantize, transpose};
use super::weights::Weights;
use crate::error::EngineError;
use crate::models::{Architecture, Precision};
use crate::onnx::{Attribute, Dimension, Element, GraphBuilder};

/// Name of the graph's input.
pub(crate) const INPUT: &str = "embedded";

/// Returns the ONNX bytes of the encoder: one text in, its last hidden states out.
///
/// # Errors
/// When a weight is missing or of another size than the architecture says.
pub(crate) fn build(
    weights: &Weights,
    architecture: &Architecture,
    precision: Precision,
    range: Range,
) -> Result<Vec<u8>, EngineError> {
    let width = weights.table("embeddings.word_embeddings.weight")?.columns;
    let mut bert = Bert {
        graph: GraphBuilder::default(),
        weights,
        precision,
        range,
        width,
        heads: architecture.heads,
        epsilon: architecture.layer_norm_epsilon,
    };
    let shape = [Dimension::Fixed(1), Dimension::Named("tokens"), Dimension::Fixed(width)];
    bert.graph.input(INPUT, &shape);
    let mut hidden = bert.layer_norm(INPUT, "embeddings.LayerNorm")?;
    for layer in 0.. {
        let scope = format!("encoder.layer.{layer}");
        if !weights.has(&format!("{scope}.attention.self.query.weight")) {
            break;
        }
        hidden = bert.layer(&hidden, &scope)?;
    }
    Ok(bert.graph.finish(&hidden, &shape))
}

struct Bert<'a> {
    graph: GraphBuilder,
    weights: &'a Weights,
    precision: Precision,
    range: Range,
    width: usize,
    heads: usize,
    epsilon: f32,
}

/// What a linear layer reads: floats, and in the integer form also their bytes, scale and zero point.
struct Operand {
    floats: String,
    bytes: Option<[String; 3]>,
}

impl Bert<'_> {
    fn layer(&mut self, hidden: &str, scope: &str) -> Result<String, EngineError> {
        let read = self.operand(hidden);
        let query = self.linear(&read, &format!("{scope}.attention.self.query"))?;
        let key = self.linear(&read, &format!("{scope}.attention.self.key"))?;
        let value = self.linear(&read, &format!("{scope}.attention.self.value"))?;
        let heads = i64::try_from(self.heads).expect("a model has few heads");
        let [context] = self.graph.operator(
            "Attention",
            &[&query, &key, &value],
            &[
                ("q_num_heads", Attribute::Int(heads)),
                ("kv_num_heads", Attribute::Int(heads)),
            ],
        );
        let read = self.operand(&context);
        let mixed = self.linear(&read, &format!("{scope}.attention.output.dense"))?;
        let [sum] = self.graph.operator("Add", &[&mixed, hidden], &[]);
        let attended = self.layer_norm(&sum, &format!("{scope}.attention.output.LayerNorm"))?;

        let read = self.operand(&attended);
        let wide = self.linear(&read, &format!("{scope}.intermediate.dense"))?;
        let [bent] = self.graph.operator("Gelu", &[&wide], &[]);
        let read = self.operand(&bent);
        let narrow = self.linear(&read, &format!("{scope}.output.dense"))?;
        let [sum] = self.graph.operator("Add", &[&narrow, &attended], &[]);
        self.layer_norm(&sum, &format!("{scope}.output.LayerNorm"))
    }

    /// Quantizes `floats` once, however many linear layers read it.
    fn operand(&mut self, floats: &str) -> Operand {
        let bytes = (self.precision == Precision::Int8)
            .then(|| self.graph.operator::<3>("DynamicQuantizeLinear", &[floats], &[]));
        Operand {
            floats: floats.to_owned(),
            bytes,
        }
    }

    fn linear(&mut self, read: &Operand, scope: &str) -> Result<String, EngineError> {
        let outputs = self.weights.table(&format!("{scope}.weight"))?.rows;
        let inputs = self.weights.table(&format!("{scope}.weight"))?.columns;
        let weight = self.weights.vector(&format!("{scope}.weight"), inputs * outputs)?;
        let bias = self.weights.vector(&format!("{scope}.bias"), outputs)?;
        let product = match &read.bytes {
            None => {
                let weight = self.graph.floats(&[inputs, outputs], &transpose(&weight, inputs));
                let [product] = self.graph.operator("MatMul", &[&read.floats, &weight], &[]);
                product
            }
            Some([bytes, scale, zero]) => {
                let columns = quantize(&weight, inputs, self.range);
                let weight = self.graph.constant(Element::Int8, &[inputs, outputs], &columns.bytes);
                let scales = self.graph.floats(&[outputs], &columns.scales);
                let zeros = self.graph.constant(Element::Int8, &[outputs], &vec![0; outputs]);
                // This order of operators is the one that the runtime fuses into a single pass.
                let [integers] = self
                    .graph
                    .operator("MatMulInteger", &[bytes, &weight, zero, &zeros], &[]);
                let [cast] =
                    self.graph
                        .operator("Cast", &[&integers], &[("to", Attribute::Int(Element::Float as i64))]);
                let [both] = self.graph.operator("Mul", &[scale, &scales], &[]);
                let [product] = self.graph.operator("Mul", &[&cast, &both], &[]);
                product
            }
        };
        let bias = self.graph.floats(&[outputs], &bias);
        let [sum] = self.graph.operator("Add", &[&product, &bias], &[]);
        Ok(sum)
    }

    fn layer_norm(&mut self, input: &str, scope: &str) -> Result<String, EngineError> {
        let weight = self.weights.vector(&format!("{scope}.weight"), self.width)?;
        let bias = self.weights.vector(&format!("{scope}.bias"), self.width)?;
        let (weight, bias) = (
            self.graph.floats(&[self.width], &weight),
            self.graph.floats(&[self.width], &bias),
        );
        let attributes = [
            ("axis", Attribute::Int(-1)),
            ("epsilon", Attribute::Float(self.epsilon)),
        ];
        let [output] = self
            .graph
            .operator("LayerNormalization", &[input, &weight, &bias], &attributes);
        Ok(output)
    }
}
