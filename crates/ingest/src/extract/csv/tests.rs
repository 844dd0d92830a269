use super::*;

fn content(csv: &str) -> String {
    read(csv.as_bytes(), Format::Csv).unwrap().content
}

#[test]
fn every_separator_is_found() {
    for csv in [
        "a,b\n1,\"2, 3\"\n",
        "a;b\n1;2, 3\n",
        "a\tb\n1\t2, 3\n",
        "a|b\n1|2, 3\n",
        "sep=;\na;b\n1;2, 3",
    ] {
        assert_eq!(content(csv), "a | b\n1 | 2, 3", "{csv}");
    }
}

#[test]
fn captions_stand_before_the_table() {
    let text = read(b"Stanley Cups,,\nTeam,City,Cups\nBlues,STL,1\n", Format::Csv).unwrap();
    assert_eq!(text.content, "Stanley Cups\n\nTeam | City | Cups\nBlues | STL | 1");
    assert_eq!(text.blocks.len(), 2);
}

#[test]
fn ragged_rows_and_open_quotes_lose_nothing() {
    assert_eq!(content("a,b,c\n1\n1,2,3,4\n"), "a | b | c\n1\n1 | 2 | 3 | 4");
    assert_eq!(content("a,b\n\"x,y\n1,2\n"), "a | b\n\"x | y\n1 | 2");
    assert_eq!(content("a,b\n\"two\nlines\",y\n"), "a | b\ntwo lines | y");
}
