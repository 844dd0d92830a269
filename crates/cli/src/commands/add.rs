//! `knowhow add`: upload files and folders, then wait until each is searchable or says why not.

mod files;
mod wait;

use std::collections::HashMap;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::args::Add;
use crate::client::Client;
use crate::commands::{SOME_FAILED, attributes, price};
use crate::error::CliError;
use crate::output::Output;

pub(crate) fn run(client: &Client, add: &Add, output: Output) -> Result<ExitCode, CliError> {
    let files::Files {
        found: files,
        unreadable: mut results,
    } = files::of(&add.paths)?;
    if files.is_empty() && results.is_empty() {
        return Err(CliError::Usage("There are no files in what was given".into()));
    }
    let quote = price::quote(client, &files)?;
    if add.price {
        let priced = json!({ "quote": quote, "files": results });
        let text = |_: &Value| [failures(&results), vec![price::sentence(&quote)]].concat().join("\n");
        output.result(if results.is_empty() { &quote } else { &priced }, text);
        return Ok(code(results.len()));
    }
    output.line(&price::sentence(&quote));
    let collection = collection(client, &add.collection)?;
    let attributes = serde_json::to_string(&attributes(&add.attribute)?).unwrap_or_default();
    let sequence = client.get("/status", &[])?["sequence"].as_i64().unwrap_or(0);
    let bar = output.bar("Storing");
    bar.set_length(files.len() as u64);
    let mut waiting = HashMap::new();
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
            // One refused or unreadable file must not keep the others out.
            Err(error) => {
                if matches!(error, CliError::Connection(_)) {
                    // Reading the file broke off, unless the server is gone.
                    client.get("/status", &[])?;
                }
                let (reason, code) = (error.to_string(), error.code());
                results.push(json!({ "key": key, "status": "failed", "reason": reason, "code": code }));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    wait::wait(client, sequence, &mut waiting, &mut results, output)?;
    let charged = price::charged(client, &mut results)?;
    let failed = results.iter().filter(|result| result["status"] == "failed").count();
    let summary = json!({ "files": results, "failed": failed, "quote": quote, "charged_millicredits": charged });
    output.result(&summary, |_| report(&results, failed, charged));
    Ok(code(failed))
}

fn code(failed: usize) -> ExitCode {
    ExitCode::from(if failed > 0 { SOME_FAILED } else { 0 })
}

fn report(results: &[Value], failed: usize, charged: i64) -> String {
    let mut lines = failures(results);
    let unchanged = results.iter().filter(|result| result["status"] == "unchanged").count();
    let done = results.len() - failed - unchanged;
    let paid = price::paid(charged);
    lines.push(format!(
        "{done} added, {unchanged} unchanged, {failed} failed; {paid} charged"
    ));
    lines.join("\n")
}

fn failures(results: &[Value]) -> Vec<String> {
    let failed = results.iter().filter(|result| result["status"] == "failed");
    let line = |result: &Value| {
        let text = |key: &str| result[key].as_str().unwrap_or_default().to_owned();
        format!("not searchable: {}: {}", text("key"), text("reason"))
    };
    failed.map(line).collect()
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
