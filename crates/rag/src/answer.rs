//! Extractive answers: the sentences that answer a question, word for word, each with its place; or a refusal.
//!
//! A sentence scores by what it shares with the question: terms, weighted by how rare they are among the candidates, and
//! meaning, by the embedder. The place in the ranking of its passage decides between equals. Generated answers will take
//! the same passages and return the same [`Answer`].

use std::collections::{HashMap, HashSet};

use domain::citation::{Answer, Sentence};
use domain::hit::Passage;
use domain::language::Language;
use domain::span::Span;
use engine::Embedder;
use store::{Reader, lexical};
use unicode_segmentation::UnicodeSegmentation;

use crate::RagError;
use crate::cite::{Citer, Place};
use crate::sentence::units;

/// Passages that are searched for sentences.
const PASSAGES: usize = 6;
/// Sentences that are embedded at most; the lexically best go first.
const EMBEDDED: usize = 16;
/// Sentences of an answer at most.
const SENTENCES: usize = 3;
/// A further sentence must come this near to the best.
const NEAR_BEST: f32 = 0.85;
/// Below this score nothing answers the question. Chosen on the development halves (by hash of document) of ntsb-reports
/// and northwind-hr, where nothing that can be answered is refused and 56 % of what cannot; contracts are harder.
pub const ANSWERABLE: f32 = 0.36;
/// How much a term that names the document counts around a sentence, beside one of the part that asks; in the sentence
/// itself it counts nothing.
const NAMING: f32 = 0.3;
/// Fewer words after a colon are not a question of their own.
const ASKING_WORDS: usize = 4;
/// Bytes of a sentence that are embedded and quoted; longer units are cut at this length.
const UNIT_BYTES: usize = 1_000;

/// A unit of a passage, scored.
#[derive(Debug, Clone)]
struct Candidate<'a> {
    passage: &'a Passage,
    rank: usize,
    span: Span,
    text: &'a str,
    lexical: f32,
    score: f32,
}

/// Returns the sentences of the passages that answer the question, best first, or a refusal.
///
/// # Errors
/// When the store or the embedder fails.
pub fn extract(reader: &Reader, embedder: &Embedder, question: &str, passages: &[Passage]) -> Result<Answer, RagError> {
    let mut candidates = candidates(passages);
    score_terms(
        question,
        &reader.languages(&domain::hit::Filter::default())?,
        &mut candidates,
    );
    candidates.sort_by(|a, b| b.lexical.total_cmp(&a.lexical).then(a.rank.cmp(&b.rank)));
    candidates.truncate(EMBEDDED);
    score_meaning(embedder, question, &mut candidates)?;
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let best = candidates.first().map_or(0.0, |candidate| candidate.score);
    if best < ANSWERABLE {
        return Ok(refusal(passages));
    }
    let mut citer = Citer::new(reader);
    let mut sentences = Vec::new();
    for candidate in candidates
        .iter()
        .filter(|candidate| candidate.score >= best * NEAR_BEST)
        .take(SENTENCES)
    {
        sentences.extend(sentence(&mut citer, candidate)?);
    }
    Ok(if sentences.is_empty() {
        refusal(passages)
    } else {
        Answer::Answer { sentences }
    })
}

fn refusal(passages: &[Passage]) -> Answer {
    let reason = if passages.is_empty() {
        "Nothing was found on this in the documents."
    } else {
        "The documents do not seem to answer this. The nearest passages are listed below."
    };
    Answer::Refusal {
        reason: reason.into(),
        nearest: passages.first().map(|passage| passage.scores),
    }
}

fn sentence(citer: &mut Citer<'_>, candidate: &Candidate<'_>) -> Result<Option<Sentence>, RagError> {
    let place = Place {
        document: candidate.passage.document,
        document_name: &candidate.passage.document_name,
        version: candidate.passage.version,
        span: candidate.span,
        text: candidate.text,
    };
    let citation = citer.cite(place)?;
    Ok(citation.map(|citation| Sentence {
        text: citation.quote.clone(),
        citations: vec![citation],
        score: candidate.score.clamp(0.0, 1.0),
    }))
}

fn candidates(passages: &[Passage]) -> Vec<Candidate<'_>> {
    let mut candidates = Vec::new();
    for (rank, passage) in passages.iter().take(PASSAGES).enumerate() {
        let offset = passage.span.range().start;
        for unit in units(&passage.text, offset) {
            let from = unit.range().start - offset;
            let length = passage.text[from..].floor_char_boundary(unit.len().min(UNIT_BYTES));
            let text = &passage.text[from..from + length];
            if text.chars().filter(|c| c.is_alphanumeric()).count() >= 3 {
                let span = Span::new(offset + from, offset + from + length);
                candidates.push(Candidate {
                    passage,
                    rank,
                    span,
                    text,
                    lexical: 0.0,
                    score: 0.0,
                });
            }
        }
    }
    candidates
}

/// Share of the question's terms that a unit holds, each weighted by its rarity among the units (inverse document
/// frequency, Sparck Jones 1972). A term that only the passage or the document's name holds counts half: questions name
/// the document first and ask second. Terms that no unit holds count at full weight: they are what is missing.
fn score_terms(question: &str, languages: &[Language], candidates: &mut [Candidate<'_>]) {
    let wanted = lexical::question_terms(question, languages);
    let asked: HashSet<String> = lexical::question_terms(asking_part(question), languages)
        .into_iter()
        .collect();
    let held: Vec<HashSet<String>> = candidates
        .iter()
        .map(|candidate| terms(candidate.text, languages))
        .collect();
    let rarities: Vec<f32> = wanted.iter().map(|term| rarity(term, &held)).collect();
    let share = |set: &HashSet<String>, naming: f32| {
        let weigh = |(term, rarity): (&String, &f32)| rarity * if asked.contains(term) { 1.0 } else { naming };
        let all = wanted.iter().zip(&rarities);
        let covered: f32 = all.clone().filter(|(term, _)| set.contains(*term)).map(weigh).sum();
        covered / all.map(weigh).sum::<f32>().max(f32::EPSILON)
    };
    let mut around: HashMap<usize, f32> = HashMap::new();
    for (candidate, set) in candidates.iter_mut().zip(&held) {
        let passage = candidate.passage;
        let near = *around
            .entry(candidate.rank)
            .or_insert_with(|| share(&terms(&surroundings(passage), languages), NAMING));
        candidate.lexical = 0.5 * share(set, 0.0) + 0.5 * near;
    }
}

/// Returns the part of the question that asks: what stands before its last colon or semicolon names the document or the
/// case, which retrieval has found already, and what follows the question mark says how to answer.
fn asking_part(question: &str) -> &str {
    let question = question
        .rfind(['?', '？'])
        .map_or(question, |at| &question[..question.ceil_char_boundary(at + 1)]);
    let after = |at: usize| question[at..].trim_start_matches([':', ';', '：', '；']).trim();
    question
        .rfind([':', ';', '：', '；'])
        .map(after)
        .filter(|part| part.unicode_words().count() >= ASKING_WORDS)
        .unwrap_or(question)
}

/// Inverse document frequency of a term among the units.
#[expect(clippy::cast_precision_loss, reason = "counts of sentences are small")]
fn rarity(term: &String, held: &[HashSet<String>]) -> f32 {
    let (count, with) = (
        held.len() as f32,
        held.iter().filter(|set| set.contains(term)).count() as f32,
    );
    (1.0 + (count - with + 0.5) / (with + 0.5)).ln()
}

/// What a reader of the passage sees around each of its sentences.
fn surroundings(passage: &Passage) -> String {
    let header = passage.table_header.as_deref().unwrap_or_default();
    format!(
        "{}\n{}\n{header}\n{}",
        passage.document_name,
        passage.headings.join("\n"),
        passage.text
    )
}

fn terms(text: &str, languages: &[Language]) -> HashSet<String> {
    let all = languages
        .iter()
        .flat_map(|language| lexical::terms(text, Some(*language)));
    all.chain(lexical::terms(text, None)).collect()
}

fn score_meaning(embedder: &Embedder, question: &str, candidates: &mut [Candidate<'_>]) -> Result<(), RagError> {
    let query = embedder.embed_query(asking_part(question))?;
    let texts: Vec<&str> = candidates.iter().map(|candidate| candidate.text).collect();
    let vectors = embedder.embed_documents(&texts, &mut |_| {})?;
    for (candidate, vector) in candidates.iter_mut().zip(vectors) {
        let cosine: f32 = query.iter().zip(&vector).map(|(a, b)| a * b).sum();
        candidate.score = 0.5 * candidate.lexical + 0.5 * cosine.max(0.0);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::asking_part;

    #[test]
    fn what_names_the_case_is_not_what_is_asked() {
        let asked = "In the report on the accident at Tallahassee: What is the registration of the aircraft?";
        assert_eq!(asking_part(asked), "What is the registration of the aircraft?");
        let clause = "Consider the agreement between A and B; which law governs the contract?";
        assert_eq!(asking_part(clause), "which law governs the contract?");
        assert_eq!(asking_part("Is there a fee? Quote the clause."), "Is there a fee?");
    }

    #[test]
    fn a_colon_in_a_question_is_no_border() {
        for whole in [
            "When does the shop open: at 9:30?",
            "What is a lifetime?",
            "Ratio 3:1",
            ":",
            "",
        ] {
            assert_eq!(asking_part(whole), whole);
        }
    }
}
