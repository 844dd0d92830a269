//! Handles of one caller's scope. Their methods stand with the nouns they read or change; every statement behind
//! them carries the organization.

use domain::id::OrganizationId;

/// Reads one organization.
#[derive(Debug, Clone)]
pub struct Reader {
    pub(crate) organization: OrganizationId,
}

/// Changes one organization; reads it through the [`Reader`] that it derefs to.
#[derive(Debug, Clone)]
pub struct Writer {
    reader: Reader,
}

impl std::ops::Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}
