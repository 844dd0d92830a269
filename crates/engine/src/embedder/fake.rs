//! An embedder without a model: a hashed bag of words. Texts that share words are near each other, nothing more.
//! For tests of crates above, which need no weights then.

use domain::embedder::EmbedderIdentity;

use super::{Backend, Embedder, normalise};

/// Tokens of one text.
pub(super) const MAX_TOKENS: usize = 254;

/// What stands in for a model.
pub(super) struct FakeBackend {
    dimensions: usize,
}

impl Embedder {
    /// Returns an embedder for tests: the same text always gives the same vector, and words are tokens.
    pub fn fake(dimensions: usize) -> Self {
        Self {
            languages: Vec::new(),
            identity: EmbedderIdentity {
                model: "fake".to_owned(),
                sha256: "0".repeat(64),
                dimensions: u32::try_from(dimensions).expect("tests ask for short vectors"),
                precision: "fp32".to_owned(),
            },
            backend: Backend::Fake(FakeBackend { dimensions }),
        }
    }
}

impl FakeBackend {
    pub(super) fn embed_documents(&self, texts: &[&str], progress: &mut dyn FnMut(usize)) -> Vec<Vec<f32>> {
        let embed = |(place, text): (usize, &&str)| {
            let vector = self.embed(text);
            progress(place + 1);
            vector
        };
        texts.iter().enumerate().map(embed).collect()
    }

    pub(super) fn embed(&self, text: &str) -> Vec<f32> {
        let mut vector = vec![0.0; self.dimensions];
        for (_, word) in words(text).take(MAX_TOKENS) {
            let hash = hash(&word.to_lowercase());
            let place = usize::try_from(hash % self.dimensions as u64).expect("smaller than the dimensions");
            vector[place] += if hash >> 63 == 0 { 1.0 } else { -1.0 };
        }
        if vector.iter().all(|value| *value == 0.0) {
            vector[0] = 1.0;
        }
        normalise(&mut vector);
        vector
    }
}

/// Returns the first byte of each word.
pub(super) fn token_starts(text: &str) -> Vec<u32> {
    words(text).filter_map(|(start, _)| u32::try_from(start).ok()).collect()
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split(|character: char| !character.is_alphanumeric());
    let place = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    words
        .filter(|word| !word.is_empty())
        .map(move |word| (place(word), word))
}

/// FNV-1a. Source: <http://www.isthe.com/chongo/tech/comp/fnv/>; the last step mixes its weak high bits.
fn hash(word: &str) -> u64 {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325, fold);
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_share_words_are_near_each_other() {
        let embedder = Embedder::fake(64);
        let embed = |text: &str| embedder.embed_query(text).unwrap();
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let question = embed("When are invoices due?");
        let near = embed("Invoices are due after 30 days.");
        let far = embed("The battery lasts 18 months.");
        assert!(dot(&question, &near) > dot(&question, &far));
        assert_eq!(embedder.embed_documents(&["x"], &mut |_| ()).unwrap()[0], embed("x"));
        assert!(
            (dot(&embed(""), &embed("")) - 1.0).abs() < 1e-6,
            "an empty text has a vector too"
        );
    }

    #[test]
    fn words_are_tokens() {
        assert_eq!(token_starts("Grüße, 語 x"), [0, 9, 13]);
    }
}
