//! Which files a command line names, under which keys. What cannot be read is listed and keeps the rest from nothing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::error::CliError;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Files with their keys.
    pub(super) found: Vec<(PathBuf, String)>,
    /// A result for each path that cannot be read.
    pub(super) unreadable: Vec<Value>,
}

/// Returns the files with their keys: the path inside a given folder, or the file's own name. Hidden files and links stay
/// out.
///
/// # Errors
/// When two files would become the same document.
pub(super) fn of(paths: &[PathBuf]) -> Result<Files, CliError> {
    let mut files = Files::default();
    for path in paths {
        if let Err(error) = files.take(path) {
            files.refuse(path, &error);
        }
    }
    files.found.sort();
    files.found.dedup();
    files.check_keys()?;
    Ok(files)
}

impl Files {
    fn take(&mut self, path: &Path) -> std::io::Result<()> {
        if fs_err::metadata(path)?.is_file() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            self.found.push((path.to_owned(), name.unwrap_or_default()));
            return Ok(());
        }
        self.below(path, path)
    }

    fn below(&mut self, root: &Path, folder: &Path) -> std::io::Result<()> {
        for entry in fs_err::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                if let Err(error) = self.below(root, &path) {
                    self.refuse(&path, &error);
                }
            } else if kind.is_file() {
                let key = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned();
                self.found.push((path, key));
            }
        }
        Ok(())
    }

    fn refuse(&mut self, path: &Path, error: &std::io::Error) {
        let (key, reason) = (path.to_string_lossy(), error.to_string());
        let result = json!({ "key": key, "status": "failed", "reason": reason, "code": "file_unreadable" });
        self.unreadable.push(result);
    }

    /// The second of two files with one key would replace the first without a word.
    fn check_keys(&self) -> Result<(), CliError> {
        let mut known = HashMap::new();
        for (path, key) in &self.found {
            // The server trims keys.
            if let Some(first) = known.insert(key.trim(), path) {
                return Err(CliError::Usage(format!(
                    "'{}' and '{}' would become the same document '{}'; add the folder above both, or only one of them",
                    first.display(),
                    path.display(),
                    key.trim()
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, file).unwrap();
        }
        folder
    }

    #[test]
    fn two_files_with_one_key_are_refused_by_name() {
        let folder = folder(&["a/x.md", "b/x.md"]);
        let paths = ["a/x.md", "b/x.md"].map(|path| folder.path().join(path));
        let refused = of(&paths).unwrap_err().to_string();
        assert!(refused.contains("a/x.md") && refused.contains("b/x.md"), "{refused}");
        let paths = ["a", "b"].map(|path| folder.path().join(path));
        assert!(of(&paths).is_err());
        let all = of(&[folder.path().to_owned()]).unwrap();
        assert_eq!(all.found.len(), 2, "the folder above gives them keys of their own");
        let twice = ["a", "a/x.md"].map(|path| folder.path().join(path));
        assert_eq!(of(&twice).unwrap().found.len(), 1, "the same file named twice is one");
    }

    #[test]
    fn what_cannot_be_read_is_listed_and_the_rest_found() {
        let folder = folder(&["x.md"]);
        let paths = ["gone.md", "x.md"].map(|path| folder.path().join(path));
        let files = of(&paths).unwrap();
        assert_eq!(files.found.len(), 1);
        assert_eq!(files.unreadable.len(), 1);
        assert_eq!(files.unreadable[0]["status"], "failed");
        assert!(files.unreadable[0]["key"].as_str().unwrap().ends_with("gone.md"));
    }
}
