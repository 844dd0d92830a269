//! Light markup whose lines are kept as they are: only headings are told apart, and timing lines of captions dropped.

use domain::text::Text;

use super::super::builder::Builder;

/// The markups whose headings are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    /// reStructuredText: a line of signs under the heading.
    Rst,
    /// Org: stars before it.
    Org,
    /// `AsciiDoc`: equal signs before it.
    AsciiDoc,
    /// LaTeX: `\section{...}`.
    Latex,
    /// `WebVTT` and `SubRip` captions.
    Captions,
}

impl Markup {
    /// Returns the markup of a file, or `None` for plain text.
    pub(super) fn of(extension: &str, content: &str) -> Option<Self> {
        Some(match extension {
            "rst" => Self::Rst,
            "org" => Self::Org,
            "adoc" | "asciidoc" => Self::AsciiDoc,
            "tex" => Self::Latex,
            "vtt" | "srt" => Self::Captions,
            _ if content.starts_with("WEBVTT") => Self::Captions,
            _ => return None,
        })
    }
}

/// Returns the text with its headings.
pub(super) fn read(content: &str, markup: Markup) -> Text {
    let mut builder = Builder::default();
    let mut paragraph = String::new();
    let mut ranks = Vec::new();
    let mut lines = content.lines().peekable();
    while let Some(line) = lines.next() {
        let underline = lines.peek().copied().unwrap_or_default();
        if let Some((rank, text)) = heading(line, underline, markup, &mut ranks) {
            builder.paragraph(&std::mem::take(&mut paragraph));
            builder.heading(rank, text);
            if markup == Markup::Rst {
                lines.next();
            }
        } else if line.trim().is_empty() {
            builder.paragraph(&std::mem::take(&mut paragraph));
        } else if !is_left_out(line, underline, markup) {
            paragraph.push_str(line);
            paragraph.push('\n');
        }
    }
    builder.paragraph(&paragraph);
    builder.title_from_heading();
    builder.finish()
}

fn heading<'l>(line: &'l str, underline: &str, markup: Markup, ranks: &mut Vec<char>) -> Option<(u8, &'l str)> {
    match markup {
        Markup::Rst => {
            let sign = ruler(underline).filter(|_| ruler(line).is_none())?;
            let width = line.trim_end().chars().count();
            if line.trim().is_empty() || line.starts_with(' ') || underline.trim_end().len() + 2 < width {
                return None;
            }
            // Ranks are in the order in which their signs appear.
            let place = ranks.iter().position(|known| *known == sign).unwrap_or_else(|| {
                ranks.push(sign);
                ranks.len() - 1
            });
            Some((u8::try_from(place + 1).unwrap_or(6), line.trim()))
        }
        Markup::Org => marked(line, '*'),
        Markup::AsciiDoc => marked(line, '='),
        Markup::Latex => {
            let rest = line.trim_start().strip_prefix('\\')?;
            let (command, rest) = rest.split_once('{')?;
            let rank = match command.trim_end_matches('*') {
                "part" | "chapter" | "title" => 1,
                "section" => 2,
                "subsection" => 3,
                "subsubsection" => 4,
                "paragraph" => 5,
                _ => return None,
            };
            Some((rank, rest.rsplit_once('}').map_or(rest, |(text, _)| text)))
        }
        Markup::Captions => None,
    }
}

/// Returns rank and text of a line such as `== Heading`.
fn marked(line: &str, sign: char) -> Option<(u8, &str)> {
    let text = line.trim_start_matches(sign);
    let count = line.len() - text.len();
    let is_heading = (1..=6).contains(&count) && text.starts_with(' ') && !text.trim().is_empty();
    is_heading.then(|| (u8::try_from(count).unwrap_or(6), text.trim()))
}

/// Returns the sign that a line consists of, when it has at least three of one.
fn ruler(line: &str) -> Option<char> {
    let line = line.trim_end();
    let sign = line.chars().next()?;
    let is_ruler = line.len() >= 3 && "=-~^\"'`#*+.:_".contains(sign) && line.chars().all(|c| c == sign);
    is_ruler.then_some(sign)
}

fn is_left_out(line: &str, next: &str, markup: Markup) -> bool {
    match markup {
        Markup::Rst => ruler(line).is_some(),
        Markup::Captions => {
            let is_number = !line.is_empty() && line.trim().bytes().all(|byte| byte.is_ascii_digit());
            line.starts_with("WEBVTT") || line.contains("-->") || (is_number && next.contains("-->"))
        }
        Markup::Org | Markup::AsciiDoc | Markup::Latex => false,
    }
}
