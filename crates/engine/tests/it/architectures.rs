//! The architectures whose real weights no test machine has, on small random models: against a plain reference.

use engine::models::{ModelKind, Pooling, Precision};
use engine::{Embedder, EmbedderSettings, EngineError, Reranker};

use crate::reference;
use crate::tiny::{self, TinyModel, Tokens};

fn settings(precision: Precision) -> EmbedderSettings {
    EmbedderSettings {
        threads: Some(2),
        precision,
    }
}

fn normalised(vector: &[f64]) -> Vec<f64> {
    let length = vector.iter().map(|value| value * value).sum::<f64>().sqrt();
    vector.iter().map(|value| value / length).collect()
}

fn cosine(a: &[f32], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * b).sum()
}

/// Embeds in both precisions and compares with the reference on these token ids.
fn check(model: &TinyModel, embed: impl Fn(&Embedder) -> Vec<f32>, ids: &[usize], pool: Pooling) {
    let states = reference::hidden(&model.tensors, "", ids, ids.len());
    let expected = match pool {
        Pooling::Cls => states[0].clone(),
        Pooling::Mean => (0..states[0].len())
            .map(|at| states.iter().map(|state| state[at]).sum())
            .collect(),
    };
    let expected = normalised(&expected);
    for (precision, floor) in [(Precision::Fp32, 0.999_999), (Precision::Int8, 0.99)] {
        let embedder = Embedder::load(&model.files, &settings(precision)).unwrap();
        let cosine = cosine(&embed(&embedder), &expected);
        assert!(cosine > floor && cosine < 1.000_01, "{precision:?}: {cosine}");
    }
}

#[test]
fn bge_takes_the_first_state_and_prefixes_questions() {
    let model = tiny::model(ModelKind::Embedder, Tokens::WordPiece, "", |entry| {
        entry.query_prefix = "represent: ".to_owned();
    });
    let text = "The battery lasts eighteen months";
    let document = [2, 4, 5, 6, 7, 8, 3];
    let one = |embedder: &Embedder| embedder.embed_documents(&[text], &mut |_| ()).unwrap().remove(0);
    check(&model, one, &document, Pooling::Cls);
    let question = [2, 14, 13, 9, 10, 15, 3];
    check(
        &model,
        |embedder| embedder.embed_query("how long?").unwrap(),
        &question,
        Pooling::Cls,
    );
}

#[test]
fn e5_takes_the_mean_and_prefixes_both_sides() {
    let model = tiny::model(ModelKind::Embedder, Tokens::Unigram, "", |entry| {
        entry.pooling = Pooling::Mean;
        entry.query_prefix = "query ".to_owned();
        entry.document_prefix = "passage ".to_owned();
        entry.languages = Vec::new();
    });
    let one = |embedder: &Embedder| {
        embedder
            .embed_documents(&["battery lasts"], &mut |_| ())
            .unwrap()
            .remove(0)
    };
    check(&model, one, &[0, 12, 5, 6, 2], Pooling::Mean);
    check(
        &model,
        |embedder| embedder.embed_query("how long").unwrap(),
        &[0, 11, 9, 10, 2],
        Pooling::Mean,
    );
    let embedder = Embedder::load(&model.files, &settings(Precision::Int8)).unwrap();
    assert_eq!(
        embedder.max_tokens(),
        tiny::POSITIONS - 3,
        "two special tokens and the prefix"
    );
}

#[test]
fn a_reranker_reads_question_and_text_together() {
    let model = tiny::model(ModelKind::Reranker, Tokens::WordPiece, "bert.", |_| ());
    let ids = [2, 9, 10, 15, 3, 4, 5, 6, 7, 8, 3];
    let states = reference::hidden(&model.tensors, "bert.", &ids, 5);
    let get = |name: &str| &model.tensors[name].1;
    let mut pooled = reference::linear(
        &states[0],
        get("bert.pooler.dense.weight"),
        get("bert.pooler.dense.bias"),
    );
    for value in &mut pooled {
        *value = value.tanh();
    }
    let expected = reference::linear(&pooled, get("classifier.weight"), get("classifier.bias"))[0];
    for (precision, tolerance) in [(Precision::Fp32, 1e-4), (Precision::Int8, 0.05)] {
        let reranker = Reranker::load(&model.files, &settings(precision)).unwrap();
        let texts = ["the", "the battery lasts eighteen months", "months"];
        let scores = reranker.score("how long?", &texts).unwrap();
        assert!(
            (f64::from(scores[1]) - expected).abs() < tolerance,
            "{precision:?}: {scores:?} {expected}"
        );
        assert_eq!(scores.len(), 3);
        assert!(
            (scores[0] - scores[1]).abs() > 1e-3 && (scores[1] - scores[2]).abs() > 1e-3,
            "each text has its own"
        );
        assert!(reranker.score("how long?", &[]).unwrap().is_empty());
    }
}

#[test]
fn a_long_text_is_cut_where_the_model_ends() {
    let model = tiny::model(ModelKind::Reranker, Tokens::WordPiece, "bert.", |_| ());
    let reranker = Reranker::load(&model.files, &settings(Precision::Int8)).unwrap();
    let long = "battery months ".repeat(500);
    assert_eq!(reranker.score(&long, &[&long, &long]).unwrap().len(), 2);

    let model = tiny::model(ModelKind::Embedder, Tokens::WordPiece, "", |_| ());
    let embedder = Embedder::load(&model.files, &settings(Precision::Int8)).unwrap();
    assert_eq!(embedder.max_tokens(), tiny::POSITIONS - 2);
    assert_eq!(embedder.count_tokens(&long), 1000);
    let whole = embedder.embed_query(&long).unwrap();
    let read = "battery months ".repeat(embedder.max_tokens() / 2);
    assert_eq!(whole, embedder.embed_query(&read).unwrap());
}

#[test]
fn models_of_the_wrong_kind_or_form_are_refused() {
    let reranker = tiny::model(ModelKind::Reranker, Tokens::WordPiece, "bert.", |_| ());
    let embedder = tiny::model(ModelKind::Embedder, Tokens::WordPiece, "", |_| ());
    let refused = |result: Result<(), EngineError>| {
        assert!(matches!(result, Err(EngineError::Unsupported { .. })), "{result:?}");
    };
    let int8 = settings(Precision::Int8);
    refused(Embedder::load(&reranker.files, &int8).map(drop));
    refused(Reranker::load(&embedder.files, &int8).map(drop));

    let wide = tiny::model(ModelKind::Embedder, Tokens::WordPiece, "", |entry| {
        entry.dimensions = 32;
    });
    refused(Embedder::load(&wide.files, &int8).map(drop));
    fs_err::write(&embedder.files.weights, b"not weights").unwrap();
    refused(Embedder::load(&embedder.files, &int8).map(drop));
    let other = tiny::model(ModelKind::Embedder, Tokens::WordPiece, "", |_| ());
    fs_err::write(&other.files.tokenizer, b"{}").unwrap();
    refused(Embedder::load(&other.files, &int8).map(drop));
}
