//! Clean-up jobs: nothing of a dead version stays in the index, the texts and the blobs.

use super::{Claimed, Jobs};
use crate::error::StoreError;

impl Jobs {
    /// Removes what the dead version left and ends the job. Bytes and vectors that others use stay.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], or when the folder cannot be written: try again later.
    pub fn clean_up(&self, _claimed: &Claimed, _now_ms: i64) -> Result<(), StoreError> {
        unimplemented!()
    }
}
