//! The real default model. It is fetched once into `KNOWHOW_MODEL_CACHE`, or `$HOME/.cache/knowhow/models`.

use std::path::PathBuf;
use std::sync::LazyLock;

use domain::language::Language;
use engine::models::{ModelFiles, Precision, Resolver, ResolverSettings};
use engine::{Embedder, EmbedderSettings};
use proptest::prelude::*;

#[expect(clippy::disallowed_methods, reason = "tests share the models of the machine")]
static FILES: LazyLock<ModelFiles> = LazyLock::new(|| {
    let cache = match std::env::var("KNOWHOW_MODEL_CACHE") {
        Ok(folder) => PathBuf::from(folder),
        Err(_) => PathBuf::from(std::env::var("HOME").expect("a user has a home")).join(".cache/knowhow/models"),
    };
    Resolver::new(ResolverSettings::new(cache))
        .pull("all-minilm-l6-v2", &mut |_| ())
        .unwrap()
});

static EMBEDDER: LazyLock<Embedder> = LazyLock::new(|| load(Precision::Int8));

fn load(precision: Precision) -> Embedder {
    let settings = EmbedderSettings {
        threads: Some(2),
        precision,
    };
    Embedder::load(&FILES, &settings).unwrap()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[derive(serde::Deserialize)]
struct Reference {
    text: String,
    vector: Vec<f32>,
}

/// Sentences with their vectors from another implementation; see `fixtures/models/README.md`.
fn references() -> Vec<Reference> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/models/minilm-vectors.json");
    serde_json::from_slice(&fs_err::read(path).unwrap()).unwrap()
}

fn check_against_reference(precision: Precision, mean_floor: f32, floor: f32) {
    let (embedder, references) = (load(precision), references());
    let texts: Vec<&str> = references.iter().map(|reference| reference.text.as_str()).collect();
    let vectors = embedder.embed_documents(&texts, &mut |_| ()).unwrap();
    let cosines: Vec<f32> = vectors
        .iter()
        .zip(&references)
        .map(|(v, r)| cosine(v, &r.vector))
        .collect();
    let mean = cosines.iter().sum::<f32>() / f32::from(u16::try_from(cosines.len()).unwrap());
    let least = cosines.iter().copied().fold(1.0, f32::min);
    assert!(
        mean >= mean_floor && least >= floor,
        "{precision:?}: mean {mean}, least {least}"
    );
}

#[test]
fn floats_equal_the_reference() {
    check_against_reference(Precision::Fp32, 0.9999, 0.9999);
}

#[test]
fn bytes_are_near_the_reference() {
    check_against_reference(Precision::Int8, 0.99, 0.985);
}

#[test]
fn the_identity_names_model_weights_and_precision() {
    let identity = EMBEDDER.identity();
    assert_eq!(identity.model, "all-minilm-l6-v2");
    assert_eq!(
        identity.sha256,
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    );
    assert_eq!((identity.dimensions, EMBEDDER.dimensions()), (384, 384));
    assert_eq!(identity.precision, "int8");
    assert_eq!(EMBEDDER.max_tokens(), 254);
    assert!(EMBEDDER.knows(Language::English) && !EMBEDDER.knows(Language::German));
}

#[test]
fn a_text_has_the_same_vector_alone_and_among_others_in_any_order() {
    let long = "The pump is checked every six months by a trained person. ".repeat(40);
    let texts = [
        "Invoices are due after 30 days.",
        &long,
        "",
        "Grüße aus München 🙂",
        "語語語",
        "x",
        &long,
    ];
    let mut heard = Vec::new();
    let together = EMBEDDER.embed_documents(&texts, &mut |done| heard.push(done)).unwrap();
    assert_eq!(heard, [1, 2, 3, 4, 5, 6, 7]);
    for (text, vector) in texts.iter().zip(&together) {
        let alone = EMBEDDER.embed_documents(&[text], &mut |_| ()).unwrap();
        assert_eq!(&alone[0], vector, "{text:.20}");
        assert_eq!(vector.len(), 384);
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-5);
    }
    assert_eq!(
        EMBEDDER.embed_query("x").unwrap(),
        together[5],
        "this model has no prefixes"
    );
    assert_eq!(EMBEDDER.embed_documents(&[], &mut |_| ()).unwrap(), [[0.0; 0]; 0]);
}

#[test]
fn meaning_beats_words() {
    let question = EMBEDDER
        .embed_query("How long does the sensor run on one battery?")
        .unwrap();
    let texts = [
        "With hourly readings the cell is empty after eighteen months.",
        "How long does the meeting run? One hour on Mondays.",
        "Invoices are due after 30 days.",
    ];
    let vectors = EMBEDDER.embed_documents(&texts, &mut |_| ()).unwrap();
    let scores: Vec<f32> = vectors.iter().map(|vector| cosine(&question, vector)).collect();
    assert!(scores[0] > scores[2] + 0.1, "{scores:?}");
}

#[test]
fn tokens_start_on_the_characters_they_are_made_of() {
    let text = "Grüße, 世界 naïve unbelievable 🙂";
    let starts = EMBEDDER.token_starts(text);
    let expected: Vec<u32> = ["Gr", ",", "世", "界", "na", "un", "🙂"]
        .iter()
        .map(|part| u32::try_from(text.find(part).unwrap()).unwrap())
        .collect();
    assert!(
        expected.iter().all(|start| starts.contains(start)),
        "{starts:?} {expected:?}"
    );
    assert!(starts.iter().all(|start| text.is_char_boundary(*start as usize)));
    assert!(starts.windows(2).all(|pair| pair[0] < pair[1]), "{starts:?}");
    assert_eq!(EMBEDDER.token_starts(""), [0; 0]);
    assert_eq!(
        EMBEDDER.token_starts("a [SEP] b"),
        [0, 2, 3, 6, 8],
        "written-out special tokens are plain text"
    );
}

#[test]
fn a_text_of_any_length_is_cut_into_the_same_tokens() {
    let sentence = "The pump, a Größe-12 model, is checked every six months. ";
    let one: Vec<u32> = EMBEDDER.token_starts(sentence);
    let times = 3_000;
    let text = sentence.repeat(times);
    let starts = EMBEDDER.token_starts(&text);
    assert_eq!(starts.len(), one.len() * times);
    let length = u32::try_from(sentence.len()).unwrap();
    let expected = (0..u32::try_from(times).unwrap()).flat_map(|n| one.iter().map(move |start| start + n * length));
    assert!(starts.iter().copied().eq(expected));
    assert_eq!(EMBEDDER.count_tokens(&text), starts.len());
}

#[test]
fn a_question_is_answered_while_documents_are_embedded() {
    let text = "The pump is checked every six months by a trained person. ".repeat(40);
    let texts = vec![text.as_str(); 30];
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            EMBEDDER
                .embed_documents(&texts, &mut |done| sender.send(done).unwrap())
                .unwrap();
        });
        receiver.recv().unwrap();
        EMBEDDER.embed_query("Who checks the pump?").unwrap();
        let done = receiver.try_iter().last().unwrap_or(1);
        assert!(done < texts.len(), "the question waited for all documents");
    });
}

proptest! {
    #[test]
    fn tokens_of_any_text_start_inside_it_on_character_borders(text in any::<String>()) {
        let starts = EMBEDDER.token_starts(&text);
        prop_assert!(starts.iter().all(|start| text.is_char_boundary(*start as usize)), "{starts:?}");
        prop_assert!(starts.windows(2).all(|pair| pair[0] < pair[1]), "{starts:?}");
        prop_assert!(starts.last().is_none_or(|start| (*start as usize) < text.len()), "{starts:?}");
        prop_assert!(starts.len() <= EMBEDDER.count_tokens(&text));
    }
}
