//! Fetches files from the Hugging Face hub or a mirror of it: resumes what was cut, checks while it streams.
//! Knows nothing of models. Source: <https://huggingface.co/docs/hub/models-downloading>.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::blocking::{Client, Response};
use reqwest::header::{CONTENT_RANGE, RANGE};
use sha2::{Digest, Sha256};

use super::cache::hexadecimal;

/// A closed network should cost seconds, not minutes, before the next source is tried.
const CONNECT_SECONDS: u64 = 3;
/// No byte for so long is a broken connection.
const SILENCE_SECONDS: u64 = 30;

/// A client of one hub.
#[derive(Debug)]
pub(crate) struct Hub {
    address: String,
    token: Option<String>,
}

impl Hub {
    /// Returns the client of the hub at `address`. Nothing is sent yet.
    pub(crate) fn new(address: &str, token: Option<String>) -> Self {
        Self {
            address: address.trim_end_matches('/').to_owned(),
            token,
        }
    }

    /// Returns the address of a file.
    pub(crate) fn url(&self, repo: &str, revision: &str, path: &str) -> String {
        format!("{}/{repo}/resolve/{revision}/{path}", self.address)
    }

    /// Downloads into `partial`, going on where an earlier try stopped, and returns the SHA-256 of the whole file.
    /// More than `limit` bytes are refused. `progress` hears the bytes so far and the expected total.
    ///
    /// # Errors
    /// One sentence for a person; what has arrived stays for the next try.
    pub(crate) fn download(
        &self,
        url: &str,
        partial: &Path,
        limit: u64,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<String, String> {
        let plain = |error: std::io::Error| error.to_string();
        let mut file = fs_err::OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(partial)
            .map_err(plain)?;
        let mut digest = Sha256::new();
        let mut done = read_what_is_there(&mut file, &mut digest).map_err(plain)?;
        let response = self.ask(url, done).inspect_err(|_| {
            if done == 0 {
                // Nothing arrived: leave no empty file behind. Should that fail, the next try uses the file.
                let _ = fs_err::remove_file(partial);
            }
        })?;
        let mut response = match continues(&response, done) {
            Some(true) => response,
            Some(false) => {
                (done, digest) = (0, Sha256::new());
                file.set_len(0)
                    .and_then(|()| file.seek(SeekFrom::Start(0)))
                    .map_err(plain)?;
                if response.status() == StatusCode::OK {
                    response
                } else {
                    self.ask(url, 0)?
                }
            }
            // The server has nothing beyond what is there: the file is complete, its digest will tell.
            None => return Ok(hexadecimal(digest)),
        };
        let total = response.content_length().map_or(limit, |rest| done + rest);
        if total > limit {
            return Err(format!("the file has {total} bytes, expected at most {limit}"));
        }
        let mut buffer = vec![0; 256 << 10];
        loop {
            progress(done, total);
            let count = response
                .read(&mut buffer)
                .map_err(|error| format!("the connection broke after {done} bytes ({error})"))?;
            if count == 0 {
                break;
            }
            done += count as u64;
            if done > limit {
                return Err(format!("the file is longer than the expected {limit} bytes"));
            }
            digest.update(&buffer[..count]);
            file.write_all(&buffer[..count]).map_err(plain)?;
        }
        if done < total {
            return Err(format!("the connection ended after {done} of {total} bytes"));
        }
        file.sync_all().map_err(plain)?;
        Ok(hexadecimal(digest))
    }

    fn ask(&self, url: &str, from: u64) -> Result<Response, String> {
        // Another part of the program may have chosen the same provider before; then there is nothing to do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(CONNECT_SECONDS))
            .timeout(Duration::from_secs(SILENCE_SECONDS))
            .build()
            .map_err(|error| with_causes(&error))?;
        let mut request = client.get(url);
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().map_err(|error| with_causes(&error))?;
        let status = response.status();
        if status.is_success() || status == StatusCode::RANGE_NOT_SATISFIABLE {
            return Ok(response);
        }
        Err(format!("the hub answered {status}"))
    }
}

/// Returns whether a response goes on after the first `done` bytes; `None` when there is nothing after them.
fn continues(response: &Response, done: u64) -> Option<bool> {
    let range = response
        .headers()
        .get(CONTENT_RANGE)
        .and_then(|value| value.to_str().ok());
    match response.status() {
        StatusCode::PARTIAL_CONTENT => Some(range.is_some_and(|range| range.starts_with(&format!("bytes {done}-")))),
        StatusCode::RANGE_NOT_SATISFIABLE if range == Some(&format!("bytes */{done}")) => None,
        _ => Some(false),
    }
}

fn read_what_is_there(file: &mut fs_err::File, digest: &mut Sha256) -> std::io::Result<u64> {
    let mut buffer = vec![0; 1 << 20];
    let mut length = 0;
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(length);
        }
        digest.update(&buffer[..count]);
        length += count as u64;
    }
}

/// Returns an error with its causes: the outermost alone says only that sending failed.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
