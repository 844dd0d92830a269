//! Settings: `config/default.toml` < a file < the environment (`KNOWHOW_SECTION__KEY`) < flags; merged as text, then
//! checked once into types. The environment is read here only.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use crate::ServerError;

/// The documented defaults; they are the reference.
pub const DEFAULTS: &str = include_str!("../../../config/default.toml");

/// All settings, checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the server listens.
    pub server: Server,
    /// Where data lives.
    pub data: Data,
    /// Which models, from where.
    pub models: Models,
    /// How documents are read.
    pub ingest: Ingest,
}

/// Where the server listens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address.
    pub host: String,
    /// TCP port; 0 takes a free one.
    pub port: u16,
}

/// Where data lives.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The folder; empty for the platform's own.
    pub dir: PathBuf,
}

/// Which models, from where.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Models {
    /// Manifest id of the embedder.
    pub embedder: String,
    /// Folder of model files; empty for the platform's own.
    pub dir: PathBuf,
    /// Never fetch.
    pub offline: bool,
    /// First source.
    pub hub: String,
    /// 0: one for each core.
    pub threads: usize,
}

/// How documents are read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ingest {
    /// Indexing threads.
    pub parallel_documents: usize,
    /// Largest upload, in mebibytes.
    pub max_file_mebibytes: u64,
    /// Whether tesseract reads pictures of text.
    pub ocr: bool,
}

/// A single setting from a flag: section, key and TOML value.
pub type Flag = (&'static str, &'static str, Value);

impl Settings {
    /// Returns the settings of all layers, with empty folders replaced by the platform's own.
    ///
    /// # Errors
    /// When a layer cannot be read, or names a key that does not exist, or has a value of the wrong kind.
    pub fn load(file: Option<&Path>, flags: Vec<Flag>) -> Result<Self, ServerError> {
        let mut merged = parse("config/default.toml", DEFAULTS)?;
        if let Some(path) = file {
            let content = fs_err::read_to_string(path).map_err(|error| wrong(&path.display(), &error))?;
            overlay(&mut merged, parse(&path.display().to_string(), &content)?);
        }
        let environment = environment(&merged);
        overlay(&mut merged, environment);
        for (section, key, value) in flags {
            overlay(
                &mut merged,
                Table::from_iter([(section.into(), Value::Table(Table::from_iter([(key.into(), value)])))]),
            );
        }
        let mut settings: Self = Value::Table(merged)
            .try_into()
            .map_err(|error| wrong(&"the merged layers", &error))?;
        settings.fill_folders();
        Ok(settings)
    }

    fn fill_folders(&mut self) {
        if self.data.dir.as_os_str().is_empty() {
            self.data.dir =
                variable("KNOWHOW_DATA_DIR").map_or_else(|| home("XDG_DATA_HOME", ".local/share"), PathBuf::from);
        }
        if self.models.dir.as_os_str().is_empty() {
            self.models.dir = home("XDG_CACHE_HOME", ".cache").join("models");
        }
    }
}

/// The platform's folder for Knowhow's files.
fn home(variable_name: &str, below_home: &str) -> PathBuf {
    let base = variable(variable_name).map(PathBuf::from);
    let base = base.or_else(|| variable("HOME").map(|home| Path::new(&home).join(below_home)));
    base.unwrap_or_else(|| PathBuf::from(".")).join("knowhow")
}

/// Keys of the defaults that the environment sets; other `KNOWHOW_…` variables belong to someone else.
fn environment(known: &Table) -> Table {
    let mut found = Table::new();
    for (section, keys) in known {
        for (key, default) in keys.as_table().into_iter().flatten() {
            let name = format!("KNOWHOW_{}__{}", section.to_uppercase(), key.to_uppercase());
            let Some(text) = variable(&name) else { continue };
            let value = typed(&text, default);
            let keys = found
                .entry(section.clone())
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(keys) = keys {
                keys.insert(key.clone(), value);
            }
        }
    }
    found
}

/// A variable is text; it takes the kind of the default, and stays text where it cannot, so that the check names it.
fn typed(text: &str, default: &Value) -> Value {
    let parsed = match default {
        Value::Integer(_) => text.parse().map(Value::Integer).ok(),
        Value::Boolean(_) => text.parse().map(Value::Boolean).ok(),
        _ => None,
    };
    parsed.unwrap_or_else(|| Value::String(text.into()))
}

fn overlay(below: &mut Table, above: Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => overlay(below, above),
            (_, value) => {
                below.insert(key, value);
            }
        }
    }
}

fn parse(path: &str, content: &str) -> Result<Table, ServerError> {
    content.parse().map_err(|error: toml::de::Error| wrong(&path, &error))
}

fn wrong(path: &dyn std::fmt::Display, why: &dyn std::fmt::Display) -> ServerError {
    ServerError::Settings {
        path: path.to_string(),
        why: why.to_string(),
    }
}

#[expect(clippy::disallowed_methods, reason = "the environment enters the program here")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_whole_and_flags_win() {
        let settings = Settings::load(None, vec![("server", "port", Value::Integer(0))]).unwrap();
        assert_eq!(settings.server.port, 0);
        assert_eq!(settings.models.embedder, "all-minilm-l6-v2");
        assert!(settings.data.dir.ends_with("knowhow") || !settings.data.dir.as_os_str().is_empty());
    }

    #[test]
    fn an_unknown_key_in_a_file_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        fs_err::write(&path, "[server]\nprot = 1\n").unwrap();
        let error = Settings::load(Some(&path), Vec::new()).unwrap_err();
        assert!(error.to_string().contains("prot"), "{error}");
        fs_err::write(&path, "[server]\nport = 7718\n").unwrap();
        assert_eq!(Settings::load(Some(&path), Vec::new()).unwrap().server.port, 7718);
    }

    #[test]
    fn a_variable_takes_the_kind_of_its_default() {
        assert_eq!(typed("8", &Value::Integer(1)), Value::Integer(8));
        assert_eq!(typed("true", &Value::Boolean(false)), Value::Boolean(true));
        assert_eq!(typed("x", &Value::Integer(1)), Value::String("x".into()));
    }
}
