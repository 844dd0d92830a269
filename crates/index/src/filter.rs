//! Lowers our filters and selectors to the engine's, by way of its JSON: the form that a remote engine reads too.
//! Knows nothing of vectors.

use domain::hit::Filter;
use domain::id::{ChunkId, OrganizationId, VersionId};
use qdrant_edge::Filter as EngineFilter;
use serde_json::{Value, json};

use crate::error::IndexError;
use crate::layout::{COLLECTION, DOCUMENT, ORGANIZATION, TAGS, VERSION};
use crate::point::Selector;

/// Returns the filter of all points of an organization.
pub(crate) fn of_organization(organization: OrganizationId) -> Result<EngineFilter, IndexError> {
    lower(json!({ "must": [is(ORGANIZATION, &organization.uuid())] }))
}

/// Returns the filter of a search: the organization always, then what the caller asks, without the excluded versions.
pub(crate) fn of_search(
    organization: OrganizationId,
    filter: &Filter,
    exclude: &[VersionId],
) -> Result<EngineFilter, IndexError> {
    let mut must = vec![is(ORGANIZATION, &organization.uuid())];
    if !filter.collections.is_empty() {
        must.push(is_any(COLLECTION, filter.collections.iter().map(|id| id.uuid())));
    }
    if !filter.documents.is_empty() {
        must.push(is_any(DOCUMENT, filter.documents.iter().map(|id| id.uuid())));
    }
    must.extend(filter.attributes.iter().map(|(key, value)| is(TAGS, &tag(key, value))));
    let mut lowered = json!({ "must": must });
    if !exclude.is_empty() {
        lowered["must_not"] = json!([is_any(VERSION, exclude.iter().map(|id| id.uuid()))]);
    }
    lower(lowered)
}

/// Returns the filter of what the selector names.
pub(crate) fn of_selector(selector: &Selector) -> Result<EngineFilter, IndexError> {
    let condition = match selector {
        Selector::Chunks(chunks) => {
            let ids: Vec<String> = chunks.iter().map(|chunk| chunk.uuid().to_string()).collect();
            json!({ "has_id": ids })
        }
        Selector::Version(id) => is(VERSION, &id.uuid()),
        Selector::Document(id) => is(DOCUMENT, &id.uuid()),
        Selector::Collection(id) => is(COLLECTION, &id.uuid()),
        Selector::Organization(id) => is(ORGANIZATION, &id.uuid()),
    };
    lower(json!({ "must": [condition] }))
}

/// Returns how an attribute stands in the payload.
pub(crate) fn tag(key: &str, value: &str) -> String {
    format!("{key}={value}")
}

fn is(field: &str, value: &impl ToString) -> Value {
    json!({ "key": field, "match": { "value": value.to_string() } })
}

fn is_any(field: &str, values: impl Iterator<Item = impl ToString>) -> Value {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    json!({ "key": field, "match": { "any": values } })
}

fn lower(filter: Value) -> Result<EngineFilter, IndexError> {
    serde_json::from_value(filter).map_err(|source| IndexError::Engine {
        action: "understand a filter",
        source: Box::new(source),
    })
}

/// Returns the chunks as the engine's point ids.
pub(crate) fn point_ids(chunks: &[ChunkId]) -> Vec<qdrant_edge::PointId> {
    chunks
        .iter()
        .map(|chunk| qdrant_edge::PointId::Uuid(chunk.uuid()))
        .collect()
}
