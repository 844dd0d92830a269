//! Cuts the endings off words, with the Snowball stemmer of the language and of the word's script.
//! Source: snowballstem.org, through `rust-stemmers`.

use std::borrow::Cow;

use domain::language::Language;
use rust_stemmers::{Algorithm, Stemmer};

use super::script::{Script, script_of};

/// Returns the word without its ending, in small letters as it came. A word in another script than the language's
/// (an English name in a Russian text) is stemmed by the usual language of its script.
pub(super) fn stem(word: &str, language: Option<Language>) -> Cow<'_, str> {
    match algorithm(script_of(word), language) {
        Some(algorithm) => Stemmer::create(algorithm).stem(word),
        None => Cow::Borrowed(word),
    }
}

/// Returns the stemmer of a word in that script in a text of that language.
fn algorithm(script: Script, language: Option<Language>) -> Option<Algorithm> {
    match script {
        Script::Latin => Some(latin(language)),
        Script::Arabic => Some(Algorithm::Arabic),
        Script::Cyrillic => Some(Algorithm::Russian),
        Script::Greek => Some(Algorithm::Greek),
        Script::Tamil => Some(Algorithm::Tamil),
        Script::Other => None,
    }
}

/// Returns the stemmer of Latin words; English where the language is unknown or written in another script.
fn latin(language: Option<Language>) -> Algorithm {
    match language {
        Some(Language::Danish) => Algorithm::Danish,
        Some(Language::German) => Algorithm::German,
        Some(Language::Spanish) => Algorithm::Spanish,
        Some(Language::Finnish) => Algorithm::Finnish,
        Some(Language::French) => Algorithm::French,
        Some(Language::Hungarian) => Algorithm::Hungarian,
        Some(Language::Italian) => Algorithm::Italian,
        Some(Language::Dutch) => Algorithm::Dutch,
        Some(Language::Norwegian) => Algorithm::Norwegian,
        Some(Language::Portuguese) => Algorithm::Portuguese,
        Some(Language::Romanian) => Algorithm::Romanian,
        Some(Language::Swedish) => Algorithm::Swedish,
        Some(Language::Turkish) => Algorithm::Turkish,
        _ => Algorithm::English,
    }
}
