use domain::hit::Scores;
use domain::id::{ChunkId, DocumentId, VersionId};

use super::*;

fn hit(version: VersionId, ordinal: u32, token_count: u32) -> Hit {
    let start = ordinal as usize * 10;
    Hit {
        chunk: ChunkId::of(version, ordinal),
        ordinal,
        version,
        document: DocumentId::from_uuid(version.uuid()),
        document_name: String::new(),
        span: Span::new(start, start + 8),
        text: format!("chunk {ordinal}"),
        headings: vec![format!("heading {ordinal}")],
        table_header: None,
        page: Some(ordinal),
        token_count,
        scores: Scores::default(),
    }
}

#[test]
fn neighbours_become_one_passage_at_the_place_of_the_best() {
    let (one, two) = (VersionId::new(), VersionId::new());
    let runs = merge(
        &[hit(one, 5, 150), hit(two, 5, 150), hit(one, 4, 150), hit(one, 9, 10)],
        5,
    );
    assert_eq!(runs.len(), 3);
    assert_eq!(runs[0].span, Span::new(40, 58));
    let passage = runs[0].clone().passage("text".into());
    assert_eq!((passage.page, passage.token_count), (Some(4), 300));
    assert_eq!(passage.headings, ["heading 4"]);
    assert_eq!(runs[1].own_text(), Some("chunk 5"));
}

#[test]
fn a_passage_never_grows_beyond_its_limit() {
    let version = VersionId::new();
    let runs = merge(&[hit(version, 1, 250), hit(version, 2, 250)], 5);
    assert_eq!(runs.len(), 2);
}

#[test]
fn only_the_asked_number_of_passages_is_opened() {
    let version = VersionId::new();
    let runs = merge(&[hit(version, 1, 10), hit(version, 5, 10), hit(version, 2, 10)], 1);
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].span, Span::new(10, 28));
}
