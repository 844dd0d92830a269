//! Blocks of lines to the [`Text`]: here every byte of content and every span of a PDF is made.

use domain::span::Span;
use domain::text::{Block, BlockKind, Page, Text, Word};

use super::blocks::{self, Draft, Shape};
use super::headings::{self, Style};
use super::hyphens::{self, Breaks};
use super::letters;
use super::lines::{self, Line, median};
use super::tables;

/// A text under construction, page by page.
#[derive(Debug, Default)]
pub(super) struct Writer {
    text: Text,
    styles: Vec<Style>,
    breaks: Breaks,
}

impl Writer {
    /// Appends a page with its lines in reading order.
    pub(super) fn page(&mut self, width: f32, height: f32, lines: &[Line]) {
        let number = u32::try_from(self.text.pages.len() + 1).unwrap_or(u32::MAX);
        let first = self.text.blocks.len();
        for draft in blocks::drafts(lines) {
            self.block(number, &lines[draft.lines.clone()], &draft);
        }
        let span = match self.text.blocks.get(first..) {
            Some([one, .., last]) => one.span.cover(last.span),
            Some([one]) => one.span,
            _ => Span::new(self.text.content.len(), self.text.content.len()),
        };
        self.text.pages.push(Page {
            number,
            span,
            width,
            height,
            name: None,
        });
    }

    /// Returns the number of bytes written so far.
    pub(super) const fn len(&self) -> usize {
        self.text.content.len()
    }

    /// Returns the finished text, its broken words whole and its headings told from paragraphs.
    pub(super) fn finish(mut self, title: Option<String>) -> Text {
        self.breaks.join(&mut self.text);
        headings::mark(&self.text.content, &mut self.text.blocks, &self.styles);
        self.text.title = title;
        self.text
    }

    fn block(&mut self, page: u32, lines: &[Line], draft: &Draft) {
        if !self.text.content.is_empty() {
            self.text.content.push_str("\n\n");
        }
        let start = self.text.content.len();
        let empty = if draft.shape == Shape::Table {
            tables::empty_cells(lines)
        } else {
            Vec::new()
        };
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                if draft.shape != Shape::Table && is_broken(&lines[at - 1], line) {
                    self.breaks.remember(self.text.content.len());
                } else {
                    let separator = separator(&lines[at - 1], line, lines, draft.shape);
                    self.text.content.push_str(separator);
                }
            }
            if draft.shape == Shape::Flow {
                self.breaks.line();
            }
            self.line(page, line, empty.get(at));
        }
        let kind = match draft.shape {
            Shape::Flow => BlockKind::Paragraph,
            Shape::List => BlockKind::List,
            Shape::Table => BlockKind::Table,
        };
        let span = Span::new(start, self.text.content.len());
        self.text.blocks.push(Block { kind, span });
        self.styles.push(Style {
            page,
            top: lines[0].words[0].rect.y0,
            em: median(lines.iter().map(|line| line.em).collect()),
            stroke: median(lines.iter().map(|line| line.stroke).collect()),
            lines: lines.len(),
            upright: lines[0].direction.x > 0.98,
            cells: lines
                .iter()
                .map(|line| blocks::cell_starts(line).len() + 1)
                .max()
                .unwrap_or(1),
        });
    }

    /// Appends a line; for a row of a table `empty` are the empty cells before each of its cells.
    fn line(&mut self, page: u32, line: &Line, empty: Option<&Vec<usize>>) {
        let cells = empty.map_or_else(Vec::new, |_| blocks::cell_starts(line));
        let empty = |cell: usize| empty.and_then(|empty| empty.get(cell)).copied().unwrap_or(0);
        self.text.content.push_str(" | ".repeat(empty(0)).trim_start());
        for (at, word) in line.words.iter().enumerate() {
            if let Ok(cell) = cells.binary_search(&at) {
                self.text.content.push_str(&" | ".repeat(empty(cell + 1)));
                self.text.content.push_str(" | ");
            } else if at > 0 && word.spaced {
                self.text.content.push(' ');
            }
            let start = self.text.content.len();
            self.text.content.push_str(&word.text);
            self.text.words.push(Word {
                span: Span::new(start, self.text.content.len()),
                page,
                x0: word.rect.x0,
                y0: word.rect.y0,
                x1: word.rect.x1,
                y1: word.rect.y1,
            });
        }
    }
}

/// Returns whether a word goes on from one line to the next.
fn is_broken(above: &Line, below: &Line) -> bool {
    let last = above.words.last();
    last.is_some_and(|last| hyphens::is_broken(&last.text, &below.words[0].text))
}

/// Returns what stands between two lines of a block: a line break where one is meant, otherwise a space, so that
/// sentences stay whole.
fn separator(above: &Line, below: &Line, block: &[Line], shape: Shape) -> &'static str {
    let last = above.words.last().and_then(|word| word.text.chars().last());
    let first = below.words[0].text.chars().next();
    match shape {
        Shape::Table => "\n",
        Shape::List if blocks::is_item(below) => "\n",
        _ if above.words.last().is_some_and(is_rule) || is_rule(&below.words[0]) => "\n",
        _ if last.is_some_and(letters::is_ideograph) && first.is_some_and(letters::is_ideograph) => "",
        _ if blocks::is_enumerated(below) => "\n",
        Shape::List => " ",
        Shape::Flow if blocks::is_running(above) && blocks::is_filled(above, block) => " ",
        Shape::Flow => "\n",
    }
}

/// Returns whether a word is a drawn line, made of signs.
fn is_rule(word: &lines::Word) -> bool {
    let mut chars = word.text.chars();
    let first = chars.next();
    word.text.len() >= 3 && matches!(first, Some('-' | '_' | '=' | '*')) && chars.all(|c| Some(c) == first)
}
