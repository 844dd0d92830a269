//! Serves the built web pages: from inside the binary with feature `ui`, else a page that says how to build them.

use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};

use crate::error::ApiError;

/// Returns the page or asset at a path; unknown paths get the first page, which shows what the URL says.
pub(crate) async fn page(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") {
        return ApiError::not_found("route").into_response();
    }
    asset(uri.path().trim_start_matches('/')).unwrap_or_else(missing)
}

fn missing() -> Response {
    let note =
        "<!doctype html><title>Knowhow</title><p>This build has no web pages. Start it with <code>make run</code>.";
    (StatusCode::NOT_FOUND, Html(note)).into_response()
}

#[cfg(feature = "ui")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../../web/build"]
struct Pages;

#[cfg(feature = "ui")]
fn asset(path: &str) -> Option<Response> {
    let (name, file) = match Pages::get(path) {
        Some(file) if !path.is_empty() => (path, file),
        _ if path.starts_with("assets/") => return Some(ApiError::not_found("file").into_response()),
        _ => ("index.html", Pages::get("index.html")?),
    };
    let cache = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [(header::CONTENT_TYPE, media_type(name)), (header::CACHE_CONTROL, cache)];
    Some((headers, file.data).into_response())
}

#[cfg(not(feature = "ui"))]
fn asset(path: &str) -> Option<Response> {
    let _ = (path, header::CONTENT_TYPE);
    None
}

#[cfg(feature = "ui")]
fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "map" => "application/json",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
