//! Deletes are instant, proven, and leave nothing.

use store::{Probe, StoreError};

use crate::world::World;

#[test]
fn a_deleted_document_is_not_found_and_its_receipt_says_so() {
    let world = World::new();
    let text: Vec<String> = (0..20)
        .map(|number| format!("sentence number {number} about the merger of banks."))
        .collect();
    let gone = world.add("gone.txt", &text.join("\n\n"), 1);
    let kept = world.add("kept.txt", "another sentence about the merger of banks.", 2);
    let version = world.reader().document(gone).unwrap().version.id;
    let path = world.reader().original(version).unwrap().path;

    let receipt = world.writer().delete_document(gone, 30).unwrap();
    assert_eq!(receipt.probe, Probe { queries: 7, hits: 0 });
    assert_eq!((receipt.chunk_count, receipt.deleted_at_ms), (20, 30));
    assert_eq!(receipt.versions, [version]);
    assert_eq!(receipt.cleaned, None);
    let hits = world.find("merger of banks", 10);
    assert_eq!(
        hits.bm25.len(),
        1,
        "hits of the dead version are refilled by the live one"
    );
    assert_eq!(hits.bm25[0].document, kept);
    assert_eq!(hits.dense.len(), 1);
    assert!(matches!(
        world.reader().document(gone),
        Err(StoreError::NotFound { .. })
    ));
    assert!(matches!(
        world.reader().original(version),
        Err(StoreError::NotFound { .. })
    ));
    assert_eq!(world.reader().text(version).unwrap(), None, "nor read");
    assert!(world.reader().chunks(version).unwrap().is_empty());
    assert!(matches!(
        world.writer().delete_document(gone, 31),
        Err(StoreError::NotFound { .. })
    ));

    world.work(40);
    let cleaned = world.reader().receipt(gone).unwrap().cleaned.unwrap();
    assert_eq!(
        (cleaned.points, cleaned.rows, cleaned.blobs, cleaned.at_ms),
        (0, 0, 0, 40)
    );
    assert!(!path.exists());
    assert_eq!(world.reader().text(version).unwrap(), None);
    let world = world.reopen();
    assert_eq!(world.find("merger of banks", 10).bm25.len(), 1);
    // The key is free for a new document.
    let anew = world.add("gone.txt", "it is back", 50);
    assert_ne!(anew, gone);
    assert_eq!(world.find("back", 10).bm25.len(), 1);
    assert!(world.reader().receipt(anew).is_err());
}

#[test]
fn a_document_deleted_while_it_is_indexed_does_not_come_back() {
    let world = World::new();
    let uploaded = world.put("a.txt", "one\n\ntwo\n\nthree", 1);
    let jobs = world.store.jobs();
    let claimed = jobs.claim("w", 1, 1000).unwrap().unwrap();
    let (text, chunks) = crate::world::read("one\n\ntwo\n\nthree");
    let reading = store::Reading {
        text: &text,
        status: domain::document::ReadStatus::Ok,
        reason: None,
        media_type: "text/plain",
    };
    jobs.save_text(&claimed, &reading, 1).unwrap();
    let pending = jobs.save_chunks(&claimed, &chunks).unwrap();
    world.writer().delete_document(uploaded.document, 2).unwrap();
    let vectors: Vec<_> = pending
        .iter()
        .map(|one| (one.hash, crate::world::embed(&one.text)))
        .collect();
    assert!(matches!(
        jobs.save_vectors(&claimed, &vectors),
        Err(StoreError::Outdated)
    ));
    assert!(matches!(jobs.publish(&claimed, 3), Err(StoreError::Outdated)));
    assert!(matches!(jobs.heartbeat(&claimed, 3, 10), Err(StoreError::Outdated)));
    world.work(4);
    assert!(world.find("two", 5).bm25.is_empty());
    let receipt = world.reader().receipt(uploaded.document).unwrap();
    assert_eq!(
        receipt.cleaned.map(|left| (left.points, left.rows, left.blobs)),
        Some((0, 0, 0))
    );
    assert_eq!(world.reader().ledger(5).unwrap().len(), 1, "nothing was charged");
}

#[test]
fn a_deleted_collection_takes_its_documents_along() {
    let world = World::new();
    let first = world.add("a.txt", "apples and pears", 1);
    world.add("b.txt", "apples and plums", 1);
    let other = world.writer().create_collection("other", 2).unwrap();
    let upload = store::Upload {
        collection: other.id,
        key: "a.txt",
        attributes: std::collections::BTreeMap::default(),
        content: store::Content::Bytes(b"apples and grapes"),
        now_ms: 2,
    };
    world.writer().put_document(upload).unwrap();
    world.work(3);
    assert_eq!(world.find("apples", 9).bm25.len(), 3);
    let default = world.collection();
    let deleted = world.writer().delete_collection(default, 4).unwrap();
    assert_eq!((deleted.document_count, deleted.chunk_count), (2, 2));
    assert_eq!((deleted.probe.queries, deleted.probe.hits), (2, 0));
    let receipt = world.reader().receipt(first).unwrap();
    assert_eq!((receipt.probe.queries, receipt.probe.hits), (1, 0));
    let hits = world.find("apples", 9);
    assert_eq!((hits.bm25.len(), hits.bm25[0].text.as_str()), (1, "apples and grapes"));
    world.work(5);
    let cleaned = world.reader().receipt(first).unwrap().cleaned.unwrap();
    assert_eq!((cleaned.points, cleaned.rows, cleaned.blobs), (0, 0, 0));
    assert_eq!(world.reader().collections().unwrap().len(), 1);
}

#[test]
fn a_large_collection_is_probed_by_some_of_its_documents() {
    let world = World::new();
    for number in 0..40 {
        world.put(&format!("{number}.txt"), &format!("paper {number}"), 1);
    }
    let waiting = world.put("waiting.txt", "not searchable yet", 1).document;
    for _ in 0..40 {
        let claimed = world
            .store
            .jobs()
            .claim("test", 2, crate::world::LEASE_MS)
            .unwrap()
            .unwrap();
        crate::world::run(&world.store.jobs(), &claimed, 2).unwrap();
    }
    let deleted = world.writer().delete_collection(world.collection(), 3).unwrap();
    assert_eq!((deleted.document_count, deleted.chunk_count), (41, 40));
    assert_eq!((deleted.probe.queries, deleted.probe.hits), (14, 0));
    assert_eq!(world.reader().receipt(waiting).unwrap().probe.queries, 0);
    assert!(world.find("paper", 50).bm25.is_empty());
}
