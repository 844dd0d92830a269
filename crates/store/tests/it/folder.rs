//! The data folder: locks, other embedders, damage, files that nobody names, an index that is gone.

use store::{Store, StoreError};

use crate::world::{World, open, settings};

#[test]
fn a_second_opening_is_told_who_has_the_folder() {
    let world = World::new();
    world.store.set_server_url("http://127.0.0.1:7777").unwrap();
    let info = Store::read_lock(world.dir.path()).unwrap();
    assert_eq!(info.url.as_deref(), Some("http://127.0.0.1:7777"));
    assert_eq!(info.pid, std::process::id());
    let error = open(world.dir.path()).unwrap_err();
    assert_eq!(error.code(), "data_folder_in_use");
    assert!(error.to_string().contains("at http://127.0.0.1:7777"), "{error}");
    let World { dir, store } = world;
    drop(store);
    assert_eq!(Store::read_lock(dir.path()), None);
    open(dir.path()).unwrap();
}

#[test]
fn another_embedder_is_refused() {
    let World { dir, store } = World::new();
    drop(store);
    let mut other = settings();
    other.embedder.model = "other".to_owned();
    let error = Store::open(dir.path(), &other).unwrap_err();
    assert_eq!(error.code(), "other_embedder");
    open(dir.path()).unwrap();
}

#[test]
fn a_damaged_catalogue_is_named() {
    let World { dir, store } = World::new();
    drop(store);
    fs_err::write(dir.path().join("catalogue.sqlite"), vec![7_u8; 10_000]).unwrap();
    assert_eq!(open(dir.path()).unwrap_err().code(), "catalogue_damaged");
}

#[test]
fn a_lost_or_broken_index_is_made_again() {
    let world = World::new();
    world.add("a.txt", "the tide table of the harbour", 1);
    let World { dir, store } = world;
    drop(store);
    fs_err::remove_dir_all(dir.path().join("index")).unwrap();
    let world = World {
        store: open(dir.path()).unwrap(),
        dir,
    };
    let legs = world.find("tide table", 5);
    assert_eq!((legs.dense.len(), legs.bm25.len()), (1, 1));
    assert_eq!(world.store.rebuild_index().unwrap(), 1);
    let again = world.find("tide table", 5);
    assert_eq!(again.dense, [again.bm25[0].clone()]);
    assert_eq!(
        again.dense[0].chunk, legs.dense[0].chunk,
        "made again, it finds the same"
    );
}

#[test]
fn points_that_a_power_cut_took_are_put_again() {
    let world = World::new();
    world.add("a.txt", "first harbour", 1);
    world.store.checkpoint().unwrap();
    let saved = world.dir.path().join("saved");
    let World { dir, store } = world;
    drop(store);
    copy(&dir.path().join("index"), &saved);
    let world = World {
        store: open(dir.path()).unwrap(),
        dir,
    };
    world.add("b.txt", "second harbour", 2);
    let first = world.reader().documents(&store::ListQuery::default()).unwrap().items[1].id;
    world.writer().delete_document(first, 3).unwrap();
    world.work(4);
    let World { dir, store } = world;
    drop(store);
    // The catalogue survived, the index is back where it last reached the disk.
    fs_err::remove_dir_all(dir.path().join("index")).unwrap();
    fs_err::rename(&saved, dir.path().join("index")).unwrap();
    let world = World {
        store: open(dir.path()).unwrap(),
        dir,
    };
    let legs = world.find("harbour", 5);
    assert_eq!((legs.dense.len(), legs.bm25.len()), (1, 1));
    assert_eq!(legs.bm25[0].text, "second harbour");
}

#[test]
fn files_that_no_row_names_go_at_the_next_opening() {
    let world = World::new();
    world.add("a.txt", "kept", 1);
    let folder = world.dir.path().join("blobs/ab");
    fs_err::create_dir_all(&folder).unwrap();
    let orphan = folder.join("ab".repeat(32));
    fs_err::write(&orphan, "cut off").unwrap();
    let staged = {
        let mut blob = world.writer().stage_blob(100).unwrap();
        blob.write(b"half").unwrap();
        std::mem::forget(blob);
        world.dir.path().join("staged")
    };
    assert_eq!(fs_err::read_dir(&staged).unwrap().count(), 1);
    let world = world.reopen();
    assert!(!orphan.exists());
    assert_eq!(fs_err::read_dir(&staged).unwrap().count(), 0);
    assert_eq!(
        world
            .reader()
            .documents(&store::ListQuery::default())
            .unwrap()
            .items
            .len(),
        1
    );
}

#[test]
fn a_streamed_file_is_limited_hashed_and_leaves_nothing_behind() {
    let world = World::new();
    let writer = world.writer();
    let mut blob = writer.stage_blob(10).unwrap();
    blob.write(b"0123456789").unwrap();
    let error = blob.write(b"x").unwrap_err();
    assert!(matches!(error, StoreError::TooLarge { limit_bytes: 10 }), "{error}");
    drop(blob);
    let mut blob = writer.stage_blob(10).unwrap();
    blob.write(b"abc").unwrap();
    let staged = blob.finish().unwrap();
    assert_eq!(
        staged.sha256(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    let uploaded = writer
        .put_document(store::Upload {
            collection: world.collection(),
            key: "abc.txt",
            attributes: std::collections::BTreeMap::default(),
            content: store::Content::Staged(staged),
            now_ms: 1,
        })
        .unwrap();
    assert_eq!(world.reader().original(uploaded.version).unwrap().size_bytes, 3);
    assert_eq!(fs_err::read_dir(world.dir.path().join("staged")).unwrap().count(), 0);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs_err::create_dir_all(to).unwrap();
    for entry in fs_err::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs_err::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_process_that_ended_while_the_index_was_written_again_begins_anew() {
    let world = World::new();
    world.add("a.txt", "the reactor was stopped", 1);
    let World { dir, store } = world;
    drop(store);
    let World { dir: empty, store } = World::new();
    drop(store);
    fs_err::remove_dir_all(dir.path().join("index")).unwrap();
    fs_err::rename(empty.path().join("index"), dir.path().join("index")).unwrap();
    let catalogue = rusqlite::Connection::open(dir.path().join("catalogue.sqlite")).unwrap();
    let unfinished = "INSERT INTO setting (name, value) VALUES ('index_rebuilding', '1')";
    catalogue.execute(unfinished, []).unwrap();
    drop(catalogue);

    let store = open(dir.path()).unwrap();
    assert_eq!(store.check().unwrap().missing_points, 0);
    let world = World { dir, store }.reopen();
    assert_eq!(world.find("reactor", 1).bm25.len(), 1);
}
