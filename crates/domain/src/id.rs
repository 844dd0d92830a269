//! Ids: a prefix that names the kind and a UUID of version 7 that sorts by time (RFC 9562, section 5.7).
//!
//! Each kind is its own type, so that the id of one kind cannot be passed for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The text was not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not an id of the form {prefix}<32 hexadecimal digits>")]
pub struct IdError {
    text: String,
    prefix: &'static str,
}

macro_rules! id {
    ($name:ident, $prefix:literal, $what:literal) => {
        #[doc = $what]
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What each id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Returns a new id; later ids sort after earlier ones.
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// Returns the id around a bare UUID, as read back from a store or an index.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// Returns the bare UUID.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let wrong = || IdError {
                    text: text.chars().take(80).collect(),
                    prefix: $prefix,
                };
                let hex = text.strip_prefix($prefix).ok_or_else(wrong)?;
                if hex.len() != 32 {
                    return Err(wrong());
                }
                Uuid::try_parse(hex).map(Self).map_err(|_| wrong())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id!(
    OrganizationId,
    "org_",
    "The wall around documents, members and credits."
);
id!(CollectionId, "col_", "Documents that are searched together.");
id!(DocumentId, "doc_", "What was uploaded, over all its versions.");
id!(VersionId, "ver_", "One immutable content of a document.");
id!(ChunkId, "chk_", "A piece of a version that is embedded.");
id!(JobId, "job_", "A piece of background work.");

impl ChunkId {
    /// Returns the id of the chunk at `ordinal` (from 0) of a version: always the same for the same pair,
    /// so that indexing a version twice writes the same points.
    ///
    /// Ids of two versions differ above the low 32 bits, which the ordinal changes.
    pub const fn of(version: VersionId, ordinal: u32) -> Self {
        Self(Uuid::from_u128(version.0.as_u128() ^ ordinal as u128))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_way_through_text() {
        let id = DocumentId::new();
        assert_eq!(id.to_string().parse::<DocumentId>(), Ok(id));
        assert_eq!(
            serde_json::from_str::<DocumentId>(&serde_json::to_string(&id).unwrap()).unwrap(),
            id
        );
    }

    #[test]
    fn the_wrong_kind_is_refused() {
        assert!(DocumentId::new().to_string().parse::<VersionId>().is_err());
        assert!("doc_12".parse::<DocumentId>().is_err());
        assert!("doc_zz345678901234567890123456789012".parse::<DocumentId>().is_err());
    }

    #[test]
    fn chunks_of_a_version_have_stable_and_distinct_ids() {
        let (one, two) = (VersionId::new(), VersionId::new());
        assert_eq!(ChunkId::of(one, 7), ChunkId::of(one, 7));
        assert_ne!(ChunkId::of(one, 7), ChunkId::of(one, 8));
        assert_ne!(ChunkId::of(one, 7), ChunkId::of(two, 7));
    }
}
