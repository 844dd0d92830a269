//! Words that the end of a line broke, made whole again where the document itself tells that they are one word. A
//! hyphen that belongs to the word ("third-party") looks the same, and a guess would make words that nobody wrote.

use std::collections::HashMap;

use domain::span::Span;
use domain::text::Text;

/// Breaks among so many lines from which a document is taken to break words: compounds alone are far rarer.
const LINES_A_BREAK: usize = 30;
/// Beginnings of words that keep their hyphen in most houses' spelling.
const KEPT: [&str; 3] = ["self", "non", "well"];

/// Places in a text where a line ended with a hyphen inside a word.
#[derive(Debug, Default)]
pub(super) struct Breaks {
    /// Where the next line begins, right after the hyphen; rising.
    places: Vec<usize>,
    /// Lines of running text seen.
    lines: usize,
}

impl Breaks {
    /// Counts a line of running text.
    pub(super) const fn line(&mut self) {
        self.lines += 1;
    }

    /// Remembers that the text is to go on here, after a hyphen, in the middle of a word.
    pub(super) fn remember(&mut self, place: usize) {
        self.places.push(place);
    }

    /// Takes the hyphens out that are no part of their word; spans move with the text.
    pub(super) fn join(&self, text: &mut Text) {
        let found: Vec<Broken> = self.places.iter().map(|&at| Broken::at(&text.content, at)).collect();
        let known = self.known(&text.content, &found);
        let count = |word: &str| known.get(word).copied().unwrap_or(0);
        let (mut whole, mut compound) = (0, 0);
        for broken in &found {
            whole += usize::from(count(&broken.joined()) > 0);
            compound += usize::from(count(&broken.compound()) > 0);
        }
        let many = self.places.len() > 2 && LINES_A_BREAK * self.places.len() > self.lines;
        let breaks_words = whole > 2 * compound + 1 || (whole >= compound && many);
        let cuts: Vec<Span> = found
            .iter()
            .filter(|broken| broken.is_one_word(&count, breaks_words))
            .map(|broken| broken.hyphen)
            .collect();
        remove(text, &cuts);
    }

    /// Returns how often the document has the words in question elsewhere.
    fn known(&self, content: &str, found: &[Broken]) -> HashMap<String, usize> {
        let mut known: HashMap<String, usize> = HashMap::new();
        for broken in found {
            for word in [
                broken.joined(),
                broken.compound(),
                broken.left.clone(),
                broken.right.clone(),
            ] {
                known.insert(word, 0);
            }
        }
        if known.is_empty() {
            return known;
        }
        let mut places = self.places.iter().peekable();
        let is_part = |c: char| c.is_alphanumeric() || is_hyphen(c);
        let mut at = 0;
        for token in content.split(|c: char| !is_part(c)) {
            let end = at + token.len();
            let next = content[end..].chars().next().map_or(0, char::len_utf8);
            let mut is_broken = false;
            while places.next_if(|place| **place <= end).is_some() {
                is_broken = true;
            }
            if !is_broken
                && !token.is_empty()
                && let Some(count) = known.get_mut(&folded(token))
            {
                *count += 1;
            }
            at = end + next;
        }
        known
    }
}

/// Returns whether a line that ends so goes on in the next without a space: a hyphen after a letter or digit, and a
/// letter or digit after it. "Pre- and post-war" keeps its space.
pub(super) fn is_broken(last: &str, next: &str) -> bool {
    let mut chars = last.chars().rev();
    let is_ending = chars.next().is_some_and(is_hyphen) && chars.next().is_some_and(char::is_alphanumeric);
    let is_linking = matches!(
        next,
        "and" | "or" | "und" | "oder" | "bzw." | "sowie" | "et" | "ou" | "y" | "o" | "e"
    );
    is_ending && next.starts_with(char::is_alphanumeric) && !is_linking
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '\u{2011}')
}

fn folded(word: &str) -> String {
    word.chars()
        .map(|c| if is_hyphen(c) { '-' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The two parts of a word, folded, with the hyphen between.
#[derive(Debug)]
struct Broken {
    left: String,
    right: String,
    hyphen: Span,
    /// Letters alone around the hyphen, going on in the same case.
    is_plain: bool,
}

impl Broken {
    fn at(content: &str, place: usize) -> Self {
        let (before, after) = content.split_at(place);
        let before_hyphen = before.trim_end_matches(is_hyphen);
        let is_letter = |c: char| c.is_alphabetic();
        let left = &before_hyphen[before_hyphen.trim_end_matches(is_letter).len()..];
        let right = &after[..after.len() - after.trim_start_matches(is_letter).len()];
        // Chains such as "state-of-the-art", names with digits and addresses keep what they have.
        let is_inside = |c: char| c.is_alphanumeric() || is_hyphen(c) || matches!(c, '/' | '.' | '@' | '_' | '=');
        let is_whole = |c: Option<char>| !c.is_some_and(is_inside);
        let stands_alone = is_whole(before_hyphen[..before_hyphen.len() - left.len()].chars().next_back())
            && !after[right.len()..].starts_with(|c: char| c.is_alphanumeric() || is_hyphen(c));
        let is_small = right.starts_with(char::is_lowercase);
        let is_capital = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        Self {
            left: folded(left),
            right: folded(right),
            hyphen: Span::new(before_hyphen.len(), place),
            is_plain: stands_alone && !left.is_empty() && (is_small || is_capital(left) && is_capital(right)),
        }
    }

    fn joined(&self) -> String {
        format!("{}{}", self.left, self.right)
    }

    fn compound(&self) -> String {
        format!("{}-{}", self.left, self.right)
    }

    /// Returns whether the hyphen is there for the line's sake alone.
    fn is_one_word(&self, count: &impl Fn(&str) -> usize, breaks_words: bool) -> bool {
        if !self.is_plain {
            return false;
        }
        let (joined, compound) = (count(&self.joined()), count(&self.compound()));
        if joined + compound > 0 {
            return joined > compound;
        }
        let parts_are_words = count(&self.left) > 0 && count(&self.right) > 0;
        let is_long = |part: &str| part.chars().count() > 1;
        breaks_words
            && !parts_are_words
            && is_long(&self.left)
            && is_long(&self.right)
            && !KEPT.contains(&self.left.as_str())
    }
}

/// Removes parts of the content, which are in order and do not touch, and moves all spans.
fn remove(text: &mut Text, cuts: &[Span]) {
    if cuts.is_empty() {
        return;
    }
    let mut kept = String::with_capacity(text.content.len());
    let mut removed = Vec::with_capacity(cuts.len());
    let mut from = 0;
    let mut sum = 0;
    for cut in cuts {
        kept.push_str(&text.content[from..cut.range().start]);
        from = cut.range().end;
        sum += cut.len();
        removed.push(sum);
    }
    kept.push_str(&text.content[from..]);
    text.content = kept;
    let moved = |at: u32| {
        let before = cuts.partition_point(|cut| cut.start < at);
        at as usize - before.checked_sub(1).map_or(0, |last| removed[last])
    };
    let moved = |span: &mut Span| *span = Span::new(moved(span.start), moved(span.end));
    text.blocks.iter_mut().for_each(|block| moved(&mut block.span));
    text.pages.iter_mut().for_each(|page| moved(&mut page.span));
    text.words.iter_mut().for_each(|word| moved(&mut word.span));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the content with `|` for each broken line made whole.
    fn whole(marked: &str) -> String {
        let mut breaks = Breaks::default();
        let mut text = Text::default();
        for (nth, line) in marked.split('|').enumerate() {
            if nth > 0 {
                breaks.remember(text.content.len());
            }
            breaks.line();
            text.content.push_str(line);
        }
        breaks.join(&mut text);
        text.content
    }

    #[test]
    fn a_word_known_elsewhere_is_made_whole() {
        assert_eq!(
            whole("an inter-|national law is International"),
            "an international law is International"
        );
        assert_eq!(whole("GOVERN-|MENT of the government"), "GOVERNMENT of the government");
    }

    #[test]
    fn a_compound_known_elsewhere_keeps_its_hyphen() {
        assert_eq!(
            whole("a third-|party claim, a third-party claim"),
            "a third-party claim, a third-party claim"
        );
    }

    #[test]
    fn what_is_not_known_stays_unless_the_document_breaks_words() {
        assert_eq!(
            whole("exam-|ined at the right-|hand side, examined"),
            "examined at the right-hand side, examined"
        );
        let broken = "exam-|ined and deliv-|ered and con-|tract and self-|evident and right-|hand, right, hand";
        assert_eq!(
            whole(broken),
            "examined and delivered and contract and self-evident and right-hand, right, hand"
        );
    }

    #[test]
    fn numbers_names_and_chains_keep_theirs() {
        for kept in [
            "2019-|2020",
            "Anglo-|American american",
            "state-of-the-|art theart",
            "x-|ray",
        ] {
            assert_eq!(whole(kept), kept.replace('|', ""));
        }
        assert!(!is_broken("pre-", "and") && !is_broken("-", "one") && is_broken("exam-", "ined"));
    }

    #[test]
    fn spans_move_with_the_text() {
        let mut breaks = Breaks::default();
        let mut text = Text {
            content: "ab‐cd abcd\n\nend".into(),
            ..Text::default()
        };
        let word = |start, end| domain::text::Word {
            span: Span::new(start, end),
            page: 1,
            x0: 0.0,
            y0: 0.0,
            x1: 1.0,
            y1: 1.0,
        };
        text.words = vec![word(0, 5), word(5, 7), word(8, 12), word(14, 17)];
        breaks.remember(5);
        breaks.join(&mut text);
        let words: Vec<&str> = text
            .words
            .iter()
            .filter_map(|word| word.span.of(&text.content))
            .collect();
        assert_eq!(words, ["ab", "cd", "abcd", "end"]);
    }
}
