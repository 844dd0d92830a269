//! Rich Text Format 1.9.1 (Microsoft): groups, code pages, Unicode escapes, tables, headings, footnotes.

mod output;
mod state;
mod token;

use domain::text::Text;
use encoding_rs::{Encoding, WINDOWS_1252};

use super::builder::Builder;
use crate::ReadError;
use output::Output;
use state::{Destination, Fonts, State, Styles};
use token::{Token, Tokens};

/// Groups in groups that are followed: real files have a dozen.
const NESTING: usize = 1_000;

/// Returns the text of the file.
pub(crate) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let mut reader = Reader::default();
    for token in Tokens::new(bytes) {
        reader.token(token)?;
        reader.output.builder.check()?;
    }
    reader.flush_bytes();
    reader.output.finish()
}

struct Reader {
    state: State,
    outer: Vec<State>,
    fonts: Fonts,
    styles: Styles,
    output: Output,
    /// Bytes that wait to be decoded together: characters of East Asian code pages have two.
    bytes: Vec<u8>,
    /// First half of a character outside of the basic plane.
    high_surrogate: Option<u16>,
    /// Characters that still stand in for the last Unicode escape.
    to_skip: usize,
    /// `\*` was just read: the next word names a destination that old readers skip.
    is_optional: bool,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            state: State::default(),
            outer: Vec::new(),
            fonts: Fonts::new(WINDOWS_1252),
            styles: Styles::default(),
            output: Output::new(Builder::default()),
            bytes: Vec::new(),
            high_surrogate: None,
            to_skip: 0,
            is_optional: false,
        }
    }
}

impl Reader {
    fn token(&mut self, token: Token<'_>) -> Result<(), ReadError> {
        if !matches!(token, Token::Byte(_) | Token::Hex(_)) {
            self.flush_bytes();
        }
        match token {
            Token::Begin => {
                self.to_skip = 0;
                if self.outer.len() >= NESTING {
                    return Err(ReadError::damaged(
                        "The file is damaged: its groups are nested too deeply",
                    ));
                }
                self.outer.push(self.state.clone());
            }
            Token::End => {
                self.to_skip = 0;
                self.is_optional = false;
                self.end_group();
            }
            Token::Byte(byte) | Token::Hex(byte) => {
                if self.to_skip > 0 {
                    self.to_skip -= 1;
                } else {
                    self.bytes.push(byte);
                }
            }
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Word(word, parameter) => {
                let is_optional = std::mem::take(&mut self.is_optional);
                self.word(word, parameter, is_optional);
            }
        }
        Ok(())
    }

    fn end_group(&mut self) {
        let Some(outer) = self.outer.pop() else { return };
        let inner = std::mem::replace(&mut self.state, outer);
        if inner.destination == self.state.destination {
            return;
        }
        match inner.destination {
            Destination::Footnote => self.output.end_footnote(),
            Destination::ListText => self.output.end_marker(),
            Destination::Title => self.output.end_title(),
            _ => {}
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.is_optional = true,
            b'~' => self.text("\u{a0}"),
            b'_' => self.text("-"),
            b'{' | b'}' | b'\\' => self.text(char::from(symbol).encode_utf8(&mut [0; 4])),
            b'\n' | b'\r' => self.word("par", None, false),
            _ => {}
        }
    }

    fn word(&mut self, word: &str, parameter: Option<i32>, is_optional: bool) {
        if word == "u" {
            self.unicode(parameter.unwrap_or(0));
            return;
        }
        if let Some(destination) = state::destination(word, is_optional, self.state.destination) {
            self.state.destination = destination;
        }
        let number = parameter.unwrap_or(0);
        match (self.state.destination, word) {
            (Destination::FontTable, "f") => self.fonts.begin(number),
            (Destination::FontTable, "fcharset") => self.fonts.charset(number),
            (Destination::FontTable, "cpg") => self.fonts.code_page(number),
            (Destination::StyleSheet, "s") => self.styles.begin(number),
            (Destination::StyleSheet, "outlinelevel") => self.styles.outline(number),
            (_, "ansicpg") => self.fonts.set_default(state::code_page(number)),
            (_, "mac") => self.fonts.set_default(Some(encoding_rs::MACINTOSH)),
            (_, "uc") => self.state.skipped = usize::try_from(number).unwrap_or(1).min(16),
            (_, "f") => self.state.font = Some(number),
            (_, "deff") => self.fonts.default_font = number,
            (_, "v" | "deleted") => self.state.is_hidden = parameter != Some(0),
            (_, "plain") => {
                self.state.is_hidden = false;
                self.state.font = None;
            }
            _ if self.state.destination.is_text() => self.layout(word, number),
            _ => {}
        }
    }

    /// Words that shape the text itself.
    fn layout(&mut self, word: &str, number: i32) {
        let is_body = self.state.destination == Destination::Body;
        match word {
            "pard" => self.state.paragraph = state::Paragraph::default(),
            "intbl" => self.state.paragraph.is_in_table = true,
            "s" => self.state.paragraph.style = Some(number),
            "outlinelevel" => self.state.paragraph.outline = Some(number),
            "ls" => self.state.paragraph.is_item = true,
            "par" | "sect" | "page" if is_body => {
                let rank = self.styles.rank(&self.state.paragraph);
                self.output.end_paragraph(&self.state.paragraph, rank);
            }
            "cell" | "nestcell" => self.output.end_cell(word == "nestcell"),
            "row" => self.output.end_row(),
            "par" | "line" | "softline" => self.text("\n"),
            "tab" => self.text("\t"),
            _ => {
                if let Some(sign) = state::sign(word) {
                    self.text(sign);
                }
            }
        }
    }

    fn unicode(&mut self, number: i32) {
        // Numbers above 32767 are written as negative ones.
        let unit = u16::try_from(number.rem_euclid(0x1_0000)).unwrap_or(0xFFFD);
        let units: &[u16] = match self.high_surrogate.take() {
            Some(high) => &[high, unit],
            None => &[unit],
        };
        if units.len() == 1 && (0xD800..0xDC00).contains(&unit) {
            self.high_surrogate = Some(unit);
        } else {
            let text = String::from_utf16_lossy(units);
            self.text(&text);
        }
        self.to_skip = self.state.skipped;
    }

    fn flush_bytes(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding: &'static Encoding = self.fonts.encoding(self.state.font);
        let text = encoding.decode_without_bom_handling(&bytes).0.into_owned();
        self.text(&text);
    }

    fn text(&mut self, text: &str) {
        match self.state.destination {
            Destination::StyleSheet => self.styles.name(text),
            _ if self.state.is_hidden => {}
            destination => self.output.text(destination, text),
        }
    }
}

#[cfg(test)]
mod tests;
