//! Blocks, pages and words of a text as compact bytes: differences in LEB128, repeated coordinates left out. A word
//! of a PDF takes about 12 bytes this way and 90 as JSON. The text itself and its title stand in columns of their own.

use domain::span::Span;
use domain::text::{Block, BlockKind, Page, Text, Word};

use crate::error::StoreError;

/// First byte: how the rest is written.
const FORMAT: u8 = 1;
const SAME_PAGE: u8 = 1;
const SAME_TOP: u8 = 2;
const SAME_BOTTOM: u8 = 4;

/// Returns the bytes of everything but content, title and language.
pub(crate) fn encode(text: &Text) -> Vec<u8> {
    let mut out = Output(vec![FORMAT]);
    out.number(text.blocks.len() as u64);
    let mut at = 0;
    for block in &text.blocks {
        out.0.push(kind_code(block.kind));
        at = out.span(at, block.span);
    }
    out.number(text.pages.len() as u64);
    let mut at = 0;
    for page in &text.pages {
        out.number(u64::from(page.number));
        at = out.span(at, page.span);
        out.coordinate(page.width);
        out.coordinate(page.height);
        out.name(page.name.as_deref());
    }
    out.number(text.words.len() as u64);
    let mut last = NO_WORD;
    for word in &text.words {
        out.word(&last, word);
        last = *word;
    }
    out.0
}

/// Returns the text with everything but title and language.
///
/// # Errors
/// When the bytes are not from [`encode`].
pub(crate) fn decode(content: String, bytes: &[u8]) -> Result<Text, StoreError> {
    read(content, bytes).ok_or(StoreError::Row {
        what: "the layout of a text",
    })
}

const NO_WORD: Word = Word {
    span: Span { start: 0, end: 0 },
    page: 0,
    x0: 0.0,
    y0: 0.0,
    x1: 0.0,
    y1: 0.0,
};

fn read(content: String, bytes: &[u8]) -> Option<Text> {
    let mut input = Input(bytes);
    if input.byte()? != FORMAT {
        return None;
    }
    let mut text = Text {
        content,
        ..Text::default()
    };
    let mut at = 0;
    for _ in 0..input.number()? {
        let kind = kind_of(input.byte()?)?;
        let span = input.span(at)?;
        at = span.end;
        text.blocks.push(Block { kind, span });
    }
    let mut at = 0;
    for _ in 0..input.number()? {
        let number = input.small()?;
        let span = input.span(at)?;
        at = span.end;
        let (width, height) = (input.coordinate()?, input.coordinate()?);
        let Name(name) = input.name()?;
        text.pages.push(Page {
            number,
            span,
            width,
            height,
            name,
        });
    }
    let mut last = NO_WORD;
    for _ in 0..input.number()? {
        last = input.word(&last)?;
        text.words.push(last);
    }
    input.0.is_empty().then_some(text)
}

struct Output(Vec<u8>);

impl Output {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }

    /// Spans mostly go forwards; backwards ones are odd numbers.
    fn span(&mut self, at: u32, span: Span) -> u32 {
        let step = i64::from(span.start) - i64::from(at);
        self.number(step.unsigned_abs() << 1 | u64::from(step < 0));
        self.number(u64::from(span.end - span.start));
        span.end
    }

    fn coordinate(&mut self, coordinate: f32) {
        self.0.extend(coordinate.to_le_bytes());
    }

    fn name(&mut self, name: Option<&str>) {
        self.number(name.map_or(0, |name| name.len() as u64 + 1));
        self.0.extend(name.unwrap_or_default().as_bytes());
    }

    fn word(&mut self, last: &Word, word: &Word) {
        let same_page = word.page == last.page;
        let same_top = word.y0.to_bits() == last.y0.to_bits();
        let same_bottom = word.y1.to_bits() == last.y1.to_bits();
        let flag = |same, flag| if same { flag } else { 0 };
        self.0
            .push(flag(same_page, SAME_PAGE) | flag(same_top, SAME_TOP) | flag(same_bottom, SAME_BOTTOM));
        self.span(last.span.end, word.span);
        if !same_page {
            self.number(u64::from(word.page));
        }
        self.coordinate(word.x0);
        self.coordinate(word.x1);
        if !same_top {
            self.coordinate(word.y0);
        }
        if !same_bottom {
            self.coordinate(word.y1);
        }
    }
}

struct Input<'a>(&'a [u8]);

/// A page's name, if it has one.
struct Name(Option<String>);

impl Input<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn span(&mut self, at: u32) -> Option<Span> {
        let step = self.number()?;
        let distance = i64::try_from(step >> 1).ok()?;
        let start = i64::from(at) + if step & 1 == 1 { -distance } else { distance };
        let start = u32::try_from(start).ok()?;
        let end = start.checked_add(self.small()?)?;
        Some(Span { start, end })
    }

    fn coordinate(&mut self) -> Option<f32> {
        let (bytes, rest) = self.0.split_first_chunk::<4>()?;
        self.0 = rest;
        Some(f32::from_le_bytes(*bytes))
    }

    fn name(&mut self) -> Option<Name> {
        let Some(length) = self.number()?.checked_sub(1) else {
            return Some(Name(None));
        };
        let (name, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        String::from_utf8(name.to_vec()).ok().map(|name| Name(Some(name)))
    }

    fn word(&mut self, last: &Word) -> Option<Word> {
        let flags = self.byte()?;
        let span = self.span(last.span.end)?;
        let page = if flags & SAME_PAGE == 0 {
            self.small()?
        } else {
            last.page
        };
        let (x0, x1) = (self.coordinate()?, self.coordinate()?);
        let y0 = if flags & SAME_TOP == 0 {
            self.coordinate()?
        } else {
            last.y0
        };
        let y1 = if flags & SAME_BOTTOM == 0 {
            self.coordinate()?
        } else {
            last.y1
        };
        Some(Word {
            span,
            page,
            x0,
            y0,
            x1,
            y1,
        })
    }
}

const fn kind_code(kind: BlockKind) -> u8 {
    match kind {
        BlockKind::Paragraph => 0,
        BlockKind::List => 1,
        BlockKind::Table => 2,
        BlockKind::Code => 3,
        BlockKind::Heading(rank) => 16 + rank % 16,
    }
}

const fn kind_of(code: u8) -> Option<BlockKind> {
    Some(match code {
        0 => BlockKind::Paragraph,
        1 => BlockKind::List,
        2 => BlockKind::Table,
        3 => BlockKind::Code,
        16..32 => BlockKind::Heading(code - 16),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
