//! Reads files in a child process with limits on memory, time and output, because files come from strangers: whatever
//! one does to its reader, the server lives and the next file is read.
//!
//! The child is the same program, called as `<program> parse-worker`; see [`child_main`]. It gets the file over its
//! input and answers over its output (see `wire`); it opens no file and no connection.

mod child;
mod recognise;
mod wire;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use domain::limits;

use crate::ReadError;
use crate::error::WorkerError;
use crate::extract::{Extracted, extract, refused};
use wire::{Answer, Order};

pub use child::child_main;

/// Bytes of a file for which a second more is given.
const BYTES_PER_SECOND: u64 = 4 << 20;
/// Seconds that recognising one page may take, at most.
const PAGE_SECONDS: u64 = 60;
/// Time for drawing one page to be recognised.
const DRAWING: Duration = Duration::from_secs(5);
/// Time that recognising all pages of a file may take: a thousand usual pages. What is left then is named.
const RECOGNITION: Duration = Duration::from_mins(30);

/// What reads the files of a store.
#[derive(Debug, Clone)]
pub enum Reader {
    /// A limited child process for each file.
    Child(Worker),
    /// This process, without limits: for tests of crates that have no program of their own.
    InProcess,
}

impl Reader {
    /// Returns what the file at `path` holds; `name` is what its owner calls it.
    ///
    /// # Errors
    /// When the file cannot be opened or the reader cannot be started: no fault of the file, worth another try.
    pub fn read(&self, path: &Path, name: &str) -> Result<Extracted, WorkerError> {
        match self {
            Self::Child(worker) => worker.try_read(path, name),
            Self::InProcess => Ok(extract(&fs_err::read(path)?, name)),
        }
    }
}

/// Starts a limited child process for each file.
#[derive(Debug, Clone)]
pub struct Worker {
    program: PathBuf,
    recognises: bool,
    wall: Duration,
}

impl Worker {
    /// Returns a worker that calls `<program> parse-worker`. With `ocr`, pages that are pictures are read by tesseract
    /// where it is installed.
    pub fn new(program: impl Into<PathBuf>, ocr: bool) -> Self {
        Self {
            program: program.into(),
            recognises: ocr,
            wall: Duration::from_secs(limits::WORKER_WALL_SECONDS),
        }
    }

    /// Returns the worker with another limit of wall-clock time for small files.
    #[must_use]
    pub fn with_wall(self, wall: Duration) -> Self {
        Self { wall, ..self }
    }

    /// Returns what the file at `path` holds; a reader that cannot be started is told as a damaged file.
    pub fn read(&self, path: &Path, name: &str) -> Extracted {
        self.try_read(path, name).unwrap_or_else(|error| not_started(&error))
    }

    /// Returns what the file at `path` holds.
    ///
    /// # Errors
    /// When the file cannot be opened or the child cannot be started: no fault of the file, worth another try.
    pub fn try_read(&self, path: &Path, name: &str) -> Result<Extracted, WorkerError> {
        let length = fs_err::metadata(path)?.len();
        self.run(|| fs_err::File::open(path), length, name)
    }

    /// Returns what the bytes of a file hold.
    ///
    /// # Errors
    /// When the child cannot be started.
    pub fn read_bytes(&self, bytes: &[u8], name: &str) -> Result<Extracted, WorkerError> {
        self.run(|| Ok(bytes), bytes.len() as u64, name)
    }

    fn run<R: Read + Send>(
        &self,
        open: impl Fn() -> io::Result<R>,
        length: u64,
        name: &str,
    ) -> Result<Extracted, WorkerError> {
        if length > limits::FILE_BYTES {
            let error = ReadError::too_large("The file is larger than 256 MB; split it into smaller files");
            return Ok(refused(&error, "application/octet-stream"));
        }
        let more_seconds = length / BYTES_PER_SECOND;
        let mut order = Order {
            memory_bytes: limits::WORKER_BYTES,
            cpu_seconds: limits::WORKER_CPU_SECONDS + more_seconds,
            recognises: self.recognises && recognise::is_installed(),
            name: name.to_owned(),
            length,
        };
        let wall = self.wall + Duration::from_secs(more_seconds);
        let mut answer = self.try_once(&order, open()?, wall)?;
        if answer.is_err() && order.recognises {
            // Drawing the pages may be what was too much; without it at least the status is right.
            order.recognises = false;
            answer = self.try_once(&order, open()?, wall)?;
        }
        Ok(answer.unwrap_or_else(|error| refused(&error, "application/octet-stream")))
    }

    /// Returns what one child says, or why it says nothing.
    fn try_once(
        &self,
        order: &Order,
        file: impl Read + Send,
        wall: Duration,
    ) -> Result<Result<Extracted, ReadError>, WorkerError> {
        let mut process = Process::start(&self.program)?;
        let answer = self.talk(&mut process, order, file, Instant::now() + wall);
        let status = process.end();
        Ok(answer.map_err(|silence| silence.error(status)))
    }

    /// Returns the child's answer, recognising the pictures it sends on the way.
    fn talk(
        &self,
        process: &mut Process,
        order: &Order,
        file: impl Read + Send,
        mut deadline: Instant,
    ) -> Result<Extracted, Silence> {
        let (Some(input), Some(output)) = (process.child.stdin.take(), process.child.stdout.take()) else {
            return Err(Silence::Died);
        };
        let (answers, answered) = sync_channel(1);
        let (tables, recognised) = sync_channel(1);
        thread::scope(|scope| {
            scope.spawn(move || feed(input, order, file, &recognised));
            scope.spawn(move || listen(output, &answers));
            // Ends both threads in any case, as they wait for a pipe of the child or for this thread.
            let answer = self.converse(&answered, &tables, &mut deadline);
            drop((answered, tables));
            process.kill();
            answer
        })
    }

    fn converse(
        &self,
        answered: &Receiver<Option<Answer>>,
        tables: &SyncSender<Option<String>>,
        deadline: &mut Instant,
    ) -> Result<Extracted, Silence> {
        let mut left = RECOGNITION;
        loop {
            match answered.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Some(Answer::Read(extracted))) => return Ok(*extracted),
                Ok(Some(Answer::Picture(png))) => {
                    let began = Instant::now();
                    let wall = left.min(Duration::from_secs(PAGE_SECONDS));
                    let table = recognise::table(&self.program, &png, wall);
                    left = left.saturating_sub(began.elapsed());
                    *deadline += began.elapsed() + DRAWING;
                    if tables.send(table).is_err() {
                        return Err(Silence::Died);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Err(Silence::Late),
                Ok(None) | Err(RecvTimeoutError::Disconnected) => return Err(Silence::Died),
            }
        }
    }
}

/// Why there is no answer.
enum Silence {
    Late,
    Died,
}

impl Silence {
    fn error(&self, status: Option<ExitStatus>) -> ReadError {
        let is_late = matches!(self, Self::Late) || status.is_some_and(used_up_its_time);
        ReadError::damaged(if is_late {
            "The file is too complex or damaged: reading it took too long and was stopped"
        } else {
            "The file is too complex or damaged: reading it went beyond the limits and was stopped"
        })
    }
}

#[cfg(unix)]
fn used_up_its_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn used_up_its_time(_status: ExitStatus) -> bool {
    false
}

/// A child in its own process group, which is killed at the latest when this is dropped.
struct Process {
    child: Child,
}

impl Process {
    fn start(program: &Path) -> Result<Self, WorkerError> {
        let mut command = Command::new(program);
        command.arg("parse-worker");
        Self::spawn(&mut command).map_err(|source| WorkerError::Start {
            program: program.to_owned(),
            source,
        })
    }

    fn spawn(command: &mut Command) -> io::Result<Self> {
        command.env_clear().env("RUST_BACKTRACE", "0");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        Ok(Self {
            child: command.spawn()?,
        })
    }

    fn kill(&mut self) {
        #[cfg(unix)]
        if let Ok(None) = self.child.try_wait() {
            // The group is the child's own, see `spawn`; it is still there, as nobody has waited for it.
            let group = rustix::process::Pid::from_child(&self.child);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
    }

    fn end(mut self) -> Option<ExitStatus> {
        self.kill();
        self.child.wait().ok()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

/// Writes the order, the file and the tables of recognised pictures; stops when the child does.
fn feed(input: ChildStdin, order: &Order, file: impl Read, tables: &Receiver<Option<String>>) {
    let mut input = io::BufWriter::with_capacity(1 << 16, input);
    let sent = wire::write_order(&mut input, order)
        .and_then(|()| io::copy(&mut file.take(order.length), &mut input).map(|_count| ()))
        .and_then(|()| input.flush());
    if sent.is_err() {
        return;
    }
    while let Ok(table) = tables.recv() {
        if wire::write_table(&mut input, table.as_deref()).is_err() {
            return;
        }
    }
}

/// Passes the answers on until the last, or `None` when the child falls silent.
fn listen(output: ChildStdout, answers: &SyncSender<Option<Answer>>) {
    let mut output = io::BufReader::with_capacity(1 << 16, output);
    loop {
        let answer = wire::read_answer(&mut output).ok();
        let is_last = !matches!(answer, Some(Answer::Picture(_)));
        if answers.send(answer).is_err() || is_last {
            return;
        }
    }
}

fn not_started(error: &WorkerError) -> Extracted {
    let cause = std::error::Error::source(error).map_or_else(String::new, |cause| format!(": {cause}"));
    refused(
        &ReadError::damaged(format!("{error}{cause}")),
        "application/octet-stream",
    )
}

#[cfg(test)]
mod tests;
