//! XHTML as HTML: an empty element such as `<title/>` would swallow the rest of the page in HTML, so it gets its end tag.

use std::borrow::Cow;

use super::tag_end;

/// Elements that have no end tag in HTML (HTML standard, 13.1.2).
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
];

/// Returns XHTML with `<name/>` written as `<name></name>`, and HTML as it is.
pub(super) fn close_empty_elements(markup: &str) -> Cow<'_, str> {
    let head = markup.get(..1024).unwrap_or(markup);
    if !head.contains("<?xml") && !head.contains("http://www.w3.org/1999/xhtml") {
        return Cow::Borrowed(markup);
    }
    let mut closed = String::with_capacity(markup.len() + markup.len() / 16);
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        closed.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = tag_end(rest) else { break };
        let tag = &rest[..end];
        rest = &rest[end..];
        let name = tag[1..]
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == ':'))
            .next()
            .unwrap_or_default();
        match tag.strip_suffix("/>") {
            Some(open) if !name.is_empty() && !VOID.contains(&name) => {
                closed.push_str(open);
                closed.push_str("></");
                closed.push_str(name);
                closed.push('>');
            }
            _ => closed.push_str(tag),
        }
    }
    closed.push_str(rest);
    Cow::Owned(closed)
}
