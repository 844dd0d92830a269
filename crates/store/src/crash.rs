//! Named steps at which a test ends the process as a power button would. Compiled to nothing without the feature
//! `crash-points`, which no release has.

/// Ends the process when the environment names this step: `KNOWHOW_CRASH_AT=name`, or `name:3` for its third passage.
#[cfg(feature = "crash-points")]
pub(crate) fn point(name: &str) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static PASSED: AtomicU32 = AtomicU32::new(0);

    #[expect(
        clippy::disallowed_methods,
        reason = "only in tests, which reach a child process in no other way"
    )]
    let Ok(wanted) = std::env::var("KNOWHOW_CRASH_AT") else {
        return;
    };
    let (wanted, passage) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if wanted != name {
        return;
    }
    if (PASSED.fetch_add(1, Ordering::SeqCst) + 1).to_string() == passage {
        std::process::abort();
    }
}

/// Does nothing: the feature `crash-points` is off.
#[cfg(not(feature = "crash-points"))]
#[inline]
pub(crate) const fn point(_name: &str) {}
