//! Brings an older catalogue up to date, one numbered step after the other, each in a transaction.

use rusqlite::{Connection, OptionalExtension};

use crate::error::StoreError;

const STEPS: &[&str] = &[include_str!("../migrations/0001_catalogue.sql")];

/// Runs the steps that the catalogue has not seen.
pub(super) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    connection.execute_batch("CREATE TABLE IF NOT EXISTS format (version BIGINT NOT NULL)")?;
    let known = i64::try_from(STEPS.len()).expect("a handful of migrations");
    let found: i64 = connection
        .query_row("SELECT version FROM format", [], |row| row.get(0))
        .optional()?
        .unwrap_or(0);
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    let first = usize::try_from(found).map_err(|_| StoreError::Row { what: "format version" })?;
    for (step, sql) in (found..).zip(&STEPS[first..]) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.execute("DELETE FROM format", [])?;
        transaction.execute("INSERT INTO format (version) VALUES (?1)", [step + 1])?;
        transaction.commit()?;
    }
    Ok(())
}
