//! Waiting until each document is searchable or says why not. The events tell it at once; what they cannot tell, because
//! their stream broke off or the document is gone or has newer content, its state tells.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use serde_json::Value;

use crate::client::Client;
use crate::error::CliError;
use crate::output::Output;

/// How long the events may say nothing of our documents before their states are read.
const QUIET: Duration = Duration::from_secs(10);
/// Before the events are asked for again.
const AGAIN: Duration = Duration::from_secs(1);

/// Follows the events after `sequence` until each of the waiting versions, with the places of their results, is ready or
/// failed.
///
/// # Errors
/// When the server does not answer.
pub(super) fn wait(
    client: &Client,
    mut sequence: i64,
    waiting: &mut HashMap<String, usize>,
    results: &mut [Value],
    output: Output,
) -> Result<(), CliError> {
    let bar = output.bar("Making searchable");
    bar.set_length(waiting.len() as u64);
    while !waiting.is_empty() {
        let mut quiet_since = Instant::now();
        client.follow(sequence, &mut |event| {
            if let Some(event) = event {
                sequence = event["sequence"].as_i64().unwrap_or(sequence);
                if heard(&event, waiting, results, &bar) {
                    quiet_since = Instant::now();
                }
            }
            !waiting.is_empty() && quiet_since.elapsed() < QUIET
        })?;
        let before = waiting.len();
        read_states(client, waiting, results)?;
        bar.inc((before - waiting.len()) as u64);
        if !waiting.is_empty() {
            std::thread::park_timeout(AGAIN);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// Takes an event into the results; returns whether it is about one of the waiting versions.
fn heard(event: &Value, waiting: &mut HashMap<String, usize>, results: &mut [Value], bar: &ProgressBar) -> bool {
    let version = event["version"].as_str().unwrap_or_default();
    let Some(&place) = waiting.get(version) else {
        return false;
    };
    let result = &mut results[place];
    match event["stage"].as_str() {
        Some("ready") => result["status"] = "ready".into(),
        Some("failed") => fail(result, event["message"].clone()),
        stage => {
            let key = result["key"].as_str().unwrap_or_default();
            bar.set_message(format!("{} {key}", stage.unwrap_or_default()));
            return true;
        }
    }
    waiting.remove(version);
    bar.inc(1);
    true
}

/// Reads the state of each document that still waits.
fn read_states(client: &Client, waiting: &mut HashMap<String, usize>, results: &mut [Value]) -> Result<(), CliError> {
    let left: Vec<(String, usize)> = waiting
        .iter()
        .map(|(version, place)| (version.clone(), *place))
        .collect();
    for (version, place) in left {
        let result = &mut results[place];
        let path = format!("/documents/{}", result["document"].as_str().unwrap_or_default());
        let document = match client.get(&path, &[]) {
            Ok(document) => Some(document),
            Err(CliError::Refused { code, .. }) if code == "not_found" => None,
            Err(error) => return Err(error),
        };
        if settle(document.as_ref(), &version, result) {
            waiting.remove(&version);
        }
    }
    Ok(())
}

/// Puts what became of the version into its result; returns `false` while it still waits.
fn settle(document: Option<&Value>, version: &str, result: &mut Value) -> bool {
    let Some(document) = document else {
        fail(result, "It was deleted before it became searchable".into());
        return true;
    };
    if document["version"]["id"] != version {
        fail(
            result,
            "It was replaced by newer content before it was seen to become searchable".into(),
        );
        return true;
    }
    match document["version"]["state"].as_str() {
        Some("queued") => return false,
        Some("live") => result["status"] = "ready".into(),
        _ => fail(result, document["version"]["reason"].clone()),
    }
    true
}

fn fail(result: &mut Value, reason: Value) {
    result["status"] = "failed".into();
    result["reason"] = reason;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settled(document: &Value) -> Option<Value> {
        let mut result = json!({ "key": "x.md", "status": "stored" });
        let document = Some(document).filter(|document| !document.is_null());
        settle(document, "ver_1", &mut result).then(|| result["status"].take())
    }

    #[test]
    fn a_document_is_waited_for_only_while_it_waits() {
        let version = |id: &str, state: &str| json!({ "version": { "id": id, "state": state, "reason": "why" } });
        assert_eq!(settled(&version("ver_1", "queued")), None);
        assert_eq!(settled(&version("ver_1", "live")), Some("ready".into()));
        assert_eq!(settled(&version("ver_1", "failed")), Some("failed".into()));
        assert_eq!(settled(&version("ver_2", "queued")), Some("failed".into()), "replaced");
        assert_eq!(settled(&Value::Null), Some("failed".into()), "deleted");
    }
}
