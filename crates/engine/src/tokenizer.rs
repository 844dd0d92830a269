//! Cuts texts into the tokens of a model. Special tokens written out in a text ("[SEP]") are read as plain text, so that
//! a document cannot cut itself. Knows nothing of the models that read the tokens.

use std::ops::Range;
use std::path::Path;

use tokenizers::Tokenizer;

use crate::encoder::TokenRow;
use crate::error::EngineError;

/// Longest piece that is tokenised at once: the tokenizer's own memory is some fifty times the text.
const PIECE_BYTES: usize = 32 << 10;

/// The tokenizer of one model.
pub(crate) struct TextTokenizer {
    inner: Tokenizer,
    /// Special tokens before a text.
    before: Vec<u32>,
    /// Special tokens after a text.
    after: Vec<u32>,
    /// Tokens of a row, special ones included.
    limit: usize,
}

impl TextTokenizer {
    /// Returns the tokenizer of `tokenizer.json`; rows are cut at `limit` tokens.
    ///
    /// # Errors
    /// When the file cannot be read or does not belong to an encoder.
    pub(crate) fn load(path: &Path, limit: usize, model: &str) -> Result<Self, EngineError> {
        let unsupported = |reason: String| EngineError::Unsupported {
            model: model.to_owned(),
            reason,
        };
        let bytes = fs_err::read(path)?;
        let mut inner = Tokenizer::from_bytes(bytes)
            .map_err(|error| unsupported(format!("its tokenizer file cannot be read ({error})")))?;
        // The files come with the truncation and padding of somebody's training run.
        inner
            .with_truncation(None)
            .map_err(|error| unsupported(error.to_string()))?;
        inner.with_padding(None);
        inner.set_encode_special_tokens(true);
        let empty = inner
            .encode_fast("", true)
            .map_err(|error| unsupported(error.to_string()))?;
        let &[begin, end] = empty.get_ids() else {
            return Err(unsupported(
                "its tokenizer does not put one token before and one after a text".to_owned(),
            ));
        };
        Ok(Self {
            inner,
            before: vec![begin],
            after: vec![end],
            limit,
        })
    }

    /// Returns how many tokens of a text a row holds.
    pub(crate) const fn room(&self) -> usize {
        self.limit - self.before.len() - self.after.len()
    }

    /// Returns the row of one text, cut where the model ends.
    ///
    /// # Errors
    /// When the tokenizer fails.
    pub(crate) fn row(&self, text: &str) -> Result<TokenRow, EngineError> {
        let mut ids = self.before.clone();
        ids.extend(self.ids(text, self.room())?);
        ids.extend(&self.after);
        Ok(TokenRow {
            first_part: ids.len(),
            ids,
        })
    }

    /// Returns the row of two texts; the second is cut where the model ends, the first keeps at most half the room.
    ///
    /// # Errors
    /// When the tokenizer fails.
    pub(crate) fn pair(&self, first: &str, second: &str) -> Result<TokenRow, EngineError> {
        let mut ids = self.before.clone();
        ids.extend(self.ids(first, self.room() / 2)?);
        ids.extend(&self.after);
        let first_part = ids.len();
        ids.extend(self.ids(second, self.limit - first_part - self.after.len())?);
        ids.extend(&self.after);
        Ok(TokenRow { ids, first_part })
    }

    /// Returns the number of tokens of a text, special ones not counted.
    pub(crate) fn count(&self, text: &str) -> usize {
        let count = |piece: Range<usize>| {
            let encoding = self.inner.encode_fast(&text[piece], false);
            encoding.map_or(0, |encoding| encoding.len())
        };
        pieces(text).map(count).sum()
    }

    /// Returns the first byte of each token of a text, rising.
    pub(crate) fn starts(&self, text: &str) -> Vec<u32> {
        let mut starts = Vec::new();
        for piece in pieces(text) {
            let base = piece.start;
            let Ok(encoding) = self.inner.encode(&text[piece], false) else {
                continue;
            };
            let offsets = encoding.get_offsets().iter().filter(|(start, end)| start < end);
            starts.extend(offsets.filter_map(|(start, _)| u32::try_from(base + start).ok()));
        }
        // A character that becomes several tokens starts all of them.
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    fn ids(&self, text: &str, room: usize) -> Result<Vec<u32>, EngineError> {
        let mut ids = Vec::new();
        for piece in pieces(text) {
            let encoding = self
                .inner
                .encode_fast(&text[piece], false)
                .map_err(|error| EngineError::Run(error.to_string()))?;
            ids.extend_from_slice(encoding.get_ids());
            if ids.len() >= room {
                break;
            }
        }
        ids.truncate(room);
        Ok(ids)
    }
}

/// Returns byte ranges that together are the text, cut at white space where there is any.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let mut end = text.floor_char_boundary(start + PIECE_BYTES);
        if end < text.len()
            && let Some(space) = text[start..end].rfind(char::is_whitespace)
            && space > 0
        {
            end = start + space;
        }
        let piece = start..end;
        start = end;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let pieces: Vec<_> = pieces(text).collect();
        let joined: String = pieces.iter().map(|piece| &text[piece.clone()]).collect();
        assert_eq!(joined, text);
        assert!(
            pieces
                .iter()
                .all(|piece| !piece.is_empty() && piece.len() <= PIECE_BYTES)
        );
    }

    #[test]
    fn pieces_cover_any_text() {
        check("");
        check("short");
        check(&"many words ".repeat(20_000));
        check(&"語".repeat(50_000));
        check(&" ".repeat(100_000));
        check(&format!("{}{}", "a".repeat(PIECE_BYTES * 2), " é".repeat(30_000)));
    }
}
