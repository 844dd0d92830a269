//! Lives of the process: what is done in each, and how it ends.

use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::json;
use store::{Store, StoreSettings};

use super::dice::Content;
use super::model::text;
use super::operation::{Kind, Operation, any_kind, apply, explain, operation, perform};
use super::world::{Lifetime, World, now_ms};
use crate::server::{Gone, PATIENCE, Server, Starting, ended, kill_after, signal, wait_for};

/// Every name that the store passes to `crash::point`, but the one of collections, which no request deletes.
const POINTS: [&str; 14] = [
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
];
const COLLECTION_POINT: &str = "collection.committed";
/// Told to the child process that deletes a collection.
const FOLDER: &str = "KNOWHOW_TEST_FOLDER";
/// Operations after which a process that should have ended itself is called broken.
const MOST: usize = 150;

/// How a life ends.
#[derive(Debug, Clone)]
pub(super) enum End {
    /// By itself, at this passage of a named step.
    Step(&'static str, usize),
    /// By kill -9, so many milliseconds after a random operation began.
    Kill(u64),
    /// By kill -9 while it opens the folder.
    Opening(u64),
    /// By Ctrl-C.
    Stop,
}

/// Returns all lives, in random order.
pub(super) fn lives(dice: &mut super::dice::Dice) -> Vec<End> {
    let mut lives = Vec::new();
    for point in POINTS {
        lives.push(End::Step(point, 1));
        lives.push(End::Step(
            point,
            2 + dice.roll(if point.starts_with("checkpoint") { 1 } else { 5 }),
        ));
    }
    lives.extend((0..12).map(|_| End::Kill(dice.roll(120) as u64)));
    lives.extend((0..5).map(|_| End::Opening(10 + dice.roll(700) as u64)));
    lives.extend((0..4).map(|_| End::Stop));
    dice.shuffle(&mut lives);
    lives
}

/// Uploads the first documents, with a kill in the middle.
pub(super) fn fill(world: &mut World, count: usize) {
    for half in [count / 2, count] {
        let Ok(server) = open(world, None) else {
            panic!("the program does not start: {}", log(world));
        };
        while world.model.docs.len() < half {
            let put = operation(world, Kind::New);
            apply(world, &server, &put).unwrap_or_else(|Gone| panic!("the program ended by itself: {}", log(world)));
        }
        if half == count {
            world.settle(&server).expect("nobody kills it");
            assert_eq!(server.stop().code(), Some(0));
        } else {
            let (_sender, called_off) = channel();
            kill_after(server.process(), Duration::ZERO, called_off);
            ended(server.process(), PATIENCE).expect("kill -9 kills");
            world.counts.kills += 1;
        }
        close(world);
    }
    // They are the start, not the test.
    world.counts.operations = 0;
}

/// Lives through `share` operations, or as many as it takes to come to the end.
pub(super) fn live(world: &mut World, end: &End, share: usize) {
    let from = world.counts.operations;
    let begun = match end {
        End::Opening(delay) => return opening(world, *delay),
        End::Step(point, passage) => open(world, Some(&format!("{point}:{passage}"))),
        End::Kill(_) | End::Stop => open(world, None),
    };
    world.log(format!("-- {end:?}"));
    let lived = begun.and_then(|server| {
        let mut kill = None;
        let killed_at = from + world.dice.roll(share.max(1));
        loop {
            let done = world.counts.operations - from;
            match end {
                End::Stop if done >= share => break,
                End::Kill(delay) if world.counts.operations == killed_at => {
                    let (sender, called_off) = channel();
                    kill_after(server.process(), Duration::from_millis(*delay), called_off);
                    kill = Some(sender);
                }
                End::Step(..) if done >= share => {
                    assert!(done < MOST, "{end:?} is never passed");
                    wait_at(world, &server, end)?;
                }
                _ => {}
            }
            let kind = any_kind(world);
            let next = operation(world, kind);
            let is_update = kind == Kind::Update;
            perform(world, &server, &next)?;
            if is_update && world.dice.roll(3) == 0 {
                watch(world, &server, &next)?;
            }
        }
        drop(kill);
        if world.dice.roll(2) == 0 {
            world.settle(&server)?;
        }
        assert_eq!(server.stop().code(), Some(0), "{}", log(world));
        Ok(())
    });
    match (end, lived) {
        (End::Stop, Ok(())) => close(world),
        (End::Stop, Err(Gone)) => panic!("the program ended by itself: {}", log(world)),
        (_, _) => died(world, end),
    }
}

/// All operations of this life are done and the step was not passed yet: lets the work go on.
fn wait_at(world: &mut World, server: &Server, end: &End) -> Result<(), Gone> {
    if matches!(end, End::Step("checkpoint.index_flushed", _)) {
        return match ended(server.process(), PATIENCE) {
            Some(_) => Err(Gone),
            None => panic!("{end:?} is never passed"),
        };
    }
    world.settle(server)
}

/// Asks for an updated document from three sides until the new version answers: always it or the one before.
fn watch(world: &mut World, server: &Server, update: &Operation) -> Result<(), Gone> {
    let Operation::Put { key, .. } = update else {
        return Ok(());
    };
    let Some(doc) = world
        .model
        .docs
        .get(key)
        .filter(|doc| doc.is_live && doc.versions.len() > 1)
    else {
        return Ok(());
    };
    let (id, newest, tokens) = (doc.id.clone(), doc.newest().id.clone(), doc.tokens());
    let order: Vec<String> = doc.versions.iter().map(|version| version.id.clone()).collect();
    let beside = || {
        let mut place = 0;
        let mut count = 0;
        wait_for(PATIENCE, || {
            count += 1;
            let Ok(found) = server.search(&tokens, &json!({ "documents": [&id] }), 10) else {
                return true;
            };
            assert!(!found.is_empty(), "gap: {key} is not found while {newest} takes over");
            let version = text(&found[0], "version").to_owned();
            assert!(
                found.iter().all(|passage| text(passage, "version") == version),
                "two at once: {found:?}"
            );
            let at = order.iter().position(|one| *one == version);
            let at = at.unwrap_or_else(|| panic!("{version} of {key} is none of {order:?}"));
            assert!(at >= place, "stale: {key} goes back from {} to {version}", order[place]);
            place = at;
            version == newest
        });
        count
    };
    let (watched, asked) = std::thread::scope(|scope| {
        let threads = [scope.spawn(beside), scope.spawn(beside)];
        let watched = loop {
            if let Err(Gone) = world.probe(server, key) {
                break Err(Gone);
            }
            if world.model.docs[key].versions.len() == 1 {
                break Ok(());
            }
        };
        let asked: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
        (watched, asked)
    });
    world.counts.queries += asked;
    watched
}

fn opening(world: &mut World, delay: u64) {
    world.log(format!("-- killed {delay} ms after its start"));
    let starting = start(world, None);
    let process = starting.process.clone();
    let (_sender, called_off) = channel();
    kill_after(&process, Duration::from_millis(delay), called_off);
    ended(&process, PATIENCE).expect("kill -9 kills");
    died(world, &End::Opening(delay));
}

fn start(world: &mut World, crash_at: Option<&str>) -> Starting {
    world.counts.starts += 1;
    let workers = 1 + world.dice.roll(2);
    world.lifetimes.push(Lifetime {
        from_ms: now_ms(),
        to_ms: i64::MAX,
    });
    let starting = Starting::new(world.dir.path(), crash_at, workers);
    world.process = Some(starting.process.clone());
    starting
}

/// Starts the program and compares all that it holds.
fn open(world: &mut World, crash_at: Option<&str>) -> Result<Server, Gone> {
    let starting = start(world, crash_at);
    let process = starting.process.clone();
    let server = starting.ready().inspect_err(|Gone| {
        ended(&process, PATIENCE).expect("who says nothing any more has ended");
    })?;
    explain(world, &server)?;
    world.list(&server)?;
    let touched = std::mem::take(&mut world.model.touched);
    for key in &touched {
        if world.model.docs.contains_key(key) {
            world.probe(&server, key)?;
        }
    }
    for _ in 0..5 {
        if !world.model.docs.is_empty() {
            let key = world.some_key();
            world.probe(&server, &key)?;
            world.read(&server, &key)?;
        }
    }
    Ok(server)
}

/// Checks that the process ended as it was to end.
fn died(world: &mut World, end: &End) {
    let process = world.process.clone().expect("a process was started");
    let status = ended(&process, PATIENCE).expect("a killed process ends");
    let is_step = matches!(end, End::Step(..));
    // Abort, or kill -9.
    let wanted = if is_step { 6 } else { 9 };
    assert_eq!(signal(status), Some(wanted), "{end:?}: {status}; {}", log(world));
    close(world);
    world.counts.kills += 1;
    world.counts.named += usize::from(is_step);
}

fn close(world: &mut World) {
    let last = world.lifetimes.last_mut().expect("a process was started");
    last.to_ms = now_ms();
    let said = log(world);
    assert!(!said.contains("panicked"), "{said}");
}

fn log(world: &World) -> String {
    fs_err::read_to_string(world.dir.path().join("log")).unwrap_or_default()
}

/// Deletes a collection in a process that ends itself right after: all of it is gone, and nothing else.
pub(super) fn a_collection_is_deleted_and_the_process_killed(world: &mut World) {
    let server = open(world, None).unwrap_or_else(|Gone| panic!("{}", log(world)));
    let (status, made) = server.post("/collections", &json!({ "name": "passing" })).unwrap();
    assert_eq!(status, 201, "{made}");
    for number in 0..5 {
        let content = Content::new(&mut world.dice);
        let key = format!("passing/{number}.txt");
        let query = [
            ("key", key.as_str()),
            ("collection", "passing"),
            ("attributes", r#"{"colour":"red"}"#),
        ];
        let (status, uploaded) = server.upload(&query, &content.text).unwrap();
        assert_eq!(status, 202, "{uploaded}");
        world.model.put(&key, "red", &uploaded, &content);
    }
    world.settle(&server).unwrap();
    assert_eq!(server.stop().code(), Some(0));
    close(world);
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["long::chaos::child", "--exact", "--nocapture"])
        .env(FOLDER, world.data())
        .env("KNOWHOW_CRASH_AT", COLLECTION_POINT)
        .output()
        .unwrap();
    assert_eq!(
        signal(output.status),
        Some(6),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    world.counts.kills += 1;
    world.counts.named += 1;
    for number in 0..5 {
        world.model.delete(&format!("passing/{number}.txt"));
    }
    let server = open(world, None).unwrap_or_else(|Gone| panic!("{}", log(world)));
    let (_, collections) = server.get("/collections").unwrap();
    assert_eq!(collections["data"].as_array().unwrap().len(), 1, "{collections}");
    assert_eq!(server.stop().code(), Some(0));
    close(world);
}

/// Deletes the collection `passing`; ends the process at the step that the environment names.
#[expect(clippy::disallowed_methods, reason = "the child process is told in no other way")]
pub(super) fn child() {
    let Some(dir) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let store = Store::open(&dir, &store_settings()).unwrap();
    let organization = store.default_organization();
    let passing = store
        .reader(organization)
        .collection_by_name("passing")
        .unwrap()
        .unwrap();
    store
        .writer(organization)
        .delete_collection(passing.id, now_ms())
        .unwrap();
}

/// Returns the settings by which the program opens its folder.
pub(super) fn store_settings() -> StoreSettings {
    let settings = server::config::Settings::load(None, vec![("models", "offline", true.into())]).unwrap();
    let embedder = server::open::embedder(&settings, None, &mut |_, _, _| {}).unwrap();
    StoreSettings {
        dimensions: embedder.dimensions(),
        embedder: embedder.identity().clone(),
    }
}

/// Asks for a third of all documents by their own text, and for much that is gone.
pub(super) fn look_around(world: &mut World) {
    let server = open(world, None).unwrap_or_else(|Gone| panic!("{}", log(world)));
    world.settle(&server).unwrap();
    let keys: Vec<String> = world.model.docs.keys().cloned().collect();
    for key in keys.iter().step_by(3) {
        world.probe_exactly(&server, key).unwrap();
    }
    let gone: Vec<String> = world
        .model
        .gone
        .iter()
        .map(|content| content.tokens.join(" "))
        .collect();
    for asked in gone.iter().step_by(4) {
        world.search(&server, asked, &json!({})).unwrap();
    }
    assert_eq!(server.stop().code(), Some(0));
    close(world);
}
