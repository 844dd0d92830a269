//! The catalogue file.

/// Name of the catalogue inside the data folder.
pub(crate) const FILE_NAME: &str = "catalogue.sqlite";
