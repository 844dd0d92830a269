//! Background work: one `match` over the kinds of jobs, on one screen.

use domain::job::JobKind;

use crate::RagError;
use crate::index::{Indexer, LEASE_MS, Prepared};

/// Name of this process's worker in the job rows.
const WORKER: &str = "worker";
/// Versions of a group at most: so many small documents share the embedder's batches.
const GROUP: usize = 32;
/// Texts of a group after which no further version joins, so that the first need not wait for the last.
const GROUP_TEXTS: usize = 64;

/// Does the next piece of work; returns `false` when none waits.
///
/// # Errors
/// When the store or a model fails; the jobs were given back and are tried again later.
pub fn step(indexer: &Indexer<'_>) -> Result<bool, RagError> {
    let mut group = Vec::new();
    let gathered = gather(indexer, &mut group);
    // Also after an error: what is prepared is held, and would wait for the end of its lease.
    indexer.finish(group)?;
    gathered
}

/// Prepares versions until they are enough for the embedder's batches; returns whether anything was done.
fn gather(indexer: &Indexer<'_>, group: &mut Vec<Prepared>) -> Result<bool, RagError> {
    let jobs = indexer.store.jobs();
    let mut texts = 0;
    let mut worked = false;
    while group.len() < GROUP && texts < GROUP_TEXTS {
        let Some(claimed) = jobs.claim(WORKER, (indexer.now_ms)(), LEASE_MS)? else {
            break;
        };
        worked = true;
        match claimed.kind {
            JobKind::Index { .. } => {
                if let Some(prepared) = indexer.prepare(claimed)? {
                    texts += prepared.pending_count();
                    group.push(prepared);
                }
            }
            JobKind::CleanUp { .. } => {
                indexer.clean_up(&claimed)?;
                break;
            }
        }
    }
    Ok(worked)
}
