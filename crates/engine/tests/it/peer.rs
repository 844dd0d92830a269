//! A small HTTP server on a port of its own: serves one set of files with ranges, can cut a connection, notes requests.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A running server; it ends with the process.
pub(crate) struct Peer {
    pub(crate) address: String,
    shared: Arc<Shared>,
}

struct Shared {
    files: HashMap<String, Vec<u8>>,
    /// Bytes of a body after which the next connections are cut, one entry a connection.
    cuts: Mutex<Vec<usize>>,
    requests: Mutex<Vec<Request>>,
    ranges: bool,
}

/// What a client asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) range: Option<String>,
    pub(crate) authorization: Option<String>,
    pub(crate) sent_bytes: usize,
}

impl Peer {
    /// Returns a server of these files that cuts its first connections after so many bytes.
    pub(crate) fn new(files: &[(&str, &[u8])], cuts: &[usize]) -> Self {
        Self::with_ranges(files, cuts, true)
    }

    /// Returns a server that, without ranges, always sends whole files.
    pub(crate) fn with_ranges(files: &[(&str, &[u8])], cuts: &[usize], ranges: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let files = files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()));
        let shared = Arc::new(Shared {
            files: files.collect(),
            cuts: Mutex::new(cuts.iter().rev().copied().collect()),
            requests: Mutex::default(),
            ranges,
        });
        let server = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that leaves early is part of the tests.
                let _ = server.serve(stream);
            }
        });
        Self { address, shared }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let (mut range, mut authorization) = (None, None);
        for line in lines.map_while(Result::ok).take_while(|line| !line.is_empty()) {
            let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
            match name.to_ascii_lowercase().as_str() {
                "range" => range = Some(value.to_owned()),
                "authorization" => authorization = Some(value.to_owned()),
                _ => {}
            }
        }
        let (head, body) = self.answer(&path, range.as_deref());
        let length = body.len();
        let cut = self.cuts.lock().unwrap().pop();
        let sent_bytes = cut.map_or(length, |cut| cut.min(length));
        self.requests.lock().unwrap().push(Request {
            path,
            range,
            authorization,
            sent_bytes,
        });
        write!(
            stream,
            "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        )?;
        stream.write_all(&body[..sent_bytes])
    }

    fn answer(&self, path: &str, range: Option<&str>) -> (String, Vec<u8>) {
        let Some(file) = self.files.get(path) else {
            return ("404 Not Found".to_owned(), Vec::new());
        };
        let from = range
            .filter(|_| self.ranges)
            .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
        let length = file.len();
        match from {
            None => ("200 OK".to_owned(), file.clone()),
            Some(from) if from >= length => (
                format!("416 Range Not Satisfiable\r\nContent-Range: bytes */{length}"),
                Vec::new(),
            ),
            Some(from) => (
                format!(
                    "206 Partial Content\r\nContent-Range: bytes {from}-{}/{length}",
                    length - 1
                ),
                file[from..].to_vec(),
            ),
        }
    }
}
