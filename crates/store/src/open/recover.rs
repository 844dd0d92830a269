//! What opening repairs: jobs of dead processes, index writes that a power cut may have taken, files without a row.

use std::collections::HashSet;

use domain::id::VersionId;

use super::Store;
use crate::db::Survives;
use crate::db::rows::id;
use crate::error::StoreError;
use crate::search::points;

impl Store {
    pub(super) fn recover(&self, index_is_new: bool) -> Result<(), StoreError> {
        self.free_jobs()?;
        if index_is_new || points::was_rebuilding(&self.0)? {
            self.rebuild_index()?;
        } else {
            self.replay_outbox()?;
        }
        self.remove_orphans()
    }

    /// The folder has one process: whoever held a job is gone.
    fn free_jobs(&self) -> Result<(), StoreError> {
        self.0.db.write(Survives::Kill, |transaction| {
            let free = "UPDATE job SET state = 'queued', crashes = crashes + 1 WHERE state = 'running'";
            transaction.execute(free, [])?;
            let again =
                "UPDATE job SET state = 'queued', run_after_ms = 0 WHERE state = 'failed' AND kind = 'clean_up'";
            transaction.execute(again, [])?;
            Ok(())
        })
    }

    fn replay_outbox(&self) -> Result<(), StoreError> {
        let rows: Vec<(String, VersionId)> = self.0.db.read(|db| {
            let mut rows = db.prepare("SELECT action, version FROM outbox ORDER BY sequence")?;
            let rows = rows.query_map([], |row| Ok((row.get(0)?, id(row, 1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        for (action, version) in rows {
            match action.as_str() {
                "put" => points::put_if_missing(&self.0, version)?,
                "tag" => points::put_if_live(&self.0, version)?,
                _ => points::remove(&self.0, version)?,
            }
        }
        self.checkpoint()
    }

    /// An upload that was cut off before its row leaves a file that nobody names.
    fn remove_orphans(&self) -> Result<(), StoreError> {
        let named: HashSet<String> = self.0.db.read(|db| {
            let mut rows = db.prepare("SELECT DISTINCT sha256 FROM version WHERE cleaned_ms IS NULL")?;
            let rows = rows.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        for sha256 in self.0.blobs.list()? {
            if !named.contains(&sha256) {
                self.0.blobs.remove(&sha256)?;
            }
        }
        Ok(())
    }
}
