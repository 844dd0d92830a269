//! `knowhow serve`: open, listen, say where, stop cleanly.

use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use server::config::{Flag, Settings};
use server::open;
use tracing_subscriber::EnvFilter;

use crate::args::{Add, Args, Serve};
use crate::client::Client;
use crate::commands::{add, fetching};
use crate::error::CliError;
use crate::output::Output;

/// How long requests may go on after the server ended.
const CLOSING: Duration = Duration::from_secs(3);

pub(crate) fn run(args: &Args, serve: &Serve, output: Output) -> Result<ExitCode, CliError> {
    log();
    let settings = args.settings(flags(serve))?;
    output.line(&format!("Opening {} ...", settings.data.dir.display()));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // The port first: a taken one must be said before a model is fetched for minutes.
    let listening = runtime.block_on(open::listen(&settings))?;
    let app = open::open(&settings, &mut fetching(output))?;
    let url = listening.url.clone();
    let stopping = Arc::new(AtomicBool::new(false));
    let task = runtime.spawn(open::serve(
        app,
        listening,
        settings.ingest.parallel_documents,
        shutdown(Arc::clone(&stopping)),
    ));
    announce(&url, serve, output);
    if serve.sample.is_some() && !task.is_finished() {
        let added = sample(serve, &settings, output);
        // A stop cuts it off; the next start goes on with it.
        if !stopping.load(Ordering::Relaxed) {
            added?;
        }
    }
    runtime
        .block_on(task)
        .map_err(|error| CliError::File(std::io::Error::other(error)))??;
    // Ends what still holds the data folder, which closes it; a request that goes on calculating cannot prevent the end.
    runtime.shutdown_timeout(CLOSING);
    output.line("Stopped. Everything is saved.");
    Ok(ExitCode::SUCCESS)
}

fn flags(serve: &Serve) -> Vec<Flag> {
    let host = serve.host.clone().map(|host| ("server", "host", host.into()));
    let port = serve.port.map(|port| ("server", "port", i64::from(port).into()));
    host.into_iter().chain(port).collect()
}

fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,knowhow=info,server=info"));
    // A second subscriber in one process (tests) is no reason to stop.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

fn announce(url: &str, serve: &Serve, output: Output) {
    output.result(&serde_json::json!({ "url": url }), |_| {
        format!("Knowhow is ready: {url}\nStop it with Ctrl-C.")
    });
    if serve.open {
        let viewer = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        // Without a desktop there is nothing to open; the address was printed.
        let _ = Command::new(viewer)
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
    }
}

/// Adds the sample documents through the normal path; unchanged ones cost nothing.
fn sample(serve: &Serve, settings: &Settings, output: Output) -> Result<(), CliError> {
    let paths = serve.sample.iter().cloned().collect();
    let add = Add {
        paths,
        collection: "sample".into(),
        attribute: Vec::new(),
        price: false,
        no_wait: false,
    };
    add::run(&Client::connect(settings, output)?, &add, output).map(drop)
}

/// Ends at the first signal; the second ends the program at once.
async fn shutdown(stopping: Arc<AtomicBool>) {
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    let mut signal = async move || {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    };
    signal().await;
    stopping.store(true, Ordering::Relaxed);
    tokio::spawn(async move {
        signal().await;
        std::process::exit(1);
    });
}
