//! The queue: leases, fences, retries, giving up.

use domain::document::VersionState;
use domain::job::{JobKind, Stage};
use store::{Progress, StoreError, TextHash};

use crate::world::{self, World};

#[test]
fn a_lost_lease_fences_the_first_worker_off() {
    let world = World::new();
    world.put("a.txt", "some words", 0);
    let jobs = world.store.jobs();
    let first = jobs.claim("one", 0, 100).unwrap().unwrap();
    assert!(jobs.claim("two", 50, 100).unwrap().is_none(), "held");
    jobs.heartbeat(&first, 60, 100).unwrap();
    assert!(jobs.claim("two", 150, 100).unwrap().is_none(), "prolonged");
    let second = jobs.claim("two", 161, 100).unwrap().unwrap();
    assert_eq!((second.job, second.attempt), (first.job, 2));
    assert!(matches!(world::run(&jobs, &first, 170), Err(StoreError::Outdated)));
    world::run(&jobs, &second, 170).unwrap();
    assert!(jobs.claim("three", 10_000, 100).unwrap().is_none());
    assert_eq!(world.find("words", 5).bm25.len(), 1);
}

#[test]
fn a_job_that_keeps_crashing_is_given_up() {
    let world = World::new();
    let uploaded = world.put("a.txt", "poison", 0);
    let jobs = world.store.jobs();
    let mut now_ms = 0;
    while let Some(claimed) = jobs.claim("w", now_ms, 10).unwrap() {
        assert!(claimed.attempt <= 5);
        now_ms += 11;
    }
    let document = world.reader().document(uploaded.document).unwrap();
    assert_eq!(document.version.state, VersionState::Failed);
    assert!(document.version.reason.unwrap().contains("5 attempts"));
}

#[test]
fn a_retry_waits_and_the_last_failure_is_told() {
    let world = World::new();
    let uploaded = world.put("a.txt", "words", 0);
    let jobs = world.store.jobs();
    let claimed = jobs.claim("w", 0, 100).unwrap().unwrap();
    jobs.fail(&claimed, "the embedder was busy", Some(500), 10).unwrap();
    assert!(jobs.claim("w", 499, 100).unwrap().is_none());
    let claimed = jobs.claim("w", 500, 100).unwrap().unwrap();
    let progress = Progress {
        stage: Stage::Embedding,
        done: 3,
        total: 9,
        eta_ms: Some(1200),
        message: None,
    };
    jobs.progress(&claimed, &progress, 501).unwrap();
    jobs.fail(&claimed, "the disk broke", None, 502).unwrap();
    let document = world.reader().document(uploaded.document).unwrap();
    assert_eq!(document.version.state, VersionState::Failed);
    let events = world.reader().events_after(0, 10).unwrap();
    let stages: Vec<Stage> = events.iter().map(|event| event.stage).collect();
    assert_eq!(stages, [Stage::Queued, Stage::Queued, Stage::Embedding, Stage::Failed]);
    assert_eq!((events[2].done, events[2].total, events[2].eta_ms), (3, 9, Some(1200)));
    assert_eq!(events[3].message.as_deref(), Some("the disk broke"));
    assert!(events.windows(2).all(|pair| pair[0].sequence < pair[1].sequence));
    assert_eq!(world.reader().newest_sequence().unwrap(), events[3].sequence);
    assert_eq!(world.reader().events_after(events[2].sequence, 10).unwrap().len(), 1);
}

#[test]
fn uploads_and_clean_ups_take_turns() {
    let world = World::new();
    for number in 0..3 {
        world.add(&format!("{number}.txt"), &format!("text {number}"), 0);
    }
    for document in world.reader().documents(&store::ListQuery::default()).unwrap().items {
        world.writer().delete_document(document.id, 1).unwrap();
    }
    for number in 3..6 {
        world.put(&format!("{number}.txt"), &format!("text {number}"), 2);
    }
    let jobs = world.store.jobs();
    let kinds: Vec<bool> = std::iter::from_fn(|| jobs.claim("w", 3, 100).unwrap())
        .map(|claimed| matches!(claimed.kind, JobKind::Index { .. }))
        .collect();
    assert_eq!(kinds.len(), 6);
    assert!(kinds.windows(2).all(|pair| pair[0] != pair[1]), "{kinds:?}");
}

#[test]
fn steps_out_of_order_are_refused_and_steps_may_be_repeated() {
    let world = World::new();
    world.put("a.txt", "one\n\ntwo\n\none", 0);
    let jobs = world.store.jobs();
    let claimed = jobs.claim("w", 0, 100).unwrap().unwrap();
    let (text, chunks) = world::read("one\n\ntwo\n\none");
    assert!(matches!(
        jobs.save_chunks(&claimed, &chunks),
        Err(StoreError::Order { .. })
    ));
    assert!(matches!(jobs.publish(&claimed, 1), Err(StoreError::Order { .. })));
    let reading = store::Reading {
        text: &text,
        status: domain::document::ReadStatus::Ok,
        reason: None,
        media_type: "text/plain",
    };
    jobs.save_text(&claimed, &reading, 1).unwrap();
    let pending = jobs.save_chunks(&claimed, &chunks).unwrap();
    let texts: Vec<&str> = pending.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["one", "two"], "equal texts are embedded once");
    assert_eq!(pending[0].hash, TextHash::of("one"));
    assert!(matches!(jobs.publish(&claimed, 1), Err(StoreError::Order { .. })));
    let wrong = vec![(pending[0].hash, vec![1.0; 3])];
    assert!(matches!(
        jobs.save_vectors(&claimed, &wrong),
        Err(StoreError::VectorLength { .. })
    ));
    jobs.save_vectors(&claimed, &[(pending[0].hash, world::embed("one"))])
        .unwrap();
    assert_eq!(jobs.save_chunks(&claimed, &chunks).unwrap().len(), 1);
    let work = jobs.work(&claimed).unwrap();
    assert!(work.has_text && work.has_chunks);
    assert_eq!(jobs.text(&claimed).unwrap().unwrap().content, text.content);
    jobs.save_vectors(&claimed, &[(pending[1].hash, world::embed("two"))])
        .unwrap();
    let known = jobs.vectors(&[TextHash::of("two"), TextHash::of("three")]).unwrap();
    assert_eq!(known, [Some(world::embed("two")), None]);
    assert_eq!(jobs.publish(&claimed, 2).unwrap().chunk_count, 3);
    let hits = world.find("one", 5).bm25;
    assert_eq!((hits[0].text.as_str(), hits[1].text.as_str()), ("one", "one"));
}
