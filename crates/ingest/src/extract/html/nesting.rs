//! Flattens markup that is nested beyond all reason: the tree builder looks through all open elements for each new
//! one, so that depth costs its square.

use std::borrow::Cow;

use domain::limits;

use super::tag_end;

/// Depth from which on tags are left out; the text between them stays.
const DEPTH: usize = 2 * limits::NESTING;

/// Elements whose end tag may be left out (HTML standard, 13.1.2.4) or which have none: they say nothing about depth.
const UNCOUNTED: &[&str] = &[
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "tbody", "thead", "tfoot", "colgroup", "caption",
    "rt", "rp", "html", "head", "body", "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
    "param", "source", "track", "wbr",
];

/// Returns the markup without the tags of elements that are nested too deeply.
pub(super) fn flatten(markup: Cow<'_, str>) -> Cow<'_, str> {
    if is_shallow(&markup) {
        return markup;
    }
    let mut flat = String::with_capacity(markup.len());
    let mut depth = 0_usize;
    each_tag(&markup, |text, tag, change| {
        flat.push_str(text);
        let level = if change > 0 { depth + 1 } else { depth };
        if change == 0 || level <= DEPTH {
            flat.push_str(tag);
        }
        depth = depth.saturating_add_signed(change);
    });
    Cow::Owned(flat)
}

fn is_shallow(markup: &str) -> bool {
    let (mut depth, mut deepest) = (0_usize, 0);
    each_tag(markup, |_, _, change| {
        depth = depth.saturating_add_signed(change);
        deepest = depth.max(deepest);
    });
    deepest <= DEPTH
}

/// Calls `on` with each tag, the text before it, and by how much it changes the depth; last with the text at the end.
fn each_tag<'m>(markup: &'m str, mut on: impl FnMut(&'m str, &'m str, isize)) {
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let Some(end) = tag_end(&rest[at..]) else { break };
        let tag = &rest[at..at + end];
        on(&rest[..at], tag, change_of(tag));
        rest = &rest[at + end..];
    }
    on(rest, "", 0);
}

fn change_of(tag: &str) -> isize {
    let inner = tag[1..].trim_start_matches('/');
    let name = inner
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    if name.is_empty() || UNCOUNTED.iter().any(|uncounted| name.eq_ignore_ascii_case(uncounted)) {
        0
    } else if tag.starts_with("</") {
        -1
    } else {
        1
    }
}
