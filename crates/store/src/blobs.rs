//! Uploaded files by the SHA-256 of their content: `blobs/ab/abcd…`. Written beside first, then moved. Knows no rows.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use domain::id::VersionId;
use sha2::{Digest, Sha256};

use crate::error::StoreError;

/// The folder of blobs.
#[derive(Debug)]
pub(crate) struct Blobs {
    kept: PathBuf,
    staged: PathBuf,
}

/// A file on its way into the data folder. Dropped unfinished, it leaves nothing.
#[derive(Debug)]
pub struct BlobWriter {
    blob: StagedBlob,
    file: fs_err::File,
    hasher: Sha256,
    limit_bytes: u64,
}

/// A whole file in the data folder that no row names yet. Dropped unused, it leaves nothing.
#[derive(Debug)]
pub struct StagedBlob {
    path: PathBuf,
    sha256: String,
    size_bytes: u64,
    synced: bool,
}

impl Blobs {
    /// Returns the blobs in `dir`; what earlier processes left half written is gone.
    pub(crate) fn open(dir: &Path) -> Result<Self, StoreError> {
        let blobs = Self {
            kept: dir.join("blobs"),
            staged: dir.join("staged"),
        };
        if blobs.staged.exists() {
            fs_err::remove_dir_all(&blobs.staged)?;
        }
        fs_err::create_dir_all(&blobs.staged)?;
        fs_err::create_dir_all(&blobs.kept)?;
        Ok(blobs)
    }

    /// Returns a writer for a file of at most `limit_bytes`.
    pub(crate) fn writer(&self, limit_bytes: u64) -> Result<BlobWriter, StoreError> {
        let path = self.staged.join(VersionId::new().uuid().simple().to_string());
        Ok(BlobWriter {
            file: fs_err::File::create_new(&path)?,
            blob: StagedBlob {
                path,
                sha256: String::new(),
                size_bytes: 0,
                synced: false,
            },
            hasher: Sha256::new(),
            limit_bytes,
        })
    }

    /// Moves a staged file to its place. The caller holds the catalogue's writer, so that no clean-up comes between
    /// this and the row that names the file.
    pub(crate) fn keep(&self, mut staged: StagedBlob) -> Result<(), StoreError> {
        let path = self.path(&staged.sha256);
        if path.exists() {
            return Ok(());
        }
        staged.sync()?;
        let folder = path.parent().expect("a blob lies in a folder");
        if !folder.exists() {
            fs_err::create_dir_all(folder)?;
            sync_folder(&self.kept)?;
        }
        fs_err::rename(&staged.path, &path)?;
        sync_folder(folder)
    }

    /// Returns where the blob of that hash lies.
    pub(crate) fn path(&self, sha256: &str) -> PathBuf {
        self.kept.join(sha256.get(..2).unwrap_or("00")).join(sha256)
    }

    /// Removes the blob; fine when it is gone.
    pub(crate) fn remove(&self, sha256: &str) -> Result<(), StoreError> {
        match fs_err::remove_file(self.path(sha256)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Returns the hashes of all blobs.
    pub(crate) fn list(&self) -> Result<Vec<String>, StoreError> {
        let mut hashes = Vec::new();
        for folder in fs_err::read_dir(&self.kept)? {
            for file in fs_err::read_dir(folder?.path())? {
                hashes.extend(file?.file_name().into_string());
            }
        }
        Ok(hashes)
    }
}

impl BlobWriter {
    /// Appends bytes.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`], [`StoreError::DiskFull`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let size_bytes = self.blob.size_bytes + bytes.len() as u64;
        if size_bytes > self.limit_bytes {
            return Err(StoreError::TooLarge {
                limit_bytes: self.limit_bytes,
            });
        }
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.blob.size_bytes = size_bytes;
        Ok(())
    }

    /// Returns the whole file, ready to be put.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], or when the folder cannot be written.
    pub fn finish(self) -> Result<StagedBlob, StoreError> {
        let Self {
            mut blob, file, hasher, ..
        } = self;
        drop(file);
        blob.sha256 = hexadecimal(&hasher.finalize());
        Ok(blob)
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

impl StagedBlob {
    /// Returns the SHA-256 of the content, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Returns the length in bytes.
    pub const fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Makes the content survive a power cut.
    pub(crate) fn sync(&mut self) -> Result<(), StoreError> {
        if !self.synced {
            fs_err::File::open(&self.path)?.sync_all()?;
            self.synced = true;
        }
        Ok(())
    }
}

impl Drop for StagedBlob {
    fn drop(&mut self) {
        // Kept blobs were moved away; what cannot be removed now goes at the next opening.
        if self.path.exists() {
            drop(fs_err::remove_file(&self.path));
        }
    }
}

/// Returns the bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes any text");
        text
    })
}

/// Makes names in a folder survive a power cut. Only Unix opens folders as files.
fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        fs_err::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
