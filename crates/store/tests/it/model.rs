//! What the store must hold, in a few lines: for tests that do many things and compare after each.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::DocumentId;
use store::{Health, Reader};

use crate::world::{World, find};

/// A key's content as the owner knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Doc {
    /// What was uploaded last.
    pub(crate) newest: String,
    /// What must be found.
    pub(crate) live: Option<String>,
}

/// All documents by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Model(pub(crate) BTreeMap<String, Doc>);

impl Model {
    pub(crate) fn put(&mut self, key: &str, content: &str) {
        content.clone_into(&mut self.0.entry(key.to_owned()).or_default().newest);
    }

    pub(crate) fn delete(&mut self, key: &str) {
        self.0.remove(key);
    }

    /// All uploads have been indexed.
    pub(crate) fn settle(&mut self) {
        for doc in self.0.values_mut() {
            doc.live = Some(doc.newest.clone());
        }
    }

    /// Returns every paragraph that must be found, as often as it must be.
    pub(crate) fn paragraphs(&self) -> Vec<&str> {
        let live = self.0.values().filter_map(|doc| doc.live.as_deref());
        live.flat_map(|content| content.split("\n\n")).collect()
    }

    /// Returns what the store holds, read through its rows.
    pub(crate) fn of(reader: &Reader) -> Self {
        let query = store::ListQuery {
            limit: 1000,
            ..store::ListQuery::default()
        };
        let page = reader.documents(&query).unwrap();
        assert_eq!(page.next, None, "the tests stay below a page");
        let docs = page.items.into_iter().map(|document| {
            let content = |version| reader.text(version).unwrap().map(|text| text.content);
            let live = document
                .live_version
                .map(|version| content(version).expect("a live version has its text"));
            let original = reader.original(document.version.id).unwrap();
            let newest = fs_err::read_to_string(original.path).unwrap();
            (document.key, Doc { newest, live })
        });
        Self(docs.collect())
    }
}

/// Checks that asking for a paragraph finds it if it is live, and never finds what is not.
pub(crate) fn probe(reader: &Reader, model: &Model, paragraph: &str) {
    let live: BTreeSet<&str> = model.paragraphs().into_iter().collect();
    let legs = find(reader, paragraph, 10, domain::hit::Filter::default());
    for leg in [&legs.dense, &legs.bm25] {
        for hit in leg {
            assert!(live.contains(hit.text.as_str()), "stale hit: {}", hit.text);
        }
        let found = leg.iter().any(|hit| hit.text == paragraph);
        assert_eq!(found, live.contains(paragraph), "gap: {paragraph}");
    }
}

/// Checks everything: rows, searches for every paragraph, and that nothing is left over once all jobs are done.
pub(crate) fn compare(world: &World, model: &Model) {
    let reader = world.reader();
    assert_eq!(&Model::of(&reader), model);
    for paragraph in model.paragraphs() {
        probe(&reader, model, paragraph);
    }
    let chunks = model.paragraphs().len() as u64;
    let health = world.store.check().unwrap();
    let clean = Health {
        live_chunks: chunks,
        points: chunks,
        ..Health::default()
    };
    assert_eq!(health, clean);
    money(&reader);
}

/// Checks that every charge belongs to another version and that the balance is the sum.
fn money(reader: &Reader) {
    let entries = reader.ledger(100_000).unwrap();
    let mut charged = BTreeSet::new();
    let mut sum = 0;
    for entry in &entries {
        sum += entry.amount.0;
        let (Some(version), Some(document)) = (entry.version, entry.document) else {
            continue;
        };
        assert!(charged.insert(version), "charged twice: {version}");
        let (owner, row): (DocumentId, _) = reader.version(version).unwrap();
        assert_eq!(owner, document);
        assert_eq!(-entry.amount.0, i64::from(row.chunk_count.unwrap()) * 3_000);
    }
    assert_eq!(reader.balance().unwrap().0, sum);
}

/// Numbers that only look random: the same seed gives the same ones (`SplitMix64`).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// Returns paragraphs that nothing else contains, about `topic`.
pub(crate) fn content(dice: &mut Dice, topic: &str) -> String {
    const WORDS: [&str; 12] = [
        "harbour", "ledger", "copper", "meadow", "signal", "window", "lantern", "orchard", "granite", "velvet",
        "compass", "thunder",
    ];
    let paragraph = |dice: &mut Dice| {
        let words: Vec<&str> = (0..4).map(|_| WORDS[usize::try_from(dice.roll(12)).unwrap()]).collect();
        format!("{} of {topic} {}", words.join(" "), dice.roll(1 << 40))
    };
    let count = 1 + dice.roll(4);
    (0..count).map(|_| paragraph(dice)).collect::<Vec<_>>().join("\n\n")
}
