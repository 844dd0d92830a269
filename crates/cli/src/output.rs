//! What a command prints: text for people, one JSON for programs; progress goes to standard error.

#![expect(clippy::print_stdout, reason = "printing is what this file is for")]

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::error::CliError;

/// Where results go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints the result as JSON, or what `text` makes of it.
    pub(crate) fn result<T: Serialize>(self, value: &T, text: impl FnOnce(&T) -> String) {
        if self.json {
            println!("{}", serde_json::to_string_pretty(value).unwrap_or_default());
        } else {
            let text = text(value);
            if !text.is_empty() {
                println!("{}", text.trim_end());
            }
        }
    }

    /// Prints a line for people; programs do not want it.
    pub(crate) fn line(self, line: &str) {
        if !self.json {
            println!("{line}");
        }
    }

    /// Prints an error with its causes, its code at the end.
    pub(crate) fn error(self, error: &CliError) {
        let mut sentences = vec![error.to_string()];
        let mut cause = std::error::Error::source(error);
        while let Some(inner) = cause {
            let sentence = inner.to_string();
            if sentences.last() != Some(&sentence) {
                sentences.push(sentence);
            }
            cause = inner.source();
        }
        if self.json {
            let body = serde_json::json!({ "error": { "message": sentences.join(": "), "code": error.code() } });
            println!("{body:#}");
        } else {
            eprintln!("error: {} ({})", sentences.join("\n  because: "), error.code());
        }
    }

    /// Returns a progress bar on standard error; hidden where nobody looks.
    pub(crate) fn bar(self, what: &str) -> ProgressBar {
        if self.json {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{msg:24} {wide_bar} {human_pos}/{human_len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what.to_owned());
        bar
    }
}
