//! What can be done, how the model learns of it, and what may have become of it when the process was killed meanwhile.

use std::rc::Rc;

use serde_json::{Value, json};

use super::dice::{Content, topic};
use super::model::text;
use super::world::{World, document};
use crate::server::{Gone, Server};

const COLOURS: [&str; 3] = ["red", "green", "blue"];

#[derive(Debug, Clone)]
pub(super) enum Operation {
    /// An upload of new bytes, under a new key or a known one.
    Put {
        key: String,
        content: Rc<Content>,
        colour: &'static str,
    },
    /// The newest bytes once more, perhaps with another attribute.
    Again {
        key: String,
        colour: &'static str,
    },
    Delete {
        key: String,
    },
    Search,
    Ask,
    List,
    Read {
        key: String,
    },
}

/// Kinds that change something, for a process that waits to be killed by one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    New,
    Copy,
    Update,
    Revert,
    Again,
    Tag,
    Delete,
    Search,
    Ask,
    List,
    Read,
}

/// How often each is done, of a hundred.
const SHARES: [(Kind, usize); 11] = [
    (Kind::New, 15),
    (Kind::Copy, 4),
    (Kind::Update, 25),
    (Kind::Revert, 3),
    (Kind::Again, 7),
    (Kind::Tag, 5),
    (Kind::Delete, 13),
    (Kind::Search, 11),
    (Kind::Ask, 4),
    (Kind::List, 4),
    (Kind::Read, 9),
];

/// Returns any kind, each with its share.
pub(super) fn any_kind(world: &mut World) -> Kind {
    let mut roll = world.dice.roll(100);
    for (kind, share) in SHARES {
        if roll < share {
            return kind;
        }
        roll -= share;
    }
    unreachable!("the shares are a hundred together")
}

/// Returns an operation of the kind.
pub(super) fn operation(world: &mut World, kind: Kind) -> Operation {
    let colour = *world.dice.pick(&COLOURS);
    match kind {
        Kind::New => Operation::Put {
            key: new_key(world),
            content: Content::new(&mut world.dice),
            colour,
        },
        Kind::Copy => {
            let from = world.some_key();
            let content = Rc::clone(&world.model.docs[&from].newest().content);
            let key = new_key(world);
            Operation::Put { key, content, colour }
        }
        Kind::Update => {
            let key = world.some_key();
            let content = Content::new(&mut world.dice);
            let colour = world.model.docs[&key].colour;
            Operation::Put { key, content, colour }
        }
        Kind::Revert => {
            let key = world.some_key();
            let doc = &world.model.docs[&key];
            let (colour, newest) = (doc.colour, Rc::clone(&doc.newest().content));
            let gone = world.model.gone.len();
            let content = match gone {
                0 => Content::new(&mut world.dice),
                _ => Rc::clone(&world.model.gone[gone - 1 - world.dice.roll(gone.min(10))]),
            };
            if content == newest {
                return Operation::Again { key, colour };
            }
            Operation::Put { key, content, colour }
        }
        Kind::Again | Kind::Tag => {
            let key = world.some_key();
            let old = world.model.docs[&key].colour;
            let colour = if kind == Kind::Tag { colour } else { old };
            Operation::Again { key, colour }
        }
        Kind::Delete => Operation::Delete { key: world.some_key() },
        Kind::Search => Operation::Search,
        Kind::Ask => Operation::Ask,
        Kind::List => Operation::List,
        Kind::Read => Operation::Read { key: world.some_key() },
    }
}

/// Returns a key that has no document, sometimes one that had.
fn new_key(world: &mut World) -> String {
    let deleted: Vec<&String> = world
        .model
        .touched
        .iter()
        .filter(|key| !world.model.docs.contains_key(*key))
        .collect();
    match deleted.first() {
        Some(key) if world.dice.roll(3) == 0 => (*key).clone(),
        _ => {
            let number = world.model.all.len() + 1_000 * world.counts.starts;
            // Every third has a name that says something, and shares it with many.
            let name = if number.is_multiple_of(3) {
                "annual-harbour-report"
            } else {
                "7"
            };
            format!("notes/{number:06}/{name}.txt")
        }
    }
}

/// Does it and compares.
pub(super) fn perform(world: &mut World, server: &Server, operation: &Operation) -> Result<(), Gone> {
    let key = match operation {
        Operation::Put { key, .. } | Operation::Again { key, .. } | Operation::Read { key } => Some(key.clone()),
        _ => None,
    };
    apply(world, server, operation)?;
    if let Some(key) = key {
        world.probe(server, &key)?;
    }
    look(world, server)
}

/// Does it; what the process did not acknowledge before it ended stays noted as cut off.
pub(super) fn apply(world: &mut World, server: &Server, operation: &Operation) -> Result<(), Gone> {
    world.log(format!("{}: {operation:?}", world.counts.operations));
    world.counts.operations += 1;
    world.cut_off = Some(operation.clone());
    match operation {
        Operation::Put { key, content, colour } => put(world, server, key, content, colour)?,
        Operation::Again { key, colour } => again(world, server, key, colour)?,
        Operation::Delete { key } => delete(world, server, key)?,
        Operation::Search => {
            let asked = topic(&mut world.dice);
            world.search(server, &asked, &json!({}))?;
        }
        Operation::Ask => {
            let asked = format!("Who painted the {}?", topic(&mut world.dice));
            world.ask(server, &asked)?;
        }
        Operation::List => world.list(server)?,
        Operation::Read { key } => world.read(server, key)?,
    }
    world.cut_off = None;
    Ok(())
}

/// Asks for something that must be there and for something that must not.
fn look(world: &mut World, server: &Server) -> Result<(), Gone> {
    if world.dice.roll(2) == 0 {
        let key = world.some_key();
        return world.probe(server, &key);
    }
    match world.model.gone.len() {
        0 => Ok(()),
        length => {
            // Of the last ones more often: their clean-up may be on its way.
            let back = world.dice.roll(length.min(40));
            let asked = world.model.gone[length - 1 - back].tokens.join(" ");
            world.search(server, &asked, &json!({})).map(drop)
        }
    }
}

fn put(world: &mut World, server: &Server, key: &str, content: &Rc<Content>, colour: &'static str) -> Result<(), Gone> {
    let (status, uploaded) = upload(server, key, content, colour)?;
    assert_eq!(status, 202, "{key}: {uploaded}");
    assert_eq!(uploaded["unchanged"], false, "{key}: {uploaded}");
    assert!(uploaded["job"].is_string(), "{key}: {uploaded}");
    note_copy(world, text(&uploaded, "version"), content);
    world.model.put(key, colour, &uploaded, content);
    Ok(())
}

/// Notes when another document has the same bytes and is searchable already: then nothing is embedded.
fn note_copy(world: &mut World, version: &str, content: &Rc<Content>) {
    let same = world.model.docs.values().find(|doc| {
        let is_settled = doc.is_live && doc.versions.len() == 1;
        is_settled && Rc::ptr_eq(&doc.versions[0].content, content)
    });
    if let Some(other) = same {
        let other = other.versions[0].id.clone();
        world.copies.push((version.to_owned(), other));
    }
}

fn again(world: &mut World, server: &Server, key: &str, colour: &'static str) -> Result<(), Gone> {
    let newest = world.model.docs[key].newest().clone();
    let (status, uploaded) = upload(server, key, &newest.content, colour)?;
    assert_eq!(status, 202, "{key}: {uploaded}");
    assert_eq!(uploaded["unchanged"], true, "{key}: {uploaded}");
    assert_eq!(text(&uploaded, "version"), newest.id, "{key}");
    let doc = world.model.docs.get_mut(key).expect("it was there a moment ago");
    doc.colour = colour;
    world.model.touched.insert(key.to_owned());
    if uploaded["job"].is_null() {
        // Nothing is to be done: it is live.
        world.model.saw(&newest.id);
    }
    Ok(())
}

fn delete(world: &mut World, server: &Server, key: &str) -> Result<(), Gone> {
    let doc = &world.model.docs[key];
    let (status, receipt) = server.delete(&format!("/documents/{}", doc.id))?;
    assert_eq!(status, 200, "{key}: {receipt}");
    assert_eq!(receipt["probe"]["hits"], 0, "{key}: {receipt}");
    assert!(
        receipt["probe"]["queries"] != 0 || !doc.is_live,
        "{key} was live: {receipt}"
    );
    let asked = doc.tokens();
    world.model.delete(key);
    world.search(server, &asked, &json!({})).map(drop)
}

fn upload(server: &Server, key: &str, content: &Content, colour: &str) -> Result<(u16, Value), Gone> {
    let attributes = json!({ "colour": colour }).to_string();
    server.upload(&[("key", key), ("attributes", &attributes)], &content.text)
}

/// Finds out what became of the operation that was cut off: it was done or not, nothing in between.
pub(super) fn explain(world: &mut World, server: &Server) -> Result<(), Gone> {
    match world.cut_off.clone() {
        Some(Operation::Put { key, content, colour }) => 'known: {
            let now = document(server, &key)?;
            let before = world.model.docs.get(&key);
            let Some(now) = now else {
                assert!(before.is_none(), "{key} was acknowledged and is lost");
                break 'known;
            };
            let newest = text(&now["version"], "id").to_owned();
            if before.is_some_and(|doc| doc.newest().id == newest) {
                break 'known;
            }
            let kept = server.bytes(&format!("/versions/{newest}/original"))?;
            assert_eq!(kept, content.text.as_bytes(), "{key}: bytes that nobody uploaded");
            let uploaded = json!({ "document": now["id"], "version": newest });
            world.model.put(&key, colour, &uploaded, &content);
        }
        Some(Operation::Again { key, colour }) => {
            let now = document(server, &key)?.unwrap_or_else(|| panic!("{key} was acknowledged and is lost"));
            let doc = world
                .model
                .docs
                .get_mut(&key)
                .expect("only what is there is uploaded again");
            assert_eq!(text(&now["version"], "id"), doc.newest().id, "{key}");
            let found = now["attributes"]["colour"].clone();
            if found == colour {
                doc.colour = colour;
            }
            world.model.touched.insert(key);
        }
        // Its check may have been cut off after it was acknowledged.
        Some(Operation::Delete { key }) if world.model.docs.contains_key(&key) && document(server, &key)?.is_none() => {
            world.model.delete(&key);
        }
        _ => {}
    }
    world.cut_off = None;
    Ok(())
}
