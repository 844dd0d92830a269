//! Compares what the catalogue says with what lies in the index and the folder: for a doctor, and for tests.

use std::collections::HashSet;

use domain::id::{OrganizationId, VersionId};
use index::Selector;

use super::Store;
use crate::db::rows::{count, id};
use crate::error::StoreError;

/// What a look at the whole folder found. All but the first two are 0 in a healthy folder without waiting jobs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Health {
    /// Chunks that must be findable.
    pub live_chunks: u64,
    /// Points in the index; more than that while clean-ups or uploads are on their way.
    pub points: u64,
    /// Points of live versions that the index lacks; rebuild it.
    pub missing_points: u64,
    /// Uploaded files that are gone; upload them again.
    pub missing_blobs: u64,
    /// Files that no version names; they go at the next opening.
    pub unnamed_blobs: u64,
    /// Versions that are dead and not cleaned up yet.
    pub waiting_clean_ups: u64,
    /// Vectors that no chunk uses.
    pub unused_vectors: u64,
    /// Texts and chunks of versions that were cleaned up.
    pub unused_rows: u64,
}

impl Store {
    /// Returns what a look at the whole folder finds. Takes a moment for each document.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn check(&self) -> Result<Health, StoreError> {
        const COUNTS: &str = "SELECT (SELECT COUNT(*) FROM version WHERE state = 'dead' AND cleaned_ms IS NULL),
            (SELECT COUNT(*) FROM embedding e WHERE NOT EXISTS
                (SELECT 1 FROM chunk c WHERE c.text_hash = e.text_hash)),
            (SELECT COUNT(*) FROM text t JOIN version v ON v.id = t.version WHERE v.cleaned_ms IS NOT NULL)
            + (SELECT COUNT(*) FROM chunk c JOIN version v ON v.id = c.version WHERE v.cleaned_ms IS NOT NULL)";
        let mut health = Health::default();
        let (live, organizations, named) = self.0.db.read(|db| {
            (health.waiting_clean_ups, health.unused_vectors, health.unused_rows) =
                db.query_row(COUNTS, [], |row| Ok((count(row, 0)?, count(row, 1)?, count(row, 2)?)))?;
            let mut live = db.prepare("SELECT id, chunk_count FROM version WHERE state = 'live'")?;
            let live = live.query_map([], |row| Ok((id::<VersionId>(row, 0)?, count(row, 1)?)))?;
            let mut organizations = db.prepare("SELECT id FROM organization")?;
            let organizations = organizations.query_map([], |row| id::<OrganizationId>(row, 0))?;
            let mut named = db.prepare("SELECT DISTINCT sha256 FROM version WHERE cleaned_ms IS NULL")?;
            let named = named.query_map([], |row| row.get::<_, String>(0))?;
            let live: Vec<_> = live.collect::<Result<_, _>>()?;
            let organizations: Vec<_> = organizations.collect::<Result<_, _>>()?;
            let named: HashSet<_> = named.collect::<Result<_, _>>()?;
            Ok((live, organizations, named))
        })?;
        for organization in organizations {
            health.points += self.0.index.count(&Selector::Organization(organization))?;
        }
        for (version, chunks) in live {
            health.live_chunks += chunks;
            let points = self.0.index.count(&Selector::Version(version))?;
            health.missing_points += chunks.saturating_sub(points);
        }
        let kept: HashSet<String> = self.0.blobs.list()?.into_iter().collect();
        health.missing_blobs = named.difference(&kept).count() as u64;
        health.unnamed_blobs = kept.difference(&named).count() as u64;
        Ok(health)
    }
}
