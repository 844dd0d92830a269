//! Measures an embedder: chunks a second, also for each second of processor time, and the memory of its own.
//!
//! `embed_speed <cache folder> <int8|fp32> <threads> <file with one text a line> [file for the vectors, JSON lines]`
#![expect(clippy::print_stdout, reason = "a program for the terminal")]
#![expect(clippy::cast_precision_loss, reason = "a few texts are counted")]

use std::fmt::Write;
use std::path::PathBuf;
use std::time::Instant;

use engine::models::{Precision, Resolver, ResolverSettings};
use engine::{Embedder, EmbedderSettings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, cache, precision, threads, texts, rest @ ..] = arguments.as_slice() else {
        return Err("usage: embed_speed <cache> <int8|fp32> <threads> <texts> [vectors]".into());
    };
    let precision = if precision == "fp32" {
        Precision::Fp32
    } else {
        Precision::Int8
    };
    let settings = EmbedderSettings {
        threads: Some(threads.parse()?),
        precision,
    };
    let text = fs_err::read_to_string(texts)?;
    let texts: Vec<&str> = text.lines().collect();

    let files = Resolver::new(ResolverSettings::new(PathBuf::from(cache)))
        .pull("all-minilm-l6-v2", &mut |progress| println!("{progress:?}"))?;
    let (start, cpu) = (Instant::now(), cpu_seconds()?);
    let embedder = Embedder::load(&files, &settings)?;
    println!(
        "loaded in {:.2} s, {:.2} cpu-s; own memory {}",
        start.elapsed().as_secs_f64(),
        cpu_seconds()? - cpu,
        own_memory()?
    );
    let tokens: usize = texts.iter().map(|text| embedder.count_tokens(text)).sum();

    let (start, cpu) = (Instant::now(), cpu_seconds()?);
    let vectors = embedder.embed_documents(&texts, &mut |_| ())?;
    let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds()? - cpu);
    let count = texts.len();
    println!(
        "{} {count} chunks, {tokens} tokens: {:.1} chunks/s, {:.1} chunks/cpu-s; own memory {}",
        precision.as_str(),
        count as f64 / wall,
        count as f64 / cpu,
        own_memory()?
    );
    let (start, cpu) = (Instant::now(), cpu_seconds()?);
    for _ in 0..50 {
        embedder.embed_query("How long does the battery of the sensor last?")?;
    }
    println!(
        "question: {:.1} ms, {:.1} cpu-ms",
        start.elapsed().as_secs_f64() * 20.0,
        (cpu_seconds()? - cpu) * 20.0
    );
    if let Some(target) = rest.first() {
        let mut lines = String::new();
        for vector in vectors {
            writeln!(lines, "{vector:?}")?;
        }
        fs_err::write(target, lines)?;
    }
    Ok(())
}

/// Returns the processor time of this process (Linux: `proc(5)`, fields 14 and 15 in hundredths of a second).
fn cpu_seconds() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = fs_err::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
}

/// Returns the anonymous resident memory of this process.
fn own_memory() -> Result<String, Box<dyn std::error::Error>> {
    let status = fs_err::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("RssAnon"));
    Ok(line.unwrap_or("RssAnon: unknown").to_owned())
}
