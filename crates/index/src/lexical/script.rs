//! Tells scripts apart as far as the analysis must: which characters come in pairs, which stemmer a word can have.
//! Source: the block ranges of the Unicode Character Database. Knows nothing of languages.

/// The scripts that are treated differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Latin letters, digits, and every script without rules of its own.
    Latin,
    /// Arabic letters.
    Arabic,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Tamil letters.
    Tamil,
    /// Any other letters: neither stemmed nor folded.
    Other,
}

/// Returns the script of a word by its first letter.
pub(super) fn script_of(word: &str) -> Script {
    match word.chars().find(|c| c.is_alphabetic()).unwrap_or('a') {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Script::Arabic,
        '\u{b80}'..='\u{bff}' => Script::Tamil,
        _ => Script::Other,
    }
}

/// Returns whether the character belongs to a script that is read in pairs: words are not separated by spaces, or,
/// in Korean, carry endings that only pairs see through.
pub(super) fn comes_in_pairs(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Myanmar
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' // 々〆〇
        | '\u{3041}'..='\u{30ff}' // Hiragana, Katakana
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' // Han
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' // Hangul
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}
