//! Flags and arguments; their words are the reference (`knowhow help`).

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use server::config::{Flag, Settings};

use crate::error::CliError;

/// Documents in, cited passages out.
///
/// Commands use the server that runs on the data folder; without one they open the folder themselves.
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some files could not be made searchable, 4 the documents do not answer.
#[derive(Debug, Parser)]
#[command(name = "knowhow", version, propagate_version = true)]
pub(crate) struct Args {
    /// Print one JSON instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Folder of the catalogue, the index and the files.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// A file with settings; see docs/reference/settings.md.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Never fetch a model.
    #[arg(long, global = true)]
    offline: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server: web page, API and indexing.
    Serve(Serve),
    /// Add files or folders and wait until they are searchable.
    Add(Add),
    /// List documents.
    Ls(Ls),
    /// Delete documents, with proof.
    Rm(Rm),
    /// Find passages.
    Search(Search),
    /// Ask a question: the sentences that answer it, with their places.
    Ask(Ask),
    /// Show what is stored and how busy it is.
    Status,
    /// Check that everything needed is there, and say what to do where it is not.
    Doctor,
    /// Show, fetch and check models.
    #[command(subcommand)]
    Model(Model),
    /// Measure retrieval, spans, documents or parsing on a set of your own.
    #[command(subcommand)]
    Eval(Eval),
    /// Print the OpenAPI description of the server.
    #[command(hide = true)]
    Openapi,
}

/// Start the server.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Address to listen on; keep it local, there are no passwords yet.
    #[arg(long)]
    pub(crate) host: Option<String>,
    /// TCP port; 0 takes a free one.
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// Open the page in the browser.
    #[arg(long)]
    pub(crate) open: bool,
    /// Add the documents of this folder to the collection `sample`.
    #[arg(long, value_name = "DIR")]
    pub(crate) sample: Option<PathBuf>,
}

/// Add files or folders.
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// Files or folders; a folder is added with everything below it.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Collection; made when it does not exist.
    #[arg(long, short, default_value = "default")]
    pub(crate) collection: String,
    /// Attribute of the documents, as `key=value`; may be repeated.
    #[arg(long, short, value_name = "KEY=VALUE")]
    pub(crate) attribute: Vec<String>,
    /// Only say what it is likely to cost; add nothing.
    #[arg(long)]
    pub(crate) price: bool,
    /// Do not wait until they are searchable.
    #[arg(long)]
    pub(crate) no_wait: bool,
}

/// List documents.
#[derive(Debug, clap::Args)]
pub(crate) struct Ls {
    /// Only this collection.
    #[arg(long, short)]
    pub(crate) collection: Option<String>,
    /// Only names that contain this.
    #[arg(long)]
    pub(crate) search: Option<String>,
    /// Only `queued`, `live` or `failed` ones.
    #[arg(long)]
    pub(crate) state: Option<String>,
}

/// Delete documents.
#[derive(Debug, clap::Args)]
pub(crate) struct Rm {
    /// Ids (`doc_…`) or names.
    #[arg(required = true)]
    pub(crate) documents: Vec<String>,
}

/// Where to look.
#[derive(Debug, clap::Args)]
pub(crate) struct Scope {
    /// Only this collection; may be repeated.
    #[arg(long, short)]
    pub(crate) collection: Vec<String>,
    /// Only documents with this attribute, as `key=value`; may be repeated.
    #[arg(long, short, value_name = "KEY=VALUE")]
    pub(crate) attribute: Vec<String>,
}

/// Find passages.
#[derive(Debug, clap::Args)]
pub(crate) struct Search {
    /// What to look for.
    pub(crate) query: String,
    /// Passages at most.
    #[arg(long, short = 'n', default_value_t = 5)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) scope: Scope,
}

/// Ask a question.
#[derive(Debug, clap::Args)]
pub(crate) struct Ask {
    /// The question.
    pub(crate) question: String,
    #[command(flatten)]
    pub(crate) scope: Scope,
}

/// Models on this machine.
#[derive(Debug, Subcommand)]
pub(crate) enum Model {
    /// List the known models and whether they are here.
    Ls,
    /// Fetch a model.
    Pull {
        /// Its id, as `model ls` shows it.
        id: String,
    },
    /// Check a model's files against their SHA-256.
    Verify {
        /// Its id.
        id: String,
    },
}

/// A measurement on a set; formats in docs/reference/evaluation.md.
#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    /// nDCG, recall and MRR of BM25, dense and hybrid search on corpus.jsonl, queries.jsonl, qrels.tsv.
    Retrieval(EvalSet),
    /// Character precision and recall of passages on corpus.jsonl and qa.jsonl.
    Spans(EvalSet),
    /// Page hits, quote hits, valid citations and refusals on files/ and qa.jsonl.
    Documents(EvalSet),
    /// Whether files are read, on manifest.jsonl.
    Parsing(EvalSet),
    /// Latency and vector recall at size, on corpus.jsonl repeated with variation.
    Scale(Scale),
}

/// A set and a size.
#[derive(Debug, clap::Args)]
pub(crate) struct Scale {
    #[command(flatten)]
    pub(crate) set: EvalSet,
    /// Chunks to fill the index with.
    #[arg(long, default_value_t = 100_000)]
    pub(crate) chunks: usize,
    /// Keep the filled data folder here.
    #[arg(long, value_name = "DIR")]
    pub(crate) into: Option<PathBuf>,
}

/// A set.
#[derive(Debug, clap::Args)]
pub(crate) struct EvalSet {
    /// Its folder.
    pub(crate) dir: PathBuf,
    /// Embedder, by its id; the configured one by default.
    #[arg(long)]
    pub(crate) model: Option<String>,
}

impl Args {
    /// Returns the settings of all layers; `more` are flags of the command itself.
    pub(crate) fn settings(&self, more: Vec<Flag>) -> Result<Settings, CliError> {
        let mut flags = more;
        if let Some(dir) = &self.data_dir {
            flags.push(("data", "dir", dir.display().to_string().into()));
        }
        if self.offline {
            flags.push(("models", "offline", true.into()));
        }
        Ok(Settings::load(self.config.as_deref(), flags)?)
    }
}
