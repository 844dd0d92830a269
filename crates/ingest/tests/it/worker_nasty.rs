//! Files made to break parsers: every one ends in a status within the limits, and none in silence.

use std::time::{Duration, Instant};

use domain::document::ReadStatus;
use domain::limits;
use ingest::extract::Extracted;

use crate::data::{check_text, folder, manifest};
use crate::worker_limits::worker;

/// Words that hidden orders would put into the text, and what an attack on the host would.
const CANARIES: &[&str] = &["PWNED-A1", "PWNED-A2", "PWNED-B1", "PWNED-B2", "PWNED-C1", "root:x:0"];

#[test]
fn nasty_files_do_no_harm() {
    let mut wrong = Vec::new();
    for line in manifest("documents/nasty") {
        let file = line["file"].as_str().unwrap();
        let name = file.rsplit('/').next().unwrap();
        let path = folder("documents/nasty").join(file);
        let began = Instant::now();
        let read = worker().read(&path, name);
        // The limit itself, and a moment to stop the child.
        if began.elapsed() > Duration::from_secs(limits::WORKER_WALL_SECONDS + 5) {
            wrong.push(format!("{name}: {:?}", began.elapsed()));
        }
        check_text(&read.text, name);
        wrong.extend(complaint(name, line["expect"].as_str().unwrap(), &read));
    }
    assert_eq!(wrong, [""; 0]);
}

/// Returns what is wrong with the outcome.
fn complaint(name: &str, expected: &str, read: &Extracted) -> Option<String> {
    let has_text = read.text.content.contains(|c: char| c.is_alphanumeric());
    let said = format!("{name}: {:?} {:?} ({expected})", read.status, read.reason);
    if read.status.has_text() != has_text {
        return Some(format!("{said}: silence or text with a refusal"));
    }
    if read.status != ReadStatus::Ok && read.reason.as_deref().unwrap_or_default().is_empty() {
        return Some(format!("{said}: no reason"));
    }
    if let Some(canary) = CANARIES.iter().find(|canary| read.text.content.contains(**canary)) {
        return Some(format!("{said}: holds {canary}"));
    }
    let is_as_expected = match expected {
        "text" => has_text,
        "error" => !has_text,
        "empty" => read.status == ReadStatus::Empty,
        _ => true,
    };
    (!is_as_expected).then_some(said)
}
