//! Each feature of a PPTX in a file of a few lines.

use domain::text::BlockKind;

use super::*;
use crate::extract::package::fixture::{broken_parts, container, relations};

const FIRST: &str = "<p:sld><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type='title'/></p:nvPr></p:nvSpPr><p:txBody>\
    <a:p><a:r><a:t>Ducks</a:t></a:r><a:br/><a:r><a:t>of 2024</a:t></a:r></a:p></p:txBody></p:sp>\
    <p:sp><p:nvSpPr><p:nvPr><p:ph idx='1'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>first</a:t></a:r></a:p>\
    <a:p><a:pPr><a:buNone/></a:pPr><a:r><a:t>plain</a:t></a:r></a:p><a:p><a:r><a:t>last</a:t></a:r></a:p></p:txBody></p:sp>\
    <p:sp><p:nvSpPr><p:nvPr><p:ph type='sldNum'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:fld><a:t>1</a:t></a:fld></a:p>\
    </p:txBody></p:sp><p:grpSp><p:grpSp><p:sp><p:txBody><a:p><a:r><a:t>grouped</a:t></a:r></a:p></p:txBody></p:sp></p:grpSp>\
    </p:grpSp></p:spTree></p:cSld></p:sld>";
const SECOND: &str = "<p:sld><p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>A</a:t></a:r></a:p><a:p><a:r>\
    <a:t>more</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>B</a:t></a:r></a:p></a:txBody></a:tc></a:tr>\
    <a:tr><a:tc/><a:tc><a:txBody><a:p><a:r><a:t>2</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>\
    <p:graphicFrame><dgm:relIds r:dm='rId9'/></p:graphicFrame></p:sld>";
const NOTES: &str = "<p:notes><p:sp><p:nvPr><p:ph type='sldImg'/></p:nvPr></p:sp><p:sp><p:nvPr><p:ph type='body'/></p:nvPr>\
    <p:txBody><a:p><a:r><a:t>Say hello</a:t></a:r></a:p></p:txBody></p:sp></p:notes>";
const DIAGRAM: &str = "<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:t></dgm:pt>\
    <dgm:pt><dgm:t><a:p><a:r><a:t>Do</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>";

fn parts() -> Vec<(&'static str, String)> {
    let presentation = "<p:presentation><p:sldIdLst><p:sldId id='256' r:id='rId2'/><p:sldId id='257' r:id='rId1'/>\
        <p:sldId id='258' r:id='rId7'/></p:sldIdLst></p:presentation>";
    vec![
        (
            "_rels/.rels",
            relations(&[("r", "officeDocument", "/ppt/presentation.xml")]),
        ),
        ("ppt/presentation.xml", presentation.to_owned()),
        (
            "ppt/_rels/presentation.xml.rels",
            relations(&[
                ("rId1", "slide", "slides/slide1.xml"),
                ("rId2", "slide", "slides/slide2.xml"),
            ]),
        ),
        ("ppt/slides/slide1.xml", SECOND.to_owned()),
        (
            "ppt/slides/_rels/slide1.xml.rels",
            relations(&[("rId9", "diagramData", "../diagrams/data1.xml")]),
        ),
        ("ppt/diagrams/data1.xml", DIAGRAM.to_owned()),
        ("ppt/slides/slide2.xml", FIRST.to_owned()),
        (
            "ppt/slides/_rels/slide2.xml.rels",
            relations(&[("n", "notesSlide", "../notesSlides/notes1.xml")]),
        ),
        ("ppt/notesSlides/notes1.xml", NOTES.to_owned()),
    ]
}

#[test]
fn slides_are_pages_in_the_order_of_the_show() {
    let parts = parts();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let text = read(&container(&parts)).unwrap();
    assert_eq!(
        text.content,
        "Ducks of 2024\n\nfirst\n\nplain\n\nlast\n\ngrouped\n\nSay hello\n\nA more | B\n| 2\n\nPlan\nDo"
    );
    assert_eq!(text.blocks[0].kind, BlockKind::Heading(1));
    assert_eq!(text.blocks[1].kind, BlockKind::List);
    let names: Vec<Option<&str>> = text.pages.iter().map(|page| page.name.as_deref()).collect();
    assert_eq!(names, [Some("Ducks of 2024"), None]);
    assert!(text.pages[1].span.of(&text.content).unwrap().starts_with("A more"));
}

#[test]
fn broken_parts_never_panic() {
    let parts = parts();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    broken_parts(&parts, |broken| {
        let _ = read(broken);
    });
}
