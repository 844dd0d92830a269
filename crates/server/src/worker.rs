//! The background life of the product: threads that take jobs, one that keeps the index in order, and the clock that
//! stops them.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use rag::index::Indexer;
use rag::work;
use store::StoreError;

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
        for thread in &self.threads {
            thread.thread().unpark();
        }
        for thread in self.threads {
            // A panic in a step does not come here; one elsewhere was written where it happened.
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
        match attempt("A background step failed; it is tried again", || work::step(&indexer)) {
            Some(true) => {}
            Some(false) => std::thread::park_timeout(IDLE),
            None => std::thread::park_timeout(IDLE * 10),
        }
    }
}

fn maintain(app: &App, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        std::thread::park_timeout(CHECKPOINT);
        let store = &app.parts().store;
        attempt("Keeping the index in order failed; it is tried again", || {
            store.checkpoint()?;
            // Building graphs may take minutes, which a stop does not wait for.
            if !stop.load(Ordering::Relaxed) {
                store.maintain()?;
            }
            Ok::<(), StoreError>(())
        });
    }
}

/// Returns what the step returned, or logs how it failed. A panic fails it like an error: the thread goes on, and the
/// lease of what it held bounds how often that is tried.
fn attempt<T, E: std::error::Error>(sentence: &'static str, step: impl FnOnce() -> Result<T, E>) -> Option<T> {
    let why = match catch_unwind(AssertUnwindSafe(step)) {
        Ok(Ok(done)) => return Some(done),
        Ok(Err(error)) => chain(&error),
        Err(panic) => said(&*panic),
    };
    tracing::error!(error.chain = why, "{sentence}");
    None
}

/// Returns the words of a panic.
pub(crate) fn said(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
    words.unwrap_or_else(|| "a panic without words".into())
}

#[cfg(test)]
mod tests {
    use super::attempt;

    #[test]
    fn a_panic_in_a_step_is_a_failure_of_that_step_alone() {
        let broken: Option<bool> = attempt("a test", || -> Result<bool, std::fmt::Error> { panic!("broken") });
        assert_eq!(broken, None);
        assert_eq!(attempt("a test", || Err::<bool, _>(std::fmt::Error)), None);
        assert_eq!(attempt("a test", || Ok::<bool, std::fmt::Error>(true)), Some(true));
    }
}
