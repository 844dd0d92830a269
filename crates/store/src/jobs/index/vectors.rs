//! Vectors by the hash of their text: what is known is never embedded again.

use std::collections::HashSet;

use domain::document::spoken_name;
use rusqlite::{Connection, OptionalExtension, Row};

use super::{Pending, TextHash};
use crate::crash;
use crate::db::Survives;
use crate::db::rows::{Id, vector, vector_bytes};
use crate::documents::text::{CHUNK, chunk_at};
use crate::error::StoreError;
use crate::jobs::{Claimed, Jobs, fence, got_on};
use crate::search::points::indexed_text;

impl Jobs {
    /// Returns the distinct texts of the saved chunks that still have no vector, in order, then the document's name when
    /// it has none and says something.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn pending(&self, claimed: &Claimed) -> Result<Vec<Pending>, StoreError> {
        let sql = format!(
            "SELECT {CHUNK}, c.content, c.text_hash, v.title FROM chunk c JOIN version v ON v.id = c.version
             WHERE c.version = ?1 AND NOT EXISTS
                (SELECT 1 FROM embedding e WHERE e.text_hash = c.text_hash AND e.embedder = ?2)
             ORDER BY c.ordinal"
        );
        let mut seen = HashSet::new();
        self.store.db.read(|db| {
            let mut rows = db.prepare_cached(&sql)?;
            let mut rows = rows.query((claimed.version().key(), &self.store.fingerprint))?;
            let mut pending = Vec::new();
            while let Some(row) = rows.next()? {
                let hash = TextHash(row.get(8)?);
                if seen.insert(hash) {
                    pending.push(Pending {
                        hash,
                        text: text_of(row)?,
                    });
                }
            }
            pending.extend(self.pending_name(db, claimed)?.filter(|name| seen.insert(name.hash)));
            Ok(pending)
        })
    }

    fn pending_name(&self, db: &Connection, claimed: &Claimed) -> Result<Option<Pending>, StoreError> {
        const NAME: &str = "SELECT d.name FROM version v JOIN document d ON d.id = v.document WHERE v.id = ?1";
        const KNOWN: &str = "SELECT 1 FROM embedding WHERE text_hash = ?1 AND embedder = ?2";
        let mut name = db.prepare_cached(NAME)?;
        let name: Option<String> = name.query_row([claimed.version().key()], |row| row.get(0)).optional()?;
        let Some(text) = name.and_then(|name| spoken_name(&name)) else {
            return Ok(None);
        };
        let hash = TextHash::of(&text);
        let is_known = db.prepare_cached(KNOWN)?.exists((hash.0, &self.store.fingerprint))?;
        Ok((!is_known).then_some(Pending { hash, text }))
    }

    /// Returns the known vectors of these texts, `None` where there is none.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn vectors(&self, hashes: &[TextHash]) -> Result<Vec<Option<Vec<f32>>>, StoreError> {
        let sql = "SELECT vector FROM embedding WHERE text_hash = ?1 AND embedder = ?2";
        self.store.db.read(|db| {
            let mut one = db.prepare_cached(sql)?;
            let mut find = |hash: &TextHash| {
                one.query_row((hash.0, &self.store.fingerprint), |row| vector(row, 0))
                    .optional()
            };
            Ok(hashes.iter().map(&mut find).collect::<Result<_, _>>()?)
        })
    }

    /// Saves vectors, so that a job that is killed does not embed them again.
    ///
    /// # Errors
    /// [`StoreError::Outdated`], [`StoreError::VectorLength`], [`StoreError::DiskFull`].
    pub fn save_vectors(&self, claimed: &Claimed, vectors: &[(TextHash, Vec<f32>)]) -> Result<(), StoreError> {
        const SAVE: &str = "INSERT INTO embedding (text_hash, embedder, vector) VALUES (?1, ?2, ?3)
            ON CONFLICT (text_hash, embedder) DO NOTHING";
        let wanted = self.store.dimensions;
        if let Some((_, wrong)) = vectors.iter().find(|(_, vector)| vector.len() != wanted) {
            return Err(StoreError::VectorLength {
                found: wrong.len(),
                wanted,
            });
        }
        self.store.db.write(Survives::Kill, |transaction| {
            fence(transaction, claimed)?;
            let mut save = transaction.prepare_cached(SAVE)?;
            for (hash, vector) in vectors {
                save.execute((hash.0, &self.store.fingerprint, vector_bytes(vector)))?;
            }
            got_on(transaction, claimed)
        })?;
        crash::point("index.vectors_saved");
        Ok(())
    }
}

fn text_of(row: &Row<'_>) -> rusqlite::Result<String> {
    let (content, title): (String, Option<String>) = (row.get(7)?, row.get(9)?);
    Ok(indexed_text(&chunk_at(row, 0)?, title.as_deref(), &content))
}
