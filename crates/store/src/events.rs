//! What jobs report, to be read on from any point.

use domain::id::DocumentId;
use domain::job::Event;

use crate::error::StoreError;
use crate::scope::Reader;

impl Reader {
    /// Returns the events after `sequence`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn events_after(&self, _sequence: i64, _limit: usize) -> Result<Vec<Event>, StoreError> {
        unimplemented!()
    }

    /// Returns the events of one document after `sequence`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn document_events(
        &self,
        _document: DocumentId,
        _sequence: i64,
        _limit: usize,
    ) -> Result<Vec<Event>, StoreError> {
        unimplemented!()
    }

    /// Returns the newest sequence number, or 0 when nothing has been reported.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn newest_sequence(&self) -> Result<i64, StoreError> {
        unimplemented!()
    }
}
