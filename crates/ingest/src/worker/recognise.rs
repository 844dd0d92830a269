//! Optical recognition by an installed tesseract, in another limited child: `<program> parse-worker tesseract` takes
//! its limits and then becomes tesseract, which inherits them.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
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
/// How each table begins, even an empty one.
const HEADER: &[u8] = b"level\tpage_num\t";
/// The model that tells how a page is turned.
const ORIENTATION: &str = "osd";
/// Languages at a time: each costs memory, and time where a word is not certain.
const LANGUAGES: usize = 8;

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
        // Ends both threads in any case. How the process ends is not waited for: it may not.
        process.kill();
        table
            .filter(|table| table.starts_with(HEADER))
            .map(|table| String::from_utf8_lossy(&table).into_owned())
    })
}

/// Returns the exit code when this process could not become tesseract.
pub(super) fn become_tesseract() -> ExitCode {
    child::limit(MEMORY_BYTES, CPU_SECONDS, CPU_SECONDS, 0, 64);
    let installed = installed_languages();
    let mut command = tesseract();
    command.args(["stdin", "stdout"]);
    let is_turner_there = installed.iter().any(|language| language == ORIENTATION);
    command.args(["--psm", if is_turner_there { "1" } else { "3" }]);
    let languages = chosen(installed);
    if !languages.is_empty() {
        command.args(["-l", &languages.join("+")]);
    }
    command.arg("tsv");
    #[cfg(unix)]
    {
        let _ = std::os::unix::process::CommandExt::exec(&mut command);
    }
    ExitCode::from(127)
}

fn tesseract() -> Command {
    let mut command = Command::new("tesseract");
    // One page a process: more threads than one only fight for the same cores.
    command.env("PATH", PATH).env("OMP_THREAD_LIMIT", "1");
    command
}

/// Returns the models that are there, as tesseract lists them below a heading.
fn installed_languages() -> Vec<String> {
    let Ok(output) = tesseract().arg("--list-langs").stdin(Stdio::null()).output() else {
        return Vec::new();
    };
    // Version 3 wrote the list to the other pipe.
    let list = [output.stdout, output.stderr].concat();
    let list = String::from_utf8_lossy(&list);
    list.lines().skip(1).map(str::trim).map(str::to_owned).collect()
}

/// Returns the languages to read with: those installed, English first, at most so many that time and memory suffice.
fn chosen(mut installed: Vec<String>) -> Vec<String> {
    let is_language = |name: &String| {
        let is_code = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_code && !matches!(name.as_str(), ORIENTATION | "equ" | "snum")
    };
    installed.retain(is_language);
    installed.sort_by_key(|name| name != "eng");
    installed.truncate(LANGUAGES);
    installed
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn all_that_is_installed_is_read_with_english_first() {
        let installed = ["deu", "eng", "equ", "osd", "script/Latin", "chi_sim", ""];
        let installed = installed.map(str::to_owned).to_vec();
        assert_eq!(chosen(installed), ["eng", "deu", "chi_sim"]);
        assert!(chosen(Vec::new()).is_empty());
        assert_eq!(chosen((0..99).map(|nth| format!("l{nth}")).collect()).len(), LANGUAGES);
    }

    /// Returns what comes of a tesseract that is this script.
    #[cfg(unix)]
    fn said(script: &str, wall: Duration) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("program");
        // Written by another process: one that this process has open for writing could not be run.
        let write = "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$0\" && chmod +x \"$0\"";
        let status = Command::new("sh").args(["-c", write]).arg(&path).arg(script).status();
        assert!(status.unwrap().success());
        table(&path, &vec![0; 1 << 20], wall)
    }

    #[cfg(unix)]
    #[test]
    fn a_tesseract_that_hangs_fails_or_babbles_is_stopped() {
        let long = Duration::from_secs(20);
        let began = Instant::now();
        assert_eq!(said("sleep 600", Duration::from_millis(200)), None);
        assert_eq!(said("exit 1", long), None);
        assert_eq!(said("yes", long), None);
        assert_eq!(table(Path::new("/nowhere/at-all"), b"", long), None);
        let header = String::from_utf8_lossy(HEADER);
        let closed = format!("echo '{header}'; exec >&-; sleep 600");
        assert!(said(&closed, long).is_some_and(|table| table.starts_with(&*header)));
        assert!(began.elapsed() < long, "{:?}", began.elapsed());
    }
}
