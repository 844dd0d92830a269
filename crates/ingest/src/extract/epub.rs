//! EPUB 2 and 3: the chapters of the spine in order, each read as HTML.
//!
//! Source: W3C EPUB 3.3; OCF 3.3 for the container.

use std::collections::HashMap;

use domain::text::Text;

use super::builder::Builder;
use super::html;
use super::package::Package;
use super::package::relations::resolve;
use super::package::xml::{Node, Xml};
use crate::{ReadError, Refused};

/// Algorithms that only disguise fonts; the text stays readable.
const FONT_ALGORITHMS: [&str; 2] = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

/// Returns the text of the file.
pub(crate) fn read(bytes: &[u8]) -> Result<Text, ReadError> {
    let mut package = Package::open(bytes)?;
    let encrypted = encrypted_parts(&mut package)?;
    let Some(name) = package_document(&mut package)? else {
        return Err(no_book());
    };
    let Some(text) = package.xml(&name)? else {
        return Err(no_book());
    };
    let book = Book::read(&text, &name)?;
    let mut builder = Builder::default();
    if let Some(title) = &book.title {
        builder.title(title);
    }
    for chapter in &book.chapters {
        if encrypted.contains(chapter) {
            return Err(ReadError::new(
                Refused::Encrypted,
                "The book is copy-protected; upload a copy without protection",
            ));
        }
        if let Some(html) = package.xml(chapter)? {
            html::append(&html, &mut builder)?;
            builder.check()?;
        }
    }
    Ok(builder.finish())
}

/// A book as its package document describes it.
#[derive(Debug, Default)]
struct Book {
    title: Option<String>,
    /// Parts of the spine in reading order.
    chapters: Vec<String>,
}

impl Book {
    fn read(text: &str, name: &str) -> Result<Self, ReadError> {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut xml = Xml::passing_doctype(text);
        let mut book = Self::default();
        let mut items: HashMap<String, String> = HashMap::new();
        loop {
            match xml.next()? {
                Node::Start(element) => match element.name() {
                    "title" if book.title.is_none() => {
                        let title = xml.text()?;
                        book.title = Some(title.trim().to_owned()).filter(|title| !title.is_empty());
                    }
                    "item" => {
                        if let (Some(id), Some(href)) = (element.attribute("id"), element.attribute("href")) {
                            let path = href.split(['#', '?']).next().unwrap_or_default();
                            items.insert(id, resolve(folder, &percent_decoded(path)));
                        }
                    }
                    "itemref" => {
                        let part = element.attribute("idref").and_then(|id| items.get(&id));
                        book.chapters.extend(part.cloned());
                    }
                    _ => {}
                },
                Node::Eof => return Ok(book),
                Node::End | Node::Text(_) => {}
            }
        }
    }
}

/// Returns the name of the package document that the container names.
fn package_document(package: &mut Package) -> Result<Option<String>, ReadError> {
    let Some(container) = package.xml("META-INF/container.xml")? else {
        return Ok(None);
    };
    let root = Xml::passing_doctype(&container).find("rootfile")?;
    Ok(root
        .and_then(|root| root.attribute("full-path"))
        .map(|path| resolve("", &path)))
}

/// Returns the parts that are encrypted, but for disguised fonts.
fn encrypted_parts(package: &mut Package) -> Result<Vec<String>, ReadError> {
    let Some(text) = package.xml("META-INF/encryption.xml")? else {
        return Ok(Vec::new());
    };
    let mut xml = Xml::passing_doctype(&text);
    let mut parts = Vec::new();
    let mut algorithm = String::new();
    loop {
        match xml.next()? {
            Node::Start(element) => match element.name() {
                "EncryptedData" => algorithm.clear(),
                "EncryptionMethod" => algorithm = element.attribute("Algorithm").unwrap_or_default(),
                "CipherReference" if !FONT_ALGORITHMS.contains(&algorithm.as_str()) => {
                    let part = element.attribute("URI").unwrap_or_default();
                    parts.push(resolve("", &percent_decoded(&part)));
                }
                _ => {}
            },
            Node::Eof => return Ok(parts),
            Node::End | Node::Text(_) => {}
        }
    }
}

/// Returns the path with `%20` and the like as what they stand for.
fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let decoded = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        if let (b'%', Some(byte)) = (first, decoded) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn no_book() -> ReadError {
    ReadError::damaged("The file holds no book; save it again as EPUB with its program")
}

#[cfg(test)]
mod tests;
