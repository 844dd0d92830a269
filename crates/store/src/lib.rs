//! All that survives a restart: rows, blobs, the search index; delete means gone.
//!
//! The catalogue (SQL) is the truth, the index a cache: a hit without a live row is not a hit. Callers hold a handle of
//! their scope: [`Reader`] and [`Writer`] carry one organization into every statement, [`Jobs`] serves the worker.
//! All calls block; time is always an argument. Knows nothing of file formats, models or HTTP.

mod blobs;
mod collections;
mod crash;
mod db;
mod documents;
mod error;
mod events;
mod jobs;
mod ledger;
mod lock;
mod open;
mod scope;
mod search;

pub use blobs::{BlobWriter, StagedBlob};
pub use collections::CollectionDeleted;
pub use documents::delete::{CleanUpProbe, DeleteReceipt, Probe};
pub use documents::put::{Content, Upload, Uploaded};
pub use documents::text::Original;
pub use documents::{ListQuery, Page};
pub use error::StoreError;
pub use index::lexical;
pub use jobs::index::{IndexWork, Pending, Published, Reading, TextHash};
pub use jobs::{Claimed, Jobs, Progress};
pub use ledger::Entry;
pub use lock::LockInfo;
pub use open::check::Health;
pub use open::{Status, Store, StoreSettings};
pub use scope::{Reader, Writer};
pub use search::{FindQuery, Legs};
