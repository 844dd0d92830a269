//! Put, find, remove and count: each visible to the very next call.

use domain::hit::Filter;
use domain::id::ChunkId;
use index::{IndexError, Search, Selector, SparseVector};

use crate::sample::{Home, Sample, chunks, direction, find, name};

#[test]
fn a_point_is_found_by_the_next_search_with_its_scores() {
    let sample = Sample::new();
    let home = Home::new();
    sample.index.put(&home.points(20)).unwrap();
    let found = find(&sample.index, home.organization, &Filter::default(), 7, &name(7));
    let wanted = ChunkId::of(home.version, 7);
    assert_eq!(found.dense[0].0, wanted);
    assert!((found.dense[0].1 - 1.0).abs() < 1e-4, "{:?}", found.dense[0]);
    assert_eq!(chunks(&found.sparse), [wanted]);
    assert!(found.dense.windows(2).all(|pair| pair[0].1 >= pair[1].1));
    assert_eq!(found.dense.len(), 10);
}

#[test]
fn bm25_scores_are_those_of_the_formula() {
    let sample = Sample::new();
    let home = Home::new();
    // `lease` in 3 of 4 texts, `rent` in 1
    let texts = ["lease rent", "lease", "lease", "tenant"];
    let points: Vec<_> = (0..).zip(texts).map(|(at, text)| home.point(at, text)).collect();
    sample.index.put(&points).unwrap();
    let found = find(&sample.index, home.organization, &Filter::default(), 0, "rent");
    let length_part = 1.2 * (0.25 + 0.75 * 2.0 / 120.0);
    let idf = ((4.0_f32 - 1.0 + 0.5) / (1.0 + 0.5) + 1.0).ln();
    let expected = idf * 2.2 / (1.0 + length_part);
    assert!(
        (found.sparse[0].1 - expected).abs() < 1e-4,
        "{:?} {expected}",
        found.sparse
    );
}

#[test]
fn putting_an_id_again_replaces_the_point() {
    let sample = Sample::new();
    let home = Home::new();
    sample.index.put(&[home.point(1, "apples")]).unwrap();
    let mut changed = home.point(1, "pears");
    changed.dense = direction(99);
    sample.index.put(&[changed]).unwrap();
    let all = Filter::default();
    assert!(
        find(&sample.index, home.organization, &all, 1, "apples")
            .sparse
            .is_empty()
    );
    let found = find(&sample.index, home.organization, &all, 99, "pears");
    assert_eq!(found.sparse.len(), 1);
    assert!((found.dense[0].1 - 1.0).abs() < 1e-4);
    assert_eq!(
        sample.index.count(&Selector::Organization(home.organization)).unwrap(),
        1
    );
}

#[test]
fn what_is_removed_is_gone_for_the_next_search() {
    let sample = Sample::new();
    let home = Home::new();
    let other = home.other_document();
    sample.index.put(&home.points(5)).unwrap();
    sample.index.put(&other.points(5)).unwrap();
    let check = |selector: &Selector, left: u64| {
        sample.index.remove(selector).unwrap();
        assert_eq!(sample.index.count(selector).unwrap(), 0, "{selector:?}");
        let all = Selector::Organization(home.organization);
        assert_eq!(sample.index.count(&all).unwrap(), left, "{selector:?}");
        let found = find(&sample.index, home.organization, &Filter::default(), 0, "lease");
        assert_eq!((found.dense.len() as u64, found.sparse.len() as u64), (left, left));
    };
    check(
        &Selector::Chunks(vec![ChunkId::of(home.version, 0), ChunkId::of(home.version, 1)]),
        8,
    );
    check(&Selector::Version(home.version), 5);
    check(&Selector::Document(other.document), 0);
    sample.index.put(&home.points(3)).unwrap();
    check(&Selector::Collection(home.collection), 0);
    sample.index.put(&home.points(3)).unwrap();
    check(&Selector::Organization(home.organization), 0);
    // removing what is not there is fine
    check(&Selector::Chunks(vec![ChunkId::of(home.version, 77)]), 0);
}

#[test]
fn counts_are_exact_for_each_selector() {
    let sample = Sample::new();
    let home = Home::new();
    let other = home.other_document();
    sample.index.put(&home.points(300)).unwrap();
    sample.index.put(&other.points(17)).unwrap();
    let count = |selector| sample.index.count(&selector).unwrap();
    assert_eq!(count(Selector::Version(home.version)), 300);
    assert_eq!(count(Selector::Document(other.document)), 17);
    assert_eq!(count(Selector::Collection(home.collection)), 317);
    assert_eq!(count(Selector::Organization(home.organization)), 317);
    let some = vec![ChunkId::of(home.version, 2), ChunkId::of(home.version, 999)];
    assert_eq!(count(Selector::Chunks(some)), 1);
    assert_eq!(count(Selector::Chunks(Vec::new())), 0);
}

#[test]
fn a_leg_that_is_not_asked_finds_nothing() {
    let sample = Sample::new();
    let home = Home::new();
    sample.index.put(&home.points(3)).unwrap();
    let filter = Filter::default();
    let search = Search {
        organization: home.organization,
        filter: &filter,
        exclude: &[],
        dense: None,
        sparse: None,
        limit: 5,
    };
    assert_eq!(sample.index.find(&search).unwrap(), index::Found::default());
    let dense_only = Search {
        dense: Some(direction(1)),
        sparse: Some(SparseVector::default()),
        ..search.clone()
    };
    let found = sample.index.find(&dense_only).unwrap();
    assert_eq!((found.dense.len(), found.sparse.len()), (3, 0));
    let nothing = Search { limit: 0, ..dense_only };
    assert!(sample.index.find(&nothing).unwrap().dense.is_empty());
}

#[test]
fn a_point_without_terms_is_found_by_its_embedding() {
    let sample = Sample::new();
    let home = Home::new();
    sample.index.put(&[home.point(3, "...")]).unwrap();
    let found = find(&sample.index, home.organization, &Filter::default(), 3, "lease");
    assert_eq!((found.dense.len(), found.sparse.len()), (1, 0));
}

#[test]
fn bad_vectors_are_refused_and_nothing_is_written() {
    let sample = Sample::new();
    let home = Home::new();
    let good = home.point(0, "lease");
    let mut short = home.point(1, "lease");
    short.dense.pop();
    let mut endless = home.point(2, "lease");
    endless.dense[0] = f32::NAN;
    let mut twice = home.point(3, "lease");
    twice.sparse = SparseVector {
        indices: vec![4, 4],
        values: vec![1.0, 1.0],
    };
    let refused = |point| sample.index.put(&[good.clone(), point]).unwrap_err();
    assert!(matches!(
        refused(short),
        IndexError::VectorLength { found: 7, wanted: 8 }
    ));
    assert!(matches!(refused(endless), IndexError::NotFinite));
    assert!(matches!(refused(twice), IndexError::SparseVector));
    assert_eq!(
        sample.index.count(&Selector::Organization(home.organization)).unwrap(),
        0
    );
}

#[test]
fn exact_search_agrees_with_arithmetic() {
    let sample = Sample::new();
    let home = Home::new();
    sample.index.put(&home.points(200)).unwrap();
    let question = direction(1_000);
    let mut expected: Vec<(ChunkId, f32)> = home
        .points(200)
        .iter()
        .map(|point| (point.id, point.dense.iter().zip(&question).map(|(a, b)| a * b).sum()))
        .collect();
    expected.sort_by(|a, b| b.1.total_cmp(&a.1));
    let filter = Filter::default();
    let found = sample
        .index
        .exact_dense(home.organization, &filter, &question, 10)
        .unwrap();
    assert_eq!(chunks(&found), chunks(&expected[..10]));
}
