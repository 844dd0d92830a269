//! Books of a few lines.

use super::*;
use crate::extract::package::fixture::{broken_parts, container};

const CONTAINER: &str = "<container><rootfiles><rootfile full-path='OEBPS/book.opf'/></rootfiles></container>";
const BOOK: &str = "<!DOCTYPE package><package><metadata><dc:title>The ponds</dc:title></metadata><manifest>\
    <item id='b' href='two.xhtml'/><item id='a' href='text/one%20a.xhtml#top'/><item id='c' href='../../gone.xhtml'/></manifest>\
    <spine><itemref idref='a'/><itemref idref='c'/><itemref idref='b'/></spine></package>";
const PARTS: [(&str, &str); 4] = [
    ("META-INF/container.xml", CONTAINER),
    ("OEBPS/book.opf", BOOK),
    ("OEBPS/two.xhtml", "<html><body><p>second</p></body></html>"),
    (
        "OEBPS/text/one a.xhtml",
        "<html><head><title>no</title></head><body><h1>Ducks</h1><p>first</p></body></html>",
    ),
];

#[test]
fn chapters_come_in_the_order_of_the_spine() {
    let text = read(&container(&PARTS)).unwrap();
    assert_eq!(text.content, "Ducks\n\nfirst\n\nsecond");
    assert_eq!(text.title.as_deref(), Some("The ponds"));
}

#[test]
fn a_protected_book_says_so_and_disguised_fonts_do_not_matter() {
    let encryption = |algorithm: &str, part: &str| {
        format!(
            "<encryption><enc:EncryptedData><enc:EncryptionMethod Algorithm='{algorithm}'/><enc:CipherData>\
             <enc:CipherReference URI='{part}'/></enc:CipherData></enc:EncryptedData></encryption>"
        )
    };
    let with = |encryption: &str| {
        let mut parts = PARTS.to_vec();
        parts.push(("META-INF/encryption.xml", encryption));
        read(&container(&parts))
    };
    let aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
    assert_eq!(
        with(&encryption(aes, "OEBPS/two.xhtml")).unwrap_err().refused,
        Refused::Encrypted
    );
    assert!(with(&encryption(FONT_ALGORITHMS[0], "OEBPS/two.xhtml")).is_ok());
    assert!(with(&encryption(aes, "OEBPS/font.otf")).is_ok());
}

#[test]
fn a_container_without_book_is_damaged() {
    for parts in [&PARTS[..1], &PARTS[1..]] {
        assert_eq!(read(&container(parts)).unwrap_err().refused, Refused::Damaged);
    }
}

#[test]
fn percent_signs_that_encode_nothing_stay() {
    assert_eq!(percent_decoded("a%20b%zz%c3%bc%"), "a b%zzü%");
}

#[test]
fn broken_parts_never_panic() {
    broken_parts(&PARTS, |broken| {
        let _ = read(broken);
    });
}
