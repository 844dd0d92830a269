//! What holds at a place of the file: where its text goes, in which encoding, as what kind of paragraph.

use std::collections::HashMap;

use encoding_rs::Encoding;

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Destination {
    #[default]
    Body,
    Footnote,
    /// The number or bullet of a list item.
    ListText,
    FontTable,
    StyleSheet,
    /// Properties of the document, nothing of which is text.
    Information,
    Title,
    Skipped,
}

impl Destination {
    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::Body | Self::Footnote | Self::ListText | Self::Title)
    }
}

/// What a group inherits from the one around it.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) destination: Destination,
    pub(super) font: Option<i32>,
    /// Characters that follow each Unicode escape for old readers (`\uc`).
    pub(super) skipped: usize,
    pub(super) is_hidden: bool,
    pub(super) paragraph: Paragraph,
}

impl Default for State {
    fn default() -> Self {
        Self {
            destination: Destination::Body,
            font: None,
            skipped: 1,
            is_hidden: false,
            paragraph: Paragraph::default(),
        }
    }
}

/// Properties of a paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Paragraph {
    pub(super) is_in_table: bool,
    pub(super) is_item: bool,
    pub(super) style: Option<i32>,
    pub(super) outline: Option<i32>,
}

/// The encodings of fonts.
pub(super) struct Fonts {
    default: &'static Encoding,
    pub(super) default_font: i32,
    current: i32,
    encodings: HashMap<i32, &'static Encoding>,
}

impl Fonts {
    pub(super) fn new(default: &'static Encoding) -> Self {
        Self {
            default,
            default_font: 0,
            current: 0,
            encodings: HashMap::new(),
        }
    }

    pub(super) fn set_default(&mut self, encoding: Option<&'static Encoding>) {
        self.default = encoding.unwrap_or(self.default);
    }

    pub(super) fn begin(&mut self, number: i32) {
        self.current = number;
    }

    pub(super) fn charset(&mut self, charset: i32) {
        // Character sets of Windows, RTF specification, "Font Table".
        let page = match charset {
            77 => 10_000,
            128 => 932,
            129 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            _ => return,
        };
        self.code_page(page);
    }

    pub(super) fn code_page(&mut self, page: i32) {
        if let Some(encoding) = code_page(page) {
            self.encodings.insert(self.current, encoding);
        }
    }

    pub(super) fn encoding(&self, font: Option<i32>) -> &'static Encoding {
        let font = font.unwrap_or(self.default_font);
        self.encodings.get(&font).copied().unwrap_or(self.default)
    }
}

/// Returns the encoding of a Windows code page.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The ranks of paragraph styles, by their names or outline levels.
#[derive(Default)]
pub(super) struct Styles {
    current: i32,
    names: HashMap<i32, String>,
    outlines: HashMap<i32, i32>,
}

impl Styles {
    pub(super) fn begin(&mut self, number: i32) {
        self.current = number;
    }

    pub(super) fn outline(&mut self, level: i32) {
        self.outlines.insert(self.current, level);
    }

    pub(super) fn name(&mut self, text: &str) {
        let name = self.names.entry(self.current).or_default();
        if name.len() < 64 && !name.contains(';') {
            name.push_str(text);
        }
    }

    /// Returns the rank of a heading, or `None` for other paragraphs.
    pub(super) fn rank(&self, paragraph: &Paragraph) -> Option<u8> {
        let style = paragraph.style.unwrap_or(0);
        let outline = paragraph.outline.or_else(|| self.outlines.get(&style).copied());
        if let Some(level) = outline.filter(|level| (0..9).contains(level)) {
            return u8::try_from(level + 1).ok();
        }
        let name = self.names.get(&style)?.to_lowercase();
        let name = name.split(';').next().unwrap_or_default().trim();
        if name == "title" {
            return Some(1);
        }
        name.strip_prefix("heading ")?.trim().parse().ok()
    }
}

/// Returns where a group's text goes after this word, when the word says so.
pub(super) fn destination(word: &str, is_optional: bool, now: Destination) -> Option<Destination> {
    // Nothing inside a skipped group is text again.
    if now == Destination::Skipped {
        return None;
    }
    // The text of shapes is in a destination that old readers skip.
    if matches!(word, "shpinst" | "shptxt") {
        return None;
    }
    Some(match word {
        "fonttbl" => Destination::FontTable,
        "stylesheet" => Destination::StyleSheet,
        "info" => Destination::Information,
        "title" if now == Destination::Information => Destination::Title,
        "footnote" => Destination::Footnote,
        "listtext" | "pntext" => Destination::ListText,
        "colortbl" | "pict" | "objdata" | "filetbl" | "revtbl" | "nonesttables" | "fldinst" | "shprslt" | "sn"
        | "sv" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" | "tc"
        | "xe" | "annotation" | "atnid" | "atnauthor" | "ftnsep" | "ftnsepc" | "aftnsep" | "listtable" | "private" => {
            Destination::Skipped
        }
        _ if is_optional => Destination::Skipped,
        _ => return None,
    })
}

/// Returns the sign that a word stands for.
pub(super) fn sign(word: &str) -> Option<&'static str> {
    Some(match word {
        "emdash" => "\u{2014}",
        "endash" => "\u{2013}",
        "lquote" => "\u{2018}",
        "rquote" => "\u{2019}",
        "ldblquote" => "\u{201c}",
        "rdblquote" => "\u{201d}",
        "bullet" => "\u{2022}",
        "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}
