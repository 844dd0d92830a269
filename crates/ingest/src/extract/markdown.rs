//! Markdown (`CommonMark` with tables, footnotes and front matter): the text a reader sees, without marks.

use domain::text::Text;
use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::builder::Builder;
use super::decode::decode;
use super::html;
use crate::ReadError;

/// Returns the text of the file.
pub(crate) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let mut builder = Builder::default();
    append(&decode(bytes)?, &mut builder)?;
    builder.title_from_heading();
    Ok(builder.finish())
}

/// Appends the text of a Markdown document or of a cell of a notebook.
///
/// # Errors
/// `TooLarge` when the text outgrows its limit.
pub(crate) fn append(markdown: &str, builder: &mut Builder) -> Result<(), ReadError> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut writer = Writer {
        builder,
        inline: String::new(),
        list_depth: 0,
        items: Vec::new(),
        rows: Vec::new(),
        in_table: false,
        block: None,
    };
    for event in Parser::new_ext(markdown, options) {
        writer.event(event)?;
    }
    writer.flush();
    writer.end_list();
    writer.builder.check()
}

/// A block whose text is taken as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verbatim {
    Code,
    Html,
    Metadata,
}

struct Writer<'b> {
    builder: &'b mut Builder,
    /// Text that waits for the end of its block.
    inline: String,
    list_depth: usize,
    items: Vec<String>,
    rows: Vec<Vec<String>>,
    in_table: bool,
    block: Option<Verbatim>,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) -> Result<(), ReadError> {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag)?,
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline.push_str(&text);
            }
            // Pieces of an HTML block are parsed together at its end.
            Event::Html(html) => self.inline.push_str(&html),
            Event::InlineHtml(html) if html.starts_with("<br") => self.inline.push('\n'),
            Event::SoftBreak if self.block.is_none() => self.inline.push(' '),
            Event::SoftBreak | Event::HardBreak => self.inline.push('\n'),
            Event::Rule => self.flush(),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_) => self.flush(),
            Tag::CodeBlock(_) => self.verbatim(Verbatim::Code),
            Tag::HtmlBlock => self.verbatim(Verbatim::Html),
            Tag::MetadataBlock(_) => self.verbatim(Verbatim::Metadata),
            Tag::List(_) | Tag::DefinitionList => {
                self.flush();
                self.list_depth += 1;
            }
            Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => {
                self.flush();
                self.items.push(String::new());
            }
            Tag::Table(_) => {
                self.flush();
                self.end_list();
                self.in_table = true;
            }
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), ReadError> {
        match tag {
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.inline);
                self.end_list();
                self.builder.heading(rank(level), &text);
            }
            TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition => self.flush(),
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.end_verbatim()?,
            TagEnd::MetadataBlock(kind) => {
                let text = std::mem::take(&mut self.inline);
                self.block = None;
                if let Some(title) = title_of(&text, kind) {
                    self.builder.title(title);
                }
            }
            TagEnd::List(_) | TagEnd::DefinitionList => {
                self.flush();
                self.list_depth = self.list_depth.saturating_sub(1);
                if self.list_depth == 0 {
                    self.end_list();
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.inline);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                self.in_table = false;
                self.builder.table(&std::mem::take(&mut self.rows));
            }
            _ => {}
        }
        Ok(())
    }

    fn verbatim(&mut self, kind: Verbatim) {
        self.flush();
        self.block = Some(kind);
    }

    fn end_verbatim(&mut self) -> Result<(), ReadError> {
        let text = std::mem::take(&mut self.inline);
        let block = self.block.take();
        if block == Some(Verbatim::Html) && !text.contains(|c: char| c.is_alphanumeric()) {
            return Ok(());
        }
        self.end_list();
        if block == Some(Verbatim::Html) {
            return html::append(&text, self.builder);
        }
        self.builder.code(&text);
        Ok(())
    }

    /// Hands the collected text to the list item or the page.
    fn flush(&mut self) {
        if self.in_table {
            return;
        }
        let text = std::mem::take(&mut self.inline);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if self.list_depth == 0 {
            self.builder.paragraph(text);
            return;
        }
        match self.items.last_mut() {
            Some(item) => {
                if !item.is_empty() {
                    item.push(' ');
                }
                item.push_str(text);
            }
            None => self.items.push(text.to_owned()),
        }
    }

    fn end_list(&mut self) {
        let items = std::mem::take(&mut self.items);
        self.builder.list(&items);
    }
}

const fn rank(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// Returns the title that front matter states.
fn title_of(front_matter: &str, kind: MetadataBlockKind) -> Option<&str> {
    let sign = match kind {
        MetadataBlockKind::YamlStyle => ':',
        MetadataBlockKind::PlusesStyle => '=',
    };
    front_matter.lines().find_map(|line| {
        let (key, value) = line.split_once(sign)?;
        (key.trim() == "title").then(|| value.trim().trim_matches(['"', '\'']))
    })
}

#[cfg(test)]
mod tests;
