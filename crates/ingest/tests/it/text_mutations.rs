//! Damaged files: small ones of every text format, changed at random places (always the same ones). Each must end in an
//! outcome; fuzzing goes on where this stops.

use ingest::extract::extract;

use crate::chunk_real::checked_chunks;
use crate::data::check_text;

const FILES: &[(&str, &str)] = &[
    (
        "a.html",
        "<!doctype html><title>T</title><h1>A</h1><p>b <b>c</b><table><tr><td colspan=2>d<td>e</table><ul><li>f</ul><pre>g\n</pre>",
    ),
    (
        "a.xhtml",
        "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><title/><p>a<br/>b</p></html>",
    ),
    (
        "a.md",
        "---\ntitle: T\n---\n# A\n\nb *c* [d](e)\n\n- f\n  - g\n\n| h | i |\n|---|---|\n| j | k |\n\n```\nl\n```\n> m[^1]\n\n[^1]: n\n",
    ),
    ("a.csv", "a,b;c\n\"d\ne\",f\n1,2,3\n"),
    ("a.tsv", "a\tb\n1\t2\n"),
    (
        "a.json",
        "[{\"a\": [1, {\"b\": null}], \"c\": \"d\\u00e9\"}, {\"a\": 2}]",
    ),
    (
        "a.ipynb",
        "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": [\"a\"], \"outputs\": [{\"text\": \"b\"}]}]}",
    ),
    (
        "a.eml",
        "From: A <a@b.c>\r\nSubject: =?utf-8?b?w6Q=?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=latin1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E4</p>\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: d@e.f\r\n\r\ng\r\n--x--\r\n",
    ),
    (
        "a.rtf",
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset128 A;}}{\\stylesheet{\\s1 heading 1;}}\\pard\\s1 A\\par\\uc1\\u8364?\\'e4{\\trowd\\intbl a\\cell b\\cell\\row}{\\*\\x y}\\bin2 zz{\\footnote n}\\par}",
    ),
    ("a.rst", "Top\n===\n\ntext\n\nSub\n---\n"),
    ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"),
    (
        "a.xml",
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a d='e'>f &b; &#65; <![CDATA[g]]><h/></a>",
    ),
    ("a.txt", "One.\n\nTwo three.\r\n\u{feff}Four"),
];

#[test]
fn damaged_files_end_in_an_outcome() {
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        // xorshift64, Marsaglia 2003.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).unwrap()
    };
    for (name, content) in FILES {
        for _ in 0..150 {
            let mut bytes = content.as_bytes().to_vec();
            for _ in 0..=next(4) {
                let at = next(bytes.len());
                let other = next(content.len());
                match next(5) {
                    0 => bytes[at] = u8::try_from(next(256)).unwrap(),
                    1 => bytes.truncate(at.max(1)),
                    2 => bytes.insert(at, content.as_bytes()[other]),
                    3 => drop(bytes.remove(at)),
                    _ => bytes.extend_from_slice(&content.as_bytes()[other..]),
                }
                if bytes.is_empty() {
                    bytes.push(b'x');
                }
            }
            let read = extract(&bytes, name);
            check_text(&read.text, name);
            checked_chunks(&read.text, name);
            assert!(read.status.has_text() || read.reason.is_some(), "{name}");
        }
    }
}
