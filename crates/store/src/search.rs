//! Finding: index hits resolved to live rows of the catalogue.

use domain::hit::{Filter, Hit};
use domain::language::Language;

use crate::error::StoreError;
use crate::scope::Reader;

/// A question to both legs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindQuery {
    /// Further restrictions within the organization.
    pub filter: Filter,
    /// The question's embedding, of length 1; `None` leaves the dense leg empty.
    pub dense: Option<Vec<f32>>,
    /// The question's words; `None` leaves the BM25 leg empty.
    pub text: Option<String>,
    /// At most so many hits a leg.
    pub limit: usize,
}

/// Live hits of the two legs, each best first, each with its leg's raw score; a chunk found by both has both scores in
/// both lists. `scores.fused` is 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Legs {
    /// By cosine.
    pub dense: Vec<Hit>,
    /// By BM25.
    pub bm25: Vec<Hit>,
}

impl Reader {
    /// Returns the best live chunks of both legs: never one of a dead version, and no gap while a version is replaced.
    ///
    /// # Errors
    /// [`StoreError::VectorLength`], or when the store cannot be read.
    pub fn find(&self, _query: &FindQuery) -> Result<Legs, StoreError> {
        unimplemented!()
    }

    /// Returns the languages of the live documents that the filter's collections hold.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn languages(&self, _filter: &Filter) -> Result<Vec<Language>, StoreError> {
        unimplemented!()
    }
}
