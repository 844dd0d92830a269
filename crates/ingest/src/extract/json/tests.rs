use super::*;

fn content(json: &str) -> String {
    read(json.as_bytes()).unwrap().content
}

#[test]
fn records_are_blocks_of_lines() {
    assert_eq!(
        content(r#"{"name": "A", "size": {"w": 1, "h": null}, "tags": ["x", "y"], "rows": [{"id": 1}, {"id": 2}]}"#),
        "name: A\nsize.w: 1\ntags: x, y\n\nrows.id: 1\n\nrows.id: 2"
    );
    assert_eq!(
        content(r#"[{"a": 1, "b": true}, {"a": 2}, "x"]"#),
        "a: 1\nb: true\n\na: 2\n\nx"
    );
}

#[test]
fn lines_of_json_are_records() {
    assert_eq!(content("{\"a\": 1}\n{\"a\": 2}\n"), "a: 1\n\na: 2");
    assert_eq!(
        content("{\"a\": 1}\n{\"a\": oops}\n{\"a\": 3}\n"),
        "a: 1\n\n{\"a\": oops}\n\na: 3"
    );
}

#[test]
fn what_is_no_json_is_plain_text() {
    assert_eq!(content("{ not json"), "{ not json");
    let deep = "[".repeat(100_000);
    assert_eq!(content(&deep), deep);
}

#[test]
fn notebooks_are_read_by_cell() {
    let notebook = r##"{"nbformat": 4, "cells": [
        {"cell_type": "markdown", "source": ["# Title\n", "Some *text*"]},
        {"cell_type": "code", "source": "print(1)", "outputs": [{"text": ["1\n"]}]}]}"##;
    let text = read(notebook.as_bytes()).unwrap();
    assert_eq!(text.content, "Title\n\nSome text\n\nprint(1)\n\n1");
    assert_eq!(text.title.as_deref(), Some("Title"));
}
