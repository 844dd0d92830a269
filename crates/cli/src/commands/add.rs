//! `knowhow add`: upload files and folders, then wait until each is searchable or says why not.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::args::Add;
use crate::client::Client;
use crate::commands::{SOME_FAILED, attributes, price};
use crate::error::CliError;
use crate::output::Output;

pub(crate) fn run(client: &Client, add: &Add, output: Output) -> Result<ExitCode, CliError> {
    let files = files(&add.paths)?;
    if files.is_empty() {
        return Err(CliError::Usage("There are no files in what was given".into()));
    }
    let quote = price::quote(client, &files)?;
    if add.price {
        output.result(&quote, price::sentence);
        return Ok(ExitCode::SUCCESS);
    }
    output.line(&price::sentence(&quote));
    let collection = collection(client, &add.collection)?;
    let attributes = serde_json::to_string(&attributes(&add.attribute)?).unwrap_or_default();
    let sequence = client.get("/status", &[])?["sequence"].as_i64().unwrap_or(0);
    let bar = output.bar("Storing");
    bar.set_length(files.len() as u64);
    let (mut waiting, mut results) = (HashMap::new(), Vec::new());
    for (path, key) in &files {
        let query = [
            ("collection", collection.as_str()),
            ("key", key),
            ("attributes", &attributes),
        ];
        match client.upload(path, &query) {
            Ok(put) => {
                let (document, unchanged) = (put["document"].clone(), put["unchanged"] == true);
                if !put["job"].is_null() && !add.no_wait {
                    waiting.insert(put["version"].as_str().unwrap_or_default().to_owned(), results.len());
                }
                let status = if unchanged { "unchanged" } else { "stored" };
                results.push(json!({ "key": key, "document": document, "status": status }));
            }
            // One refused file must not keep the others out.
            Err(CliError::Refused { message, code }) => {
                results.push(json!({ "key": key, "status": "failed", "reason": message, "code": code }));
            }
            Err(error) => return Err(error),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    wait(client, sequence, &mut waiting, &mut results, output)?;
    let charged = price::charged(client, &mut results)?;
    let failed = results.iter().filter(|result| result["status"] == "failed").count();
    let summary = json!({ "files": results, "failed": failed, "quote": quote, "charged_millicredits": charged });
    output.result(&summary, |_| report(&results, failed, charged));
    Ok(if failed > 0 {
        ExitCode::from(SOME_FAILED)
    } else {
        ExitCode::SUCCESS
    })
}

/// Follows the events until every waiting version is ready or failed.
fn wait(
    client: &Client,
    sequence: i64,
    waiting: &mut HashMap<String, usize>,
    results: &mut [Value],
    output: Output,
) -> Result<(), CliError> {
    if waiting.is_empty() {
        return Ok(());
    }
    let bar = output.bar("Making searchable");
    bar.set_length(waiting.len() as u64);
    client.follow(sequence, &mut |event| {
        let Some(&place) = waiting.get(event["version"].as_str().unwrap_or_default()) else {
            return true;
        };
        match event["stage"].as_str() {
            Some("ready") => results[place]["status"] = "ready".into(),
            Some("failed") => {
                results[place]["status"] = "failed".into();
                results[place]["reason"] = event["message"].clone();
            }
            Some(stage) => {
                bar.set_message(format!(
                    "{stage} {}",
                    results[place]["key"].as_str().unwrap_or_default()
                ));
                return true;
            }
            None => return true,
        }
        waiting.retain(|_, waiting_place| *waiting_place != place);
        bar.inc(1);
        !waiting.is_empty()
    })?;
    bar.finish_and_clear();
    Ok(())
}

fn report(results: &[Value], failed: usize, charged: i64) -> String {
    let mut lines = Vec::new();
    for result in results.iter().filter(|result| result["status"] == "failed") {
        let text = |key: &str| result[key].as_str().unwrap_or_default().to_owned();
        lines.push(format!("not searchable: {}: {}", text("key"), text("reason")));
    }
    let unchanged = results.iter().filter(|result| result["status"] == "unchanged").count();
    let done = results.len() - failed - unchanged;
    let paid = price::paid(charged);
    lines.push(format!(
        "{done} added, {unchanged} unchanged, {failed} failed; {paid} charged"
    ));
    lines.join("\n")
}

/// Returns the collection's id; makes it when it does not exist.
fn collection(client: &Client, name: &str) -> Result<String, CliError> {
    let all = client.get("/collections", &[])?;
    let known = all["data"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["name"] == name || one["id"] == name);
    let found = match known {
        Some(found) => found.clone(),
        None => client.post("/collections", &json!({ "name": name }))?,
    };
    Ok(found["id"].as_str().unwrap_or_default().to_owned())
}

/// Files with their keys: the path inside a given folder, or the file's own name. Hidden files and links stay out.
fn files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, String)>, CliError> {
    let mut found = Vec::new();
    for path in paths {
        let metadata = fs_err::metadata(path)?;
        if metadata.is_file() {
            found.push((
                path.clone(),
                path.file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default(),
            ));
        } else {
            below(path, path, &mut found)?;
        }
    }
    found.sort();
    Ok(found)
}

fn below(root: &Path, folder: &Path, found: &mut Vec<(PathBuf, String)>) -> Result<(), CliError> {
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            below(root, &path, found)?;
        } else if kind.is_file() {
            let key = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
            found.push((path, key));
        }
    }
    Ok(())
}
