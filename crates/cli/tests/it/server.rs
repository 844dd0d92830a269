//! The real program in a process of its own, and requests to it. A request that is cut off by the end of the process is
//! told apart from one that fails.

use std::io::{BufRead, BufReader};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, RequestBuilder};
use serde_json::{Value, json};

/// Longer than anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// The process is gone.
#[derive(Debug)]
pub(crate) struct Gone;

/// How a request ended that was not cut off.
pub(crate) type Reply = (u16, Value);

#[derive(Clone)]
pub(crate) struct Server {
    process: Arc<Mutex<Child>>,
    base: String,
    http: Client,
}

/// A process that may not answer yet.
pub(crate) struct Starting {
    pub(crate) process: Arc<Mutex<Child>>,
    http: Client,
}

impl Starting {
    /// Starts the program on the folder `data` in `dir`, to end itself at `crash_at`.
    pub(crate) fn new(dir: &Path, crash_at: Option<&str>, parallel: usize) -> Self {
        // An error says that the provider is there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut command = command(dir, parallel);
        if let Some(place) = crash_at {
            command.env("KNOWHOW_CRASH_AT", place);
        }
        Self {
            process: Arc::new(Mutex::new(command.spawn().unwrap())),
            http: Client::builder().timeout(PATIENCE).build().unwrap(),
        }
    }

    /// Waits until it answers.
    pub(crate) fn ready(self) -> Result<Server, Gone> {
        let output = self.process.lock().unwrap().stdout.take().unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(output).lines();
        while !said.contains('}') {
            let Some(Ok(line)) = lines.next() else { return Err(Gone) };
            said.push_str(&line);
        }
        let url: Value = serde_json::from_str(&said).unwrap();
        Ok(Server {
            process: self.process,
            base: format!(
                "{}/api/v1",
                url["url"].as_str().unwrap_or_else(|| panic!("no address: {said}"))
            ),
            http: self.http,
        })
    }
}

/// Kills the process, as kill -9 does, after the delay; a message or the end of the channel calls it off.
pub(crate) fn kill_after(process: &Arc<Mutex<Child>>, delay: Duration, called_off: Receiver<()>) {
    let process = Arc::clone(process);
    std::thread::spawn(move || {
        if called_off.recv_timeout(delay) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            // It may be gone already.
            let _ = process.lock().unwrap().kill();
        }
    });
}

/// Returns how the process ended, waiting for that; panics when it does not.
pub(crate) fn ended(process: &Arc<Mutex<Child>>, patience: Duration) -> Option<ExitStatus> {
    let status = || process.lock().unwrap().try_wait().unwrap();
    wait_for(patience, || status().is_some()).then(status).flatten()
}

/// Returns the signal that ended the process.
pub(crate) fn signal(status: ExitStatus) -> Option<i32> {
    status.signal()
}

/// Returns whether the condition came true in time.
pub(crate) fn wait_for(patience: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    // Nobody sends: the channel is a clock.
    let (_sender, clock) = channel::<()>();
    loop {
        if condition() {
            return true;
        }
        if began.elapsed() > patience {
            return false;
        }
        let _ = clock.recv_timeout(Duration::from_millis(10));
    }
}

/// Returns the command that serves the folder `data` in `dir` and writes its log beside it.
pub(crate) fn command(dir: &Path, parallel: usize) -> Command {
    let settings = dir.join("settings.toml");
    fs_err::write(&settings, format!("[ingest]\nparallel_documents = {parallel}\n")).unwrap();
    let log = fs_err::OpenOptions::new()
        .create(true)
        .append(true)
        .open(dir.join("log"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_knowhow"));
    command.args(["serve", "--json", "--offline", "--port", "0", "--config"]);
    command
        .arg(settings)
        .args(["--data-dir".as_ref(), dir.join("data").as_os_str()]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log.unwrap().into_parts().0);
    command
        .env_remove("KNOWHOW_CRASH_AT")
        .env("RUST_LOG", "warn")
        .process_group(0);
    command
}

impl Server {
    pub(crate) fn process(&self) -> &Arc<Mutex<Child>> {
        &self.process
    }

    pub(crate) fn get(&self, path: &str) -> Result<Reply, Gone> {
        self.send(self.http.get(self.url(path)))
    }

    /// Returns the bytes of a file.
    pub(crate) fn bytes(&self, path: &str) -> Result<Vec<u8>, Gone> {
        let bytes = self
            .http
            .get(self.url(path))
            .send()
            .and_then(reqwest::blocking::Response::bytes);
        bytes.map(|bytes| bytes.to_vec()).or_else(|error| self.cut_off(&error))
    }

    pub(crate) fn delete(&self, path: &str) -> Result<Reply, Gone> {
        self.send(self.http.delete(self.url(path)))
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Reply, Gone> {
        let request = self.http.post(self.url(path)).header("accept", "application/json");
        self.send(request.json(body))
    }

    pub(crate) fn upload(&self, query: &[(&str, &str)], content: &str) -> Result<Reply, Gone> {
        let request = self.http.post(self.url("/documents")).query(query);
        self.send(request.body(content.to_owned()))
    }

    pub(crate) fn search(&self, query: &str, filter: &Value, limit: usize) -> Result<Vec<Value>, Gone> {
        let request = json!({ "query": query, "filter": filter, "limit": limit });
        let (status, found) = self.post("/search", &request)?;
        assert_eq!(status, 200, "search for '{query}': {found}");
        Ok(found["passages"].as_array().unwrap().clone())
    }

    /// Asks the process to end, as Ctrl-C in its terminal does, and waits until it has.
    pub(crate) fn stop(self) -> ExitStatus {
        let group = format!("-{}", self.process.lock().unwrap().id());
        let sent = Command::new("kill").args(["-INT", "--", &group]).status().unwrap();
        assert!(sent.success());
        ended(&self.process, PATIENCE).expect("Ctrl-C ends the server")
    }

    /// Returns the first event after `sequence` for which the test is true.
    pub(crate) fn event(&self, sequence: u64, test: impl Fn(&Value) -> bool) -> Option<Value> {
        let stream = self
            .http
            .get(self.url(&format!("/events?after={sequence}")))
            .send()
            .ok()?;
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        let mut events = lines.filter_map(|line| serde_json::from_str(line.strip_prefix("data:")?.trim()).ok());
        events.find(test)
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn send(&self, request: RequestBuilder) -> Result<Reply, Gone> {
        let reply = request.send().and_then(|response| {
            let status = response.status().as_u16();
            Ok((status, response.text()?))
        });
        match reply {
            Ok((status, body)) => Ok((status, serde_json::from_str(&body).unwrap_or(Value::Null))),
            Err(error) => self.cut_off(&error),
        }
    }

    /// A request fails only because the process is gone; anything else is a failure of the product.
    fn cut_off<T>(&self, error: &reqwest::Error) -> Result<T, Gone> {
        match ended(&self.process, Duration::from_secs(5)) {
            Some(_) => Err(Gone),
            None => panic!("the server lives and does not answer: {error:?}"),
        }
    }
}
