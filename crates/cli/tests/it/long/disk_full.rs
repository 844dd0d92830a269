//! A disk that is really full: what was acknowledged stays and answers, what cannot be kept is refused in a sentence with
//! its code, and all goes on by itself once there is room. Needs the right to mount a file system in memory.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::{Server, Starting, command};

/// The disk: with less than 128 MiB left the index refuses to grow.
const SIZE_MIB: usize = 260;
/// Room for small writes, not for the index.
const LITTLE_MIB: usize = 40;

/// A file system in memory, mounted as the data folder.
struct Disk {
    dir: TempDir,
}

impl Disk {
    /// Returns `None` where mounting is not allowed.
    fn new() -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        fs_err::create_dir(&data).unwrap();
        let size = format!("size={SIZE_MIB}m");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
            .arg(data)
            .output();
        mount.is_ok_and(|mount| mount.status.success()).then_some(Self { dir })
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// Fills the disk until so much is left.
    fn fill(&self, left_mib: usize) {
        let path = self.data().join("ballast");
        let mut ballast = fs_err::OpenOptions::new().create(true).append(true).open(path).unwrap();
        while free_mib(&self.data()) > left_mib {
            ballast.write_all(&vec![7; 1 << 20]).unwrap();
        }
    }

    /// Fills the disk to its last byte.
    fn fill_up(&self) {
        let path = self.data().join("ballast");
        let mut ballast = fs_err::OpenOptions::new().create(true).append(true).open(path).unwrap();
        for size in [1 << 20, 1 << 12, 1] {
            while ballast.write(&vec![7; size]).is_ok_and(|written| written > 0) {}
        }
    }

    fn make_room(&self) {
        fs_err::remove_file(self.data().join("ballast")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a process that a failed test left behind may still use it.
        let _ = Command::new("umount").arg("-l").arg(self.data()).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_and_passes() {
    let Some(disk) = Disk::new() else {
        let why = "disk_full: skipped, only root may mount a file system for it\n";
        std::io::stderr().write_all(why.as_bytes()).unwrap();
        return;
    };
    let server = start(&disk);
    for number in 0..5 {
        assert_eq!(upload(&server, number, "before").0, 202);
    }
    wait_until_live(&server, 5);

    disk.fill(LITTLE_MIB);
    let (_, status) = server.get("/status").unwrap();
    let sequence = status["sequence"].as_u64().unwrap();
    assert_eq!(upload(&server, 5, "in little room").0, 202);
    let told = server.event(sequence, |event| {
        event["message"].as_str().is_some_and(|said| said.contains("disk"))
    });
    let told = told.expect("the owner is told why it takes so long");
    assert_eq!(told["stage"], "queued", "it is tried again: {told}");
    assert_found(&server, 5);

    disk.fill_up();
    let (status, refused) = upload(&server, 6, "in no room");
    assert_eq!(
        (status, &refused["error"]["code"]),
        (507, &json!("disk_full")),
        "{refused}"
    );
    let sentence = refused["error"]["message"].as_str().unwrap();
    assert!(sentence.contains("free some space"), "{sentence}");
    assert_found(&server, 5);
    assert_eq!(server.stop().code(), Some(0));

    assert_refuses_to_start(&disk);
    disk.make_room();
    disk.fill(LITTLE_MIB);
    assert_refuses_to_start(&disk);
    assert!(
        !disk.data().join("index.broken").exists(),
        "an index that has no room is not broken"
    );

    disk.make_room();
    let server = start(&disk);
    assert_eq!(upload(&server, 6, "in no room").0, 202);
    wait_until_live(&server, 7);
    assert_found(&server, 7);
    assert_eq!(server.stop().code(), Some(0));
}

/// The running server goes on by itself, without a restart or a second upload.
#[test]
fn indexing_goes_on_when_there_is_room_again() {
    let Some(disk) = Disk::new() else { return };
    let server = start(&disk);
    disk.fill(LITTLE_MIB);
    assert_eq!(upload(&server, 0, "in little room").0, 202);
    let told = server.event(0, |event| {
        event["message"].as_str().is_some_and(|said| said.contains("disk"))
    });
    assert!(told.is_some());
    disk.make_room();
    wait_until_live(&server, 1);
    assert_found(&server, 1);
    assert_eq!(server.stop().code(), Some(0));
}

fn assert_refuses_to_start(disk: &Disk) {
    let output = command(disk.dir.path(), 1).output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["error"]["code"], "disk_full", "{said}");
    assert_eq!(output.status.code(), Some(1), "{said}");
}

fn start(disk: &Disk) -> Server {
    Starting::new(disk.dir.path(), None, 1).ready().expect("it starts")
}

fn upload(server: &Server, number: usize, when: &str) -> (u16, Value) {
    let key = format!("{number}.txt");
    let content = format!(
        "The ship {} was painted {when}. It sailed on in the morning.",
        name(number)
    );
    server.upload(&[("key", &key)], &content).unwrap()
}

fn name(number: usize) -> &'static str {
    [
        "Aurelia",
        "Bellona",
        "Cassandra",
        "Desdemona",
        "Eurydice",
        "Fiammetta",
        "Galatea",
    ][number]
}

fn wait_until_live(server: &Server, count: usize) {
    let live = || {
        let (_, list) = server.get("/documents?state=live").unwrap();
        list["data"].as_array().unwrap().len()
    };
    assert!(
        crate::server::wait_for(crate::server::PATIENCE * 2, || live() == count),
        "{} of {count}",
        live()
    );
}

fn assert_found(server: &Server, count: usize) {
    for number in 0..count {
        let (_, list) = server.get("/documents?state=live").unwrap();
        let key = format!("{number}.txt");
        let live = list["data"].as_array().unwrap();
        if !live.iter().any(|document| document["key"] == key) {
            continue;
        }
        let found = server
            .search(&format!("ship {}", name(number)), &json!({}), 20)
            .unwrap();
        assert!(
            found.iter().any(|passage| passage["document_name"] == key),
            "{key}: {found:?}"
        );
    }
}

fn free_mib(path: &Path) -> usize {
    let output = Command::new("df")
        .args(["--output=avail", "-BM"])
        .arg(path)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let digits: String = said
        .lines()
        .last()
        .unwrap()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().unwrap()
}
