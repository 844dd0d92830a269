//! `knowhow ls`, `rm` and `status`.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::args::{Ls, Rm};
use crate::client::Client;
use crate::error::CliError;
use crate::output::Output;

pub(crate) fn list(client: &Client, ls: &Ls, output: Output) -> Result<ExitCode, CliError> {
    let mut query: Vec<(&str, &str)> = vec![("limit", "500")];
    query.extend(ls.collection.as_deref().map(|value| ("collection", value)));
    query.extend(ls.search.as_deref().map(|value| ("search", value)));
    query.extend(ls.state.as_deref().map(|value| ("state", value)));
    output.result(&json!({ "data": pages(client, &query)? }), |all| {
        let rows = all["data"].as_array().into_iter().flatten();
        rows.map(row).collect::<Vec<_>>().join("\n")
    });
    Ok(ExitCode::SUCCESS)
}

fn pages(client: &Client, query: &[(&str, &str)]) -> Result<Vec<Value>, CliError> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let mut query = query.to_vec();
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let mut page = client.get("/documents", &query)?;
        if let Value::Array(items) = page["data"].take() {
            all.extend(items);
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => return Ok(all),
        }
    }
}

fn row(document: &Value) -> String {
    let version = &document["version"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let chunks = version["chunk_count"]
        .as_u64()
        .map_or(String::new(), |count| format!("{count} parts"));
    let line = format!(
        "{}  {:7} {:>10}  {}",
        text(&document["id"]),
        text(&version["state"]),
        chunks,
        text(&document["key"])
    );
    match version["reason"].as_str() {
        Some(reason) => format!("{line}\n{:38}{reason}", ""),
        None => line,
    }
}

pub(crate) fn remove(client: &Client, rm: &Rm, output: Output) -> Result<ExitCode, CliError> {
    // All must be known before the first is gone.
    let mut ids = Vec::new();
    for document in &rm.documents {
        let id = if document.starts_with("doc_") {
            client.get(&format!("/documents/{document}"), &[])?;
            document.clone()
        } else {
            id_of(client, document)?
        };
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let mut receipts = Vec::new();
    for id in ids {
        receipts.push(client.delete(&format!("/documents/{id}"))?);
    }
    output.result(&json!({ "deleted": receipts }), |_| {
        receipts.iter().map(proof).collect::<Vec<_>>().join("\n")
    });
    Ok(ExitCode::SUCCESS)
}

fn proof(receipt: &Value) -> String {
    let probe = &receipt["probe"];
    format!(
        "Deleted {}: {} parts; {} searches with its own sentences found {} passages of it",
        receipt["document"].as_str().unwrap_or_default(),
        receipt["chunk_count"],
        probe["queries"],
        probe["hits"]
    )
}

/// The one document with this key or name.
fn id_of(client: &Client, name: &str) -> Result<String, CliError> {
    let found = pages(client, &[("search", name)])?;
    let mut same = found
        .iter()
        .filter(|document| document["key"] == name || document["name"] == name);
    match (same.next(), same.next()) {
        (Some(document), None) => Ok(document["id"].as_str().unwrap_or_default().to_owned()),
        (None, _) => Err(CliError::Usage(format!(
            "There is no document '{name}'; `knowhow ls` lists them"
        ))),
        _ => Err(CliError::Usage(format!(
            "Several documents are called '{name}'; name one by its id"
        ))),
    }
}

pub(crate) fn status(client: &Client, output: Output) -> Result<ExitCode, CliError> {
    let mut status = client.get("/status", &[])?;
    status["collections"] = client.get("/collections", &[])?["data"].take();
    output.result(&status, |status| {
        let mut lines = vec![
            format!("Knowhow {}", status["version"].as_str().unwrap_or_default()),
            format!("Embedder: {}", status["embedder"]["model"].as_str().unwrap_or_default()),
            format!(
                "{} documents, {} searchable parts",
                status["documents"], status["chunks"]
            ),
            format!(
                "{} jobs waiting, {} running",
                status["queue"]["queued"], status["queue"]["running"]
            ),
        ];
        for collection in status["collections"].as_array().into_iter().flatten() {
            let name = collection["name"].as_str().unwrap_or_default();
            lines.push(format!("  {name}: {} documents", collection["document_count"]));
        }
        lines.join("\n")
    });
    Ok(ExitCode::SUCCESS)
}
