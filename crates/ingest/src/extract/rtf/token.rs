//! Bytes to groups, control words, control symbols and text.

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'b> {
    Begin,
    End,
    /// `\word` with its number.
    Word(&'b str, Option<i32>),
    /// `\` and a sign.
    Symbol(u8),
    /// `\'hh`.
    Hex(u8),
    Byte(u8),
}

/// The parts of a file in order; line breaks and binary data are left out.
pub(super) struct Tokens<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Tokens<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn take_while(&mut self, is_part: impl Fn(u8) -> bool) -> &'b str {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|byte| is_part(*byte)) {
            self.at += 1;
        }
        std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default()
    }

    fn control(&mut self) -> Option<Token<'b>> {
        let first = *self.bytes.get(self.at)?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digits = self
                .bytes
                .get(self.at..self.at + 2)
                .and_then(|hex| std::str::from_utf8(hex).ok());
            let Some(byte) = digits.and_then(|hex| u8::from_str_radix(hex, 16).ok()) else {
                return Some(Token::Byte(b'?'));
            };
            self.at += 2;
            return Some(Token::Hex(byte));
        }
        let word = self.take_while(|byte| byte.is_ascii_alphabetic());
        let is_negative = self.bytes.get(self.at) == Some(&b'-');
        let has_number = self
            .bytes
            .get(self.at + usize::from(is_negative))
            .is_some_and(u8::is_ascii_digit);
        let mut number = None;
        if has_number {
            self.at += usize::from(is_negative);
            let digits = self.take_while(|byte| byte.is_ascii_digit());
            let value: i32 = digits.parse().unwrap_or(i32::MAX);
            number = Some(if is_negative { -value } else { value });
        }
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        if word == "bin" {
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
        }
        Some(Token::Word(word, number))
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            match byte {
                b'{' => return Some(Token::Begin),
                b'}' => return Some(Token::End),
                b'\\' => return self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => return Some(Token::Byte(byte)),
            }
        }
    }
}
