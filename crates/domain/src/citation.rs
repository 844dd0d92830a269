//! Citations and answers: sentences with the exact place that says so.

use serde::{Deserialize, Serialize};

use crate::hit::Scores;
use crate::id::{DocumentId, VersionId};
use crate::span::Span;

/// A rectangle on a page, in fractions (0 to 1) of its width and height from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rectangle {
    /// Page number, from 1.
    pub page: u32,
    /// Left.
    pub x0: f32,
    /// Top.
    pub y0: f32,
    /// Right.
    pub x1: f32,
    /// Bottom.
    pub y1: f32,
}

/// The place in a document that a sentence rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Citation {
    /// The document.
    pub document: DocumentId,
    /// Its version, so that the place stays exact when the document changes.
    pub version: VersionId,
    /// The document's name, for people.
    pub document_name: String,
    /// Page, where the format has pages.
    pub page: Option<u32>,
    /// Exact bytes of the version's text.
    pub span: Span,
    /// The text under the span.
    pub quote: String,
    /// One rectangle for each line of the quote (PDF only).
    pub rectangles: Vec<Rectangle>,
}

/// One sentence of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// What is said.
    pub text: String,
    /// Where it is said.
    pub citations: Vec<Citation>,
    /// How well it answers the question, 0 to 1.
    pub score: f32,
}

/// What a question comes back with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// Sentences with their places.
    Answer {
        /// Best first.
        sentences: Vec<Sentence>,
    },
    /// The documents do not answer it.
    Refusal {
        /// One sentence for the reader.
        reason: String,
        /// The nearest passage's scores, for explanations.
        nearest: Option<Scores>,
    },
}
