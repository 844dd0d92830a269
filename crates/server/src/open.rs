//! From settings to a running application: fetch and load the model, open the store, start the workers, listen.

use std::future::{Future, IntoFuture};
use std::path::PathBuf;
use std::time::Duration;

use engine::models::{ModelKind, ModelStatus, Precision, Resolver, ResolverSettings};
use engine::{Embedder, EmbedderSettings, Reranker};
use ingest::worker::{Reader as FileReader, Worker};
use store::{Store, StoreSettings};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::ServerError;
use crate::app::{App, Parts, router};
use crate::config::Settings;
use crate::worker::Workers;

/// How long a server that stops waits for the responses that are open.
const LEAVE: Duration = Duration::from_secs(3);

/// Hears which file is fetched, how many bytes of it are there, and how many there are.
pub type Fetching<'a> = &'a mut dyn FnMut(&str, u64, u64);

/// Returns the resolver of the settings.
pub fn resolver(settings: &Settings) -> Resolver {
    Resolver::new(ResolverSettings {
        cache_dir: settings.models.dir.clone(),
        offline: settings.models.offline,
        hub: settings.models.hub.clone(),
        explicit: None,
        hub_token: None,
    })
}

/// Returns the embedder of the settings, fetched first when it is not on this machine; `model` overrides which.
///
/// # Errors
/// When it is nowhere to be had or cannot be used.
pub fn embedder(settings: &Settings, model: Option<&str>, fetching: Fetching<'_>) -> Result<Embedder, ServerError> {
    let id = model.unwrap_or(&settings.models.embedder);
    let files = resolver(settings).pull(id, &mut |progress| {
        fetching(&progress.file, progress.done_bytes, progress.total_bytes);
    })?;
    Ok(Embedder::load(&files, &model_settings(settings))?)
}

/// Returns the reranker that was fetched to this machine, if any was.
///
/// # Errors
/// When its files cannot be used.
fn reranker(settings: &Settings) -> Result<Option<Reranker>, ServerError> {
    let resolver = resolver(settings);
    let is_ready = |model: &ModelStatus| model.kind == ModelKind::Reranker && model.present;
    let Some(model) = resolver.list().into_iter().find(is_ready) else {
        return Ok(None);
    };
    let files = resolver.pull(&model.id, &mut |_| ())?;
    Ok(Some(Reranker::load(&files, &model_settings(settings))?))
}

fn model_settings(settings: &Settings) -> EmbedderSettings {
    EmbedderSettings {
        threads: Some(settings.models.threads).filter(|threads| *threads > 0),
        precision: Precision::default(),
    }
}

/// Returns the reader of foreign files: this program again, as a limited child.
///
/// # Errors
/// When the program does not know its own path.
pub fn files(settings: &Settings) -> Result<FileReader, ServerError> {
    let program: PathBuf = std::env::current_exe().map_err(ServerError::Serve)?;
    Ok(FileReader::Child(Worker::new(program, settings.ingest.ocr)))
}

/// Returns the application over the data folder of the settings.
///
/// # Errors
/// When the model or the data folder cannot be used.
pub fn open(settings: &Settings, fetching: Fetching<'_>) -> Result<App, ServerError> {
    let embedder = embedder(settings, None, fetching)?;
    let store_settings = StoreSettings {
        dimensions: embedder.dimensions(),
        embedder: embedder.identity().clone(),
    };
    let store = Store::open(&settings.data.dir, &store_settings)?;
    let reranker = reranker(settings)?;
    let file_bytes = settings.ingest.max_file_mebibytes << 20;
    Ok(App::new(Parts {
        store,
        embedder,
        reranker,
        files: files(settings)?,
        file_bytes,
    }))
}

/// A socket that is bound, before it is served.
#[derive(Debug)]
pub struct Listening {
    listener: TcpListener,
    /// Where it is reached.
    pub url: String,
}

/// Returns the bound socket of the settings.
///
/// # Errors
/// [`ServerError::Bind`] when the port is taken or not allowed.
pub async fn listen(settings: &Settings) -> Result<Listening, ServerError> {
    let (host, port) = (settings.server.host.clone(), settings.server.port);
    let bind = |source| ServerError::Bind {
        host: host.clone(),
        port,
        source,
    };
    let listener = TcpListener::bind((host.as_str(), port)).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    Ok(Listening {
        listener,
        url: format!("http://{address}"),
    })
}

/// Serves until `shutdown` is done, gives open responses a moment, then lets the workers finish the step at hand.
///
/// # Errors
/// When the data folder cannot say where it is served, or the connection loop fails.
pub async fn serve(
    app: App,
    listening: Listening,
    workers: usize,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    app.parts().store.set_server_url(&listening.url)?;
    let workers = Workers::start(&app, workers);
    let (begun, closing) = oneshot::channel();
    let stopping = app.clone();
    let shutdown = async move {
        shutdown.await;
        stopping.close();
        // Nobody hears it when the server has ended already.
        let _ = begun.send(());
    };
    let serving = axum::serve(listening.listener, router(app)).with_graceful_shutdown(shutdown);
    let served = tokio::select! {
        served = serving.into_future() => served,
        // A client that neither reads on nor leaves must not keep the server from its end.
        () = overdue(closing) => Ok(()),
    };
    let _ = tokio::task::spawn_blocking(move || workers.stop()).await;
    served.map_err(ServerError::Serve)
}

/// Ends when responses had their moment after the shutdown began.
async fn overdue(closing: oneshot::Receiver<()>) {
    match closing.await {
        Ok(()) => tokio::time::sleep(LEAVE).await,
        // The server ended by itself, and says how.
        Err(_) => std::future::pending().await,
    }
}
