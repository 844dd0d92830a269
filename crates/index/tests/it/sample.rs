//! Points for tests: small vectors that depend on a number, so that every test knows its neighbours.

use domain::hit::Filter;
use domain::id::{ChunkId, CollectionId, DocumentId, OrganizationId, VersionId};
use domain::language::Language;
use index::lexical::{document_vector, query_vector};
use index::{Found, Index, IndexSettings, Point, Search};
use tempfile::TempDir;

/// Length of the test vectors.
pub(crate) const DIMENSIONS: usize = 8;

/// An open index in a folder that goes with it.
pub(crate) struct Sample {
    pub(crate) index: Index,
    pub(crate) dir: TempDir,
}

impl Sample {
    /// Returns an empty index.
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let index = open(&dir);
        Self { index, dir }
    }

    /// Returns the same index after closing and opening it.
    pub(crate) fn reopened(self) -> Self {
        drop(self.index);
        let index = open(&self.dir);
        Self { index, dir: self.dir }
    }
}

/// Opens the index in the folder.
pub(crate) fn open(dir: &TempDir) -> Index {
    Index::open(dir.path(), &SETTINGS).unwrap()
}

/// Settings of the test vectors.
pub(crate) const SETTINGS: IndexSettings = IndexSettings { dimensions: DIMENSIONS };

/// What a point belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Home {
    pub(crate) organization: OrganizationId,
    pub(crate) collection: CollectionId,
    pub(crate) document: DocumentId,
    pub(crate) version: VersionId,
}

impl Home {
    /// Returns a home of its own.
    pub(crate) fn new() -> Self {
        Self {
            organization: OrganizationId::new(),
            collection: CollectionId::new(),
            document: DocumentId::new(),
            version: VersionId::new(),
        }
    }

    /// Returns another document of the same organization and collection.
    pub(crate) fn other_document(self) -> Self {
        Self {
            document: DocumentId::new(),
            version: VersionId::new(),
            ..self
        }
    }

    /// Returns the point at that place of the version, with an embedding near [`direction`] of the same number.
    pub(crate) fn point(self, ordinal: u32, text: &str) -> Point {
        Point {
            id: ChunkId::of(self.version, ordinal),
            organization: self.organization,
            collection: self.collection,
            document: self.document,
            version: self.version,
            dense: direction(ordinal),
            sparse: document_vector(text, Some(Language::English)),
            tags: Vec::new(),
        }
    }

    /// Returns as many points, each with its number in words.
    pub(crate) fn points(self, count: u32) -> Vec<Point> {
        (0..count)
            .map(|ordinal| self.point(ordinal, &format!("lease {}", name(ordinal))))
            .collect()
    }
}

/// Returns a word that only the point of that number has.
pub(crate) fn name(number: u32) -> String {
    (1_000_000 + number).to_string()
}

/// Returns a vector of length 1 that differs for each number.
pub(crate) fn direction(number: u32) -> Vec<f32> {
    let mut state = u64::from(number).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let raw: Vec<f32> = (0..DIMENSIONS)
        .map(|_| {
            state = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            f32::from(u16::try_from(state >> 48).unwrap()) / 65_535.0 - 0.5
        })
        .collect();
    let length = raw.iter().map(|x| x * x).sum::<f32>().sqrt();
    raw.iter().map(|x| x / length).collect()
}

/// Returns both legs for a number and a text.
pub(crate) fn find(index: &Index, organization: OrganizationId, filter: &Filter, number: u32, text: &str) -> Found {
    let search = Search {
        organization,
        filter,
        exclude: &[],
        dense: Some(direction(number)),
        sparse: Some(query_vector(text, &[Language::English])),
        limit: 10,
    };
    index.find(&search).unwrap()
}

/// Returns the chunks of a leg.
pub(crate) fn chunks(leg: &[(ChunkId, f32)]) -> Vec<ChunkId> {
    leg.iter().map(|(chunk, _)| *chunk).collect()
}
