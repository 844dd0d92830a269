//! `knowhow ask` and `knowhow search`.

use std::process::ExitCode;

use serde_json::{Value, json};

use crate::args::{Ask, Search};
use crate::client::Client;
use crate::commands::{REFUSED, filter};
use crate::error::CliError;
use crate::output::Output;

pub(crate) fn ask(client: &Client, ask: &Ask, output: Output) -> Result<ExitCode, CliError> {
    let body = json!({ "question": ask.question, "filter": filter(client, &ask.scope)? });
    let reply = client.post("/ask", &body)?;
    output.result(&reply, answer_text);
    Ok(if reply["answer"]["kind"] == "refusal" {
        ExitCode::from(REFUSED)
    } else {
        ExitCode::SUCCESS
    })
}

fn answer_text(reply: &Value) -> String {
    let answer = &reply["answer"];
    if answer["kind"] == "refusal" {
        return answer["reason"].as_str().unwrap_or_default().to_owned();
    }
    let mut lines = Vec::new();
    for sentence in list(&answer["sentences"]) {
        lines.push(sentence["text"].as_str().unwrap_or_default().to_owned());
        lines.extend(list(&sentence["citations"]).map(|citation| format!("    {}", place(citation))));
    }
    lines.join("\n")
}

pub(crate) fn search(client: &Client, search: &Search, output: Output) -> Result<ExitCode, CliError> {
    let body = json!({ "query": search.query, "limit": search.limit, "filter": filter(client, &search.scope)? });
    output.result(&client.post("/search", &body)?, |found| {
        let mut lines = Vec::new();
        for (rank, passage) in list(&found["passages"]).enumerate() {
            let score = |name: &str| {
                passage["scores"][name]
                    .as_f64()
                    .map_or("-".into(), |score| format!("{score:.2}"))
            };
            let scores = format!(
                "BM25 {}, cosine {}, fused {}",
                score("bm25"),
                score("cosine"),
                score("fused")
            );
            lines.push(format!("{}. {} ({scores})", rank + 1, place(passage)));
            let text = passage["text"].as_str().unwrap_or_default();
            lines.extend(text.lines().map(|line| format!("   {line}")));
        }
        if lines.is_empty() {
            "Nothing was found".into()
        } else {
            lines.join("\n")
        }
    });
    Ok(ExitCode::SUCCESS)
}

/// "handbook.pdf, page 3", or the byte range where there are no pages.
fn place(cited: &Value) -> String {
    let name = cited["document_name"].as_str().unwrap_or_default();
    match cited["page"].as_u64() {
        Some(page) => format!("{name}, page {page}"),
        None => format!("{name}, bytes {} to {}", cited["span"]["start"], cited["span"]["end"]),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
