//! Prints how fast the store takes documents in and finds them: `cargo run -p store --example measure -- 100000`.
//! Texts and vectors are made up (fixed seed); the embedder costs nothing here, so that the store alone is measured.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for people, run by hand"
)]
#![allow(clippy::disallowed_methods, reason = "arguments are read from the command line")]

use std::time::Instant;

use domain::chunk::Chunk;
use domain::document::ReadStatus;
use domain::embedder::EmbedderIdentity;
use domain::hit::Filter;
use domain::span::Span;
use domain::text::Text;
use store::{Content, FindQuery, Reading, Store, StoreSettings, Upload};

const DIMENSIONS: usize = 384;
const CHUNKS: u64 = 100;
const QUERIES: usize = 2_000;
const LIMIT: usize = 50;

fn main() {
    let total: u64 = std::env::args().nth(1).map_or(100_000, |text| text.parse().unwrap());
    let dir = tempfile::TempDir::new().unwrap();
    let settings = StoreSettings {
        dimensions: DIMENSIONS,
        embedder: EmbedderIdentity {
            model: "made-up".to_owned(),
            sha256: "0".repeat(64),
            dimensions: 384,
            precision: "fp32".to_owned(),
        },
    };
    let store = Store::open(dir.path(), &settings).unwrap();
    let started = Instant::now();
    for document in 0..total / CHUNKS {
        add(&store, document);
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{total} chunks in {} documents: {:.0} chunks/s",
        total / CHUNKS,
        count(total) / seconds
    );
    timed("checkpoint", || store.checkpoint().unwrap());
    timed("maintain", || while store.maintain().unwrap() {});
    find(&store, "find, both legs", true, true);
    find(&store, "find, dense leg", true, false);
    find(&store, "find, bm25 leg", false, true);
    let document = store
        .reader(store.default_organization())
        .documents(&store::ListQuery::default())
        .unwrap()
        .items[0]
        .id;
    timed("delete of 100 chunks with probe", || {
        let receipt = store
            .writer(store.default_organization())
            .delete_document(document, 0)
            .unwrap();
        assert_eq!(receipt.probe.hits, 0);
    });
    timed("clean-up", || {
        let claimed = store.jobs().claim("measure", 0, 1_000_000).unwrap().unwrap();
        store.jobs().clean_up(&claimed, 0).unwrap();
    });
    let path = dir.path().to_owned();
    drop(store);
    timed("reopen", || drop(Store::open(&path, &settings).unwrap()));
}

fn add(store: &Store, document: u64) {
    let mut dice = Dice(document + 1);
    let paragraphs: Vec<String> = (0..CHUNKS).map(|_| dice.words(130)).collect();
    let content = paragraphs.join("\n\n");
    let writer = store.writer(store.default_organization());
    let collection = writer.collection_by_name("default").unwrap().unwrap().id;
    writer
        .put_document(Upload {
            collection,
            key: &format!("{document}.txt"),
            attributes: std::collections::BTreeMap::default(),
            content: Content::Bytes(content.as_bytes()),
            now_ms: 0,
        })
        .unwrap();
    let jobs = store.jobs();
    let claimed = jobs.claim("measure", 0, 1_000_000).unwrap().unwrap();
    let mut at = 0;
    let chunk = |(ordinal, paragraph): (u32, &String)| {
        let span = Span::new(at, at + paragraph.len());
        at = span.end as usize + 2;
        Chunk {
            ordinal,
            span,
            headings: vec!["Heading".to_owned()],
            table_header: None,
            token_count: 200,
            page: None,
        }
    };
    let chunks: Vec<Chunk> = (0..).zip(&paragraphs).map(chunk).collect();
    let text = Text {
        content,
        ..Text::default()
    };
    let reading = Reading {
        text: &text,
        status: ReadStatus::Ok,
        reason: None,
        media_type: "text/plain",
    };
    jobs.save_text(&claimed, &reading, 0).unwrap();
    let pending = jobs.save_chunks(&claimed, &chunks).unwrap();
    for batch in pending.chunks(64) {
        let vectors: Vec<_> = batch.iter().map(|one| (one.hash, dice.vector())).collect();
        jobs.save_vectors(&claimed, &vectors).unwrap();
    }
    jobs.publish(&claimed, 0).unwrap();
}

fn find(store: &Store, what: &str, dense: bool, text: bool) {
    let reader = store.reader(store.default_organization());
    let mut dice = Dice(99);
    let mut times: Vec<f64> = Vec::with_capacity(QUERIES);
    let mut hits = 0;
    for _ in 0..QUERIES {
        let query = FindQuery {
            filter: Filter::default(),
            dense: dense.then(|| dice.vector()),
            text: text.then(|| dice.words(6)),
            limit: LIMIT,
        };
        let started = Instant::now();
        let legs = reader.find(&query).unwrap();
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
        hits += legs.dense.len() + legs.bm25.len();
    }
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[times.len() * share / 100];
    println!(
        "{what}: p50 {:.2} ms, p95 {:.2} ms, p99 {:.2} ms, {} hits a query",
        at(50),
        at(95),
        at(99),
        hits / QUERIES
    );
}

fn timed(what: &str, run: impl FnOnce()) {
    let started = Instant::now();
    run();
    println!("{what}: {:.1} ms", started.elapsed().as_secs_f64() * 1_000.0);
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
fn count(number: u64) -> f64 {
    number as f64
}

/// Numbers that only look random: the same seed gives the same ones (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    /// Words as uneven as in a language: of two numbers the product.
    fn words(&mut self, length: usize) -> String {
        let word = |dice: &mut Self| format!("w{}", dice.roll(300) * dice.roll(300));
        (0..length).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }

    /// A vector near one of 500 centres.
    fn vector(&mut self) -> Vec<f32> {
        let mut centre = Self(self.roll(500) * 1_000_003);
        let part = |dice: &mut Self| f32::from(u16::try_from(dice.roll(2_001)).unwrap()) / 1_000.0 - 1.0;
        let mut vector: Vec<f32> = (0..DIMENSIONS).map(|_| part(&mut centre) + 0.7 * part(self)).collect();
        let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
        for number in &mut vector {
            *number /= length;
        }
        vector
    }
}
