//! `knowhow eval`: measurements in a temporary data folder, without a server.

use std::cell::RefCell;
use std::process::ExitCode;

use eval::sandbox::Setup;
use eval::{documents, parsing, retrieval, scale, spans};
use rag::retrieve::Models;
use serde::Serialize;
use serde_json::Value;
use server::config::Settings;
use server::open;

use crate::args::{Eval, EvalSet, Scale};
use crate::commands::fetching;
use crate::error::CliError;
use crate::output::Output;

pub(crate) fn run(settings: &Settings, eval: &Eval, output: Output) -> Result<ExitCode, CliError> {
    let (Eval::Retrieval(set)
    | Eval::Spans(set)
    | Eval::Documents(set)
    | Eval::Parsing(set)
    | Eval::Scale(Scale { set, .. })) = eval;
    let EvalSet { dir, model } = set;
    let embedder = open::embedder(settings, model.as_deref(), &mut fetching(output))?;
    let files = open::files(settings)?;
    let bar = RefCell::new(output.bar(""));
    let progress = |what: &str, done: usize, total: usize| {
        let bar = bar.borrow_mut();
        bar.set_message(what.to_owned());
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    };
    let models = Models {
        embedder: &embedder,
        reranker: None,
    };
    let setup = Setup {
        models,
        files: &files,
        now_ms: server::now_ms,
        progress: &progress,
    };
    let report = match eval {
        Eval::Retrieval(_) => value(&retrieval::evaluate(dir, setup)?),
        Eval::Spans(_) => value(&spans::evaluate(dir, setup)?),
        Eval::Documents(_) => value(&documents::evaluate(dir, setup)?),
        Eval::Parsing(_) => value(&parsing::evaluate(dir, setup)?),
        Eval::Scale(size) => {
            let temporary = tempfile::TempDir::with_prefix("knowhow-scale-")?;
            let folder = size.into.as_deref().unwrap_or(temporary.path());
            value(&scale::evaluate(dir, folder, size.chunks, setup)?)
        }
    };
    bar.borrow().finish_and_clear();
    output.result(&report, |report| lines("", report).join("\n"));
    Ok(ExitCode::SUCCESS)
}

fn value(report: &impl Serialize) -> Value {
    serde_json::to_value(report).unwrap_or_default()
}

/// One line a number, named by its path; estimates with their intervals.
fn lines(path: &str, value: &Value) -> Vec<String> {
    let number = |value: &Value| {
        value
            .as_f64()
            .map_or_else(|| value.to_string(), |number| format!("{number:.4}"))
    };
    match value {
        Value::Object(fields) if fields.contains_key("low") => {
            let part = |name: &str| number(&fields[name]);
            vec![format!(
                "{path}: {} ({} to {}, n = {})",
                part("mean"),
                part("low"),
                part("high"),
                fields["n"]
            )]
        }
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, inner)| lines(&join(path, name), inner))
            .collect(),
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.iter().map(|item| format!("{path}: {item}")).collect()
        }
        Value::Number(_) => vec![format!("{path}: {}", number(value))],
        _ => vec![format!("{path}: {value}")],
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}
