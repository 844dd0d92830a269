//! Fills an index with 100,000 chunks and prints how fast it finds, how much it misses and what memory it takes.
//!
//! Text: sentences of `retrieval/hotpotqa-100` and `retrieval/xquad/en` in new combinations; questions are theirs.
//! Vectors: 2,000 clusters in 48 dimensions, turned into 384, the shape of real embeddings. Seeds are fixed.
//! `cargo run -p index --example hundred_thousand [chunks] [data folder] [index folder]`; an index folder is kept, and
//! a second run on it opens and measures what the first has filled.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a measurement for people to read"
)]
#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::hit::Filter;
use domain::id::{ChunkId, CollectionId, DocumentId, OrganizationId, VersionId};
use domain::language::Language;
use index::lexical::{document_vector, query_vector};
use index::{Index, IndexSettings, Point, Search, Selector};

const DIMENSIONS: usize = 384;
const LATENT: usize = 48;
const CLUSTERS: usize = 2_000;
const CHUNKS_A_DOCUMENT: usize = 50;
const SENTENCES_A_CHUNK: usize = 6;
const QUESTIONS: usize = 1_000;
const ENGLISH: &[Language] = &[Language::English];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments.next().map_or(100_000, |text| text.parse().unwrap());
    let data = arguments.next().map_or_else(default_data, PathBuf::from);
    let kept = arguments.next().map(PathBuf::from);
    let corpus = Corpus::read(&data);
    let dir = tempfile::tempdir().unwrap();
    let dir = kept.as_deref().unwrap_or(dir.path());
    let settings = IndexSettings { dimensions: DIMENSIONS };
    let started = Instant::now();
    let index = Index::open(dir, &settings).unwrap();
    report("opened", started);
    let mut world = World::new();
    let (ours, theirs) = (organization(1), organization(2));
    if index.count(&Selector::Organization(ours)).unwrap() == 0 {
        fill(&index, &corpus, &mut world, ours, count);
        tend(&index);
        measure("one organization", &index, &corpus, &mut world, ours);
        fill(&index, &corpus, &mut World::new(), theirs, count / 20);
        tend(&index);
    }
    measure("beside another organization", &index, &corpus, &mut world, ours);
    report("done", started);
}

fn organization(number: u128) -> OrganizationId {
    OrganizationId::from_uuid(uuid::Uuid::from_u128(number))
}

fn tend(index: &Index) {
    let started = Instant::now();
    while index.maintain().unwrap() {}
    index.checkpoint().unwrap();
    report("tended", started);
}

fn report(what: &str, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    println!("{what} in {seconds:.1} s: anonymous memory {} MiB", anonymous_mib());
}

fn default_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data")
}

fn fill(index: &Index, corpus: &Corpus, world: &mut World, organization: OrganizationId, count: usize) {
    let collection = CollectionId::new();
    let started = Instant::now();
    let mut analysing = Duration::ZERO;
    for first in (0..count).step_by(CHUNKS_A_DOCUMENT) {
        let (document, version) = (DocumentId::new(), VersionId::new());
        let points: Vec<Point> = (first..count.min(first + CHUNKS_A_DOCUMENT))
            .map(|at| {
                let text = corpus.chunk(&mut world.random);
                let analysis = Instant::now();
                let sparse = document_vector(&text, Some(Language::English));
                analysing += analysis.elapsed();
                Point {
                    id: ChunkId::of(version, at as u32),
                    organization,
                    collection,
                    document,
                    version,
                    dense: world.embedding(),
                    sparse,
                    tags: vec!["kind=sample".to_owned()],
                }
            })
            .collect();
        index.put(&points).unwrap();
    }
    index.checkpoint().unwrap();
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{count} chunks in {seconds:.1} s ({:.0}/s, analysis {:.1} s): anonymous memory {} MiB",
        count as f64 / seconds,
        analysing.as_secs_f64(),
        anonymous_mib()
    );
}

fn measure(what: &str, index: &Index, corpus: &Corpus, world: &mut World, organization: OrganizationId) {
    let filter = Filter::default();
    let (mut both, mut dense_ms, mut sparse_ms) = (Vec::new(), Vec::new(), Vec::new());
    let (mut found_count, mut true_count) = (0, 0);
    for number in 0..QUESTIONS {
        let dense = world.embedding();
        let sparse = query_vector(&corpus.questions[number % corpus.questions.len()], ENGLISH);
        let search = Search {
            organization,
            filter: &filter,
            exclude: &[],
            dense: Some(dense.clone()),
            sparse: Some(sparse),
            limit: 50,
        };
        let started = Instant::now();
        let found = index.find(&search).unwrap();
        both.push(started.elapsed());
        for (times, dense, sparse) in [
            (&mut dense_ms, search.dense.clone(), None),
            (&mut sparse_ms, None, search.sparse.clone()),
        ] {
            let one = Search {
                dense,
                sparse,
                ..search.clone()
            };
            let started = Instant::now();
            index.find(&one).unwrap();
            times.push(started.elapsed());
        }
        if number % 5 == 0 {
            let nearest = index.exact_dense(organization, &filter, &dense, 10).unwrap();
            let ids: Vec<ChunkId> = found.dense.iter().take(10).map(|(id, _)| *id).collect();
            found_count += nearest.iter().filter(|(id, _)| ids.contains(id)).count();
            true_count += nearest.len();
        }
    }
    println!(
        "{what}: find {}, dense {}, bm25 {} (p50 / p99 ms), recall@10 {:.4}",
        quantiles(both),
        quantiles(dense_ms),
        quantiles(sparse_ms),
        found_count as f64 / true_count as f64
    );
}

fn quantiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1e3;
    format!("{:.2} / {:.2}", at(50), at(99))
}

fn anonymous_mib() -> u64 {
    let status = fs_err::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("RssAnon")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// Real sentences and questions.
struct Corpus {
    sentences: Vec<String>,
    questions: Vec<String>,
}

impl Corpus {
    fn read(data: &Path) -> Self {
        let texts = |file: &str| -> Vec<String> {
            ["retrieval/hotpotqa-100", "retrieval/xquad/en"]
                .iter()
                .flat_map(|set| {
                    let lines = fs_err::read_to_string(data.join(set).join(file)).unwrap();
                    let text_of = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].take();
                    lines.lines().map(text_of).collect::<Vec<_>>()
                })
                .map(|text| text.as_str().unwrap().to_owned())
                .collect()
        };
        let sentences = texts("corpus.jsonl")
            .iter()
            .flat_map(|text| text.split(". ").map(str::to_owned).collect::<Vec<_>>())
            .filter(|sentence| sentence.len() > 20)
            .collect();
        Self {
            sentences,
            questions: texts("queries.jsonl"),
        }
    }

    fn chunk(&self, random: &mut Random) -> String {
        let sentences: Vec<&str> = (0..SENTENCES_A_CHUNK)
            .map(|_| self.sentences[random.below(self.sentences.len())].as_str())
            .collect();
        format!("{}. Number {}", sentences.join(". "), random.below(1_000_000))
    }
}

/// Where embeddings come from.
struct World {
    random: Random,
    centres: Vec<Vec<f32>>,
    turn: Vec<Vec<f32>>,
}

impl World {
    fn new() -> Self {
        let mut random = Random(7);
        let centres = (0..CLUSTERS).map(|_| random.normals(LATENT)).collect();
        let turn = (0..DIMENSIONS).map(|_| random.normals(LATENT)).collect();
        Self { random, centres, turn }
    }

    fn embedding(&mut self) -> Vec<f32> {
        let noise = self.random.normals(LATENT);
        let centre = &self.centres[self.random.below(CLUSTERS)];
        let latent: Vec<f32> = centre.iter().zip(noise).map(|(c, n)| c + 0.6 * n).collect();
        let raw: Vec<f32> = self
            .turn
            .iter()
            .map(|row| row.iter().zip(&latent).map(|(a, b)| a * b).sum())
            .collect();
        let length = raw.iter().map(|x: &f32| x * x).sum::<f32>().sqrt();
        raw.iter().map(|x| x / length).collect()
    }
}

/// `SplitMix64`. Source: Steele, Lea, Flood, OOPSLA 2014.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Returns numbers near the normal distribution: sums of four uniform ones.
    fn normals(&mut self, count: usize) -> Vec<f32> {
        (0..count)
            .map(|_| {
                (0..4)
                    .map(|_| (self.next() >> 40) as f32 / 16_777_216.0 - 0.5)
                    .sum::<f32>()
                    * 1.73
            })
            .collect()
    }
}
