//! The append-only book of credits. Each entry has a key, so that nothing is booked twice.

use domain::credit::Millicredits;
use domain::id::{DocumentId, VersionId};

use crate::error::StoreError;
use crate::scope::Reader;

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// Rising within the organization, from 1.
    pub number: i64,
    /// What makes booking it twice impossible, such as `version:ver_…`.
    pub key: String,
    /// `grant` or `chunks`.
    pub kind: String,
    /// Positive for credits given, negative for credits spent.
    pub amount: Millicredits,
    /// What was left afterwards.
    pub balance: Millicredits,
    /// The document it was spent on.
    pub document: Option<DocumentId>,
    /// The version it was spent on.
    pub version: Option<VersionId>,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: i64,
}

impl Reader {
    /// Returns what is left.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn balance(&self) -> Result<Millicredits, StoreError> {
        unimplemented!()
    }

    /// Returns the newest `limit` entries, newest first.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn ledger(&self, _limit: usize) -> Result<Vec<Entry>, StoreError> {
        unimplemented!()
    }
}
