//! Uploaded files by the SHA-256 of their content. Knows no rows.

use std::io;

use crate::error::StoreError;

/// A file on its way into the data folder. Dropped unfinished, it leaves nothing.
#[derive(Debug)]
pub struct BlobWriter {}

impl BlobWriter {
    /// Appends bytes.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`], [`StoreError::DiskFull`].
    pub fn write(&mut self, _bytes: &[u8]) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Returns the file, safe on disk, ready to be put.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], or when the folder cannot be written.
    pub fn finish(self) -> Result<StagedBlob, StoreError> {
        unimplemented!()
    }
}

impl io::Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Self::write(self, bytes).map_err(io::Error::other)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A whole file in the data folder that no row names yet. Dropped unused, it leaves nothing.
#[derive(Debug)]
pub struct StagedBlob {}

impl StagedBlob {
    /// Returns the SHA-256 of the content, hexadecimal.
    pub fn sha256(&self) -> &str {
        unimplemented!()
    }

    /// Returns the length in bytes.
    pub fn size_bytes(&self) -> u64 {
        unimplemented!()
    }
}
