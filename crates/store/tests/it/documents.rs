//! Uploads, lists, versions, money.

use domain::credit::Millicredits;
use domain::document::{ReadStatus, VersionState};
use domain::hit::Filter;
use domain::job::Stage;
use store::{Content, ListQuery, StoreError, Upload};

use crate::world::World;

#[test]
fn an_upload_becomes_searchable_and_is_charged_once() {
    let world = World::new();
    let before = world.reader().balance().unwrap();
    let uploaded = world.put("folder/report.txt", "the reactor was stopped\n\nnobody was hurt", 5);
    assert!(!uploaded.unchanged);
    let queued = world.reader().document(uploaded.document).unwrap();
    assert_eq!(
        (queued.name.as_str(), queued.version.state),
        ("report.txt", VersionState::Queued)
    );
    assert_eq!(queued.live_version, None);
    assert!(
        world.find("reactor", 5).bm25.is_empty(),
        "nothing is found before it is live"
    );

    assert_eq!(world.work(6), 3, "two texts and the document's name");
    let live = world.reader().document(uploaded.document).unwrap();
    assert_eq!(live.live_version, Some(uploaded.version));
    assert_eq!(live.version.state, VersionState::Live);
    assert_eq!(live.version.read, Some(ReadStatus::Ok));
    assert_eq!(live.version.chunk_count, Some(2));
    let legs = world.find("reactor stopped", 5);
    assert_eq!(legs.bm25[0].text, "the reactor was stopped");
    assert_eq!(legs.dense[0].chunk, legs.bm25[0].chunk);
    assert_eq!(legs.dense[0].scores.bm25, legs.bm25[0].scores.bm25);

    let after = world.reader().balance().unwrap();
    assert_eq!(before.0 - after.0, 6_000, "two chunks, three credits each");
    let again = world.put("folder/report.txt", "the reactor was stopped\n\nnobody was hurt", 7);
    assert!(again.unchanged);
    assert_eq!((again.version, again.job), (uploaded.version, None));
    assert_eq!(world.work(8), 0);
    assert_eq!(world.reader().balance().unwrap(), after);
    let ledger = world.reader().ledger(10).unwrap();
    assert_eq!(ledger.len(), 2);
    assert_eq!(ledger.iter().map(|entry| entry.amount.0).sum::<i64>(), after.0);
    assert_eq!(ledger[0].balance, after);
    assert_eq!(ledger[1].amount, Millicredits(10_000_000));
    let charged = world
        .reader()
        .charged(&[uploaded.version, domain::id::VersionId::new()]);
    assert_eq!(charged.unwrap(), [(uploaded.version, Millicredits(6_000))].into());
}

#[test]
fn the_same_bytes_under_another_key_are_embedded_once_and_kept_once() {
    let world = World::new();
    let one = world.add("a.txt", "words about whales", 1);
    let uploaded = world.put("b.txt", "words about whales", 2);
    assert_ne!(one, uploaded.document);
    assert_eq!(world.work(3), 0, "the vector is known");
    assert_eq!(world.find("whales", 5).bm25.len(), 2);
    assert_eq!(world.store.status().unwrap().blob_bytes, 18);
    let original = world.reader().original(uploaded.version).unwrap();
    assert_eq!(fs_err::read_to_string(original.path).unwrap(), "words about whales");
    world.writer().delete_document(one, 4).unwrap();
    world.work(5);
    let hits = world.find("whales", 5);
    assert_eq!(hits.bm25.len(), 1);
    assert_eq!(hits.dense[0].document, uploaded.document);
    assert!(
        world.reader().original(uploaded.version).unwrap().path.exists(),
        "the bytes are still used"
    );
}

#[test]
fn a_new_version_replaces_the_old_one_without_a_gap() {
    let world = World::new();
    let document = world.add("a.txt", "the price is ten euros", 1);
    let update = world.put("a.txt", "the price is twelve euros", 2);
    assert_eq!(update.document, document);
    let waiting = world.find("price", 5);
    assert_eq!(
        waiting.bm25[0].text, "the price is ten euros",
        "the old version answers on"
    );
    let shown = world.reader().document(document).unwrap();
    assert_eq!((shown.version.number, shown.version.state), (2, VersionState::Queued));
    assert_ne!(shown.live_version, Some(update.version));
    let job = world.store.jobs().claim("w", 3, 1000).unwrap().unwrap();
    crate::world::run(&world.store.jobs(), &job, 3).unwrap();
    for cleaned in [false, true] {
        let hits = world.find("price", 5);
        assert_eq!(hits.bm25.len(), 1, "cleaned: {cleaned}");
        assert_eq!(hits.bm25[0].text, "the price is twelve euros");
        assert_eq!(hits.dense.len(), 1);
        world.work(4);
    }
    let versions = world.reader().versions(document).unwrap();
    let states: Vec<_> = versions.iter().map(|version| version.state).collect();
    assert_eq!(states, [VersionState::Live, VersionState::Dead]);
    assert_eq!(world.reader().text(versions[1].id).unwrap(), None);
    assert_eq!(
        world.reader().text(versions[0].id).unwrap().unwrap().content,
        "the price is twelve euros"
    );
    assert_eq!(world.reader().chunks(versions[0].id).unwrap().len(), 1);
}

#[test]
fn an_older_upload_never_overwrites_a_newer_one() {
    let world = World::new();
    let first = world.put("a.txt", "old words", 1);
    let jobs = world.store.jobs();
    let old = jobs.claim("w", 1, 1000).unwrap().unwrap();
    let second = world.put("a.txt", "new words", 2);
    assert_ne!(first.version, second.version);
    assert!(matches!(crate::world::run(&jobs, &old, 3), Err(StoreError::Outdated)));
    world.work(4);
    assert_eq!(world.find("words", 5).bm25[0].text, "new words");
    assert_eq!(world.find("words", 5).bm25.len(), 1);
    assert_eq!(
        world.reader().ledger(9).unwrap().len(),
        2,
        "only the version that went live is charged"
    );
}

#[test]
fn a_failed_version_is_queued_again_by_the_same_upload() {
    let world = World::new();
    let writer = world.writer();
    let put = |now_ms| {
        let upload = Upload {
            collection: world.collection(),
            key: "broken.txt",
            attributes: std::collections::BTreeMap::default(),
            content: Content::Bytes(&[0xff, 0xfe, 0xff]),
            now_ms,
        };
        writer.put_document(upload).unwrap()
    };
    let first = put(1);
    world.work(1);
    let failed = world.reader().document(first.document).unwrap();
    assert_eq!(failed.version.state, VersionState::Failed);
    assert_eq!(failed.version.read, Some(ReadStatus::Damaged));
    assert_eq!(failed.version.reason.as_deref(), Some("it is not text"));
    let again = put(2);
    assert_eq!((again.version, again.unchanged), (first.version, false));
    assert_eq!(again.job, first.job);
    let queued = world.reader().document(first.document).unwrap();
    assert_eq!(
        (queued.version.state, queued.version.reason),
        (VersionState::Queued, None)
    );
    world.work(3);
    let stages: Vec<Stage> = world
        .reader()
        .document_events(first.document, 0, 100)
        .unwrap()
        .iter()
        .map(|event| event.stage)
        .collect();
    assert_eq!(stages, [Stage::Queued, Stage::Failed, Stage::Queued, Stage::Failed]);
    // A good file under the same key takes over, and the failed version is cleaned up.
    world.add("broken.txt", "mended now", 4);
    assert_eq!(world.find("mended", 3).bm25.len(), 1);
    assert_eq!(world.store.status().unwrap().failed_count, 0);
}

#[test]
fn lists_are_paged_narrowed_and_newest_first() {
    let world = World::new();
    for number in 0..7 {
        world.put(
            &format!("Folder/100%_{number}.txt"),
            &format!("content {number}"),
            number,
        );
    }
    world.put("other.txt", "something", 9);
    world.work(10);
    let reader = world.reader();
    let mut query = ListQuery {
        limit: 3,
        search: Some("folder/100%".to_owned()),
        state: Some(VersionState::Live),
        collection: Some(world.collection()),
        cursor: None,
    };
    let mut keys = Vec::new();
    loop {
        let page = reader.documents(&query).unwrap();
        assert!(page.items.len() <= 3);
        keys.extend(page.items.into_iter().map(|document| document.key));
        let Some(next) = page.next else { break };
        query.cursor = Some(next);
    }
    let expected: Vec<_> = (0..7).rev().map(|number| format!("Folder/100%_{number}.txt")).collect();
    assert_eq!(keys, expected);
    query.search = Some("100__".to_owned());
    query.cursor = None;
    assert!(
        reader.documents(&query).unwrap().items.is_empty(),
        "wildcards are taken literally"
    );
    query.cursor = Some("doc_1".to_owned());
    assert!(matches!(reader.documents(&query), Err(StoreError::Cursor)));
    assert_eq!(reader.documents(&ListQuery::default()).unwrap().items.len(), 8);
    let collection = reader.collection_by_name("default").unwrap().unwrap();
    assert_eq!((collection.document_count, collection.chunk_count), (8, 8));
}

#[test]
fn attributes_filter_and_change_without_indexing_anew() {
    let world = World::new();
    world.put_with("a.txt", "holiday rules", &[("team", "law")], 1).unwrap();
    world
        .put_with("b.txt", "holiday dates", &[("team", "sales")], 1)
        .unwrap();
    world.work(2);
    let team = |name: &str| Filter {
        attributes: [("team".to_owned(), name.to_owned())].into(),
        ..Filter::default()
    };
    let hits = |name: &str| {
        world
            .find_in("holiday", 5, team(name))
            .bm25
            .iter()
            .map(|hit| hit.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(hits("law"), ["holiday rules"]);
    let same = world.put_with("a.txt", "holiday rules", &[("team", "tax")], 3).unwrap();
    assert!(same.unchanged);
    assert_eq!(hits("law"), Vec::<String>::new());
    assert_eq!(hits("tax"), ["holiday rules"]);
    assert_eq!(hits("sales"), ["holiday dates"]);
    let world = world.reopen();
    assert_eq!(world.find_in("holiday", 5, team("tax")).bm25.len(), 1);
}

#[test]
fn names_and_organizations_are_walls() {
    let world = World::new();
    let writer = world.writer();
    assert!(matches!(
        writer.create_collection("default", 1),
        Err(StoreError::NameTaken { .. })
    ));
    assert!(matches!(writer.create_collection(" ", 1), Err(StoreError::Name { .. })));
    assert!(matches!(
        world.put_with("a\nb", "x", &[], 1),
        Err(StoreError::Name { .. })
    ));
    let document = world.add("a.txt", "secret plans", 1);
    let stranger = domain::id::OrganizationId::new();
    let reader = world.store.reader(stranger);
    let version = world.reader().document(document).unwrap().version.id;
    assert!(matches!(reader.document(document), Err(StoreError::NotFound { .. })));
    assert!(matches!(reader.versions(document), Err(StoreError::NotFound { .. })));
    assert!(matches!(reader.text(version), Err(StoreError::NotFound { .. })));
    assert!(matches!(reader.original(version), Err(StoreError::NotFound { .. })));
    assert!(reader.chunks(version).unwrap().is_empty());
    assert!(reader.collections().unwrap().is_empty());
    assert!(reader.documents(&ListQuery::default()).unwrap().items.is_empty());
    assert!(reader.events_after(0, 100).unwrap().is_empty());
    assert!(reader.ledger(5).unwrap().is_empty());
    let foreign = world.store.writer(stranger);
    assert!(matches!(
        foreign.delete_document(document, 2),
        Err(StoreError::NotFound { .. })
    ));
    assert!(matches!(
        foreign.delete_collection(world.collection(), 2),
        Err(StoreError::NotFound { .. })
    ));
    let upload = Upload {
        collection: world.collection(),
        key: "b.txt",
        attributes: std::collections::BTreeMap::default(),
        content: Content::Bytes(b"x"),
        now_ms: 2,
    };
    assert!(matches!(foreign.put_document(upload), Err(StoreError::NotFound { .. })));
    let legs = crate::world::find(&reader, "secret plans", 5, Filter::default());
    assert!(legs.bm25.is_empty() && legs.dense.is_empty());
    assert_eq!(world.find("secret", 5).bm25.len(), 1);
}
