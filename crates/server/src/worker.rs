//! The background life of the product: threads that take jobs, one that keeps the index in order, and the clock that
//! stops them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rag::index::Indexer;
use rag::work;

use crate::app::App;
use crate::error::chain;
use crate::now_ms;

/// How long an idle worker waits before it looks for work again.
const IDLE: Duration = Duration::from_millis(100);
/// How often written work is made safe against power loss.
const CHECKPOINT: Duration = Duration::from_secs(5);

/// Running threads; dropping the handle lets them run on, `stop` ends them after the step at hand.
#[derive(Debug)]
pub struct Workers {
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts `count` workers and the maintenance thread.
    pub fn start(app: &App, count: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut threads = vec![thread(app, &stop, maintain)];
        threads.extend((0..count.max(1)).map(|_| thread(app, &stop, run)));
        Self { stop, threads }
    }

    /// Waits until the steps at hand are done; what is left goes on at the next start.
    pub fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            // A panic was logged where it happened, and the lease of its job ends by itself.
            let _ = thread.join();
        }
    }
}

fn thread(app: &App, stop: &Arc<AtomicBool>, body: fn(&App, &AtomicBool)) -> JoinHandle<()> {
    let (app, stop) = (app.clone(), Arc::clone(stop));
    std::thread::spawn(move || body(&app, &stop))
}

fn run(app: &App, stop: &AtomicBool) {
    let parts = app.parts();
    let indexer = Indexer {
        store: &parts.store,
        files: &parts.files,
        embedder: &parts.embedder,
        now_ms,
    };
    while !stop.load(Ordering::Relaxed) {
        match work::step(&indexer) {
            Ok(true) => {}
            Ok(false) => std::thread::park_timeout(IDLE),
            Err(error) => {
                tracing::error!(
                    error.chain = chain(&error),
                    "A background step failed; it is tried again"
                );
                std::thread::park_timeout(IDLE * 10);
            }
        }
    }
}

fn maintain(app: &App, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        std::thread::park_timeout(CHECKPOINT);
        let store = &app.parts().store;
        if let Err(error) = store.checkpoint().and_then(|()| store.maintain().map(drop)) {
            tracing::error!(
                error.chain = chain(&error),
                "Keeping the index in order failed; it is tried again"
            );
        }
    }
}
