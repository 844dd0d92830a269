//! The lock file of the data folder: one process at a time, and where to reach it. The operating system drops the
//! lock when the process ends, however it ends.

use std::fs::TryLockError;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::StoreError;

const FILE_NAME: &str = "knowhow.lock";
/// A reader of the lock file holds it for microseconds; so many tries outlast that.
const TRIES: u32 = 200;

/// Who has the data folder open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockInfo {
    /// Process id.
    pub pid: u32,
    /// Address of its server, when it serves.
    pub url: Option<String>,
}

/// The held lock; dropping it gives the folder free.
#[derive(Debug)]
pub(crate) struct Lock {
    file: fs_err::File,
}

impl Lock {
    /// Returns the lock of the folder.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process holds it.
    pub(crate) fn take(dir: &Path) -> Result<Self, StoreError> {
        let mut file = fs_err::OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(dir.join(FILE_NAME))?;
        for _ in 0..TRIES {
            match file.file().try_lock() {
                Ok(()) => {
                    let mut lock = Self { file };
                    lock.write(None)?;
                    return Ok(lock);
                }
                Err(TryLockError::WouldBlock) => std::thread::yield_now(),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
        let info = read_info(&mut file);
        Err(StoreError::InUse {
            pid: info.as_ref().map_or(0, |info| info.pid),
            url: info.and_then(|info| info.url),
        })
    }

    /// Writes this process and its address into the file.
    pub(crate) fn write(&mut self, url: Option<&str>) -> Result<(), StoreError> {
        let info = LockInfo {
            pid: std::process::id(),
            url: url.map(ToOwned::to_owned),
        };
        let text = serde_json::to_vec(&info).expect("a number and a text become JSON");
        self.file.seek(SeekFrom::Start(0))?;
        self.file.set_len(0)?;
        self.file.write_all(&text)?;
        Ok(())
    }
}

/// Returns who has the data folder open, or `None` when nobody has.
pub(crate) fn read(dir: &Path) -> Option<LockInfo> {
    let mut file = fs_err::File::open(dir.join(FILE_NAME)).ok()?;
    match file.file().try_lock_shared() {
        Err(TryLockError::WouldBlock) => read_info(&mut file),
        _ => None,
    }
}

fn read_info(file: &mut fs_err::File) -> Option<LockInfo> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}
