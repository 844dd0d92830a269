//! Each feature of ODF in a file of a few lines.

use domain::text::BlockKind;

use super::*;
use crate::extract::package::fixture::{broken_parts, container};

fn content(styles: &str, body: &str) -> String {
    format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}\
         </office:body></office:document-content>"
    )
}

#[track_caller]
fn check(format: Format, styles: &str, body: &str, expected: &str) -> Text {
    let text = read(&container(&[("content.xml", &content(styles, body))]), format).unwrap();
    assert_eq!(text.content, expected);
    text
}

#[test]
fn headings_lists_and_blanks() {
    let styles = "<style:style style:name='P1' style:parent-style-name='Title'/>";
    let body = "<office:text><text:sequence-decls/><text:p text:style-name='P1'>Top</text:p>\
        <text:h text:outline-level='2'><text:number>1.2</text:number>Two<text:s text:c='2'/>words</text:h>\
        <text:list><text:list-header><text:p>head</text:p></text:list-header><text:list-item><text:p>one</text:p>\
        <text:list><text:list-item><text:p>nested</text:p></text:list-item></text:list></text:list-item></text:list>\
        <text:p>a<text:tab/>b<text:line-break/>c\n   d <text:span>e</text:span><text:a>f</text:a></text:p></office:text>";
    let text = check(
        Format::Odt,
        styles,
        body,
        "Top\n\n1.2 Two words\n\nhead\none\nnested\n\na\tb\nc d ef",
    );
    assert_eq!(text.blocks[0].kind, BlockKind::Heading(1));
    assert_eq!(text.blocks[1].kind, BlockKind::Heading(2));
    assert_eq!(text.blocks[2].kind, BlockKind::List);
}

#[test]
fn deletions_comments_and_hidden_text_are_left_out() {
    let styles = "<style:style style:name='H'><style:text-properties text:display='none'/></style:style>";
    let body = "<office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>\
        </text:changed-region></text:tracked-changes><text:p>kept<text:change text:change-id='c'/><office:annotation>\
        <text:p>comment</text:p></office:annotation><text:span text:style-name='H'>PWNED</text:span></text:p>\
        <text:p text:style-name='H'>PWNED</text:p><text:section text:display='none'><text:p>no</text:p></text:section>\
        </office:text>";
    check(Format::Odt, styles, body, "kept");
}

#[test]
fn notes_and_frames_follow_their_paragraph() {
    let body = "<office:text><text:list><text:list-item><text:p>Before<text:note><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>Foot</text:p></text:note-body></text:note> after<draw:frame><draw:text-box><text:p>Box</text:p>\
        </draw:text-box><svg:title>no</svg:title></draw:frame></text:p></text:list-item></text:list></office:text>";
    let text = check(Format::Odt, "", body, "Before after\n\nFoot\n\nBox");
    assert_eq!(text.blocks[1].kind, BlockKind::Paragraph);
}

#[test]
fn tables_keep_cells_and_cap_repetition() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let body = format!(
        "<office:text><table:table><table:table-header-rows><table:table-row>{}{}</table:table-row></table:table-header-rows>\
         <table:table-row table:number-rows-repeated='1000000000'><table:table-cell \
         table:number-columns-repeated='1000000000'/></table:table-row><table:table-row>{}<table:covered-table-cell/>\
         <table:table-cell><text:p>x</text:p><text:p>y</text:p></table:table-cell></table:table-row></table:table></office:text>",
        cell("A"),
        cell("B"),
        cell("1"),
    );
    check(Format::Odt, "", &body, "A | B\n1 |  | x y");
}

#[test]
fn headers_and_footers_are_read_once() {
    let styles = "<office:document-styles><office:master-styles><style:master-page><style:header><text:p>Acme</text:p>\
        </style:header><style:footer><text:p>- <text:page-number>1</text:page-number> -</text:p></style:footer>\
        <style:header-left><text:p>Acme</text:p></style:header-left></style:master-page></office:master-styles>\
        </office:document-styles>";
    let content = content("", "<office:text><text:p>Body</text:p></office:text>");
    let meta = "<office:document-meta><dc:title>My title</dc:title></office:document-meta>";
    let bytes = container(&[("content.xml", &content), ("styles.xml", styles), ("meta.xml", meta)]);
    let text = read(&bytes, Format::Odt).unwrap();
    assert_eq!(text.content, "Body\n\nAcme");
    assert_eq!(text.title.as_deref(), Some("My title"));
}

#[test]
fn slides_are_pages_with_title_and_notes() {
    let body = "<office:presentation><presentation:footer-decl>no</presentation:footer-decl><draw:page draw:name='page1'>\
        <draw:frame presentation:class='title'><draw:text-box><text:p>Ducks</text:p></draw:text-box></draw:frame>\
        <draw:g><draw:custom-shape><text:p>grouped</text:p></draw:custom-shape></draw:g><presentation:notes>\
        <draw:page-thumbnail/><draw:frame><draw:text-box><text:p>Say hello</text:p></draw:text-box></draw:frame>\
        </presentation:notes></draw:page><draw:page draw:name='page2'><draw:frame><draw:text-box><text:p>More</text:p>\
        </draw:text-box></draw:frame></draw:page></office:presentation>";
    let text = check(Format::Odp, "", body, "Ducks\n\ngrouped\n\nSay hello\n\nMore");
    let names: Vec<Option<&str>> = text.pages.iter().map(|page| page.name.as_deref()).collect();
    assert_eq!(names, [Some("Ducks"), Some("page2")]);
}

#[test]
fn sheets_show_what_cells_show() {
    let styles = "<style:style style:name='gone'><style:table-properties table:display='false'/></style:style>";
    let body = "<office:spreadsheet><table:table table:name='Ponds'><table:table-row><table:table-cell><text:p>Pond</text:p>\
        </table:table-cell><table:table-cell><office:annotation><text:p>comment</text:p></office:annotation><text:p>Since</text:p>\
        </table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>North</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='2024-02-01'><text:p>1. Feb 2024</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated='16382'/></table:table-row>\
        <table:table-row table:number-rows-repeated='1048574'><table:table-cell table:number-columns-repeated='16384'/>\
        </table:table-row><table:table-row><table:table-cell office:value-type='float' office:value='7'/></table:table-row>\
        </table:table><table:table table:name='Secret' table:style-name='gone'><table:table-row><table:table-cell>\
        <text:p>no</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>";
    let text = check(
        Format::Ods,
        styles,
        body,
        "Ponds\n\nPond | Since\nNorth | 1. Feb 2024\n\n7",
    );
    assert_eq!(text.pages.len(), 1);
    assert_eq!(text.pages[0].name.as_deref(), Some("Ponds"));
}

#[test]
fn a_filled_cell_repeated_without_end_is_capped() {
    let body = "<office:spreadsheet><table:table><table:table-row table:number-rows-repeated='1048576'><table:table-cell \
        table:number-columns-repeated='16384'><text:p>x</text:p></table:table-cell></table:table-row></table:table>\
        </office:spreadsheet>";
    let text = read(&container(&[("content.xml", &content("", body))]), Format::Ods).unwrap();
    assert_eq!(text.content.matches('x').count(), 100 * 100);
}

#[test]
fn an_encrypted_file_needs_a_password() {
    let manifest = "<!DOCTYPE manifest:manifest PUBLIC 'x' 'Manifest.dtd'><manifest:manifest><manifest:file-entry>\
        <manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let bytes = container(&[("META-INF/manifest.xml", manifest), ("content.xml", "noise")]);
    assert_eq!(read(&bytes, Format::Odt).unwrap_err().refused, Refused::Encrypted);
}

#[test]
fn broken_parts_never_panic() {
    let body = "<office:text><text:list><text:list-item><text:p>a<text:s text:c='3'/></text:p></text:list-item></text:list>\
        <table:table><table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='3'>\
        <text:p>x</text:p></table:table-cell></table:table-row></table:table></office:text>";
    let content = content("<style:style style:name='H'/>", body);
    for format in [Format::Odt, Format::Odp, Format::Ods] {
        broken_parts(
            &[("content.xml", &content), ("styles.xml", "<a><style:header/></a>")],
            |broken| {
                let _ = read(broken, format);
            },
        );
    }
}
