//! Containers that lie, and those that are fine.

use super::fixture::{container, never_panics, zipped};
use super::xml::{Node, Xml, decode};
use super::*;

#[test]
fn parts_are_found_without_case_and_with_either_slash() {
    let bytes = container(&[("Word\\Document.xml", "<a/>"), ("b.xml", "<b/>")]);
    let mut package = Package::open(&bytes).unwrap();
    assert!(package.has("/word/document.XML"));
    assert_eq!(package.xml("word/document.xml").unwrap().as_deref(), Some("<a/>"));
    assert_eq!(package.part("c.xml").unwrap(), None);
}

#[test]
fn a_bomb_is_too_large() {
    let bomb = zipped(&[("word/document.xml", &vec![b' '; 40 << 20])]);
    assert!(bomb.len() < 100_000);
    let refused = Package::open(&bomb).unwrap().part("word/document.xml").unwrap_err();
    assert_eq!(refused.refused, Refused::TooLarge);
    assert_eq!(
        Package::open(&bomb).unwrap().verify().unwrap_err().refused,
        Refused::TooLarge
    );
}

#[test]
fn a_small_file_of_blanks_is_no_bomb() {
    let bytes = zipped(&[("a", &vec![b' '; 1 << 20])]);
    assert_eq!(
        Package::open(&bytes).unwrap().part("a").unwrap().unwrap().len(),
        1 << 20
    );
}

#[test]
fn too_many_entries_are_refused() {
    let names: Vec<String> = (0..=limits::ARCHIVE_ENTRIES).map(|number| number.to_string()).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(
        Package::open(&container(&parts)).unwrap_err().refused,
        Refused::TooLarge
    );
}

#[test]
fn half_a_zip_is_damaged() {
    let bytes = container(&[("a.xml", "<a/>")]);
    for cut in [0, 1, bytes.len() / 2, bytes.len() - 5] {
        assert_eq!(Package::open(&bytes[..cut]).unwrap_err().refused, Refused::Damaged);
    }
}

#[test]
fn an_encrypted_entry_needs_a_password() {
    let mut bytes = container(&[("a.xml", "<a/>")]);
    // The first bit of the flags, in the local header and in the directory.
    bytes[6] |= 1;
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[directory + 8] |= 1;
    let refused = Package::open(&bytes).unwrap().part("a.xml").unwrap_err();
    assert_eq!(refused.refused, Refused::Encrypted);
}

#[test]
fn broken_containers_never_panic() {
    let bytes = container(&[("a.xml", "<a>text</a>"), ("b/c.xml", "<b/>")]);
    never_panics(&bytes, |broken| {
        if let Ok(mut package) = Package::open(broken) {
            let _ = package.verify();
        }
    });
}

fn texts(xml: &str) -> Result<String, ReadError> {
    let mut reader = Xml::new(xml);
    let mut all = String::new();
    loop {
        match reader.next()? {
            Node::Text(text) => all.push_str(&text),
            Node::Eof => return Ok(all),
            Node::Start(_) | Node::End => {}
        }
    }
}

#[test]
fn only_the_first_alternative_is_seen() {
    let xml = "<a xmlns:mc='m'><mc:AlternateContent><mc:Choice>one<mc:AlternateContent><mc:Choice>two</mc:Choice>\
               <mc:Fallback>no</mc:Fallback></mc:AlternateContent></mc:Choice><mc:Choice>no</mc:Choice>\
               <mc:Fallback>no</mc:Fallback></mc:AlternateContent>three</a>";
    assert_eq!(texts(xml).unwrap(), "onetwothree");
}

#[test]
fn entities_are_never_expanded() {
    assert_eq!(texts("<a>&lt;&amp;&#x41;&unknown;</a>").unwrap(), "<&A");
    let refused = texts("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").unwrap_err();
    assert_eq!(refused.refused, Refused::Damaged);
    assert!(refused.reason.contains("document type"));
    let mut passing = Xml::passing_doctype("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>");
    assert!(passing.find("a").unwrap().is_some());
    assert_eq!(passing.text().unwrap(), "");
}

#[test]
fn deep_and_broken_xml_is_damaged() {
    let deep = format!("{}{}", "<a>".repeat(1000), "</a>".repeat(1000));
    for xml in [&deep, "<a><b></a>", "<a>", "<a", "</a>"] {
        assert_eq!(
            texts(xml).unwrap_err().refused,
            Refused::Damaged,
            "{}",
            &xml[..xml.len().min(20)]
        );
    }
}

#[test]
fn parts_are_decoded_by_mark_or_declaration() {
    let wide: Vec<u8> = "\u{feff}<a>ü</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode(wide), "<a>ü</a>");
    assert_eq!(
        decode(b"<?xml version='1.0' encoding='windows-1252'?><a>\xfc</a>".to_vec()),
        "<?xml version='1.0' encoding='windows-1252'?><a>ü</a>"
    );
    assert_eq!(decode(b"<a>\xff</a>".to_vec()), "<a>\u{fffd}</a>");
}
