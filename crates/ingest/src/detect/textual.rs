//! Which text format a file is: the content where it has a mark of its own, else the extension.

use super::Format;
use crate::extract::decode::decode_sample;

/// Bytes that are looked at.
const SAMPLE_BYTES: usize = 64 << 10;

/// Returns the format of a file that is text.
pub(super) fn format_of(bytes: &[u8], extension: &str) -> Format {
    let sample = decode_sample(&bytes[..bytes.len().min(SAMPLE_BYTES)]);
    let start = sample.trim_start();
    if start.starts_with("{\\rtf") {
        return Format::Rtf;
    }
    if is_program_text(extension) {
        return Format::Plain;
    }
    if is_html(start) {
        return Format::Html;
    }
    match extension {
        "html" | "htm" | "xhtml" | "xht" | "shtml" => Format::Html,
        "md" | "markdown" | "mdown" | "mkd" | "mkdn" | "mdx" | "qmd" | "rmd" => Format::Markdown,
        "csv" => Format::Csv,
        "tsv" | "tab" => Format::Tsv,
        "json" | "jsonl" | "ndjson" | "geojson" | "ipynb" => Format::Json,
        "eml" | "mht" | "mhtml" => Format::Email,
        _ => unnamed(start, bytes, extension),
    }
}

/// Returns whether an extension is that of program text, which is kept as it is.
pub(crate) fn is_program_text(extension: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "rs",
        "py",
        "js",
        "mjs",
        "ts",
        "tsx",
        "jsx",
        "java",
        "kt",
        "c",
        "h",
        "cc",
        "cpp",
        "hpp",
        "cs",
        "go",
        "rb",
        "php",
        "swift",
        "scala",
        "sh",
        "bash",
        "ps1",
        "sql",
        "r",
        "lua",
        "pl",
        "css",
        "scss",
        "vue",
        "svelte",
        "toml",
        "yaml",
        "yml",
        "ini",
        "cfg",
        "conf",
        "properties",
        "makefile",
        "dockerfile",
        "tf",
        "proto",
        "graphql",
        "asm",
        "m",
    ];
    EXTENSIONS.contains(&extension)
}

fn unnamed(start: &str, bytes: &[u8], extension: &str) -> Format {
    if is_email(start) {
        Format::Email
    } else if start.starts_with(['{', '[']) && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok() {
        Format::Json
    } else if is_markup_by_name(extension) {
        Format::Plain
    } else if is_table(start, '\t') {
        Format::Tsv
    } else if extension.is_empty() && (is_table(start, ',') || is_table(start, ';')) {
        Format::Csv
    } else {
        Format::Plain
    }
}

fn is_markup_by_name(extension: &str) -> bool {
    matches!(
        extension,
        "rst" | "org" | "adoc" | "asciidoc" | "tex" | "xml" | "fb2" | "vtt" | "srt" | "log"
    )
}

fn is_html(start: &str) -> bool {
    let mut rest = start;
    loop {
        let lower = rest.get(..rest.len().min(32)).map_or_else(
            || rest.chars().take(16).collect::<String>().to_ascii_lowercase(),
            str::to_ascii_lowercase,
        );
        if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
            return true;
        }
        // Comments, and the declaration of XHTML, may stand before.
        let end = if lower.starts_with("<!--") {
            "-->"
        } else if lower.starts_with("<?xml") {
            "?>"
        } else {
            return false;
        };
        let Some(at) = rest.find(end) else { return false };
        rest = rest[at + end.len()..].trim_start();
    }
}

/// Returns whether the text begins like a mail: header lines, among them a sender and a mark that only mail has.
fn is_email(start: &str) -> bool {
    let mut has_sender = false;
    let mut has_mark = false;
    for line in start.lines().take(100).take_while(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return false;
        }
        match name.to_ascii_lowercase().as_str() {
            "from" => has_sender = true,
            "received" | "mime-version" | "message-id" | "return-path" | "content-type" => has_mark = true,
            _ => {}
        }
    }
    has_sender && has_mark
}

/// Returns whether at least three lines all have the same number of separators.
fn is_table(start: &str, separator: char) -> bool {
    let mut lines = start.lines().filter(|line| !line.trim().is_empty()).take(20);
    let count = |line: &str| line.matches(separator).count();
    let Some(first) = lines.next().map(count).filter(|first| *first > 0) else {
        return false;
    };
    let rest: Vec<usize> = lines.map(count).collect();
    rest.len() >= 2 && rest.iter().all(|other| *other == first)
}
