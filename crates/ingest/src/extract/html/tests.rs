use domain::text::BlockKind;

use super::*;

/// Returns the blocks of a page.
fn blocks(html: &str) -> Vec<(BlockKind, String)> {
    let text = read(html.as_bytes()).unwrap();
    let block = |block: &domain::text::Block| (block.kind, text.content[block.span.range()].to_owned());
    text.blocks.iter().map(block).collect()
}

fn check(html: &str, expected: &[(BlockKind, &str)]) {
    let found = blocks(html);
    let found: Vec<(BlockKind, &str)> = found.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
    assert_eq!(found, expected, "{html}");
}

#[test]
fn structure_becomes_blocks() {
    use BlockKind::{Code, Heading, List, Paragraph, Table};
    check(
        "<h2>A <em>b</em></h2><p>One<br>two  three</p>four",
        &[(Heading(2), "A b"), (Paragraph, "One\ntwo three"), (Paragraph, "four")],
    );
    check(
        "<ul><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ul>e",
        &[(List, "a\nb\nc d"), (Paragraph, "e")],
    );
    check(
        "<pre>x\n  y</pre><dl><dt>t<dd>d</dl>",
        &[(Code, "x\n  y"), (List, "t\nd")],
    );
    check(
        "<ol><li>run<pre>a\nb</pre>then<li>stop</ol>",
        &[(List, "run"), (Code, "a\nb"), (List, "then\nstop")],
    );
    check(
        "<table><caption>C</caption><tr><th colspan=2>A<th>B</tr><tr><td>1<td><p>2</p><p>x</p><td>3</table>",
        &[(Paragraph, "C"), (Table, "A |  | B\n1 | 2 x | 3")],
    );
}

#[test]
fn tables_for_layout_are_no_tables() {
    use BlockKind::{Heading, Paragraph, Table};
    check(
        "<table><tr><td><h1>A</h1><p>b</p><td>c</table>",
        &[(Heading(1), "A"), (Paragraph, "b"), (Paragraph, "c")],
    );
    check(
        "<table><tr><td>x<td><table><tr><td>1<td>2</table></table>",
        &[(Paragraph, "x"), (Table, "1 | 2")],
    );
}

#[test]
fn only_what_is_visible_is_text() {
    let html = "<title>T</title><script>s</script><style>s</style><template>s</template><noscript>s</noscript>\
        <p hidden>s</p><p style='Display : None'>s</p><div style='color:red;font-size:1px'>s</div><!-- s --><p>v</p>\
        <a href='http://s.example'>link</a><img src='http://s.example/x' alt='s'>";
    let text = read(html.as_bytes()).unwrap();
    assert_eq!(text.content, "v\n\nlink");
    assert_eq!(text.title.as_deref(), Some("T"));
}

#[test]
fn empty_elements_of_xhtml_swallow_nothing() {
    let page = "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title/><script src='a>b'/>\
        </head><body><h1/><p>a<br/>b</p><!-- <p/> --></body></html>";
    assert_eq!(read(page.as_bytes()).unwrap().content, "a\nb");
}

#[test]
fn the_only_first_heading_is_the_title() {
    assert_eq!(read(b"<h1>One</h1><p>x").unwrap().title.as_deref(), Some("One"));
    assert_eq!(read(b"<h1>One</h1><h1>Two</h1>").unwrap().title, None);
}

#[test]
fn depth_is_no_danger() {
    let mut html = "<div><ul><li><table><tr><td><b>".repeat(30_000);
    html.push_str("deep");
    assert!(read(html.as_bytes()).unwrap().content.contains("deep"));

    let html = format!(
        "{}deep{}<h1>after</h1>",
        "<div>".repeat(30_000),
        "</div>".repeat(30_000)
    );
    assert_eq!(read(html.as_bytes()).unwrap().content, "deep\n\nafter");
    // Paragraphs need no end tags, and many of them are not deep.
    assert_eq!(read("<p>x".repeat(2_000).as_bytes()).unwrap().blocks.len(), 2_000);
}
