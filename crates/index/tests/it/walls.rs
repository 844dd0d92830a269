//! Who sees what: organizations, filters, excluded versions.

use domain::document::Attributes;
use domain::hit::Filter;
use domain::id::{CollectionId, DocumentId};
use domain::language::Language;
use index::lexical::query_vector;
use index::{Point, Search, Selector};

use crate::sample::{Home, Sample, direction, find, name};

#[test]
fn no_search_crosses_the_wall_of_an_organization() {
    let sample = Sample::new();
    let (ours, theirs) = (Home::new(), Home::new());
    sample.index.put(&ours.points(3)).unwrap();
    sample.index.put(&theirs.points(5)).unwrap();
    let all = Filter::default();
    let found = find(&sample.index, ours.organization, &all, 4, &format!("lease {}", name(4)));
    assert_eq!((found.dense.len(), found.sparse.len()), (3, 3));
    let stranger = find(&sample.index, Home::new().organization, &all, 4, "lease");
    assert!(stranger.dense.is_empty() && stranger.sparse.is_empty());
    // not even by naming what is theirs
    let named = Filter {
        documents: vec![theirs.document],
        ..Filter::default()
    };
    assert!(
        find(&sample.index, ours.organization, &named, 4, "lease")
            .dense
            .is_empty()
    );
}

#[test]
fn term_statistics_do_not_leak_from_other_organizations() {
    let sample = Sample::new();
    let (ours, theirs) = (Home::new(), Home::new());
    sample.index.put(&ours.points(4)).unwrap();
    let all = Filter::default();
    let score = || find(&sample.index, ours.organization, &all, 0, &name(2)).sparse[0].1;
    let alone = score();
    let noise: Vec<Point> = (0..50).map(|at| theirs.point(at, &name(2))).collect();
    sample.index.put(&noise).unwrap();
    assert!((score() - alone).abs() < 1e-6, "{} {alone}", score());
}

#[test]
fn filters_restrict_by_collection_document_and_attributes() {
    let sample = Sample::new();
    let home = Home::new();
    let elsewhere = Home {
        collection: CollectionId::new(),
        ..home.other_document()
    };
    let attributes = |text: &str| -> Attributes {
        let pair = text.split_once('=').unwrap();
        Attributes::from([(pair.0.to_owned(), pair.1.to_owned())])
    };
    let mut tagged = home.points(3);
    tagged[0].tags = Point::tags_of(&attributes("department=legal"));
    tagged[1].tags = Point::tags_of(&attributes("department=sales"));
    tagged[0].tags.extend(Point::tags_of(&attributes("year=2024")));
    sample.index.put(&tagged).unwrap();
    sample.index.put(&elsewhere.points(2)).unwrap();
    let check = |filter: &Filter, expected: usize| {
        let found = find(&sample.index, home.organization, filter, 0, "lease");
        assert_eq!(
            (found.dense.len(), found.sparse.len()),
            (expected, expected),
            "{filter:?}"
        );
    };
    let collections = |ids: &[CollectionId]| Filter {
        collections: ids.to_vec(),
        ..Filter::default()
    };
    let documents = |ids: &[DocumentId]| Filter {
        documents: ids.to_vec(),
        ..Filter::default()
    };
    let with = |text: &str| Filter {
        attributes: attributes(text),
        ..Filter::default()
    };
    check(&Filter::default(), 5);
    check(&collections(&[home.collection]), 3);
    check(&collections(&[home.collection, elsewhere.collection]), 5);
    check(&collections(&[CollectionId::new()]), 0);
    check(&documents(&[elsewhere.document]), 2);
    check(&with("department=legal"), 1);
    check(&with("department=law"), 0);
    let mut both = with("department=legal");
    both.attributes.extend(attributes("year=2024"));
    check(&both, 1);
    both.attributes.extend(attributes("year=2025"));
    check(&both, 0);
    let crossed = Filter {
        collections: vec![elsewhere.collection],
        documents: vec![home.document],
        ..Filter::default()
    };
    check(&crossed, 0);
}

#[test]
fn excluded_versions_do_not_come_back() {
    let sample = Sample::new();
    let home = Home::new();
    let newer = Home {
        version: domain::id::VersionId::new(),
        ..home
    };
    sample.index.put(&home.points(3)).unwrap();
    sample.index.put(&newer.points(2)).unwrap();
    let filter = Filter::default();
    let exclude = [home.version];
    let search = Search {
        organization: home.organization,
        filter: &filter,
        exclude: &exclude,
        dense: Some(direction(0)),
        sparse: Some(query_vector("lease", &[Language::English])),
        limit: 10,
    };
    let found = sample.index.find(&search).unwrap();
    assert_eq!((found.dense.len(), found.sparse.len()), (2, 2));
    assert_eq!(sample.index.count(&Selector::Document(home.document)).unwrap(), 5);
}
