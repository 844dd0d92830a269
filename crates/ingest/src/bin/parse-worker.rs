//! The child process alone, for the tests of the worker; the product's binary plays this part itself.

use std::process::ExitCode;

fn main() -> ExitCode {
    ingest::worker::child_main()
}
