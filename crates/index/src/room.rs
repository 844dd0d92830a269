//! Room on the disk. The engine writes through memory maps over files with holes: a full disk would not be an error
//! there but the end of the process, so it is looked at before writing.

use std::path::Path;

use fs_err as fs;
use rustix::fs::statvfs;

use crate::error::IndexError;

const MIB: u64 = 1 << 20;
/// What a batch of points may take at once: files of the engine grow in steps of up to 32 MiB.
pub(crate) const FOR_WRITING: u64 = 128 * MIB;

/// Refuses when the disk of `path` has less than `wanted` bytes left.
pub(crate) fn require(path: &Path, wanted: u64) -> Result<(), IndexError> {
    let disk = statvfs(path).map_err(std::io::Error::from)?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    if free >= wanted {
        return Ok(());
    }
    Err(IndexError::DiskFull {
        path: path.to_owned(),
        free_mib: free / MIB,
        wanted_mib: wanted.div_ceil(MIB),
    })
}

/// Returns the bytes that the files below `path` take on the disk. Files that vanish meanwhile count nothing.
pub(crate) fn taken(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => taken(&entry.path()),
            Ok(metadata) => metadata.blocks() * 512,
            Err(_) => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_without_room_is_refused_in_a_sentence() {
        let dir = tempfile::tempdir().unwrap();
        assert!(require(dir.path(), 1).is_ok());
        let error = require(dir.path(), u64::MAX).unwrap_err().to_string();
        assert!(error.contains("MiB left"), "{error}");
    }

    #[test]
    fn files_in_folders_are_counted() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("inner")).unwrap();
        fs::write(dir.path().join("inner/file"), vec![1; 100_000]).unwrap();
        assert!((100_000..200_000).contains(&taken(dir.path())));
        assert_eq!(taken(&dir.path().join("absent")), 0);
    }
}
