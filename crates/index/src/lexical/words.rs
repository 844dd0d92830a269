//! Finds the terms of a text: words, pairs of characters, and codes and numbers whole and in parts.
//!
//! A word is a run of letters, digits and their marks. Words joined by single signs (`CV-9/12`, `2,400`, `e-mail`,
//! `U.S.`) are also kept whole, written without the signs, so that every way of writing them meets.

use std::borrow::Cow;

use domain::language::Language;
use unicode_normalization::char::is_combining_mark;

use super::fold::{fold, normalise};
use super::script::comes_in_pairs;
use super::stem::stem;
use super::stop::is_stop_word;

/// Longest word that is looked into, in bytes: longer ones are keys, hashes and encoded data.
const LONGEST_WORD: usize = 48;

/// How a text is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading<'a> {
    /// Whose stemmer words in its script get.
    pub(super) language: Option<Language>,
    /// Whose stop words are left out.
    pub(super) without: &'a [Language],
    /// Words that are no stop words here, in small letters: `who` of a text that writes `WHO`.
    pub(super) keep: &'a [String],
}

impl Reading<'_> {
    /// Hands each term of the text to `each`, in order.
    pub(super) fn each_term(self, text: &str, each: &mut dyn FnMut(&str)) {
        let normal = normalise(text, self.language);
        let mut each = |term: &str| {
            // a word of marks alone folds to nothing
            if !term.is_empty() {
                each(term);
            }
        };
        let mut rest: &str = &normal;
        while let Some(start) = rest.find(char::is_alphanumeric) {
            rest = &rest[start..];
            let length = if rest.starts_with(comes_in_pairs) {
                let length = run_length(rest, |c| {
                    is_word_character(c) && (comes_in_pairs(c) || is_combining_mark(c))
                });
                pairs(&rest[..length], &mut each);
                length
            } else {
                let length = compound_length(rest);
                self.compound(&rest[..length], &mut each);
                length
            };
            rest = &rest[length..];
        }
    }

    /// Hands over the words of a compound, and the compound itself where people write it in several ways.
    fn compound(self, text: &str, each: &mut dyn FnMut(&str)) {
        let parts: Vec<&str> = text.split(|c| is_joiner(c) && c != '\'').collect();
        if parts.len() > 1 && text.len() <= LONGEST_WORD && is_kept_whole(text, &parts) {
            each(&fold(&whole(text, &parts)));
        }
        for part in parts {
            self.word(part, each);
        }
    }

    /// Hands over a word between signs: stemmed, or when digits are in it as it is and cut where digits meet letters.
    fn word(self, text: &str, each: &mut dyn FnMut(&str)) {
        let text = without_apostrophe(text, self.language);
        if text.is_empty() || self.leaves_out(&text) {
            return;
        }
        if text.len() > LONGEST_WORD {
            return each(&text);
        }
        if !text.contains(char::is_numeric) {
            return each(&fold(&stem(&text, self.language)));
        }
        each(&fold(&text));
        let mut rest: &str = &text;
        while !rest.is_empty() {
            let digits = rest.starts_with(char::is_numeric);
            let length = run_length(rest, |c| c.is_numeric() == digits);
            if length < text.len() && rest[..length].chars().nth(1).is_some() {
                each(&fold(&rest[..length]));
            }
            rest = &rest[length..];
        }
    }

    fn leaves_out(self, word: &str) -> bool {
        let word = fold(word);
        self.without.iter().any(|language| is_stop_word(&word, *language))
            && !self.keep.iter().any(|keep| *keep == word)
    }
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_plain(c: char) -> bool {
    is_word_character(c) && !comes_in_pairs(c)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '-' | '/' | '.' | ',' | '\'' | ':' | '&' | '_' | '+' | '@')
}

fn run_length(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Returns the length of the words at the start of the text that single signs join. A comma joins digits alone.
fn compound_length(text: &str) -> usize {
    let mut end = run_length(text, is_plain);
    loop {
        let mut next = text[end..].chars();
        let joined = match (next.next(), next.next()) {
            (Some(','), Some(after)) => after.is_numeric() && text[..end].ends_with(char::is_numeric),
            (Some(sign), Some(after)) => is_joiner(sign) && is_plain(after),
            _ => false,
        };
        if !joined {
            return end;
        }
        let word = end + 1;
        end = word + run_length(&text[word..], is_plain);
    }
}

/// Hands over each two neighbours of a run, or its only character. Marks stay with their letter.
fn pairs(run: &str, each: &mut dyn FnMut(&str)) {
    let starts: Vec<usize> = run
        .char_indices()
        .filter(|(at, c)| *at == 0 || !is_combining_mark(*c))
        .map(|(at, _)| at)
        .chain([run.len()])
        .collect();
    if starts.len() == 2 {
        each(run);
    }
    for three in starts.windows(3) {
        each(&run[three[0]..three[2]]);
    }
}

/// Returns whether a compound is also one word: codes and numbers, `U.S.`, `e-mail`.
fn is_kept_whole(text: &str, parts: &[&str]) -> bool {
    let is_short = |part: &&str| part.chars().nth(1).is_none();
    text.contains(char::is_numeric)
        || parts.iter().all(is_short)
        || (text.contains(['-', '&']) && parts.iter().any(is_short))
}

/// Returns the compound as one word: the point of a decimal fraction stays, all other signs go.
fn whole(text: &str, parts: &[&str]) -> String {
    let is_number = parts.iter().all(|part| part.chars().all(char::is_numeric));
    let is_grouped = parts[1..].iter().all(|part| part.len() == 3);
    let is_fraction = is_number && !is_grouped && !text.contains(|c| is_joiner(c) && c != '.' && c != ',');
    parts.join(if is_fraction { "." } else { "" })
}

/// Returns the word without its apostrophes and what they cut off: `'s`, French and Italian articles, Turkish endings.
fn without_apostrophe(word: &str, language: Option<Language>) -> Cow<'_, str> {
    let Some((first, last)) = word.split_once('\'') else {
        return Cow::Borrowed(word);
    };
    match language {
        Some(Language::Turkish) => Cow::Borrowed(first),
        Some(Language::French | Language::Italian) if is_article(first) => Cow::Owned(last.replace('\'', "")),
        _ => Cow::Owned(word.strip_suffix("'s").unwrap_or(word).replace('\'', "")),
    }
}

/// Returns whether a French or Italian word before an apostrophe only leads to the next one.
fn is_article(word: &str) -> bool {
    matches!(
        word,
        "l" | "d"
            | "j"
            | "m"
            | "t"
            | "s"
            | "n"
            | "c"
            | "qu"
            | "jusqu"
            | "lorsqu"
            | "puisqu"
            | "quoiqu"
            | "un"
            | "gl"
            | "all"
            | "dall"
            | "dell"
            | "nell"
            | "sull"
            | "coll"
            | "quest"
            | "quell"
            | "bell"
            | "sant"
            | "com"
            | "dov"
    )
}
