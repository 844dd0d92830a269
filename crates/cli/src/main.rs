//! The one binary. Flags become a command, a command talks to the running server or opens the data folder itself.

mod args;
mod client;
mod commands;
mod error;
mod output;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Args;
use crate::output::Output;

fn main() -> ExitCode {
    // The parse worker must take its limits before anything else happens in it.
    if std::env::args().nth(1).as_deref() == Some("parse-worker") {
        return ingest::worker::child_main();
    }
    let args = Args::parse();
    let output = Output::new(args.json);
    match commands::run(&args, output) {
        Ok(code) => code,
        Err(error) => {
            output.error(&error);
            error.exit_code()
        }
    }
}
