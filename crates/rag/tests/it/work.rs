//! A worker's step: nothing twice, and the failure of one is not that of the others.

use domain::document::VersionState;
use domain::id::VersionId;
use domain::job::Stage;

use crate::world::{World, wait};

/// Returns the texts that were embedded for the version.
fn embedded(world: &World, version: VersionId) -> u64 {
    let events = world.reader().events_after(0, 1_000).unwrap();
    let done = events
        .iter()
        .filter(|event| event.version == version && event.stage == Stage::Embedding);
    done.map(|event| event.done).max().unwrap_or(0)
}

fn state(world: &World, version: VersionId) -> VersionState {
    world.reader().version(version).unwrap().1.state
}

#[test]
fn the_same_bytes_twice_in_a_group_are_embedded_once() {
    let world = World::new();
    let one = world.put("1.txt", "The mill of Aldford was sold in May.");
    let two = world.put("2.txt", "The mill of Aldford was sold in May.");
    world.work();
    assert_eq!((embedded(&world, one.version), embedded(&world, two.version)), (1, 0));
    assert_eq!(world.search("mill of Aldford").len(), 2);
}

#[test]
fn a_text_whose_first_owner_is_deleted_meanwhile_is_embedded_for_the_second() {
    let world = World::new();
    let one = world.put("1.txt", "The mill of Aldford was sold in May.");
    world.put("2.txt", "The mill of Aldford was sold in May.");
    let jobs = world.store.jobs();
    let indexer = rag::index::Indexer {
        store: &world.store,
        files: &ingest::worker::Reader::InProcess,
        embedder: &world.embedder,
        now_ms: crate::world::now_ms,
    };
    let mut group = Vec::new();
    while let Some(claimed) = jobs.claim("test", crate::world::now_ms(), 10_000).unwrap() {
        group.extend(indexer.prepare(claimed).unwrap());
    }
    world.writer().delete_document(one.document, 2_000).unwrap();
    indexer.finish(group).unwrap();
    assert_eq!(world.search("mill of Aldford").len(), 1);
}

#[test]
fn a_clean_up_that_fails_holds_nothing_and_is_tried_again() {
    let world = World::new();
    let gone = world.put("gone.txt", "The bridge of Brenton was closed in July.");
    world.work();
    let original = world.reader().original(gone.version).unwrap().path;
    world.writer().delete_document(gone.document, 2_000).unwrap();
    // A folder cannot be removed as a file.
    fs_err::remove_file(&original).unwrap();
    fs_err::create_dir(&original).unwrap();
    let stays = world.put("stays.txt", "The tower of Carwick was painted in March.");
    let mut failures = 0;
    for _ in 0..4 {
        failures += usize::from(world.step().is_err());
    }
    assert_eq!(failures, 1, "it waits before it is tried again");
    assert_eq!(state(&world, stays.version), VersionState::Live);
    assert_eq!(world.search("tower of Carwick").len(), 1);
    fs_err::remove_dir(&original).unwrap();
    wait();
    world.work();
    assert_eq!(
        world
            .reader()
            .receipt(gone.document)
            .unwrap()
            .cleaned
            .map(|left| left.blobs),
        Some(0)
    );
    assert!(world.dir.path().exists());
}
