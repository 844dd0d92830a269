//! Keeps built graphs on disk, so that weights are converted once. A file is the ONNX bytes followed by their SHA-256;
//! one that does not match is built again. Knows nothing of what it keeps.

use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::EngineError;

/// Bytes of the digest at the end of a file.
const DIGEST: usize = 32;

/// Returns the bytes kept at `path`, or those that `build` makes, which are then kept there.
///
/// # Errors
/// What `build` fails with. A folder that cannot be written only costs the next start its time.
pub(crate) fn load_or_build(
    path: &Path,
    build: impl FnOnce() -> Result<Vec<u8>, EngineError>,
) -> Result<Vec<u8>, EngineError> {
    if let Some(bytes) = read(path) {
        return Ok(bytes);
    }
    let bytes = build()?;
    if let Err(error) = write(path, &bytes) {
        tracing::warn!(%error, "The converted model could not be kept; it is converted again at the next start");
    }
    Ok(bytes)
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = fs_err::read(path).ok()?;
    let digest = bytes.split_off(bytes.len().checked_sub(DIGEST)?);
    (Sha256::digest(&bytes)[..] == digest[..]).then_some(bytes)
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder)?;
    }
    let partial = path.with_extension(format!("{}.part", std::process::id()));
    let mut file = fs_err::File::create(&partial)?;
    file.write_all(bytes)?;
    file.write_all(&Sha256::digest(bytes))?;
    file.sync_all()?;
    fs_err::rename(&partial, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_built_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("built/model.onnx");
        assert_eq!(load_or_build(&path, || Ok(b"first".to_vec())).unwrap(), b"first");
        assert_eq!(load_or_build(&path, || unreachable!("kept")).unwrap(), b"first");
        let mut kept = fs_err::read(&path).unwrap();
        kept[0] ^= 1;
        fs_err::write(&path, kept).unwrap();
        assert_eq!(load_or_build(&path, || Ok(b"again".to_vec())).unwrap(), b"again");
    }
}
