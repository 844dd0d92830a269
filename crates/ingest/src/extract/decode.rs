//! Bytes of unknown encoding to UTF-8, and the guess whether bytes are text at all.
//!
//! Order: byte order mark, UTF-16 by its zero bytes, UTF-8, the charset that HTML declares, then `chardetng`, the
//! detector of Firefox.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::{ReadError, Refused};

/// Bytes that are looked at to tell text from binary data.
const SAMPLE_BYTES: usize = 64 << 10;

/// Returns the text of a file in whatever encoding it is.
///
/// # Errors
/// `Unsupported` when the bytes are no text.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    decode_declared(bytes, None)
}

/// Returns the text of an HTML or XML file, which may declare its encoding.
///
/// # Errors
/// `Unsupported` when the bytes are no text.
pub(crate) fn decode_markup(bytes: &[u8]) -> Result<String, ReadError> {
    decode_declared(bytes, declared_charset(bytes))
}

/// Returns the text of a file's first bytes, to look at.
pub(crate) fn decode_sample(bytes: &[u8]) -> String {
    decode_any(bytes, None)
}

/// Returns whether the bytes are something else than text in a known encoding.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    if Encoding::for_bom(bytes).is_some() || utf_16(bytes).is_some() {
        return false;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let is_control = |byte: &&u8| matches!(byte, 0..=8 | 11 | 14..=26 | 28..=31 | 127);
    let control_count = sample.iter().filter(is_control).count();
    // Texts have none; one in fifty leaves room for form feeds gone wrong and terminal colours.
    control_count > 2 && control_count * 50 > sample.len()
}

fn decode_declared(bytes: &[u8], declared: Option<&'static Encoding>) -> Result<String, ReadError> {
    if is_binary(bytes) {
        return Err(ReadError::new(
            Refused::Unsupported,
            "The file is not text but binary data",
        ));
    }
    Ok(decode_any(bytes, declared))
}

fn decode_any(bytes: &[u8], declared: Option<&'static Encoding>) -> String {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => utf_16(bytes)
            .or_else(|| is_mostly_utf_8(bytes).then_some(UTF_8))
            .or(declared)
            .unwrap_or_else(|| guess(bytes)),
    };
    // `decode` honours a byte order mark and replaces what is malformed.
    encoding.decode(bytes).0.into_owned()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    detector.guess(None, Utf8Detection::Allow)
}

/// Returns UTF-16 without a byte order mark when zero bytes stand where the halves of ASCII letters would be.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 4 {
        return None;
    }
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, units) = (zeros(0), zeros(1), sample.len() / 2);
    let candidate = match (even, odd) {
        (0, odd) if odd > 0 => UTF_16LE,
        (even, 0) if even > 0 => UTF_16BE,
        (even, odd) if odd * 3 > units && even * 20 < odd => UTF_16LE,
        (even, odd) if even * 3 > units && odd * 20 < even => UTF_16BE,
        _ => return None,
    };
    let (text, malformed) = candidate.decode_without_bom_handling(sample);
    let is_readable =
        |c: &char| c.is_alphanumeric() || c.is_whitespace() || c.is_ascii_punctuation() || *c > '\u{2000}';
    let readable = text.chars().filter(is_readable).count();
    // A sample may end inside a surrogate pair, hence the one malformed character that is forgiven.
    let broken = text.chars().filter(|c| *c == '\u{fffd}').count();
    ((!malformed || broken <= 1) && readable * 20 > text.chars().count() * 19).then_some(candidate)
}

/// Returns whether the bytes are UTF-8 but for some damage: far more good sequences than bad ones.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad == 0 || good > bad * 3
}

/// Returns the encoding that the first kilobytes declare: `charset=...` of HTML or `encoding="..."` of XML.
fn declared_charset(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    ["charset=", "encoding="].iter().find_map(|key| {
        let at = head.find(key)? + key.len();
        let value = head[at..].trim_start_matches(['"', '\'', ' ']);
        let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)))?;
        let encoding = Encoding::for_label(&value.as_bytes()[..end])?;
        // A file that can say so in ASCII is not UTF-16 (HTML standard, 13.2.3.2).
        Some(encoding).filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Grüße aus München: Übergrößenträger tragen Größe.";
        let latin = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xFF\xFE".as_slice(), &little].concat();
        for bytes in [text.as_bytes(), &latin, &little, &big, &marked] {
            assert_eq!(decode(bytes).unwrap(), text);
        }
    }

    #[test]
    fn old_japanese_is_read() {
        let text = "名前,住所\n佐藤太郎,大阪\n髙橋淳,東京\n";
        let bytes = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
        assert_eq!(decode(&bytes).unwrap(), text);
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&wide).unwrap(), text);
    }

    #[test]
    fn damaged_utf_8_stays_utf_8() {
        let mut bytes = "Größe und Übermut, Äpfel, Öl, süß".as_bytes().to_vec();
        bytes.push(0xE2);
        assert!(decode(&bytes).unwrap().starts_with("Größe und Übermut, Äpfel"));
    }

    #[test]
    fn a_declared_charset_is_used() {
        let (bytes, ..) = encoding_rs::ISO_8859_2.encode("<meta charset=\"iso-8859-2\"><p>Łódź</p>");
        assert!(decode_markup(&bytes).unwrap().contains("Łódź"));
    }

    #[test]
    fn binary_data_is_refused() {
        let noise: Vec<u8> = (0..4000_u32)
            .map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[1])
            .collect();
        assert_eq!(decode(&noise).unwrap_err().refused, Refused::Unsupported);
    }
}
