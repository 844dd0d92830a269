//! Publication: the points first, seen by nobody, then one transaction that makes them the document's answer.

use std::sync::atomic::Ordering;

use domain::credit::Millicredits;
use domain::id::VersionId;
use domain::job::Stage;
use rusqlite::{OptionalExtension, Transaction};

use super::Published;
use crate::crash;
use crate::db::Survives;
use crate::db::rows::{Id, from_json, optional_id};
use crate::documents::delete;
use crate::documents::put::outbox;
use crate::error::StoreError;
use crate::events::report;
use crate::jobs::{Claimed, Jobs, Progress, fence};
use crate::ledger;
use crate::search::points::{self, Origin};

/// So often the points are written again because meanwhile the attributes changed or the index was emptied.
const TRIES: u32 = 8;

impl Jobs {
    /// Makes the version searchable and ends the job: its points are indexed while nobody sees them, then one
    /// transaction makes it live, its predecessor dead, and charges for it once.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], [`StoreError::Order`] when a step is missing, [`StoreError::InsufficientCredits`].
    pub fn publish(&self, claimed: &Claimed, now_ms: i64) -> Result<Published, StoreError> {
        for _ in 0..TRIES {
            let chunk_count = self.check(claimed)?;
            let rebuilds = self.store.rebuilds.load(Ordering::SeqCst);
            let origin = points::origin(&self.store, claimed.version())?.ok_or(StoreError::Outdated)?;
            points::put(&self.store, &origin)?;
            crash::point("publish.points_put");
            let published = self.store.db.write(Survives::PowerCut, |transaction| {
                fence(transaction, claimed)?;
                let emptied = self.store.rebuilds.load(Ordering::SeqCst) != rebuilds;
                if emptied || !same_attributes(transaction, claimed, &origin)? {
                    return Ok(None);
                }
                let charged = go_live(transaction, claimed, chunk_count, now_ms)?;
                // Searches that began before this commit are made again, see `Reader::find`.
                self.store.epoch.fetch_add(1, Ordering::SeqCst);
                crash::point("publish.before_commit");
                Ok(Some(Published { chunk_count, charged }))
            })?;
            if let Some(published) = published {
                crash::point("publish.committed");
                return Ok(published);
            }
        }
        Err(StoreError::Outdated)
    }

    /// Returns the number of chunks, after a look at what could stop the publication.
    fn check(&self, claimed: &Claimed) -> Result<u32, StoreError> {
        let sql = "SELECT chunk_count FROM version WHERE id = ?1 AND state = 'queued'";
        self.store.db.read(|db| {
            let row = db
                .prepare_cached(sql)?
                .query_row([claimed.version().key()], |row| row.get(0));
            let chunk_count: Option<u32> = row.optional()?.ok_or(StoreError::Outdated)?;
            let chunk_count = chunk_count.ok_or(StoreError::Order { step: "save_chunks" })?;
            let price = Millicredits::for_chunks(u64::from(chunk_count));
            ledger::check(db, claimed.organization, price)?;
            Ok(chunk_count)
        })
    }
}

fn same_attributes(transaction: &Transaction<'_>, claimed: &Claimed, origin: &Origin) -> Result<bool, StoreError> {
    let sql = "SELECT attributes FROM document WHERE id = ?1";
    let now = transaction
        .prepare_cached(sql)?
        .query_row([claimed.document().key()], |row| from_json(row, 0))?;
    Ok(origin.attributes == now)
}

/// Returns what was charged.
fn go_live(
    transaction: &Transaction<'_>,
    claimed: &Claimed,
    chunk_count: u32,
    now_ms: i64,
) -> Result<Millicredits, StoreError> {
    const LIVE: &str = "UPDATE version SET state = 'live', live_ms = ?2 WHERE id = ?1";
    const DOCUMENT: &str = "UPDATE document SET live_version = ?2, chunk_count = ?3 WHERE id = ?1";
    const DONE: &str = "UPDATE job SET state = 'done', reason = NULL, updated_ms = ?2 WHERE id = ?1";
    let (document, version) = (claimed.document(), claimed.version());
    let price = Millicredits::for_chunks(u64::from(chunk_count));
    let charged = ledger::charge(transaction, claimed.organization, (document, version), price, now_ms)?;
    let old: Option<VersionId> = transaction
        .prepare_cached("SELECT live_version FROM document WHERE id = ?1")?
        .query_row([document.key()], |row| optional_id(row, 0))?;
    if let Some(old) = old {
        delete::replace(transaction, old, now_ms)?;
    }
    transaction.prepare_cached(LIVE)?.execute((version.key(), now_ms))?;
    transaction
        .prepare_cached(DOCUMENT)?
        .execute((document.key(), version.key(), chunk_count))?;
    transaction.prepare_cached(DONE)?.execute((claimed.job.key(), now_ms))?;
    outbox(transaction, "put", version)?;
    let ready = Progress {
        stage: Stage::Ready,
        done: u64::from(chunk_count),
        total: u64::from(chunk_count),
        eta_ms: Some(0),
        message: None,
    };
    report(transaction, claimed.about(), &ready, now_ms)?;
    Ok(charged)
}
