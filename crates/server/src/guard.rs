//! Keeps other web sites away from a server without passwords: a request that a browser sends on behalf of another origin,
//! or under a name that is not ours (DNS rebinding), is refused before it reaches a handler.

use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;

/// Passes the request on, or answers 403.
pub(crate) async fn same_origin(request: Request, next: Next) -> Response {
    if allowed(request.headers()) {
        return next.run(request).await;
    }
    let message = "Requests from other web sites are not allowed";
    ApiError::refused(StatusCode::FORBIDDEN, "foreign_origin", message).into_response()
}

fn allowed(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
    };
    let host = text(header::HOST).unwrap_or_default();
    let origin = text(header::ORIGIN).map(|origin| origin.split("://").nth(1).unwrap_or_default());
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    let top_level = text(header::HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
    is_local_or_plain(host) && origin.is_none_or(|origin| origin == host) && (top_level || site != Some("cross-site"))
}

/// A rebinding attack arrives under the attacker's domain name; we are reached by address or as localhost.
fn is_local_or_plain(host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.contains(']') { host } else { name });
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name.is_empty() || name == "localhost" || name.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &'static str)], expected: bool) {
        let headers = pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap()));
        assert_eq!(allowed(&headers.collect()), expected, "{pairs:?}");
    }

    #[test]
    fn only_our_own_pages_and_programs_pass() {
        check(&[("host", "127.0.0.1:7000")], true);
        check(&[("host", "[::1]:7000")], true);
        check(&[("host", "localhost:7000"), ("origin", "http://localhost:7000")], true);
        check(&[("host", "localhost:7000"), ("origin", "http://evil.example")], false);
        check(&[("host", "localhost:7000"), ("origin", "null")], false);
        check(&[("host", "evil.example:7000")], false);
        check(&[("host", "localhost:7000"), ("sec-fetch-site", "cross-site")], false);
        check(
            &[
                ("host", "localhost"),
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-mode", "navigate"),
            ],
            true,
        );
    }
}
