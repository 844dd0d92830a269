//! What parent and child say to each other over the pipes: little-endian lengths, then bytes. Each side checks the
//! lengths of the other before it makes room for them.

use std::io::{self, Read, Write};

use domain::document::ReadStatus;
use domain::span::Span;
use domain::text::{Text, Word};
use serde::{Deserialize, Serialize};

use crate::detect::Format;
use crate::extract::Extracted;

/// Bytes of an answer: text, as JSON, at its limit and half as much again.
const ANSWER_BYTES: u64 = 80_000_000;
/// Bytes of a page as a picture.
const PICTURE_BYTES: u64 = 64 << 20;
/// Bytes of the words of a recognised page.
const TABLE_BYTES: u64 = 16 << 20;
const WORD_BYTES: usize = 28;
/// Words of all pages.
const WORDS: u64 = 12_000_000;
/// Stands for "no table".
const NONE: u64 = u64::MAX;

/// What the child is to do, and within which limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) memory_bytes: u64,
    pub(super) cpu_seconds: u64,
    pub(super) recognises: bool,
    pub(super) name: String,
    pub(super) length: u64,
}

/// What the child says.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    /// Last of all: what the file holds.
    Read(Box<Extracted>),
    /// A page to be recognised, as PNG; a table of words is expected.
    Picture(Vec<u8>),
}

/// [`Extracted`] without its words, which follow in a shorter form.
#[derive(Serialize, Deserialize)]
struct Head {
    text: Text,
    status: ReadStatus,
    reason: Option<String>,
    media_type: String,
}

pub(super) fn write_order(to: &mut impl Write, order: &Order) -> io::Result<()> {
    let name = order.name.as_bytes();
    for number in [
        order.memory_bytes,
        order.cpu_seconds,
        u64::from(order.recognises),
        name.len() as u64,
        order.length,
    ] {
        to.write_all(&number.to_le_bytes())?;
    }
    to.write_all(name)
}

/// Returns the order; `limit` is told its numbers before anything else is read.
pub(super) fn read_order(from: &mut impl Read, limit: impl FnOnce(&Order)) -> io::Result<Order> {
    let mut order = Order {
        memory_bytes: number(from)?,
        cpu_seconds: number(from)?,
        recognises: number(from)? != 0,
        name: String::new(),
        length: 0,
    };
    limit(&order);
    let name_length = number(from)?;
    order.length = number(from)?;
    order.name = String::from_utf8_lossy(&bytes(from, name_length, 1 << 16)?).into_owned();
    Ok(order)
}

pub(super) fn write_extracted(to: &mut impl Write, mut extracted: Extracted) -> io::Result<()> {
    let words = std::mem::take(&mut extracted.text.words);
    let head = Head {
        text: extracted.text,
        status: extracted.status,
        reason: extracted.reason,
        media_type: extracted.media_type.to_owned(),
    };
    let head = serde_json::to_vec(&head)?;
    to.write_all(b"R")?;
    to.write_all(&(head.len() as u64).to_le_bytes())?;
    to.write_all(&head)?;
    to.write_all(&(words.len() as u64).to_le_bytes())?;
    for word in words {
        for number in [word.span.start, word.span.end, word.page] {
            to.write_all(&number.to_le_bytes())?;
        }
        for edge in [word.x0, word.y0, word.x1, word.y1] {
            to.write_all(&edge.to_le_bytes())?;
        }
    }
    to.flush()
}

pub(super) fn write_picture(to: &mut impl Write, png: &[u8]) -> io::Result<()> {
    to.write_all(b"P")?;
    to.write_all(&(png.len() as u64).to_le_bytes())?;
    to.write_all(png)?;
    to.flush()
}

pub(super) fn read_answer(from: &mut impl Read) -> io::Result<Answer> {
    let mut kind = [0_u8];
    from.read_exact(&mut kind)?;
    let length = number(from)?;
    match kind[0] {
        b'P' => bytes(from, length, PICTURE_BYTES).map(Answer::Picture),
        b'R' => {
            let head: Head = serde_json::from_slice(&bytes(from, length, ANSWER_BYTES)?)?;
            let mut text = head.text;
            let blocks = text.blocks.iter().map(|block| block.span);
            let mut spans = blocks.chain(text.pages.iter().map(|page| page.span));
            // A child that was taken over may say anything.
            if spans.any(|span| span.of(&text.content).is_none()) {
                return Err(io::ErrorKind::InvalidData.into());
            }
            text.words = words(from, &text.content)?;
            Ok(Answer::Read(Box::new(Extracted {
                text,
                status: head.status,
                reason: head.reason,
                media_type: Format::ALL
                    .iter()
                    .map(|format| format.media_type())
                    .find(|media_type| *media_type == head.media_type)
                    .unwrap_or("application/octet-stream"),
            })))
        }
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

pub(super) fn write_table(to: &mut impl Write, table: Option<&str>) -> io::Result<()> {
    let length = table.map_or(NONE, |table| table.len() as u64);
    to.write_all(&length.to_le_bytes())?;
    to.write_all(table.unwrap_or_default().as_bytes())?;
    to.flush()
}

pub(super) fn read_table(from: &mut impl Read) -> io::Result<Option<String>> {
    match number(from)? {
        NONE => Ok(None),
        length => Ok(Some(
            String::from_utf8_lossy(&bytes(from, length, TABLE_BYTES)?).into_owned(),
        )),
    }
}

fn words(from: &mut impl Read, content: &str) -> io::Result<Vec<Word>> {
    let count = number(from)?;
    if count > WORDS {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut words = Vec::new();
    let mut record = [0_u8; WORD_BYTES];
    for _ in 0..count {
        from.read_exact(&mut record)?;
        let part = |at: usize| {
            [
                record[4 * at],
                record[4 * at + 1],
                record[4 * at + 2],
                record[4 * at + 3],
            ]
        };
        let whole = |at| u32::from_le_bytes(part(at));
        let edge = |at| f32::from_le_bytes(part(at));
        let span = Span {
            start: whole(0),
            end: whole(1),
        };
        if span.of(content).is_none() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        words.push(Word {
            span,
            page: whole(2),
            x0: edge(3),
            y0: edge(4),
            x1: edge(5),
            y1: edge(6),
        });
    }
    Ok(words)
}

fn number(from: &mut impl Read) -> io::Result<u64> {
    let mut eight = [0_u8; 8];
    from.read_exact(&mut eight)?;
    Ok(u64::from_le_bytes(eight))
}

/// Returns that many bytes, growing with what really comes.
pub(super) fn bytes(from: &mut impl Read, length: u64, limit: u64) -> io::Result<Vec<u8>> {
    if length > limit {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}
