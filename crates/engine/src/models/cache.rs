//! Files of models by the SHA-256 of their bytes, and the pins of files whose digest the manifest does not know.
//! A file appears under its digest only when its bytes have been checked. Knows nothing of sources.
//!
//! Layout: `blobs/<sha256>`, `partial/<name>.part`, `built/`, `by-hand/<model>/<file>`, `pins.json`, `lock`.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::FileEntry;
use crate::error::EngineError;

/// The folder that models are kept in.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    root: PathBuf,
}

impl Cache {
    /// Returns the cache in this folder, which need not exist yet.
    pub(crate) const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Returns where the file of this digest is kept.
    pub(crate) fn blob(&self, sha256: &str) -> PathBuf {
        self.root.join("blobs").join(sha256)
    }

    /// Returns where converted models are kept.
    pub(crate) fn built(&self) -> PathBuf {
        self.root.join("built")
    }

    /// Returns where a person puts files of a model that the machine cannot fetch.
    pub(crate) fn by_hand(&self, model: &str) -> PathBuf {
        self.root.join("by-hand").join(model)
    }

    /// Returns where a download in progress is kept.
    pub(crate) fn partial(&self, model: &str, file: &FileEntry) -> PathBuf {
        let name = match &file.sha256 {
            Some(digest) => format!("{digest}.part"),
            None => format!("{model}-{}.part", file.name),
        };
        self.root.join("partial").join(name)
    }

    /// Returns a folder for passing use, on the same file system as the blobs.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.root
            .join("partial")
            .join(format!("package-{}", std::process::id()))
    }

    /// Returns the digest that a file must have: from the manifest, or pinned by its first download.
    pub(crate) fn expected(&self, model: &str, file: &FileEntry) -> Option<String> {
        file.sha256
            .clone()
            .or_else(|| self.pins().remove(&format!("{model}/{}", file.name)))
    }

    /// Holds the cache against other processes until the returned file is dropped.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub(crate) fn lock(&self) -> Result<fs_err::File, EngineError> {
        fs_err::create_dir_all(self.root.join("blobs"))?;
        fs_err::create_dir_all(self.root.join("partial"))?;
        let file = fs_err::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.root.join("lock"))?;
        file.file().lock()?;
        Ok(file)
    }

    /// Moves a complete file to its place and returns that place and its digest; a first download is pinned.
    ///
    /// # Errors
    /// When the bytes are not those expected (the file is then removed) or the cache cannot be written.
    pub(crate) fn accept(
        &self,
        model: &str,
        file: &FileEntry,
        partial: &Path,
        actual: String,
    ) -> Result<(PathBuf, String), EngineError> {
        if let Some(expected) = self.expected(model, file) {
            if expected != actual {
                fs_err::remove_file(partial)?;
                return Err(EngineError::HashMismatch {
                    path: partial.to_owned(),
                    expected,
                    actual,
                });
            }
        } else {
            let mut pins = self.pins();
            pins.insert(format!("{model}/{}", file.name), actual.clone());
            self.write_pins(&pins)?;
        }
        let blob = self.blob(&actual);
        fs_err::rename(partial, &blob)?;
        sync_folder(&blob);
        Ok((blob, actual))
    }

    fn pins(&self) -> BTreeMap<String, String> {
        let text = fs_err::read(self.root.join("pins.json")).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn write_pins(&self, pins: &BTreeMap<String, String>) -> Result<(), EngineError> {
        let partial = self.root.join("partial/pins.json");
        let mut file = fs_err::File::create(&partial)?;
        let text = serde_json::to_vec_pretty(pins).expect("a map of texts is JSON");
        file.write_all(&text)?;
        file.sync_all()?;
        fs_err::rename(&partial, self.root.join("pins.json"))?;
        Ok(())
    }
}

/// Returns the SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn digest_file(path: &Path) -> Result<String, EngineError> {
    let mut file = fs_err::File::open(path)?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            return Ok(hexadecimal(digest));
        }
        digest.update(&buffer[..count]);
    }
}

/// Returns a finished digest in hexadecimal.
pub(crate) fn hexadecimal(digest: Sha256) -> String {
    use std::fmt::Write;
    digest
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes any text");
            text
        })
}

/// Makes a rename last through a power cut, where the system can; the bytes themselves were synced before.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent().and_then(|folder| fs_err::File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
}
