//! Kill -9: a child process writes and says what was acknowledged; after each kill all of it must be there.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use domain::id::{ChunkId, VersionId};
use index::{Index, Selector};

use crate::sample::{Home, SETTINGS};

/// Folder that the child writes to; absent, the child's test does nothing.
const CHILD_DIR: &str = "KNOWHOW_TEST_INDEX_CHILD";
/// Points in a batch of the child.
const BATCH: u32 = 8;

/// The child: writes batch after batch, removes each fifth, tends now and then, until it is killed.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a child test is told its folder by its parent test alone"
)]
fn child_that_writes_until_killed() {
    let Some(dir) = std::env::var_os(CHILD_DIR) else {
        return;
    };
    let index = Index::open(Path::new(&dir), &SETTINGS).unwrap();
    let mut out = std::io::stdout();
    let mut say = |what: &str, version: VersionId| {
        writeln!(out, "\n{what} {}", version.uuid().simple()).unwrap();
        out.flush().unwrap();
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            loop {
                let _ = index.maintain();
                index.checkpoint().unwrap();
            }
        });
        for turn in 0_u32.. {
            let home = Home::new();
            index.put(&home.points(BATCH)).unwrap();
            say("put", home.version);
            if turn % 5 == 4 {
                index.remove(&Selector::Version(home.version)).unwrap();
                say("removed", home.version);
            }
        }
    });
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let dir = tempfile::tempdir().unwrap();
    let mut said: Vec<(String, VersionId)> = Vec::new();
    // The last of each round may have been removed without time to say so.
    let mut unsure: Vec<VersionId> = Vec::new();
    for (round, acknowledgements) in [3, 40, 11, 150].into_iter().enumerate() {
        said.extend(written_by_child(dir.path(), acknowledgements));
        unsure.extend(said.last().map(|(_, last)| *last));
        let index = Index::open(dir.path(), &SETTINGS).unwrap();
        let removed = |version: &VersionId| said.iter().any(|(what, other)| what == "removed" && other == version);
        for (_, version) in said.iter().filter(|(what, _)| what == "put") {
            let count = index.count(&Selector::Version(*version)).unwrap();
            if removed(version) {
                assert_eq!(count, 0, "round {round}: {version} came back");
            } else if !unsure.contains(version) {
                assert_eq!(count, u64::from(BATCH), "round {round}: {version} lost points");
            }
        }
        assert!(!dir.path().join("temp_segments").exists());
    }
    let last_points: Vec<ChunkId> = said.iter().map(|(_, version)| ChunkId::of(*version, 0)).collect();
    assert!(last_points.len() > 100, "{}", last_points.len());
}

/// Runs the child on the folder, kills it after so many acknowledgements and returns all that it had given.
fn written_by_child(dir: &Path, acknowledgements: usize) -> Vec<(String, VersionId)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_writes_until_killed", "--nocapture"])
        .env(CHILD_DIR, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    for line in lines.map_while(Result::ok) {
        let Some((what @ ("put" | "removed"), id)) = line.split_once(' ') else {
            continue;
        };
        let Ok(version) = format!("{}{id}", VersionId::PREFIX).parse() else {
            continue;
        };
        said.push((what.to_owned(), version));
        if said.len() == acknowledgements {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(said.len() >= acknowledgements, "the child ended by itself");
    said
}
