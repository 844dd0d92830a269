//! The commands, one file each where they are more than a call.

mod add;
mod ask;
mod doctor;
mod documents;
mod evaluate;
mod model;
mod price;
mod serve;

use std::process::ExitCode;

use domain::document::Attributes;
use serde_json::{Value, json};

use crate::args::{Args, Command, Scope};
use crate::client::Client;
use crate::error::CliError;
use crate::output::Output;

/// Exit code when some files could not be made searchable.
const SOME_FAILED: u8 = 3;
/// Exit code when the documents do not answer the question.
const REFUSED: u8 = 4;

/// Runs the command.
///
/// # Errors
/// What went wrong, with what to do.
pub(crate) fn run(args: &Args, output: Output) -> Result<ExitCode, CliError> {
    match &args.command {
        Command::Serve(serve) => serve::run(args, serve, output),
        Command::Add(add) => add::run(&connect(args, output)?, add, output),
        Command::Ls(ls) => documents::list(&connect(args, output)?, ls, output),
        Command::Rm(rm) => documents::remove(&connect(args, output)?, rm, output),
        Command::Search(search) => ask::search(&connect(args, output)?, search, output),
        Command::Ask(ask) => ask::ask(&connect(args, output)?, ask, output),
        Command::Status => documents::status(&connect(args, output)?, output),
        Command::Doctor => doctor::run(&args.settings(Vec::new())?, output),
        Command::Model(model) => model::run(&args.settings(Vec::new())?, model, output),
        Command::Eval(eval) => evaluate::run(&args.settings(Vec::new())?, eval, output),
        Command::Openapi => {
            output.line(server::openapi::json().trim_end());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn connect(args: &Args, output: Output) -> Result<Client, CliError> {
    Client::connect(&args.settings(Vec::new())?, output)
}

/// Shows a bar while a model is fetched.
pub(crate) fn fetching(output: Output) -> impl FnMut(&str, u64, u64) {
    let mut bar = None;
    move |file: &str, done: u64, total: u64| {
        let bar = bar.get_or_insert_with(|| output.bar("Fetching the model"));
        bar.set_message(format!("Fetching {file}"));
        bar.set_length(total);
        bar.set_position(done);
        if done == total {
            bar.finish_and_clear();
        }
    }
}

/// The filter of a scope, with the names of collections turned into ids.
fn filter(client: &Client, scope: &Scope) -> Result<Value, CliError> {
    let all = if scope.collection.is_empty() {
        Value::Null
    } else {
        client.get("/collections", &[])?
    };
    let id_of = |name: &String| {
        let known = all["data"].as_array().into_iter().flatten();
        let mut found = known.filter(|one| one["name"] == name.as_str() || one["id"] == name.as_str());
        let found = found.next().map(|one| one["id"].clone());
        found.ok_or_else(|| CliError::Usage(format!("There is no collection '{name}'; `knowhow status` lists them")))
    };
    let collections: Vec<Value> = scope.collection.iter().map(id_of).collect::<Result<_, _>>()?;
    Ok(json!({ "collections": collections, "attributes": attributes(&scope.attribute)? }))
}

/// Attributes from `key=value` words.
fn attributes(words: &[String]) -> Result<Attributes, CliError> {
    let pair = |word: &String| {
        let parts = word
            .split_once('=')
            .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()));
        parts.ok_or_else(|| CliError::Usage(format!("'{word}' is no attribute; write key=value")))
    };
    words.iter().map(pair).collect()
}
