//! The OpenAPI description, made from the handlers.

use utoipa::OpenApi;

use crate::api;

#[derive(OpenApi)]
#[openapi(info(
    title = "Knowhow",
    description = "Documents in, cited passages out.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Description;

/// Returns the description as pretty JSON, ending with a line break.
///
/// # Panics
/// Never: the description is made of strings and maps.
pub fn json() -> String {
    let (_, mut paths) = api::routes().split_for_parts();
    let mut description = Description::openapi();
    description.merge(std::mem::take(&mut paths));
    let mut json = description.to_pretty_json().expect("a description is plain data");
    json.push('\n');
    json
}
