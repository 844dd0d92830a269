//! Zip containers of office formats, read within limits: entries, unpacked bytes and their ratio to the packed ones are
//! counted while reading, never believed. Knows nothing of what the parts mean.
//!
//! Sources: PKWARE APPNOTE 6.3.10; ECMA-376 part 2 (Open Packaging Conventions).

pub(crate) mod drawing;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod piece;
pub(crate) mod relations;
pub(crate) mod xml;

use std::collections::HashMap;
use std::io::{Cursor, Read};

use domain::limits;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::{ReadError, Refused};

/// Below this many unpacked bytes the ratio does not matter: a small file of blanks is no bomb.
const RATIO_FREE_BYTES: u64 = 16 << 20;
/// Signature of the record that ends a zip, and of its 64-bit sibling (APPNOTE 4.3.16, 4.3.14).
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const END64_SIGNATURE: &[u8] = b"PK\x06\x06";

/// An open container. Names are looked up without case and with either slash, as office programs do.
#[derive(Debug)]
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    names: HashMap<String, usize>,
    packed: u64,
    unpacked: u64,
}

impl<'a> Package<'a> {
    /// Returns the container.
    ///
    /// # Errors
    /// `Damaged` when the bytes are no complete zip, `TooLarge` for too many entries.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        if declared_entries(bytes).is_some_and(|count| count > limits::ARCHIVE_ENTRIES as u64) {
            return Err(too_many_entries());
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
        if archive.len() > limits::ARCHIVE_ENTRIES {
            return Err(too_many_entries());
        }
        let names = (0..archive.len())
            .filter_map(|index| Some((key(&archive.name_for_index(index)?.ok()?), index)))
            .collect();
        Ok(Self {
            archive,
            names,
            packed: bytes.len() as u64,
            unpacked: 0,
        })
    }

    /// Returns whether there is a part of that name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// Returns the names of the entries as they are looked up, in lower case.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.names.keys().cloned()
    }

    /// Returns the bytes of a part, or `None` when there is none of that name.
    ///
    /// # Errors
    /// `Encrypted`, `Damaged` or `TooLarge`.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(&index) = self.names.get(&key(name)) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        self.unpack(index, |piece| bytes.extend_from_slice(piece))?;
        Ok(Some(bytes))
    }

    /// Returns the text of an XML part, or `None` when there is none of that name.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(crate) fn xml(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        Ok(self.part(name)?.map(xml::decode))
    }

    /// Returns `Ok` when all entries together unpack within the limits: for readers that unpack by themselves.
    ///
    /// # Errors
    /// As [`Package::part`].
    pub(crate) fn verify(&mut self) -> Result<(), ReadError> {
        for index in 0..self.archive.len() {
            self.unpack(index, |_| ())?;
        }
        Ok(())
    }

    fn unpack(&mut self, index: usize, mut take: impl FnMut(&[u8])) -> Result<(), ReadError> {
        let mut entry = self.archive.by_index(index).map_err(|error| refusal(&error))?;
        let mut buffer = vec![0; 64 << 10];
        loop {
            let length = entry.read(&mut buffer).map_err(|_| damaged())?;
            if length == 0 {
                return Ok(());
            }
            self.unpacked += length as u64;
            if self.unpacked > limits::UNPACKED_BYTES {
                return Err(ReadError::too_large(
                    "The file unpacks to more than 200 MB; split it into smaller files",
                ));
            }
            if self.unpacked > RATIO_FREE_BYTES.max(self.packed.saturating_mul(limits::UNPACK_RATIO)) {
                return Err(ReadError::too_large(
                    "The file unpacks to more than 200 times its size, as no real document does; save it again with \
                     its program",
                ));
            }
            take(&buffer[..length]);
        }
    }
}

/// Returns the name by which a part is found: lower case, forward slashes, no leading slash.
fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// Returns the number of entries that the end record states, so that an absurd directory is refused before it is read.
fn declared_entries(bytes: &[u8]) -> Option<u64> {
    let tail = bytes.len().saturating_sub((1 << 16) + 22);
    let end = tail + rfind(&bytes[tail..], END_SIGNATURE)?;
    let count = u16::from_le_bytes(bytes.get(end + 10..end + 12)?.try_into().ok()?);
    if count < u16::MAX {
        return Some(count.into());
    }
    let start = end.saturating_sub(1 << 10);
    let end64 = start + rfind(&bytes[start..end], END64_SIGNATURE)?;
    Some(u64::from_le_bytes(bytes.get(end64 + 32..end64 + 40)?.try_into().ok()?))
}

fn rfind(bytes: &[u8], signature: &[u8]) -> Option<usize> {
    bytes.windows(signature.len()).rposition(|window| window == signature)
}

fn too_many_entries() -> ReadError {
    ReadError::too_large("The file is an archive of more than 10,000 entries; split it into smaller files")
}

fn damaged() -> ReadError {
    ReadError::damaged("The file is damaged or incomplete; save it again with its program and upload that copy")
}

fn refusal(error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => ReadError::new(
            Refused::Encrypted,
            "The file is protected by a password; remove the password and upload it again",
        ),
        _ => damaged(),
    }
}

#[cfg(test)]
mod tests;
