//! How domain types stand in columns: ids as 16 bytes, counts as integers, words of closed sets as their JSON name.

use domain::id::{ChunkId, CollectionId, DocumentId, JobId, OrganizationId, VersionId};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// An id as a column.
pub(crate) struct Key(pub(crate) Uuid);

/// What is kept as 16 bytes.
pub(crate) trait Id: Sized {
    /// Returns the id around the bytes read.
    fn wrap(uuid: Uuid) -> Self;
    /// Returns the id as a column.
    fn key(&self) -> Key;
}

macro_rules! ids {
    ($($id:ident),*) => {
        $(impl Id for $id {
            fn wrap(uuid: Uuid) -> Self {
                Self::from_uuid(uuid)
            }

            fn key(&self) -> Key {
                Key(self.uuid())
            }
        })*
    };
}

ids!(ChunkId, CollectionId, DocumentId, JobId, OrganizationId, VersionId);

impl ToSql for Key {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Key {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        Uuid::from_slice(bytes).map(Self).map_err(FromSqlError::other)
    }
}

/// Returns the id in a column.
pub(crate) fn id<T: Id>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get::<_, Key>(column).map(|key| T::wrap(key.0))
}

/// Returns the id in a column that may be empty.
pub(crate) fn optional_id<T: Id>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    Ok(row.get::<_, Option<Key>>(column)?.map(|key| T::wrap(key.0)))
}

/// Returns the count in a column; what cannot be is 0.
pub(crate) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: Option<i64> = row.get(column)?;
    Ok(value.and_then(|value| u64::try_from(value).ok()).unwrap_or(0))
}

/// Returns a count as a column; what is beyond the range is its end.
pub(crate) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Returns the length as a column.
pub(crate) fn length(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Returns a list, map or word as its JSON text.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("domain types become JSON")
}

/// Returns the list, map or word in a column of JSON text.
pub(crate) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text).map_err(|error| unreadable(column, error))
}

/// Returns the word of a closed set as a column, such as `live`.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    json(value).trim_matches('"').to_owned()
}

/// Returns the word of a closed set in a column.
pub(crate) fn from_word<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    let value = serde_json::Value::String(text.to_owned());
    serde_json::from_value(value).map_err(|error| unreadable(column, error))
}

/// Returns a vector as a column: little-endian f32.
pub(crate) fn vector_bytes(vector: &[f32]) -> Vec<u8> {
    vector.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Returns the vector in a column.
pub(crate) fn vector(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<f32>> {
    let bytes = row.get_ref(column)?.as_blob()?;
    let (numbers, _) = bytes.as_chunks::<4>();
    Ok(numbers.iter().map(|number| f32::from_le_bytes(*number)).collect())
}

fn unreadable(column: usize, error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}
