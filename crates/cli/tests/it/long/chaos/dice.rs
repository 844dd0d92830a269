//! Numbers that only look random, and documents made of them: the same seed gives the same ones.

use std::rc::Rc;

/// `SplitMix64` (Steele, Lea, Flood, OOPSLA 2014).
#[derive(Debug, Clone)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.roll(last + 1));
        }
    }
}

/// What is uploaded: every paragraph has a word that no other content has, among words that all have.
#[derive(PartialEq, Eq)]
pub(super) struct Content {
    /// The words of its own, one a paragraph.
    pub(super) tokens: Vec<String>,
    pub(super) text: String,
}

/// Its own words stand for all of it.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.tokens.join(" "))
    }
}

impl Content {
    /// Returns a new content of one short paragraph, sometimes of two that are a chunk each.
    pub(super) fn new(dice: &mut Dice) -> Rc<Self> {
        let (paragraphs, sentences) = if dice.roll(6) == 0 { (2, 9) } else { (1, 2) };
        let tokens: Vec<String> = (0..paragraphs).map(|_| token(dice)).collect();
        let paragraph = |token: &String| {
            let mut lines = vec![format!("The file {token} tells this: {}", sentence(dice))];
            lines.extend((1..sentences).map(|_| sentence(dice)));
            lines.join(" ")
        };
        let text: Vec<String> = tokens.iter().map(paragraph).collect();
        Rc::new(Self {
            text: text.join("\n\n"),
            tokens,
        })
    }
}

/// Returns words that many documents share.
pub(super) fn topic(dice: &mut Dice) -> String {
    format!("{} {} {}", dice.pick(&THINGS), dice.pick(&PLACES), dice.pick(&ROLES))
}

const THINGS: [&str; 12] = [
    "harbour", "bridge", "library", "orchard", "railway", "market", "tower", "school", "mill", "garden", "museum",
    "station",
];
const PLACES: [&str; 10] = [
    "Aldford",
    "Brenton",
    "Carwick",
    "Dunmore",
    "Elmsley",
    "Fairholm",
    "Glenrock",
    "Hartwell",
    "Ivybridge",
    "Kingsford",
];
const ROLES: [&str; 10] = [
    "engineer",
    "council",
    "merchant",
    "gardener",
    "teacher",
    "surveyor",
    "captain",
    "carpenter",
    "physician",
    "printer",
];
const DEEDS: [&str; 8] = [
    "repaired",
    "sold",
    "painted",
    "measured",
    "closed",
    "extended",
    "inspected",
    "described",
];
const MONTHS: [&str; 6] = ["January", "March", "May", "July", "September", "November"];

fn sentence(dice: &mut Dice) -> String {
    let (thing, place, deed) = (dice.pick(&THINGS), dice.pick(&PLACES), dice.pick(&DEEDS));
    let (role, month, year) = (dice.pick(&ROLES), dice.pick(&MONTHS), 1850 + dice.roll(150));
    format!("The {thing} of {place} was {deed} by the {role} in {month} {year}.")
}

/// Returns a word of five syllables, one of ten thousand millions.
fn token(dice: &mut Dice) -> String {
    const CONSONANTS: [&str; 20] = [
        "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "br", "kl", "st",
    ];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut syllable = || [*dice.pick(&CONSONANTS), *dice.pick(&VOWELS)];
    (0..5).flat_map(|_| syllable()).collect()
}
