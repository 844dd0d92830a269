//! A thousand things done to many documents, compared with the model after each.

use domain::job::JobKind;

use crate::model::{Dice, Doc, Model, compare, content, probe};
use crate::world::{self, World};

const OPERATIONS: u32 = 1_000;
const KEYS: u64 = 300;

#[test]
fn a_thousand_operations_leave_no_stale_hit_and_no_gap() {
    let mut dice = Dice(20_260_101);
    let mut world = World::new();
    let mut model = Model::default();
    let mut gone: Vec<String> = Vec::new();
    for number in 0..OPERATIONS {
        let key = format!("{}.txt", dice.roll(KEYS));
        match dice.roll(20) {
            0..9 => {
                let text = content(&mut dice, &key);
                gone.extend(model.0.get(&key).map(|doc| doc.newest.clone()));
                world.put(&key, &text, i64::from(number));
                model.put(&key, &text);
            }
            9..13 => {
                if let Some(doc) = model.0.remove(&key) {
                    let document = world
                        .reader()
                        .document_by_key(world.collection(), &key)
                        .unwrap()
                        .unwrap();
                    let receipt = world.writer().delete_document(document.id, i64::from(number)).unwrap();
                    assert_eq!(receipt.probe.hits, 0);
                    assert_eq!(receipt.probe.queries > 0, doc.live.is_some());
                    gone.extend(doc.live.into_iter().chain([doc.newest]));
                }
            }
            13 => {
                if let Some(doc) = model.0.get(&key) {
                    let newest = doc.newest.clone();
                    assert!(world.put(&key, &newest, i64::from(number)).unchanged);
                }
            }
            14..19 => {
                for _ in 0..=dice.roll(4) {
                    one_job(&world, &mut model, &mut gone);
                }
            }
            _ => match dice.roll(4) {
                0 => world = world.reopen(),
                1 => world.store.checkpoint().unwrap(),
                2 => drop(world.store.maintain().unwrap()),
                _ => {
                    world.work(i64::from(number));
                    model.settle();
                    compare(&world, &model);
                }
            },
        }
        look(&world, &model, &mut dice, &gone);
    }
    world.work(i64::from(OPERATIONS));
    model.settle();
    compare(&world, &model);
    let chunks = world.store.rebuild_index().unwrap();
    assert_eq!(chunks, model.paragraphs().len() as u64);
    compare(&world, &model);
}

/// Does the next job and tells the model what it changed.
fn one_job(world: &World, model: &mut Model, gone: &mut Vec<String>) {
    let jobs = world.store.jobs();
    let Some(claimed) = jobs.claim("worker", 1, world::LEASE_MS).unwrap() else {
        return;
    };
    world::run(&jobs, &claimed, 1).unwrap();
    if let JobKind::Index { document, .. } = claimed.kind {
        let key = world.reader().document(document).unwrap().key;
        let doc: &mut Doc = model.0.get_mut(&key).unwrap();
        gone.extend(doc.live.replace(doc.newest.clone()));
    }
}

/// Asks for one paragraph that should be found and one that should not.
fn look(world: &World, model: &Model, dice: &mut Dice, gone: &[String]) {
    let paragraphs = model.paragraphs();
    let mut pick = |length: usize| usize::try_from(dice.roll(length as u64)).unwrap();
    if !paragraphs.is_empty() {
        probe(&world.reader(), model, paragraphs[pick(paragraphs.len())]);
    }
    if !gone.is_empty() {
        let content = &gone[pick(gone.len())];
        probe(&world.reader(), model, content.split("\n\n").next().unwrap());
    }
}
