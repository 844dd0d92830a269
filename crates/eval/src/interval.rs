//! Confidence intervals: never a naked mean.
//!
//! Shares get Wilson's interval (Wilson, JASA 1927; coverage: Brown, Cai and `DasGupta` 2001), means the percentile bootstrap
//! (Efron 1979) with a fixed seed, so that a report can be reproduced.

use serde::Serialize;

/// Standard normal quantile of a two-sided 95 % interval.
const Z95: f64 = 1.959_963_984_540_054;
/// Resamples of the bootstrap.
const RESAMPLES: usize = 2_000;

/// A mean with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Number of cases.
    pub n: usize,
}

/// Returns the share of successes with Wilson's interval; all zero without cases.
pub fn wilson(successes: usize, n: usize) -> Estimate {
    if n == 0 {
        return Estimate {
            mean: 0.0,
            low: 0.0,
            high: 0.0,
            n,
        };
    }
    let (share, count) = (crate::metrics::share(successes, n), crate::metrics::share(n, 1));
    let square = Z95 * Z95;
    let centre = (share + square / (2.0 * count)) / (1.0 + square / count);
    let spread = share * (1.0 - share) / count + square / (4.0 * count * count);
    let half = Z95 * spread.sqrt() / (1.0 + square / count);
    Estimate {
        mean: share,
        low: (centre - half).max(0.0),
        high: (centre + half).min(1.0),
        n,
    }
}

/// Returns the mean of the values with its bootstrap interval; all zero without values.
pub fn bootstrap(values: &[f64]) -> Estimate {
    let n = values.len();
    if n == 0 {
        return Estimate {
            mean: 0.0,
            low: 0.0,
            high: 0.0,
            n,
        };
    }
    let count = crate::metrics::share(n, 1);
    let mut random = SplitMix::new(0x6b6e_6f77_686f_7700);
    let resample = |_| (0..n).map(|_| values[random.below(n)]).sum::<f64>() / count;
    let means: Vec<f64> = (0..RESAMPLES).map(resample).collect();
    Estimate {
        mean: values.iter().sum::<f64>() / count,
        low: crate::metrics::percentile(&means, 0.025),
        high: crate::metrics::percentile(&means, 0.975),
        n,
    }
}

/// `SplitMix64` (Steele, Lea, Flood, OOPSLA 2014): small, seeded, good enough to resample with.
pub(crate) struct SplitMix(u64);

impl SplitMix {
    /// Returns the generator of a seed.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `n`, each equally likely.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.next()) * n as u128;
        usize::try_from(wide >> 64).expect("below n, which is a usize")
    }

    /// Returns a number of about standard normal distribution: the sum of twelve uniform ones, less six.
    pub(crate) fn normal(&mut self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "24 random bits are exact in a float")]
        let uniform = |bits: u64| (bits >> 40) as f32 / 16_777_216.0;
        (0..12).map(|_| uniform(self.next())).sum::<f32>() - 6.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_published_values() {
        // 8 of 10: 0.490 to 0.943 (statsmodels proportion_confint, method "wilson").
        let estimate = wilson(8, 10);
        assert!((estimate.low - 0.490_162_5).abs() < 1e-6 && (estimate.high - 0.943_317_8).abs() < 1e-6);
        let none = wilson(0, 20);
        assert!(none.low.abs() < 1e-12 && (none.high - 0.161_125).abs() < 1e-5);
    }

    #[test]
    fn the_bootstrap_holds_the_mean_and_can_be_repeated() {
        let values: Vec<f64> = (0..200).map(|n| f64::from(n % 10) / 10.0).collect();
        let estimate = bootstrap(&values);
        assert!((estimate.mean - 0.45).abs() < 1e-12);
        assert!(estimate.low < 0.45 && 0.45 < estimate.high && estimate.high - estimate.low < 0.1);
        assert_eq!(estimate, bootstrap(&values));
    }
}
