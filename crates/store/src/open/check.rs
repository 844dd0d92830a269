//! Compares what the catalogue says with what lies in the index and the folder: for a doctor, and for tests.

use std::collections::HashSet;

use domain::document::spoken_name;
use domain::id::{OrganizationId, VersionId};
use index::Selector;
use rusqlite::Connection;

use super::Store;
use crate::db::rows::{count, id};
use crate::error::StoreError;
use crate::jobs::index::TextHash;

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
    /// Vectors that no chunk and no document's name uses.
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
            (SELECT COUNT(*) FROM text t JOIN version v ON v.id = t.version WHERE v.cleaned_ms IS NOT NULL)
            + (SELECT COUNT(*) FROM chunk c JOIN version v ON v.id = c.version WHERE v.cleaned_ms IS NOT NULL)";
        let mut health = Health::default();
        let (live, organizations, named) = self.0.db.read(|db| {
            (health.waiting_clean_ups, health.unused_rows) =
                db.query_row(COUNTS, [], |row| Ok((count(row, 0)?, count(row, 1)?)))?;
            health.unused_vectors = unused_vectors(db)?;
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

fn unused_vectors(db: &Connection) -> Result<u64, StoreError> {
    const NAMES: &str = "SELECT DISTINCT d.name FROM document d JOIN version v ON v.document = d.id
        WHERE v.cleaned_ms IS NULL";
    const UNUSED: &str = "SELECT DISTINCT e.text_hash FROM embedding e WHERE NOT EXISTS
        (SELECT 1 FROM chunk c WHERE c.text_hash = e.text_hash)";
    let mut names = db.prepare(NAMES)?;
    let names = names.query_map([], |row| row.get::<_, String>(0))?;
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    let used: HashSet<[u8; 32]> = names
        .iter()
        .filter_map(|name| spoken_name(name))
        .map(|name| TextHash::of(&name).0)
        .collect();
    let mut rest = db.prepare(UNUSED)?;
    let rest = rest.query_map([], |row| row.get::<_, [u8; 32]>(0))?;
    let rest: Vec<[u8; 32]> = rest.collect::<Result<_, _>>()?;
    Ok(rest.iter().filter(|hash| !used.contains(*hash)).count() as u64)
}
