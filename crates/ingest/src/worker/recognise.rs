//! Optical recognition by an installed tesseract, in another limited child: `<program> parse-worker tesseract` takes
//! its limits and then becomes tesseract, which inherits them.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use super::{Process, child};

/// What tells the child to become tesseract.
pub(super) const ARGUMENT: &str = "tesseract";

/// Where programs are looked for.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
/// Address space: models of several languages and a page of 300 dpi.
const MEMORY_BYTES: u64 = 1 << 30;
const CPU_SECONDS: u64 = 60;
const TABLE_BYTES: u64 = 16 << 20;

/// Returns whether there is a tesseract to call.
pub(super) fn is_installed() -> bool {
    PATH.split(':')
        .any(|folder| Path::new(folder).join("tesseract").is_file())
}

/// Returns tesseract's table of the words in a picture, or `None` when it is not installed or fails.
pub(super) fn table(program: &Path, png: &[u8], wall: Duration) -> Option<String> {
    let mut command = Command::new(program);
    command.args(["parse-worker", ARGUMENT]);
    let mut process = Process::spawn(&mut command).ok()?;
    let (mut input, output) = (process.child.stdin.take()?, process.child.stdout.take()?);
    let (tables, told) = sync_channel(1);
    thread::scope(|scope| {
        scope.spawn(move || {
            let _ = input.write_all(png);
        });
        scope.spawn(move || {
            let mut table = Vec::new();
            let read = output.take(TABLE_BYTES).read_to_end(&mut table);
            let _ = tables.send(read.ok().map(|_count| table));
        });
        let table = told.recv_timeout(wall).ok().flatten();
        let is_success = table.is_some() && process.child.wait().is_ok_and(|status| status.success());
        process.kill();
        table
            .filter(|_| is_success)
            .map(|table| String::from_utf8_lossy(&table).into_owned())
    })
}

/// Returns the exit code when this process could not become tesseract.
pub(super) fn become_tesseract() -> ExitCode {
    child::limit(MEMORY_BYTES, CPU_SECONDS, CPU_SECONDS, 0, 64);
    let mut command = Command::new("tesseract");
    // One page a process: more threads than one only fight for the same cores.
    command.env("PATH", PATH).env("OMP_THREAD_LIMIT", "1");
    command.args(["stdin", "stdout", "tsv"]);
    #[cfg(unix)]
    {
        let _ = std::os::unix::process::CommandExt::exec(&mut command);
    }
    ExitCode::from(127)
}
