//! What the stopped program leaves in its folder: every version was charged once, read once and embedded once, and
//! nothing is left over.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::id::VersionId;
use domain::job::{Event, Stage};
use store::{Health, Reader, Store};

use super::life::store_settings;
use super::world::{Lifetime, World};

/// More than a run makes; the store keeps 20,000.
const EVENTS: usize = 20_000;

pub(super) fn check(world: &World) {
    let store = Store::open(&world.data(), &store_settings()).unwrap();
    let reader = store.reader(store.default_organization());
    let health = store.check().unwrap();
    let whole = Health {
        live_chunks: health.live_chunks,
        points: health.live_chunks,
        ..Health::default()
    };
    assert_eq!(health, whole, "something is left over or missing");
    assert!(health.live_chunks >= world.model.docs.len() as u64);
    let charged = ledger(&reader);
    for version in &world.model.was_live {
        assert!(
            charged.contains(version),
            "{version} was searchable and was not charged"
        );
    }
    for version in &charged {
        assert!(
            world.model.all.contains_key(version),
            "{version} was charged and nobody was told of it"
        );
    }
    let events = reader.events_after(0, EVENTS).unwrap();
    assert_eq!(
        events.first().map(|event| event.sequence),
        Some(1),
        "the first events are gone already"
    );
    let mut of: HashMap<VersionId, Vec<&Event>> = HashMap::new();
    for event in &events {
        of.entry(event.version).or_default().push(event);
    }
    for (version, events) in &of {
        once(*version, events, &world.lifetimes);
    }
    copies(world, &of);
}

/// Returns the charged versions, each charged once by the number of its chunks; the balance is the sum.
fn ledger(reader: &Reader) -> BTreeSet<String> {
    let mut charged = BTreeSet::new();
    let mut sum = 0;
    for entry in reader.ledger(1_000_000).unwrap() {
        sum += entry.amount.0;
        let Some(version) = entry.version else { continue };
        assert!(charged.insert(version.to_string()), "{version} was charged twice");
        let (owner, row) = reader.version(version).unwrap();
        assert_eq!(entry.document, Some(owner));
        assert_eq!(
            -entry.amount.0,
            i64::from(row.chunk_count.unwrap()) * 3_000,
            "{version}"
        );
    }
    assert_eq!(reader.balance().unwrap().0, sum);
    charged
}

/// Checks that no step was done again once it was saved.
fn once(version: VersionId, events: &[&Event], lifetimes: &[Lifetime]) {
    let stages: Vec<Stage> = events.iter().map(|event| event.stage).collect();
    let tell = || format!("{version}: {stages:?}");
    let after = |stage: Stage| {
        stages
            .iter()
            .position(|one| *one == stage)
            .map_or(&[][..], |at| &stages[at + 1..])
    };
    assert!(!stages.contains(&Stage::Failed), "{}: {events:?}", tell());
    assert!(
        !after(Stage::Cutting).contains(&Stage::Reading),
        "read again: {}",
        tell()
    );
    assert!(
        !after(Stage::Ready).contains(&Stage::Ready),
        "published again: {}",
        tell()
    );
    assert_eq!(after(Stage::Ready), [], "worked on after it was done: {}", tell());
    let mut embedded: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    for event in events.iter().filter(|event| event.stage == Stage::Embedding) {
        let life = life_of(event, lifetimes);
        let (done, total) = embedded.entry(life).or_default();
        *done = event.done.max(*done);
        *total = event.total.max(*total);
    }
    let most = embedded.values().map(|(_, total)| *total).max().unwrap_or(0);
    let done: u64 = embedded.values().map(|(done, _)| *done).sum();
    assert!(done <= most, "embedded {done} of {most}: {events:?}");
}

/// Bytes that another document had searchable all the time were not embedded for the second.
fn copies(world: &World, of: &HashMap<VersionId, Vec<&Event>>) {
    let mut checked = 0;
    for (copy, other) in &world.copies {
        let is_kept = |id: &String| world.model.docs.values().any(|doc| doc.newest().id == *id);
        if !is_kept(other) {
            continue;
        }
        let events = of.get(&copy.parse().unwrap()).map_or(&[][..], Vec::as_slice);
        let embedded = events
            .iter()
            .map(|event| if event.stage == Stage::Embedding { event.done } else { 0 });
        assert_eq!(
            embedded.max().unwrap_or(0),
            0,
            "{copy} has the bytes of {other}: {events:?}"
        );
        checked += 1;
    }
    assert!(checked > 5, "only {checked} copies were there to look at");
}

fn life_of(event: &Event, lifetimes: &[Lifetime]) -> usize {
    lifetimes
        .iter()
        .rposition(|life| (life.from_ms..=life.to_ms).contains(&event.at_ms))
        .unwrap_or_else(|| panic!("{event:?} is of no process"))
}
