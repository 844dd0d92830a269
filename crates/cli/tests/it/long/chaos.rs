//! A thousand things done to a thousand documents in the real program, with the real embedder and the real index, while
//! it is killed at every named step and at any other moment; after each thing what it holds is compared with a model.
//!
//! Everything goes over HTTP, as a user's program does it. `KNOWHOW_CHAOS_SEED` repeats a run, as far as two processes
//! can: what is done is the same, when the workers do their part is not.

mod books;
mod dice;
mod life;
mod model;
mod operation;
mod world;

use std::io::Write;
use std::time::Instant;

use dice::Dice;
use life::{End, lives};
use world::World;

/// Documents before the first operation.
const DOCUMENTS: usize = 1_040;
const OPERATIONS: usize = 1_000;
const SEED: u64 = 20_261_122;

#[test]
fn a_thousand_operations_under_kill_9_leave_no_stale_hit_no_gap_and_no_loss() {
    let began = Instant::now();
    let mut world = World::new(seed());
    life::fill(&mut world, DOCUMENTS);
    let lives = lives(&mut world.dice);
    let share = OPERATIONS.div_ceil(lives.len());
    for end in &lives {
        life::live(&mut world, end, share);
    }
    let left = OPERATIONS.saturating_sub(world.counts.operations);
    life::live(&mut world, &End::Stop, left);
    life::a_collection_is_deleted_and_the_process_killed(&mut world);
    life::look_around(&mut world);
    assert!(
        world.model.docs.len() >= 1_000,
        "{} documents are left",
        world.model.docs.len()
    );
    books::check(&world);
    let counts = &world.counts;
    let summary = format!(
        "chaos: {} operations on {} documents, {} kills ({} at named steps), {} restarts, {} queries, {} s (seed {})\n",
        counts.operations,
        world.model.docs.len(),
        counts.kills,
        counts.named,
        counts.starts - 1,
        counts.queries,
        began.elapsed().as_secs(),
        world.seed,
    );
    // Not by a macro, which the test runner would swallow.
    std::io::stderr().write_all(summary.as_bytes()).unwrap();
}

/// Not a test of its own: what a child process does that must end itself while it deletes a collection.
#[test]
fn child() {
    life::child();
}

/// The program ends itself at a named step only when it is built for tests: the feature is switched on by nothing but
/// dependencies of tests.
#[test]
fn no_release_has_the_crash_points() {
    let crates = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let mut switched_on = 0;
    for entry in fs_err::read_dir(crates).unwrap() {
        let Ok(manifest) = fs_err::read_to_string(entry.unwrap().path().join("Cargo.toml")) else {
            continue;
        };
        let mut section = "";
        for line in manifest.lines().filter(|line| !line.trim_start().starts_with('#')) {
            if line.starts_with('[') {
                section = line.trim();
            }
            if line.contains("crash-points") {
                let declares = section == "[features]" && line.replace(' ', "") == "crash-points=[]";
                assert!(declares || section == "[dev-dependencies]", "{section} {line}");
                switched_on += 1;
            }
        }
    }
    assert!(switched_on >= 2, "the feature has another name now");
}

#[expect(clippy::disallowed_methods, reason = "a failed run is repeated by its seed")]
fn seed() -> u64 {
    std::env::var("KNOWHOW_CHAOS_SEED").map_or(SEED, |seed| seed.parse().expect("a seed is a number"))
}

/// A world with nothing in it yet rolls its dice from the seed alone.
#[test]
fn the_same_seed_gives_the_same_documents() {
    let of = |seed| {
        let mut dice = Dice(seed);
        (0..50)
            .map(|_| dice::Content::new(&mut dice).text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(7), of(7));
    assert_ne!(of(7), of(8));
}
