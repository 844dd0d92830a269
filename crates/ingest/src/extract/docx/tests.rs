//! Each feature of a DOCX in a file of a few lines.

use domain::text::BlockKind::{self, Heading, List, Paragraph};

use super::*;
use crate::Refused;
use crate::extract::package::fixture::{broken_parts, container, relations};

/// Returns the parts of a document with this body; `more` are its other parts, related by their names.
fn parts<'p>(body: &str, more: &[(&'p str, &'p str)]) -> Vec<(String, String)> {
    let kinds: Vec<(String, &str)> = more
        .iter()
        .map(|(name, _)| {
            (
                name.trim_end_matches(|c: char| c == '.' || c.is_ascii_digit())
                    .to_owned(),
                *name,
            )
        })
        .collect();
    let lines: Vec<(&str, &str, String)> = kinds
        .iter()
        .map(|(kind, name)| (*name, kind.as_str(), format!("{name}.xml")))
        .collect();
    let lines: Vec<(&str, &str, &str)> = lines
        .iter()
        .map(|(id, kind, target)| (*id, *kind, target.as_str()))
        .collect();
    let mut parts = vec![
        (
            "_rels/.rels".to_owned(),
            relations(&[("r", "officeDocument", "word/document.xml")]),
        ),
        (
            "word/document.xml".to_owned(),
            format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>"),
        ),
        ("word/_rels/document.xml.rels".to_owned(), relations(&lines)),
    ];
    parts.extend(
        more.iter()
            .map(|(name, text)| (format!("word/{name}.xml"), (*text).to_owned())),
    );
    parts
}

fn file(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let parts = parts(body, more);
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    container(&parts)
}

#[track_caller]
fn check(body: &str, more: &[(&str, &str)], expected: &str) {
    assert_eq!(read(&file(body, more)).unwrap().content, expected);
}

#[test]
fn tracked_changes_read_as_accepted() {
    check(
        "<w:p><w:r><w:t>We </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del>\
         <w:ins><w:r><w:t>always </w:t></w:r></w:ins><w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>\
         <w:r><w:t>pay</w:t></w:r></w:p>",
        &[],
        "We always pay",
    );
}

#[test]
fn hidden_runs_and_field_codes_are_left_out() {
    check(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>PWNED</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr>\
         <w:t>Page </w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
         <w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>7</w:t></w:r>\
         <w:r><w:fldChar w:fldCharType='end'/></w:r><w:fldSimple w:instr='DATE'><w:r><w:t> of 9</w:t></w:r></w:fldSimple>\
         </w:p>",
        &[],
        "Page 7 of 9",
    );
}

#[test]
fn a_field_without_result_does_not_swallow_the_rest() {
    check(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>lost</w:t></w:r></w:p>\
         <w:p><w:r><w:t>kept</w:t></w:r></w:p>",
        &[],
        "kept",
    );
}

const STYLES: &str = "<w:styles><w:style w:type='paragraph' w:styleId='berschrift2'><w:name w:val='heading 2'/></w:style>\
    <w:style w:type='paragraph' w:styleId='Kapitel'><w:basedOn w:val='berschrift2'/></w:style>\
    <w:style w:type='paragraph' w:styleId='Ebene'><w:name w:val='Ebene'/><w:pPr><w:outlineLvl w:val='0'/></w:pPr></w:style>\
    <w:style w:type='paragraph' w:styleId='Liste'><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>\
    <w:style w:type='character' w:styleId='Geheim'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>";

#[test]
fn headings_are_known_by_style_name_ancestor_and_outline() {
    let paragraph = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = [
        paragraph("Ebene", "One"),
        paragraph("berschrift2", "Two"),
        paragraph("Kapitel", "Three"),
        paragraph("Liste", "item"),
        paragraph("Liste", "item again"),
        "<w:p><w:pPr><w:outlineLvl w:val='4'/></w:pPr><w:r><w:rPr><w:rStyle w:val='Geheim'/></w:rPr><w:t>no</w:t></w:r>\
         <w:r><w:t>Five</w:t></w:r></w:p>"
            .to_owned(),
        paragraph("Unknown", "text"),
    ];
    let text = read(&file(&body.concat(), &[("styles", STYLES)])).unwrap();
    let kinds: Vec<BlockKind> = text.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(kinds, [Heading(1), Heading(2), Heading(2), List, Heading(5), Paragraph]);
    assert_eq!(text.content, "One\n\nTwo\n\nThree\n\nitem\nitem again\n\nFive\n\ntext");
}

#[test]
fn items_carry_the_numbers_that_people_cite() {
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/>\
        <w:lvlText w:val='%1.'/></w:lvl><w:lvl w:ilvl='1'><w:numFmt w:val='lowerLetter'/><w:lvlText w:val='(%2)'/></w:lvl>\
        </w:abstractNum><w:num w:numId='3'><w:abstractNumId w:val='1'/></w:num></w:numbering>";
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='3'/></w:numPr></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [item(0, "Rent"), item(1, "is due"), item(1, "is fixed"), item(0, "Term")];
    check(
        &body.concat(),
        &[("numbering", numbering)],
        "1. Rent\n(a) is due\n(b) is fixed\n2. Term",
    );
}

#[test]
fn tables_keep_rows_spans_and_nested_tables() {
    let cell = |inside: &str| format!("<w:tc>{inside}</w:tc>");
    let words = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let nested = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(&words("in")),
        cell(&words("side"))
    );
    let body = format!(
        "<w:tbl><w:tblPr/><w:tr>{}{}{}</w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{}{}</w:tc>{}</w:tr>\
         <w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr></w:tbl>",
        cell(&words("A")),
        cell(&words("B")),
        cell(&words("C")),
        words("two"),
        words("lines"),
        cell(&nested),
        cell(&words("late")),
        cell(&words("deleted")),
    );
    check(&body, &[], "A | B | C\ntwo lines |  | in, side\n| late");
}

#[test]
fn a_frame_of_one_cell_is_no_table() {
    let body = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Note</w:t></w:r></w:p><w:p><w:r><w:t>Read this</w:t></w:r></w:p></w:tc>\
                </w:tr></w:tbl>";
    check(body, &[], "Note\n\nRead this");
}

#[test]
fn notes_and_text_boxes_follow_their_paragraph() {
    let body = "<w:p><w:r><w:t>Before</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>\
        <mc:AlternateContent xmlns:mc='m'><mc:Choice><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r>\
        </w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r>\
        <w:t>Box</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>\
        <w:r><w:t> after</w:t></w:r></w:p><w:p><w:r><w:t>Last</w:t></w:r><w:r><w:endnoteReference w:id='2'/></w:r></w:p>";
    let foot = "<w:footnotes><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id='2'><w:p><w:r><w:t>Foot</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let end = "<w:endnotes><w:endnote w:id='2'><w:p><w:r><w:t>End</w:t></w:r></w:p></w:endnote></w:endnotes>";
    check(
        body,
        &[("footnotes", foot), ("endnotes", end)],
        "Before after\n\nFoot\n\nBox\n\nLast\n\nEnd",
    );
}

#[test]
fn headers_and_footers_are_read_once_without_page_numbers() {
    let header = "<w:hdr><w:p><w:r><w:t>Acme GmbH</w:t></w:r></w:p></w:hdr>";
    let footer = "<w:ftr><w:p><w:r><w:t>- 1 -</w:t></w:r></w:p></w:ftr>";
    check(
        "<w:p><w:r><w:t>Body</w:t></w:r></w:p>",
        &[("header1", header), ("header2", header), ("footer1", footer)],
        "Body\n\nAcme GmbH",
    );
}

#[test]
fn equations_boxes_breaks_and_links_are_text() {
    check(
        "<w:p><w:r><w:t>A</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>\
         <w:p><m:oMath><m:r><m:t>A=π</m:t></m:r><m:sSup><m:e><m:r><m:t>r</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r>\
         </m:sup></m:sSup><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>x</m:t></m:r></m:den></m:f>\
         <m:d><m:e><m:r><m:t>y</m:t></m:r></m:e></m:d></m:oMath>\
         </w:p><w:p><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink><w:smartTag><w:r><w:t> tag</w:t></w:r></w:smartTag>\
         <w:sdt><w:sdtPr><w:t>no</w:t></w:sdtPr><w:sdtContent><w:r><w:t> ☒ done</w:t></w:r></w:sdtContent></w:sdt></w:p>\
         <w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t> ok</w:t></w:r></w:p>\
         <w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>\
         </w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t> form</w:t></w:r></w:p>",
        &[],
        "A\tb\nc-d\n\nA=πr21/x(y)\n\nlink tag ☒ done\n\n☑ ok\n\n☒ form",
    );
}

#[test]
fn charts_are_tables() {
    let chart = "<c:chartSpace><c:title><a:p><a:r><a:t>Ducks</a:t></a:r></a:p></c:title><c:ser><c:tx><c:v>Count</c:v></c:tx>\
        <c:cat><c:pt idx='0'><c:v>2020</c:v></c:pt><c:pt idx='1'><c:v>2021</c:v></c:pt></c:cat><c:val><c:pt idx='0'>\
        <c:v>0.30000000000000004</c:v></c:pt><c:pt idx='1'><c:v>7</c:v></c:pt></c:val></c:ser></c:chartSpace>";
    check(
        "<w:p><w:r><w:drawing><c:chart r:id='chart1'/></w:drawing></w:r></w:p>",
        &[("chart1", chart)],
        "Ducks\n\n| Count\n2020 | 0.3\n2021 | 7",
    );
}

#[test]
fn the_title_is_the_authors_or_none() {
    let body = "<w:document><w:body><w:p><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>";
    let title = |title: &str| {
        let core = format!("<cp:coreProperties><dc:title>{title}</dc:title></cp:coreProperties>");
        read(&container(&[("word/document.xml", body), ("docProps/core.xml", &core)]))
            .unwrap()
            .title
    };
    assert_eq!(title(" Travel policy "), Some("Travel policy".to_owned()));
    assert_eq!(title("Microsoft Word - policy.doc"), None);
    assert_eq!(title(""), None);
}

#[test]
fn a_zip_without_document_and_a_document_type_are_damaged() {
    for bytes in [
        container(&[("x", "y")]),
        container(&[(
            "word/document.xml",
            "<!DOCTYPE lolz [<!ENTITY lol 'lol'>]><w:document>&lol;</w:document>",
        )]),
        container(&[("word/document.xml", "<w:document><w:body>")]),
    ] {
        assert_eq!(read(&bytes).unwrap_err().refused, Refused::Damaged);
    }
}

#[test]
fn broken_parts_never_panic() {
    let body = "<w:p><w:pPr><w:pStyle w:val='Liste'/></w:pPr><w:r><w:t>Before</w:t></w:r><w:r><w:footnoteReference \
        w:id='2'/></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>";
    let foot = "<w:footnotes><w:footnote w:id='2'><w:p><w:r><w:t>Foot</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let parts = parts(body, &[("footnotes", foot), ("styles", STYLES)]);
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    broken_parts(&parts, |broken| {
        let _ = read(broken);
    });
}
