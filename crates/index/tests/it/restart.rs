//! Closing and opening: nothing is lost, leftovers go, wrong folders are refused.

use domain::hit::Filter;
use index::{Index, IndexError, IndexSettings, Selector};

use crate::sample::{Home, SETTINGS, Sample, find, name};

#[test]
fn an_index_opened_again_has_everything() {
    let sample = Sample::new();
    let home = Home::new();
    sample.index.put(&home.points(50)).unwrap();
    sample
        .index
        .remove(&Selector::Chunks(vec![home.points(1)[0].id]))
        .unwrap();
    let sample = sample.reopened();
    let found = find(&sample.index, home.organization, &Filter::default(), 9, &name(9));
    assert!((found.dense[0].1 - 1.0).abs() < 1e-4);
    assert_eq!(found.sparse.len(), 1);
    assert_eq!(
        sample.index.count(&Selector::Organization(home.organization)).unwrap(),
        49
    );
}

#[test]
fn statistics_stay_walled_after_opening_again() {
    let sample = Sample::new();
    let (ours, theirs) = (Home::new(), Home::new());
    sample.index.put(&ours.points(4)).unwrap();
    sample.index.put(&theirs.points(9)).unwrap();
    let score = |sample: &Sample| find(&sample.index, ours.organization, &Filter::default(), 0, &name(2)).sparse[0].1;
    let before = score(&sample);
    let sample = sample.reopened();
    assert!((score(&sample) - before).abs() < 1e-6);
}

#[test]
fn vectors_of_another_length_are_refused_with_both_lengths() {
    let sample = Sample::new();
    let home = Home::new();
    sample.index.put(&home.points(1)).unwrap();
    let Sample { index, dir } = sample;
    drop(index);
    let error = Index::open(dir.path(), &IndexSettings { dimensions: 384 }).unwrap_err();
    assert!(
        matches!(
            error,
            IndexError::OtherDimensions {
                found: 8,
                wanted: 384,
                ..
            }
        ),
        "{error}"
    );
    // and nothing happened to it
    let index = Index::open(dir.path(), &SETTINGS).unwrap();
    assert_eq!(index.count(&Selector::Version(home.version)).unwrap(), 1);
}

#[test]
fn a_folder_in_use_is_refused() {
    let sample = Sample::new();
    let error = Index::open(sample.dir.path(), &SETTINGS).unwrap_err();
    assert!(matches!(error, IndexError::InUse { .. }), "{error}");
}

#[test]
fn half_built_segments_of_a_killed_process_are_removed() {
    let Sample { index, dir } = Sample::new();
    drop(index);
    let leftover = dir.path().join("temp_segments/half");
    fs_err::create_dir_all(&leftover).unwrap();
    fs_err::write(leftover.join("vectors"), [0; 4096]).unwrap();
    let _index = Index::open(dir.path(), &SETTINGS).unwrap();
    assert!(!leftover.exists());
}

#[test]
fn a_folder_whose_making_was_cut_short_is_made_whole() {
    let Sample { index, dir } = Sample::new();
    drop(index);
    fs_err::remove_dir_all(dir.path().join("segments")).unwrap();
    let index = Index::open(dir.path(), &SETTINGS).unwrap();
    let home = Home::new();
    index.put(&home.points(3)).unwrap();
    assert_eq!(index.count(&Selector::Document(home.document)).unwrap(), 3);
}

#[test]
fn tending_builds_graphs_and_loses_nothing() {
    let sample = Sample::new();
    let home = Home::new();
    // above the threshold of 6 MiB of vectors only with many short ones: vacuum is what happens here
    sample.index.put(&home.points(2_000)).unwrap();
    let first: Vec<_> = home.points(900).iter().map(|point| point.id).collect();
    sample.index.remove(&Selector::Chunks(first)).unwrap();
    assert!(sample.index.maintain().unwrap());
    assert!(!sample.index.maintain().unwrap());
    let check = |index: &Index| {
        assert_eq!(index.count(&Selector::Version(home.version)).unwrap(), 1_100);
        let found = find(index, home.organization, &Filter::default(), 1_500, &name(1500));
        assert!((found.dense[0].1 - 1.0).abs() < 1e-3, "{:?}", found.dense);
        assert_eq!(found.sparse.len(), 1);
        let gone = find(index, home.organization, &Filter::default(), 10, &name(10));
        assert!(gone.sparse.is_empty());
    };
    check(&sample.index);
    sample.index.checkpoint().unwrap();
    check(&sample.reopened().index);
}

#[test]
fn searches_and_writes_go_on_while_it_is_tended() {
    let sample = Sample::new();
    let home = Home::new();
    sample.index.put(&home.points(2_000)).unwrap();
    let index = &sample.index;
    std::thread::scope(|scope| {
        let tending = scope.spawn(|| (0..5).map(|_| index.maintain().unwrap()).filter(|done| *done).count());
        let other = home.other_document();
        for ordinal in 0..200 {
            index.put(&[other.point(ordinal, "pear")]).unwrap();
            index
                .remove(&Selector::Chunks(vec![home.points(1_000)[ordinal as usize].id]))
                .unwrap();
            assert_eq!(
                index.count(&Selector::Document(other.document)).unwrap(),
                u64::from(ordinal) + 1
            );
        }
        tending.join().unwrap();
    });
    assert_eq!(index.count(&Selector::Organization(home.organization)).unwrap(), 2_000);
    let found = find(index, home.organization, &Filter::default(), 8, "pear");
    assert_eq!(found.sparse.len(), 10);
}
