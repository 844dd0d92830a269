//! How commands reach the data: the server that runs on the data folder, or one started for this command alone. Either way
//! over HTTP, so that there is one path and not two.

use std::io::BufRead;
use std::path::Path;

use reqwest::blocking::{Body, Client as Http, RequestBuilder, Response};
use serde_json::Value;
use server::config::Settings;
use server::open;
use store::Store;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::error::CliError;
use crate::output::Output;

/// A connection.
pub(crate) struct Client {
    http: Http,
    base: String,
    own: Option<OwnServer>,
}

/// A server inside this process.
struct OwnServer {
    runtime: Runtime,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<Result<(), server::ServerError>>>,
}

impl Client {
    /// Returns a connection to the running server of the data folder, or to one of our own.
    ///
    /// # Errors
    /// When the folder or the model cannot be used.
    pub(crate) fn connect(settings: &Settings, output: Output) -> Result<Self, CliError> {
        install_tls();
        // A proxy of the company must neither see documents nor stand between two programs of one machine.
        let http = Http::builder().timeout(None).no_proxy().build()?;
        if let Some(url) = Store::read_lock(&settings.data.dir).and_then(|lock| lock.url) {
            return Ok(Self {
                http,
                base: url,
                own: None,
            });
        }
        let (base, own) = OwnServer::start(settings, output)?;
        Ok(Self {
            http,
            base,
            own: Some(own),
        })
    }

    /// Returns the JSON of a GET.
    pub(crate) fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Value, CliError> {
        json(self.http.get(self.url(path)).query(query))
    }

    /// Returns the JSON of a POST with a JSON body.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, CliError> {
        json(
            self.http
                .post(self.url(path))
                .header("accept", "application/json")
                .json(body),
        )
    }

    /// Returns the JSON of a DELETE.
    pub(crate) fn delete(&self, path: &str) -> Result<Value, CliError> {
        json(self.http.delete(self.url(path)))
    }

    /// Streams a file as an upload.
    pub(crate) fn upload(&self, file: &Path, query: &[(&str, &str)]) -> Result<Value, CliError> {
        let body = Body::from(fs_err::File::open(file)?.into_parts().0);
        json(self.http.post(self.url("/documents")).query(query).body(body))
    }

    /// Calls `each` with every progress event after `sequence`, and with none at each sign of life, until it returns
    /// `false` or the stream ends or breaks off.
    ///
    /// # Errors
    /// When the server does not answer, or refuses.
    pub(crate) fn follow(&self, sequence: i64, each: &mut dyn FnMut(Option<Value>) -> bool) -> Result<(), CliError> {
        let response = answer(self.http.get(self.url("/events")).query(&[("after", sequence)]))?;
        for line in std::io::BufReader::new(response).lines().map_while(Result::ok) {
            let event = line
                .strip_prefix("data:")
                .and_then(|data| serde_json::from_str(data.trim()).ok());
            if !each(event) {
                break;
            }
        }
        Ok(())
    }

    fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.base)
    }
}

impl OwnServer {
    fn start(settings: &Settings, output: Output) -> Result<(String, Self), CliError> {
        let mut settings = settings.clone();
        settings.server.port = 0;
        settings.server.host = "127.0.0.1".into();
        let app = open::open(&settings, &mut crate::commands::fetching(output))?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let listening = runtime.block_on(open::listen(&settings))?;
        let url = listening.url.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move {
            // A dropped sender means the same as a sent one: the command is over.
            let _ = stopped.await;
        };
        let task = runtime.spawn(open::serve(
            app,
            listening,
            settings.ingest.parallel_documents,
            shutdown,
        ));
        Ok((
            url,
            Self {
                runtime,
                stop: Some(stop),
                task: Some(task),
            },
        ))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Idle connections would keep a graceful shutdown waiting.
        self.http = Http::new();
        let Some(own) = &mut self.own else { return };
        drop(own.stop.take());
        if let Some(task) = own.task.take() {
            let _ = own
                .runtime
                .block_on(async { tokio::time::timeout(std::time::Duration::from_secs(10), task).await });
        }
    }
}

fn json(request: RequestBuilder) -> Result<Value, CliError> {
    Ok(answer(request)?.json()?)
}

/// Returns the response of a success.
fn answer(request: RequestBuilder) -> Result<Response, CliError> {
    let response = request.send()?;
    if response.status().is_success() {
        return Ok(response);
    }
    let body: Value = response.json()?;
    let text = |key: &str| body["error"][key].as_str().unwrap_or("unknown").to_owned();
    Err(CliError::Refused {
        message: text("message"),
        code: text("code"),
    })
}

/// The client speaks TLS with the provider that the rest of the program uses.
fn install_tls() {
    // An error says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
