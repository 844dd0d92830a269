//! BERT once more, written down plainly in 64-bit floats, so that the engine is not checked against itself.
//! Source: Devlin et al. 2018, <https://arxiv.org/abs/1810.04805>.

use crate::tiny::{HEADS, LAYERS, Tensors, WIDTH};

type Matrix = Vec<Vec<f64>>;

/// Returns the last hidden states of these tokens; from `first_part` on they belong to the second text.
pub(crate) fn hidden(tensors: &Tensors, prefix: &str, ids: &[usize], first_part: usize) -> Matrix {
    let get = |name: &str| &tensors[&format!("{prefix}{name}")].1;
    let row = |name: &str, at: usize| get(name)[at * WIDTH..(at + 1) * WIDTH].to_vec();
    let mut states: Matrix = ids
        .iter()
        .enumerate()
        .map(|(position, id)| {
            let word = row("embeddings.word_embeddings.weight", *id);
            let place = row("embeddings.position_embeddings.weight", position);
            let part = row(
                "embeddings.token_type_embeddings.weight",
                usize::from(position >= first_part),
            );
            let sum = word.iter().zip(place).zip(part).map(|((a, b), c)| f64::from(a + b + c));
            norm(
                &sum.collect::<Vec<_>>(),
                get("embeddings.LayerNorm.weight"),
                get("embeddings.LayerNorm.bias"),
            )
        })
        .collect();
    for layer in 0..LAYERS {
        let scope = format!("encoder.layer.{layer}");
        let apply = |states: &Matrix, name: &str| -> Matrix {
            let (weight, bias) = (
                get(&format!("{scope}.{name}.weight")),
                get(&format!("{scope}.{name}.bias")),
            );
            states.iter().map(|state| linear(state, weight, bias)).collect()
        };
        let add_and_norm = |a: Matrix, b: &Matrix, name: &str| -> Matrix {
            let (weight, bias) = (
                get(&format!("{scope}.{name}.weight")),
                get(&format!("{scope}.{name}.bias")),
            );
            let sums = a
                .iter()
                .zip(b)
                .map(|(a, b)| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<_>>());
            sums.map(|sum| norm(&sum, weight, bias)).collect()
        };
        let query = apply(&states, "attention.self.query");
        let key = apply(&states, "attention.self.key");
        let value = apply(&states, "attention.self.value");
        let mixed = apply(&attention(&query, &key, &value), "attention.output.dense");
        let attended = add_and_norm(mixed, &states, "attention.output.LayerNorm");
        let mut wide = apply(&attended, "intermediate.dense");
        wide.iter_mut().flatten().for_each(|value| *value = gelu(*value));
        states = add_and_norm(apply(&wide, "output.dense"), &attended, "output.LayerNorm");
    }
    states
}

/// Returns `weight * input + bias`.
pub(crate) fn linear(input: &[f64], weight: &[f32], bias: &[f32]) -> Vec<f64> {
    let dot = |row: &[f32]| row.iter().zip(input).map(|(w, x)| f64::from(*w) * x).sum::<f64>();
    let rows = weight.chunks_exact(input.len());
    rows.zip(bias).map(|(row, bias)| dot(row) + f64::from(*bias)).collect()
}

fn attention(query: &Matrix, key: &Matrix, value: &Matrix) -> Matrix {
    let size = WIDTH / HEADS;
    let mut output = vec![vec![0.0; WIDTH]; query.len()];
    for head in 0..HEADS {
        let part = head * size..(head + 1) * size;
        for (query, output) in query.iter().zip(&mut output) {
            let score = |key: &Vec<f64>| {
                let dot: f64 = query[part.clone()]
                    .iter()
                    .zip(&key[part.clone()])
                    .map(|(q, k)| q * k)
                    .sum();
                (dot / f64::from(u32::try_from(size).unwrap()).sqrt()).exp()
            };
            let scores: Vec<f64> = key.iter().map(score).collect();
            let total: f64 = scores.iter().sum();
            for (score, value) in scores.iter().zip(value) {
                for (output, value) in output[part.clone()].iter_mut().zip(&value[part.clone()]) {
                    *output += score / total * value;
                }
            }
        }
    }
    output
}

fn norm(values: &[f64], weight: &[f32], bias: &[f32]) -> Vec<f64> {
    let count = f64::from(u32::try_from(values.len()).unwrap());
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    let scale = 1.0 / (variance + 1e-12).sqrt();
    let scaled = values.iter().map(|value| (value - mean) * scale);
    scaled
        .zip(weight)
        .zip(bias)
        .map(|((x, w), b)| x * f64::from(*w) + f64::from(*b))
        .collect()
}

fn gelu(x: f64) -> f64 {
    x * 0.5 * (1.0 + erf(x / std::f64::consts::SQRT_2))
}

/// Abramowitz and Stegun 7.1.26; wrong by at most 1.5e-7.
fn erf(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let factors = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    let sum = factors.iter().fold(0.0, |sum, factor| (sum + factor) * t);
    (1.0 - sum * (-x * x).exp()).copysign(x)
}
