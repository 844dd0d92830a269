//! `knowhow model`: list, fetch and check models.

use std::process::ExitCode;

use engine::models::ModelStatus;
use serde_json::{Value, json};
use server::config::Settings;
use server::open;

use crate::args::Model;
use crate::commands::fetching;
use crate::error::CliError;
use crate::output::Output;

pub(crate) fn run(settings: &Settings, model: &Model, output: Output) -> Result<ExitCode, CliError> {
    let resolver = open::resolver(settings);
    match model {
        Model::Ls => {
            let all = resolver.list();
            let data: Vec<_> = all.iter().map(wire).collect();
            output.result(&json!({ "data": data }), |_| {
                all.iter().map(line).collect::<Vec<_>>().join("\n")
            });
        }
        Model::Pull { id } => {
            let mut shown = fetching(output);
            resolver.pull(id, &mut |progress| {
                shown(&progress.file, progress.done_bytes, progress.total_bytes);
            })?;
            output.result(&json!({ "id": id, "present": true }), |_| {
                format!("{id} is here and whole")
            });
        }
        Model::Verify { id } => {
            resolver.verify(id)?;
            output.result(&json!({ "id": id, "valid": true }), |_| {
                format!("{id} is here and whole")
            });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn wire(status: &ModelStatus) -> Value {
    json!({
        "id": status.id,
        "present": status.present,
        "size_bytes": status.size_bytes,
        "licence": status.licence,
        "languages": status.languages,
    })
}

fn line(status: &ModelStatus) -> String {
    let here = if status.present { "here" } else { "not here" };
    format!(
        "{:28} {:9} {:>5} MB  {}",
        status.id,
        here,
        status.size_bytes / 1_000_000,
        status.licence
    )
}
