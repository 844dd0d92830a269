//! The append-only book of credits. Each entry has a key, so that nothing is booked twice.

use std::collections::HashMap;

use domain::credit::Millicredits;
use domain::id::{DocumentId, OrganizationId, VersionId};
use rusqlite::{Connection, OptionalExtension, Transaction};

use crate::db::rows::{Id, length, optional_id};
use crate::error::StoreError;
use crate::scope::Reader;

/// Free credits that an organization begins with: 10,000, ten dollars' worth.
const START: Millicredits = Millicredits(10_000_000);

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Entry {
    /// Rising within the organization, from 1.
    pub number: i64,
    /// What makes booking it twice impossible, such as `version:ver_…`.
    pub key: String,
    /// `grant` or `chunks`.
    pub kind: String,
    /// Positive for credits given, negative for credits spent.
    pub amount: Millicredits,
    /// What was left afterwards.
    pub balance: Millicredits,
    /// The document it was spent on.
    pub document: Option<DocumentId>,
    /// The version it was spent on.
    pub version: Option<VersionId>,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: i64,
}

impl Reader {
    /// Returns what is left.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn balance(&self) -> Result<Millicredits, StoreError> {
        self.store.db.read(|db| Ok(newest(db, self.organization)?.1))
    }

    /// Returns what each of these versions was charged; those that were not charged are left out.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn charged(&self, versions: &[VersionId]) -> Result<HashMap<VersionId, Millicredits>, StoreError> {
        const CHARGED: &str = "SELECT amount_millicredits FROM ledger WHERE organization = ?1 AND key = ?2";
        self.store.db.read(|db| {
            let mut charge = db.prepare_cached(CHARGED)?;
            let mut charged = HashMap::new();
            for version in versions {
                let which = (self.organization.key(), charge_key(*version));
                let amount: Option<i64> = charge.query_row(which, |row| row.get(0)).optional()?;
                charged.extend(amount.map(|amount| (*version, Millicredits(-amount))));
            }
            Ok(charged)
        })
    }

    /// Returns the newest `limit` entries, newest first.
    ///
    /// # Errors
    /// When the catalogue cannot be read.
    pub fn ledger(&self, limit: usize) -> Result<Vec<Entry>, StoreError> {
        const ENTRIES: &str = "SELECT number, key, kind, amount_millicredits, balance_millicredits, document, version,
            at_ms FROM ledger WHERE organization = ?1 ORDER BY number DESC LIMIT ?2";
        self.store.db.read(|db| {
            let mut entries = db.prepare_cached(ENTRIES)?;
            let entries = entries.query_map((self.organization.key(), length(limit)), |row| {
                Ok(Entry {
                    number: row.get(0)?,
                    key: row.get(1)?,
                    kind: row.get(2)?,
                    amount: Millicredits(row.get(3)?),
                    balance: Millicredits(row.get(4)?),
                    document: optional_id(row, 5)?,
                    version: optional_id(row, 6)?,
                    at_ms: row.get(7)?,
                })
            })?;
            Ok(entries.collect::<Result<_, _>>()?)
        })
    }
}

/// Books the free credits of a new organization.
pub(crate) fn grant_start(
    transaction: &Transaction<'_>,
    organization: OrganizationId,
    now_ms: i64,
) -> Result<(), StoreError> {
    let grant = "INSERT INTO ledger (organization, number, key, kind, amount_millicredits, balance_millicredits, at_ms)
        VALUES (?1, 1, 'start', 'grant', ?2, ?2, ?3)";
    transaction.execute(grant, (organization.key(), START.0, now_ms))?;
    Ok(())
}

/// Returns whether `needed` can be spent.
///
/// # Errors
/// [`StoreError::InsufficientCredits`] when not.
pub(crate) fn check(db: &Connection, organization: OrganizationId, needed: Millicredits) -> Result<(), StoreError> {
    let unlimited: Option<i64> = db
        .prepare_cached("SELECT unlimited FROM organization WHERE id = ?1")?
        .query_row([organization.key()], |row| row.get(0))
        .optional()?;
    match unlimited {
        None => Err(StoreError::NotFound { what: "organization" }),
        Some(1) => Ok(()),
        Some(_) => {
            let (_, balance) = newest(db, organization)?;
            if balance < needed {
                return Err(StoreError::InsufficientCredits {
                    balance_millicredits: balance.0,
                    needed_millicredits: needed.0,
                });
            }
            Ok(())
        }
    }
}

/// Books what a version's chunks cost, once; returns what was charged now: zero the second time.
pub(crate) fn charge(
    transaction: &Transaction<'_>,
    organization: OrganizationId,
    (document, version): (DocumentId, VersionId),
    price: Millicredits,
    now_ms: i64,
) -> Result<Millicredits, StoreError> {
    const BOOK: &str = "INSERT INTO ledger (organization, number, key, kind, amount_millicredits,
        balance_millicredits, document, version, at_ms) VALUES (?1, ?2, ?3, 'chunks', ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (organization, key) DO NOTHING";
    let (number, balance) = newest(transaction, organization)?;
    let left = balance.0.saturating_sub(price.0);
    let booked = transaction.prepare_cached(BOOK)?.execute((
        organization.key(),
        number + 1,
        charge_key(version),
        -price.0,
        left,
        document.key(),
        version.key(),
        now_ms,
    ))?;
    Ok(if booked == 1 { price } else { Millicredits(0) })
}

/// Returns the key under which a version's chunks are booked.
fn charge_key(version: VersionId) -> String {
    format!("version:{version}")
}

fn newest(db: &Connection, organization: OrganizationId) -> Result<(i64, Millicredits), StoreError> {
    const NEWEST: &str =
        "SELECT number, balance_millicredits FROM ledger WHERE organization = ?1 ORDER BY number DESC LIMIT 1";
    let newest = db
        .prepare_cached(NEWEST)?
        .query_row([organization.key()], |row| Ok((row.get(0)?, Millicredits(row.get(1)?))))
        .optional()?;
    Ok(newest.unwrap_or_default())
}
