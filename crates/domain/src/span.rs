//! A half-open byte range in the text of a version. Spans are born at extraction and never recomputed.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Bytes `start..end` of a version's [`crate::text::Text::content`]; both ends lie on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the span `start..end`.
    ///
    /// # Panics
    /// When the range is backwards or beyond 4 GiB; texts are capped far below (see [`crate::limits`]).
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span runs forwards");
        let narrow = |at| u32::try_from(at).expect("texts are capped below 4 GiB");
        Self {
            start: narrow(start),
            end: narrow(end),
        }
    }

    /// Returns the span as a range for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the length in bytes.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Returns whether the span covers nothing.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns whether the two share at least one byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns whether `other` lies wholly inside.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the smallest span around both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Returns the text under the span, or `None` when the text does not have it.
    pub fn of(self, content: &str) -> Option<&str> {
        content.get(self.range())
    }
}
