//! E-mails (RFC 5322, MIME): who wrote when about what, the body once, the names of attachments, messages inside.

use domain::text::Text;
use mail_parser::{Address, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::builder::Builder;
use super::decode::decode;
use super::{html, plain};
use crate::ReadError;

/// Messages inside messages that are read.
const NESTING: usize = 8;

/// Returns the text of the file; what has no header of a mail is read as plain text.
pub(crate) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let Some(message) = MessageParser::default().parse(bytes).filter(is_mail) else {
        return Ok(plain::plain_text(&decode(bytes)?));
    };
    let mut builder = Builder::default();
    if let Some(subject) = message.subject() {
        builder.title(subject);
    }
    append(&message, 0, &mut builder)?;
    builder.check()?;
    Ok(builder.finish())
}

fn is_mail(message: &Message<'_>) -> bool {
    message.from().is_some() || message.subject().is_some() || message.date().is_some() || message.parts.len() > 1
}

fn append(message: &Message<'_>, depth: usize, builder: &mut Builder) -> Result<(), ReadError> {
    if let Some(subject) = message.subject() {
        builder.heading(if depth == 0 { 1 } else { 2 }, subject);
    }
    let people = [
        ("From", message.from()),
        ("To", message.to()),
        ("Cc", message.cc()),
        ("Bcc", message.bcc()),
    ];
    let mut lines: Vec<String> = people
        .into_iter()
        .filter_map(|(name, address)| Some(format!("{name}: {}", people_line(address?))))
        .collect();
    if let Some(date) = message.header_raw("Date") {
        lines.push(format!("Date: {}", date.trim()));
    }
    builder.paragraph(&lines.join("\n"));
    body(message, builder)?;
    attachments(message, depth, builder)
}

/// Appends the body in the form that says more: plain text where there is some, else HTML.
fn body(message: &Message<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let before = builder.len();
    for part in parts(message, &message.text_body) {
        text_part(part, builder)?;
    }
    if builder.len() == before {
        for part in parts(message, &message.html_body) {
            text_part(part, builder)?;
        }
    }
    Ok(())
}

fn attachments(message: &Message<'_>, depth: usize, builder: &mut Builder) -> Result<(), ReadError> {
    let names: Vec<&str> = parts(message, &message.attachments)
        .filter_map(MimeHeaders::attachment_name)
        .collect();
    if !names.is_empty() {
        builder.paragraph(&format!("Attachments: {}", names.join(", ")));
    }
    for part in parts(message, &message.attachments) {
        match &part.body {
            PartType::Message(inner) if depth < NESTING => append(inner, depth + 1, builder)?,
            PartType::Text(_) | PartType::Html(_) => {
                builder.heading(2, part.attachment_name().unwrap_or_default());
                text_part(part, builder)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn text_part(part: &MessagePart<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    match &part.body {
        PartType::Text(text) => {
            builder.paragraphs(text);
            builder.check()
        }
        PartType::Html(markup) => html::append(markup, builder),
        _ => Ok(()),
    }
}

fn parts<'m>(message: &'m Message<'m>, ids: &'m [u32]) -> impl Iterator<Item = &'m MessagePart<'m>> {
    ids.iter().filter_map(|id| message.parts.get(*id as usize))
}

fn people_line(address: &Address<'_>) -> String {
    let people: Vec<String> = address
        .iter()
        .map(|person| match (person.name(), person.address()) {
            (Some(name), Some(address)) => format!("{name} <{address}>"),
            (name, address) => name.or(address).unwrap_or_default().to_owned(),
        })
        .filter(|person| !person.is_empty())
        .collect();
    people.join(", ")
}

#[cfg(test)]
mod tests;
