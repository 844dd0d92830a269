//! Walks the tree of a page, without recursion, and appends its blocks.

use domain::limits;
use html5ever::Attribute;
use markup5ever_rcdom::{Handle, NodeData};

use super::super::builder::Builder;
use crate::ReadError;

/// Text of a cell beyond which a table is taken for page layout.
const CELL_BYTES: usize = 3_000;
/// Columns that one cell may span.
const SPAN_COLUMNS: usize = 50;

/// Returns the page's title after its visible text was appended.
///
/// # Errors
/// `TooLarge` when the text outgrows its limit.
pub(super) fn walk(document: &Handle, builder: &mut Builder) -> Result<Option<String>, ReadError> {
    let mut walker = Walker::new(builder);
    let mut steps = vec![Step::Enter(document.clone())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node) => {
                if let Some(leave) = walker.enter(&node) {
                    steps.push(Step::Leave(leave));
                    steps.extend(node.children.borrow().iter().rev().cloned().map(Step::Enter));
                }
            }
            Step::Leave(kind) => walker.leave(kind),
        }
        if walker.builder.len() > limits::TEXT_BYTES {
            break;
        }
    }
    walker.flush();
    walker.end_list();
    walker.builder.check()?;
    Ok(walker.title)
}

enum Step {
    Enter(Handle),
    Leave(Kind),
}

/// What an element means for the text around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hidden,
    Inline,
    Block,
    Title,
    Heading(u8),
    Preformatted,
    List,
    Item,
    Table,
    Row,
    Cell { columns: usize },
    LineBreak,
}

struct Walker<'b> {
    builder: &'b mut Builder,
    title: Option<String>,
    /// Text that waits for the end of its block.
    inline: String,
    preformatted: usize,
    list_depth: usize,
    items: Vec<String>,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    cell: String,
}

impl<'b> Walker<'b> {
    fn new(builder: &'b mut Builder) -> Self {
        Self {
            builder,
            title: None,
            inline: String::new(),
            preformatted: 0,
            list_depth: 0,
            items: Vec::new(),
            table: None,
        }
    }

    /// Returns what to do after the children, or `None` when they are to be skipped.
    fn enter(&mut self, node: &Handle) -> Option<Kind> {
        match &node.data {
            NodeData::Document => Some(Kind::Block),
            NodeData::Text { contents } => {
                self.text(&contents.borrow());
                None
            }
            NodeData::Element { name, attrs, .. } => {
                let kind = kind_of(&name.local, &attrs.borrow());
                self.begin(kind, node)
            }
            _ => None,
        }
    }

    fn begin(&mut self, kind: Kind, node: &Handle) -> Option<Kind> {
        match kind {
            Kind::Hidden => return None,
            Kind::Inline => return Some(kind),
            Kind::LineBreak => {
                self.inline.push('\n');
                return None;
            }
            _ => self.flush(),
        }
        match kind {
            Kind::Preformatted => self.preformatted += 1,
            Kind::List => self.list_depth += 1,
            Kind::Item if self.table.is_none() && self.list_depth > 0 => self.items.push(String::new()),
            Kind::Table if self.table.is_some() || is_layout(node) => return Some(Kind::Block),
            Kind::Table => {
                self.end_list();
                self.table = Some(Table::default());
            }
            Kind::Row => self.caption(),
            _ => {}
        }
        Some(kind)
    }

    fn leave(&mut self, kind: Kind) {
        match kind {
            Kind::Inline | Kind::Hidden | Kind::LineBreak => {}
            Kind::Title => {
                let title = std::mem::take(&mut self.inline);
                self.title.get_or_insert(title);
            }
            Kind::Heading(rank) if self.table.is_none() => {
                let text = std::mem::take(&mut self.inline);
                self.end_list();
                self.builder.heading(rank, &text);
            }
            Kind::Block | Kind::Item | Kind::Heading(_) => self.flush(),
            Kind::Preformatted => self.end_preformatted(),
            Kind::List => {
                self.flush();
                self.list_depth = self.list_depth.saturating_sub(1);
                if self.list_depth == 0 {
                    self.end_list();
                }
            }
            Kind::Table => {
                self.flush();
                if let Some(mut table) = self.table.take() {
                    table.end_row();
                    self.builder.table(&table.rows);
                }
            }
            Kind::Row => {
                self.flush();
                if let Some(table) = &mut self.table {
                    table.end_row();
                }
            }
            Kind::Cell { columns } => {
                self.flush();
                if let Some(table) = &mut self.table {
                    table.row.push(std::mem::take(&mut table.cell));
                    // The columns of the rows below stay under their header.
                    table.row.extend(std::iter::repeat_n(String::new(), columns - 1));
                }
            }
        }
    }

    /// Collects text; runs of white space are one space, as browsers show them.
    fn text(&mut self, text: &str) {
        if self.preformatted > 0 {
            self.inline.push_str(text);
            return;
        }
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                self.inline.push(c);
            } else if !self.inline.is_empty() && !self.inline.ends_with([' ', '\n']) {
                self.inline.push(' ');
            }
        }
    }

    /// Hands the collected text to the cell, the list item or the page.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.inline);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if let Some(table) = &mut self.table {
            join(&mut table.cell, text);
        } else if self.list_depth == 0 {
            self.builder.paragraph(text);
        } else if let Some(item) = self.items.last_mut() {
            join(item, text);
        } else {
            self.items.push(text.to_owned());
        }
    }

    /// Puts what stands in a table before its rows, such as a caption, before the table.
    fn caption(&mut self) {
        if let Some(table) = &mut self.table
            && table.row.is_empty()
            && !table.cell.is_empty()
        {
            let caption = std::mem::take(&mut table.cell);
            if table.rows.is_empty() {
                self.builder.paragraph(&caption);
            } else {
                table.rows.push(vec![caption]);
            }
        }
    }

    fn end_list(&mut self) {
        let items = std::mem::take(&mut self.items);
        self.builder.list(&items);
    }

    fn end_preformatted(&mut self) {
        self.preformatted = self.preformatted.saturating_sub(1);
        if self.table.is_some() || self.preformatted > 0 {
            self.flush();
            return;
        }
        let text = std::mem::take(&mut self.inline);
        self.end_list();
        self.builder.code(&text);
    }
}

impl Table {
    fn end_row(&mut self) {
        if !self.cell.is_empty() {
            self.row.push(std::mem::take(&mut self.cell));
        }
        if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
        }
    }
}

fn join(before: &mut String, text: &str) {
    if !before.is_empty() {
        before.push(' ');
    }
    before.push_str(text);
}

fn kind_of(name: &str, attributes: &[Attribute]) -> Kind {
    if is_hidden(attributes) {
        return Kind::Hidden;
    }
    match name {
        "script" | "style" | "template" | "noscript" | "svg" | "iframe" | "object" | "canvas" | "audio" | "video"
        | "select" | "datalist" | "annotation" | "annotation-xml" | "rp" | "noframes" | "link" | "meta" => Kind::Hidden,
        "dialog" if !attributes.iter().any(|attribute| &*attribute.name.local == "open") => Kind::Hidden,
        "title" => Kind::Title,
        "h1" => Kind::Heading(1),
        "h2" => Kind::Heading(2),
        "h3" => Kind::Heading(3),
        "h4" => Kind::Heading(4),
        "h5" => Kind::Heading(5),
        "h6" => Kind::Heading(6),
        "pre" | "listing" | "xmp" | "plaintext" | "textarea" => Kind::Preformatted,
        "ul" | "ol" | "dl" | "menu" | "dir" => Kind::List,
        "li" | "dt" | "dd" => Kind::Item,
        "table" => Kind::Table,
        "tr" => Kind::Row,
        "td" | "th" => Kind::Cell {
            columns: columns(attributes),
        },
        "br" => Kind::LineBreak,
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "nav" | "aside" | "blockquote"
        | "figure" | "figcaption" | "address" | "details" | "summary" | "form" | "fieldset" | "legend" | "center"
        | "hr" | "body" | "html" | "head" | "caption" | "thead" | "tbody" | "tfoot" | "hgroup" | "search"
        | "option" | "optgroup" | "button" | "dialog" => Kind::Block,
        _ => Kind::Inline,
    }
}

fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &*attribute.name.local {
        "hidden" => true,
        "style" => {
            let style: String = attribute.value.chars().filter(|c| !c.is_whitespace()).collect();
            let style = style.to_ascii_lowercase();
            style.split(';').any(|rule| {
                matches!(
                    rule,
                    "display:none"
                        | "visibility:hidden"
                        | "opacity:0"
                        | "font-size:0"
                        | "font-size:0px"
                        | "font-size:0pt"
                        | "font-size:1px"
                        | "font-size:1pt"
                )
            })
        }
        _ => false,
    })
}

fn columns(attributes: &[Attribute]) -> usize {
    let span = attributes.iter().find(|attribute| &*attribute.name.local == "colspan");
    let columns = span.and_then(|attribute| attribute.value.trim().parse().ok());
    columns.unwrap_or(1_usize).clamp(1, SPAN_COLUMNS)
}

/// Returns whether a table places parts of a page rather than data: it holds another table, a heading, a very long
/// cell, or a single cell. Stops at the first sign, so that nested tables cost one look each.
fn is_layout(table: &Handle) -> bool {
    let mut waiting: Vec<Handle> = table.children.borrow().clone();
    let (mut cells, mut cell_bytes) = (0_usize, 0_usize);
    waiting.reverse();
    while let Some(node) = waiting.pop() {
        match &node.data {
            NodeData::Text { contents } => cell_bytes += contents.borrow().trim().len(),
            NodeData::Element { name, .. } => match &*name.local {
                "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => return true,
                "script" | "style" => continue,
                "td" | "th" => {
                    cells += 1;
                    cell_bytes = 0;
                }
                _ => {}
            },
            _ => {}
        }
        if cell_bytes > CELL_BYTES {
            return true;
        }
        waiting.extend(node.children.borrow().iter().rev().cloned());
    }
    cells <= 1
}
