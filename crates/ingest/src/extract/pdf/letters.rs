//! What a glyph or a string of a PDF says, as plain letters. Knows nothing of positions.
//! Source: ISO 32000-2, 7.9.2 (text strings) and annex D.2 (`PDFDocEncoding`).

use unicode_normalization::UnicodeNormalization;

/// Appends the letters that a glyph stands for: presentation forms become letters, control characters go, any kind of
/// white space becomes one space.
pub(super) fn push_clean(text: &str, letters: &mut String) {
    for c in text.chars() {
        match c {
            // Soft hyphens in a drawn text are hyphens that one sees.
            '\u{ad}' => letters.push('-'),
            // Latin, Armenian, Hebrew and Arabic presentation forms.
            '\u{fb00}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => letters.extend(c.nfkc()),
            // Bullets of the Symbol and Wingdings fonts.
            '\u{f0b7}' => letters.push('•'),
            '\u{f0a7}' => letters.push('▪'),
            '\u{f0d8}' => letters.push('➢'),
            '\u{f0fc}' => letters.push('✓'),
            '\u{200b}' | '\u{feff}' | '\u{2060}' => {}
            _ if c.is_whitespace() => letters.push(' '),
            _ if c.is_control() => {}
            _ => letters.push(c),
        }
    }
}

/// Returns the text of a PDF string: UTF-16 or UTF-8 with a mark, otherwise `PDFDocEncoding`.
pub(super) fn decode(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return utf16(rest, u16::from_be_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    bytes.iter().map(|&byte| pdf_doc(byte)).collect()
}

/// Returns whether a character is written without spaces around it, so that each is a word of its own.
pub(super) const fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns whether a character is written from right to left.
pub(super) const fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

/// Returns whether a character says nothing: a font without meaning, or one of private use.
pub(super) const fn is_unreadable(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn pdf_doc(byte: u8) -> char {
    const FROM_18: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const FROM_80: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł',
        'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    match byte {
        0x18..=0x1f => FROM_18[usize::from(byte - 0x18)],
        0x80..=0xa0 => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        let mut letters = String::new();
        push_clean(text, &mut letters);
        letters
    }

    #[test]
    fn glyphs_become_letters() {
        assert_eq!(clean("\u{fb01}ne"), "fine");
        assert_eq!(clean("\u{fefb}"), "لا");
        assert_eq!(clean("a\u{a0}b\u{0}"), "a b");
        assert_eq!(clean("\u{f0b7}"), "•");
    }

    #[test]
    fn strings_are_decoded_by_their_mark() {
        assert_eq!(decode(b"\xfe\xff\x00A\x20\xac"), "A€");
        assert_eq!(decode(b"\xff\xfeA\x00"), "A");
        assert_eq!(decode("\u{feff}ü".as_bytes()), "ü");
        assert_eq!(decode(b"na\xefve \x80 \xa0"), "naïve • €");
        assert_eq!(decode(b"\xfe\xff\xd8\x00"), "\u{fffd}");
    }
}
