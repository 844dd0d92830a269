//! Handles of one caller's scope. Their methods stand with the nouns they read or change; every statement behind
//! them carries the organization.

use std::sync::Arc;

use domain::id::OrganizationId;

use crate::open::Inner;

/// Reads one organization.
#[derive(Debug, Clone)]
pub struct Reader {
    pub(crate) store: Arc<Inner>,
    pub(crate) organization: OrganizationId,
}

/// Changes one organization; reads it through the [`Reader`] that it derefs to.
#[derive(Debug, Clone)]
pub struct Writer {
    pub(crate) reader: Reader,
}

impl Reader {
    /// Returns the organization it reads.
    pub const fn organization(&self) -> OrganizationId {
        self.organization
    }
}

impl std::ops::Deref for Writer {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}
