//! The one place that asks what time it is; everything else is told.

/// Returns the milliseconds since 1970 UTC.
#[expect(clippy::disallowed_methods, reason = "time enters the program here")]
pub fn now_ms() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
