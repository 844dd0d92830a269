//! XML of no known kind, and `FictionBook`: the text between the tags, a paragraph for each element that is no inline
//! markup. Entities that the file declares itself are never expanded.

use domain::limits;
use domain::text::Text;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::super::builder::Builder;
use super::plain_text;
use crate::ReadError;

/// Returns whether an extension is that of a format written in XML.
pub(super) fn is_xml_by_name(extension: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "xml", "fb2", "rss", "atom", "xsd", "xsl", "xslt", "svg", "opml", "kml", "gpx", "dbk", "docbook", "tei",
        "nxml", "fodt", "fods", "fodp", "dita", "plist", "wsdl", "xmp",
    ];
    EXTENSIONS.contains(&extension)
}

/// Returns the text of the file; what is no XML is read as plain text.
pub(super) fn read(content: &str) -> Result<Text, ReadError> {
    let mut reader = Reader::from_str(content);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut builder = Builder::default();
    let mut inline = String::new();
    let mut skipped: Option<usize> = None;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                depth += 1;
                let name = tag.local_name();
                if matches!(name.as_ref(), "binary" | "style" | "script") {
                    skipped.get_or_insert(depth);
                }
                end_block(name.as_ref(), false, &mut inline, &mut builder);
            }
            Ok(Event::End(tag)) => {
                if skipped == Some(depth) {
                    skipped = None;
                }
                depth = depth.saturating_sub(1);
                end_block(tag.local_name().as_ref(), true, &mut inline, &mut builder);
            }
            Ok(Event::Empty(tag)) => end_block(tag.local_name().as_ref(), false, &mut inline, &mut builder),
            Ok(Event::Text(text)) if skipped.is_none() => inline.push_str(&text),
            Ok(Event::CData(text)) if skipped.is_none() => inline.push_str(&text),
            Ok(Event::GeneralRef(reference)) if skipped.is_none() => {
                inline.push_str(&resolved(&reference));
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) if builder.len() == 0 => return Ok(plain_text(content)),
            Err(_) => break,
        }
        if builder.len() > limits::TEXT_BYTES {
            break;
        }
    }
    builder.paragraph(&squeezed(&inline));
    builder.check()?;
    Ok(builder.finish())
}

fn end_block(name: &str, is_end: bool, inline: &mut String, builder: &mut Builder) {
    const INLINE: &[&str] = &[
        "em",
        "emphasis",
        "strong",
        "b",
        "i",
        "u",
        "a",
        "code",
        "sub",
        "sup",
        "span",
        "style",
        "tt",
        "ref",
        "xref",
        "link",
        "ulink",
        "bold",
        "italic",
        "strikethrough",
        "hi",
        "tspan",
        "s",
    ];
    if INLINE.contains(&name) {
        return;
    }
    let text = squeezed(&std::mem::take(inline));
    if is_end && matches!(name, "title" | "head") {
        builder.heading(2, &text);
    } else {
        builder.paragraph(&text);
    }
}

/// Returns the character behind `&name;`, for the names of XML itself and numbers; nothing for all others.
fn resolved(name: &str) -> String {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let c = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        "nbsp" => Some('\u{a0}'),
        _ => match name.strip_prefix('#') {
            Some(digits) => match digits.strip_prefix(['x', 'X']) {
                Some(hex) => number(hex, 16),
                None => number(digits, 10),
            },
            None => None,
        },
    };
    c.map(String::from).unwrap_or_default()
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
