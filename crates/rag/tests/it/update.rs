//! A document that is replaced again and again is found by every search.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::world::World;

const VERSIONS: usize = 150;

#[test]
fn a_document_of_several_chunks_is_found_while_its_versions_change() {
    let world = World::new();
    world.put("a.txt", &content(0));
    world.work();
    let is_over = AtomicBool::new(false);
    let searches = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut searches = 0;
            while !is_over.load(Ordering::SeqCst) {
                let found = world.search("harbour engineer repaired");
                assert!(!found.is_empty(), "gap at search {searches}");
                let is_one = found.iter().all(|passage| passage.version == found[0].version);
                assert!(is_one, "two versions at search {searches}");
                searches += 1;
            }
            searches
        });
        for number in 1..VERSIONS {
            world.put("a.txt", &content(number));
            world.work();
        }
        is_over.store(true, Ordering::SeqCst);
        asking.join().unwrap()
    });
    assert!(searches > VERSIONS, "only {searches} searches: they saw no change");
}

/// Two chunks that become one passage, whose text is read after it was found.
fn content(number: usize) -> String {
    let sentence = "The harbour of Dunmore was repaired by the engineer. ";
    format!("{}\n\nNumber {number}: {}", sentence.repeat(20), sentence.repeat(18))
}
