//! The description in docs/reference is the one that the code gives; `make accept` writes it anew.

#[test]
fn the_committed_description_is_still_true() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/openapi.json");
    let now = server::openapi::json();
    #[expect(clippy::disallowed_methods, reason = "the same switch as for snapshots")]
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs_err::write(path, &now).unwrap();
    }
    let committed = fs_err::read_to_string(path).unwrap_or_default();
    assert!(
        committed == now,
        "docs/reference/openapi.json is stale; run `make accept`"
    );
}
