//! Small models with random weights, written as the files that a real model comes in.

use std::collections::BTreeMap;

use engine::models::{Manifest, ModelEntry, ModelFiles, ModelKind, Pooling};
use safetensors::tensor::{Dtype, TensorView};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const WIDTH: usize = 16;
pub(crate) const HEADS: usize = 4;
pub(crate) const LAYERS: usize = 2;
pub(crate) const POSITIONS: usize = 24;
const WORDS: [&str; 12] = [
    "the",
    "battery",
    "lasts",
    "eighteen",
    "months",
    "how",
    "long",
    "query",
    "passage",
    ":",
    "represent",
    "?",
];
const INNER: usize = 40;

/// Named tensors: shape and numbers.
pub(crate) type Tensors = BTreeMap<String, (Vec<usize>, Vec<f32>)>;

/// A model in a folder that lives as long as this.
pub(crate) struct TinyModel {
    pub(crate) files: ModelFiles,
    pub(crate) tensors: Tensors,
    _folder: TempDir,
}

/// How the tokenizer of a model is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tokens {
    /// `WordPiece` of BERT.
    WordPiece,
    /// Unigram of XLM-R.
    Unigram,
}

/// Returns a model of this kind; `prefix` stands before the names of its encoder's tensors.
pub(crate) fn model(kind: ModelKind, tokens: Tokens, prefix: &str, change: impl FnOnce(&mut ModelEntry)) -> TinyModel {
    let folder = tempfile::tempdir().unwrap();
    let tensors = tensors(kind, prefix);
    let bytes: BTreeMap<_, Vec<u8>> = tensors
        .iter()
        .map(|(name, (_, values))| (name, values.iter().flat_map(|value| value.to_le_bytes()).collect()))
        .collect();
    let views = tensors
        .iter()
        .map(|(name, (shape, _))| (name, TensorView::new(Dtype::F32, shape.clone(), &bytes[name]).unwrap()));
    let weights = folder.path().join("model.safetensors");
    fs_err::write(&weights, safetensors::serialize(views, None).unwrap()).unwrap();
    let tokenizer = folder.path().join("tokenizer.json");
    let text = match tokens {
        Tokens::WordPiece => word_piece(),
        Tokens::Unigram => unigram(),
    };
    fs_err::write(&tokenizer, text.to_string()).unwrap();
    let mut entry = Manifest::built_in().models[0].clone();
    "tiny".clone_into(&mut entry.id);
    entry.kind = kind;
    entry.dimensions = WIDTH;
    entry.max_tokens = POSITIONS;
    entry.architecture.heads = HEADS;
    entry.pooling = Pooling::Cls;
    change(&mut entry);
    TinyModel {
        files: ModelFiles {
            entry,
            weights,
            weights_sha256: "tiny".to_owned(),
            tokenizer,
            built: folder.path().join("built"),
        },
        tensors,
        _folder: folder,
    }
}

fn tensors(kind: ModelKind, prefix: &str) -> Tensors {
    let mut random = Random(42);
    let mut tensors = Tensors::new();
    let mut add = |name: String, shape: &[usize], around: f32| {
        let values = (0..shape.iter().product())
            .map(|_| around + random.next() * 0.4)
            .collect();
        tensors.insert(name, (shape.to_vec(), values));
    };
    let mut linear = |name: String, outputs: usize, inputs: usize| {
        add(format!("{name}.weight"), &[outputs, inputs], 0.0);
        add(format!("{name}.bias"), &[outputs], 0.0);
    };
    for layer in 0..LAYERS {
        let scope = format!("{prefix}encoder.layer.{layer}");
        for part in ["self.query", "self.key", "self.value", "output.dense"] {
            linear(format!("{scope}.attention.{part}"), WIDTH, WIDTH);
        }
        linear(format!("{scope}.intermediate.dense"), INNER, WIDTH);
        linear(format!("{scope}.output.dense"), WIDTH, INNER);
    }
    if kind == ModelKind::Reranker {
        linear(format!("{prefix}pooler.dense"), WIDTH, WIDTH);
        linear("classifier".to_owned(), 1, WIDTH);
    }
    let mut norms = vec![format!("{prefix}embeddings.LayerNorm")];
    for layer in 0..LAYERS {
        norms.push(format!("{prefix}encoder.layer.{layer}.attention.output.LayerNorm"));
        norms.push(format!("{prefix}encoder.layer.{layer}.output.LayerNorm"));
    }
    for norm in norms {
        add(format!("{norm}.weight"), &[WIDTH], 1.0);
        add(format!("{norm}.bias"), &[WIDTH], 0.0);
    }
    for (table, rows) in [("word", 40), ("position", POSITIONS), ("token_type", 2)] {
        add(
            format!("{prefix}embeddings.{table}_embeddings.weight"),
            &[rows, WIDTH],
            0.0,
        );
    }
    tensors
}

fn word_piece() -> Value {
    let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
    let vocabulary: serde_json::Map<String, Value> = special
        .iter()
        .chain(&WORDS)
        .enumerate()
        .map(|(id, word)| ((*word).to_owned(), json!(id)))
        .collect();
    json!({
        "version": "1.0",
        // What somebody's training run left behind: must not cut our texts.
        "truncation": {"max_length": 3, "strategy": "LongestFirst", "stride": 0},
        "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
        "added_tokens": special.iter().enumerate().map(|(id, token)| added(id, token)).collect::<Vec<_>>(),
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": template(("[CLS]", 2), ("[SEP]", 3)),
        "decoder": null,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocabulary},
    })
}

fn unigram() -> Value {
    let special = ["<s>", "<pad>", "</s>", "<unk>"];
    let words = WORDS.iter().map(|word| json!([format!("\u{2581}{word}"), -2.0]));
    let vocabulary: Vec<Value> = special.iter().map(|token| json!([token, 0.0])).chain(words).collect();
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": special.iter().enumerate().map(|(id, token)| added(id, token)).collect::<Vec<_>>(),
        "normalizer": null,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "\u{2581}", "prepend_scheme": "always", "split": true},
        "post_processor": template(("<s>", 0), ("</s>", 2)),
        "decoder": null,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary, "byte_fallback": false},
    })
}

fn added(id: usize, token: &str) -> Value {
    json!({"id": id, "content": token, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true})
}

fn template(begin: (&str, u32), end: (&str, u32)) -> Value {
    let special = |token: &str, part: u32| json!({"SpecialToken": {"id": token, "type_id": part}});
    let sequence = |name: &str, part: u32| json!({"Sequence": {"id": name, "type_id": part}});
    let ids = |(token, id): (&str, u32)| json!({"id": token, "ids": [id], "tokens": [token]});
    json!({
        "type": "TemplateProcessing",
        "single": [special(begin.0, 0), sequence("A", 0), special(end.0, 0)],
        "pair": [special(begin.0, 0), sequence("A", 0), special(end.0, 0), sequence("B", 1), special(end.0, 1)],
        "special_tokens": {begin.0: ids(begin), end.0: ids(end)},
    })
}

/// Xorshift numbers between -1 and 1. Source: Marsaglia 2003, <https://www.jstatsoft.org/article/view/v008i14>.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        #[expect(clippy::cast_precision_loss, reason = "24 bits fit a float")]
        let unit = (self.0 >> 40) as f32 / (1_u64 << 24) as f32;
        unit * 2.0 - 1.0
    }
}
