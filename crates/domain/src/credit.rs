//! Prices: integer milli-credits, never floats. 1 credit is 0.001 US dollars by default.

use serde::{Deserialize, Serialize};

/// Thousandths of a credit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Millicredits(pub i64);

/// What embedding one chunk costs: 3 credits.
pub const CHUNK_PRICE: Millicredits = Millicredits(3_000);

/// What one credit is worth in millionths of a US dollar: a tenth of a cent.
pub const CREDIT_MICRODOLLARS: i64 = 1_000;

impl Millicredits {
    /// Returns the price of embedding that many chunks.
    pub fn for_chunks(chunk_count: u64) -> Self {
        let count = i64::try_from(chunk_count).unwrap_or(i64::MAX);
        Self(CHUNK_PRICE.0.saturating_mul(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_costs_three_credits() {
        assert_eq!(Millicredits::for_chunks(0), Millicredits(0));
        assert_eq!(Millicredits::for_chunks(100), Millicredits(300_000));
        assert_eq!(Millicredits::for_chunks(u64::MAX), Millicredits(i64::MAX));
    }
}
