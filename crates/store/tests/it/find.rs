//! Finding while the state changes.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::hit::Filter;
use domain::language::Language;

use crate::world::{self, World};

#[test]
fn filters_narrow_by_collection_and_document() {
    let world = World::new();
    let first = world.add("a.txt", "green tea", 1);
    world.add("b.txt", "green coffee", 1);
    let only = |filter| {
        world
            .find_in("green", 5, filter)
            .bm25
            .iter()
            .map(|hit| hit.text.clone())
            .collect::<Vec<_>>()
    };
    let documents = Filter {
        documents: vec![first],
        ..Filter::default()
    };
    assert_eq!(only(documents), ["green tea"]);
    let collections = Filter {
        collections: vec![domain::id::CollectionId::new()],
        ..Filter::default()
    };
    assert!(only(collections).is_empty());
    let collections = Filter {
        collections: vec![world.collection()],
        ..Filter::default()
    };
    assert_eq!(only(collections).len(), 2);
}

#[test]
fn dead_versions_in_front_do_not_hide_live_ones() {
    let world = World::new();
    let mut old = Vec::new();
    for number in 0..60 {
        old.push(world.add(&format!("{number}.txt"), "tender notice of the town hall", 1));
    }
    let kept = world.add(
        "kept.txt",
        "tender notice of the town hall and of the harbour office too",
        2,
    );
    for document in old {
        world.writer().delete_document(document, 3).unwrap();
    }
    let hits = world.find("tender notice of the town hall", 3);
    assert_eq!(hits.dense.len(), 1);
    assert_eq!((hits.bm25.len(), hits.bm25[0].document), (1, kept));
}

#[test]
fn searches_during_updates_see_exactly_one_version() {
    let world = World::new();
    world.add("price.txt", "the price of bread is version 0", 1);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = world.reader();
        let over = &over;
        let searching = scope.spawn(move || {
            let (mut searches, mut last) = (0, 0);
            while !over.load(Ordering::SeqCst) {
                let legs = world::find(&reader, "price of bread", 5, Filter::default());
                assert_eq!(
                    (legs.dense.len(), legs.bm25.len()),
                    (1, 1),
                    "never a gap, never two versions"
                );
                assert_eq!(legs.dense[0].version, legs.bm25[0].version);
                let number: u32 = legs.dense[0].text.rsplit(' ').next().unwrap().parse().unwrap();
                assert!(number >= last, "never back to an older version");
                last = number;
                searches += 1;
            }
            searches
        });
        for number in 1..150 {
            world.add("price.txt", &format!("the price of bread is version {number}"), number);
            let legs = world.find("price of bread", 5);
            assert!(
                legs.dense[0].text.ends_with(&format!("version {number}")),
                "the next search sees the update"
            );
        }
        over.store(true, Ordering::SeqCst);
        assert!(searching.join().unwrap() > 20);
    });
}

#[test]
fn an_index_made_again_during_uploads_lacks_nothing() {
    let world = World::new();
    std::thread::scope(|scope| {
        let store = world.store.clone();
        let rebuilding = scope.spawn(move || {
            for _ in 0..6 {
                store.rebuild_index().unwrap();
            }
        });
        for number in 0..40 {
            world.add(&format!("{number}.txt"), &format!("lighthouse number {number}"), number);
        }
        rebuilding.join().unwrap();
    });
    let health = world.store.check().unwrap();
    assert_eq!((health.live_chunks, health.missing_points), (40, 0));
}

#[test]
fn the_languages_of_live_documents_are_known() {
    let world = World::new();
    assert!(world.reader().languages(&Filter::default()).unwrap().is_empty());
    let text = "The committee has decided that the new library will be opened in the spring of next year, when the \
                weather is expected to be warm enough for an open ceremony in front of the building.";
    let document = world.add("en.txt", text, 1);
    assert_eq!(
        world.reader().languages(&Filter::default()).unwrap(),
        [Language::English]
    );
    let here = Filter {
        collections: vec![world.collection()],
        ..Filter::default()
    };
    assert_eq!(world.reader().languages(&here).unwrap(), [Language::English]);
    world.writer().delete_document(document, 2).unwrap();
    assert!(world.reader().languages(&Filter::default()).unwrap().is_empty());
}
