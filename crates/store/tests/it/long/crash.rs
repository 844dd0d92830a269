//! Kill -9 at every named step: a child process does things until it ends itself there; what it was told is done is
//! done, nothing is half done, charged twice or embedded twice.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::model::{Dice, Model, compare, content, probe};
use crate::world::{self, World};

/// Every name that the crate passes to `crash::point`.
const POINTS: [&str; 15] = [
    "upload.blob_kept",
    "upload.row_written",
    "upload.committed",
    "index.text_saved",
    "index.chunks_saved",
    "index.vectors_saved",
    "publish.points_put",
    "publish.before_commit",
    "publish.committed",
    "delete.committed",
    "clean_up.points_removed",
    "clean_up.rows_removed",
    "clean_up.blob_removed",
    "checkpoint.index_flushed",
    "collection.committed",
];
const FOLDER: &str = "KNOWHOW_TEST_FOLDER";
const SEED: &str = "KNOWHOW_TEST_SEED";
const STEPS: usize = 24;

#[derive(Debug, Clone)]
enum Step {
    Put(String, String),
    Delete(String),
    Work,
    Checkpoint,
    Collection,
}

#[test]
fn every_crash_point_is_killed_at() {
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let mut found = BTreeSet::new();
    visit(Path::new(sources), &mut |text: &str| {
        for part in text.split("crash::point(\"").skip(1) {
            found.insert(part.split('"').next().unwrap().to_owned());
        }
    });
    assert_eq!(found, POINTS.map(str::to_owned).into());
}

/// Not a test of its own: what the child process runs.
#[test]
fn child() {
    let Some((dir, seed)) = assignment() else { return };
    let store = world::open(&dir).unwrap();
    let world = World {
        dir: tempfile::TempDir::new().unwrap(),
        store,
    };
    for step in steps(seed) {
        perform(&world, &dir, &step);
        note(&dir.join("acknowledged"), "x");
    }
}

#[test]
fn a_process_killed_at_any_step_leaves_a_state_that_can_be_explained() {
    let mut world = World::new();
    let mut model = Model::default();
    let mut killed = BTreeSet::new();
    for round in 0..3_u64 {
        for (number, point) in (0_u64..).zip(POINTS) {
            let seed = round * 100 + number;
            // Later rounds die at a later passage of the step, with more behind them.
            let place = format!("{point}:{}", 1 + round * 2);
            let World { dir, store } = world;
            drop(store);
            let before = model.clone();
            if run_child(dir.path(), seed, &place) {
                killed.insert(point);
            }
            let acknowledged = fs_err::read_to_string(dir.path().join("acknowledged")).map_or(0, |text| text.len());
            fs_err::write(dir.path().join("acknowledged"), "").unwrap();
            world = World {
                store: world::open(dir.path()).unwrap(),
                dir,
            };
            model = explain(&world, before, &steps(seed), acknowledged);
            for paragraph in model.paragraphs() {
                probe(&world.reader(), &model, paragraph);
            }
            work(&world, world.dir.path());
            model.settle();
            compare(&world, &model);
        }
    }
    assert_eq!(killed, POINTS.into(), "a point that is never passed guards nothing");
    let embedded = fs_err::read_to_string(world.dir.path().join("embedded")).unwrap();
    let texts: Vec<&str> = embedded.lines().collect();
    let distinct: BTreeSet<&str> = texts.iter().copied().collect();
    assert_eq!(texts.len(), distinct.len(), "no text is embedded twice");
}

/// Returns what the store holds now, after a check that it is the acknowledged steps and perhaps the next one.
fn explain(world: &World, mut model: Model, steps: &[Step], acknowledged: usize) -> Model {
    for step in &steps[..acknowledged] {
        apply(&mut model, step);
    }
    let now = Model::of(&world.reader());
    let Some(cut) = steps.get(acknowledged) else {
        assert_eq!(now, model);
        return now;
    };
    let mut done = model.clone();
    apply(&mut done, cut);
    let keys: BTreeSet<&String> = model.0.keys().chain(done.0.keys()).chain(now.0.keys()).collect();
    for key in keys {
        let (was, is, would) = (model.0.get(key), now.0.get(key), done.0.get(key));
        // Each document by itself: work goes on from one to the next.
        assert!(
            is == was || is == would,
            "{cut:?}: {key} was {was:?}, is {is:?}, would be {would:?}"
        );
    }
    now
}

fn apply(model: &mut Model, step: &Step) {
    match step {
        Step::Put(key, content) => model.put(key, content),
        Step::Delete(key) => model.delete(key),
        Step::Work => model.settle(),
        Step::Checkpoint | Step::Collection => {}
    }
}

fn perform(world: &World, dir: &Path, step: &Step) {
    let reader = world.reader();
    match step {
        Step::Put(key, content) => {
            world.put(key, content, 1);
        }
        Step::Delete(key) => {
            if let Some(document) = reader.document_by_key(world.collection(), key).unwrap() {
                let receipt = world.writer().delete_document(document.id, 2).unwrap();
                assert_eq!(receipt.probe.hits, 0);
            }
        }
        Step::Work => work(world, dir),
        Step::Checkpoint => {
            world.store.checkpoint().unwrap();
        }
        Step::Collection => {
            let collection = match reader.collection_by_name("passing").unwrap() {
                Some(collection) => collection,
                None => world.writer().create_collection("passing", 1).unwrap(),
            };
            world.writer().delete_collection(collection.id, 2).unwrap();
        }
    }
}

/// Does all jobs, noting each text that is embedded.
fn work(world: &World, dir: &Path) {
    let jobs = world.store.jobs();
    while let Some(claimed) = jobs.claim("child", 3, world::LEASE_MS).unwrap() {
        world::run_with(&jobs, &claimed, 3, |text| {
            note(&dir.join("embedded"), &format!("{}\n", text.trim()));
        })
        .unwrap();
    }
}

fn steps(seed: u64) -> Vec<Step> {
    let mut dice = Dice(seed * 7_919 + 1);
    let step = |_| {
        let key = format!("{}.txt", dice.roll(10));
        match dice.roll(12) {
            0..6 => {
                let text = content(&mut dice, &key);
                Step::Put(key, text)
            }
            6..8 => Step::Delete(key),
            8 => Step::Checkpoint,
            9 => Step::Collection,
            _ => Step::Work,
        }
    };
    (0..STEPS).map(step).chain([Step::Checkpoint, Step::Work]).collect()
}

/// Returns whether the child ended itself at the place.
fn run_child(dir: &Path, seed: u64, place: &str) -> bool {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["long::crash::child", "--exact", "--nocapture"])
        .env(FOLDER, dir)
        .env(SEED, seed.to_string())
        .env("KNOWHOW_CRASH_AT", place)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{place}: {said}");
    !output.status.success()
}

#[expect(clippy::disallowed_methods, reason = "the child process is told in no other way")]
fn assignment() -> Option<(PathBuf, u64)> {
    let dir = std::env::var_os(FOLDER)?;
    let seed = std::env::var(SEED).unwrap();
    Some((dir.into(), seed.parse().unwrap()))
}

fn note(path: &Path, text: &str) {
    let mut file = fs_err::OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn visit(dir: &Path, see: &mut impl FnMut(&str)) {
    for entry in fs_err::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, see);
        } else {
            see(&fs_err::read_to_string(path).unwrap());
        }
    }
}
