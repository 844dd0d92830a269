use domain::text::BlockKind::{Code, Heading};

use super::*;

#[test]
fn plain_text_is_kept_as_it_is() {
    let content = "\n  One\ntwo  \n \n\n- a\n- b\n";
    let text = read(content.as_bytes(), "a.txt").unwrap();
    assert_eq!(text.content, content);
    let blocks: Vec<_> = text
        .blocks
        .iter()
        .map(|block| (block.kind, &content[block.span.range()]))
        .collect();
    assert_eq!(
        blocks,
        [(BlockKind::Paragraph, "One\ntwo"), (BlockKind::List, "- a\n- b")]
    );
}

#[test]
fn headings_of_light_markup_are_known() {
    for (content, name) in [
        ("Top\n===\n\none\n\nSub\n---\n\ntwo", "a.rst"),
        ("* Top\n\none\n\n** Sub\n\ntwo", "a.org"),
        ("= Top\n\none\n\n== Sub\n\ntwo", "a.adoc"),
        ("\\chapter{Top}\n\none\n\n\\section{Sub}\n\ntwo", "a.tex"),
    ] {
        let text = read(content.as_bytes(), name).unwrap();
        assert_eq!(text.content, "Top\n\none\n\nSub\n\ntwo", "{name}");
        assert_eq!(
            (text.blocks[0].kind, text.blocks[2].kind),
            (Heading(1), Heading(2)),
            "{name}"
        );
        assert_eq!(text.title.as_deref(), Some("Top"));
    }
}

#[test]
fn captions_lose_their_times() {
    let content = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nHello there\n\n00:03.000 --> 00:04.000\nBye\n";
    assert_eq!(read(content.as_bytes(), "a.vtt").unwrap().content, "Hello there\n\nBye");
}

#[test]
fn xml_gives_the_text_between_its_tags() {
    let content = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'boom'>]><a><title>T</title><p>One <em>two</em> &amp; \
        &#51;&x;</p><binary>QUJD</binary><![CDATA[four]]></a>";
    let text = read(content.as_bytes(), "a.xml").unwrap();
    assert_eq!(text.content, "T\n\nOne two & 3\n\nfour");
    assert_eq!(text.blocks[0].kind, Heading(2));
    assert_eq!(read(b"no <tags", "a.xml").unwrap().content, "no <tags");
}

#[test]
fn programs_are_code() {
    let text = read(b"fn main() {\n    run();\n}\n", "main.rs").unwrap();
    assert_eq!(text.blocks[0].kind, Code);
    assert_eq!(text.content, "fn main() {\n    run();\n}");
}
