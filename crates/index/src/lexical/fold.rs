//! Writes text in one way: compatibility forms, case, invisible characters before words are found; marks on letters
//! after they are stemmed, because stemmers read the marks. Knows nothing of words.

use std::borrow::Cow;

use domain::language::Language;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::script::{Script, script_of};

/// Returns the text in small letters and compatibility form (NFKC), without invisible characters.
pub(super) fn normalise(text: &str, language: Option<Language>) -> Cow<'_, str> {
    let turkish = language == Some(Language::Turkish);
    if text.is_ascii() && !turkish {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let visible = text.chars().filter(|c| !is_invisible(*c)).map(without_sign);
    let mut normal = String::with_capacity(text.len());
    for c in visible.nfkc() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => normal.push('\''),
            '\u{2010}' | '\u{2012}' | '\u{2013}' | '\u{2212}' => normal.push('-'),
            'I' if turkish => normal.push('ı'),
            'İ' => normal.push('i'),
            'ς' => normal.push('σ'),
            _ => normal.extend(c.to_lowercase()),
        }
    }
    Cow::Owned(normal)
}

/// Returns the stemmed word without the marks that people leave out: accents of Latin and Greek, points of Arabic,
/// the dots of `ё`. Marks that make another letter (`й`, vowel signs of Indic scripts) stay.
pub(super) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    match script_of(word) {
        Script::Latin => Cow::Owned(word.nfd().filter(|c| !is_combining_mark(*c)).fold(
            String::with_capacity(word.len()),
            |mut folded, c| {
                match c {
                    'ß' => folded.push_str("ss"),
                    'æ' => folded.push_str("ae"),
                    'œ' => folded.push_str("oe"),
                    'ø' => folded.push('o'),
                    'ł' => folded.push('l'),
                    'đ' | 'ð' => folded.push('d'),
                    'þ' => folded.push_str("th"),
                    'ı' => folded.push('i'),
                    _ => folded.push(c),
                }
                folded
            },
        )),
        Script::Greek => Cow::Owned(word.nfd().filter(|c| !is_combining_mark(*c)).collect()),
        Script::Cyrillic => Cow::Owned(word.replace('ё', "е")),
        Script::Arabic => Cow::Owned(word.chars().filter(|c| !is_combining_mark(*c)).collect()),
        Script::Tamil | Script::Other => Cow::Borrowed(word),
    }
}

/// Soft hyphen, zero-width space and joiners, direction marks, byte order mark, Arabic tatweel.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{640}')
}

/// Signs that NFKC would glue to the word before them as letters.
fn without_sign(c: char) -> char {
    if matches!(c, '™' | '℠' | '®' | '©') {
        ' '
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_case_become_one() {
        let check = |text: &str, expected: &str| assert_eq!(normalise(text, None), expected, "{text}");
        check("ABC", "abc");
        check("Ｆｕｌｌ ﬁne", "full fine");
        check("soft\u{ad}hyphen", "softhyphen");
        check("Foo™ bar", "foo  bar");
        check("ΟΔΟΣ", "οδοσ");
        check("l’eau", "l'eau");
        check("10–12", "10-12");
        assert_eq!(normalise("IRMAK İyi", Some(Language::Turkish)), "ırmak iyi");
    }

    #[test]
    fn marks_that_people_leave_out_go() {
        let check = |word: &str, expected: &str| assert_eq!(fold(word), expected, "{word}");
        check("crème", "creme");
        check("straße", "strasse");
        check("łódź", "lodz");
        check("ёлка", "елка");
        check("й", "й");
        check("μαΐου", "μαιου");
        check("كِتاب", "كتاب");
        check("தமிழ்", "தமிழ்");
    }
}
