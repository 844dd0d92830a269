//! The routes, one file a resource: wire types, handlers and their documentation together.

mod ask;
mod collections;
mod documents;
mod events;
mod quote;
mod rectangles;
mod search;
mod status;
mod versions;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// Returns all routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(collections::list, collections::create))
        .routes(routes!(documents::list, documents::upload))
        .routes(routes!(documents::show, documents::delete))
        .routes(routes!(documents::receipt))
        .routes(routes!(versions::text))
        .routes(routes!(versions::original))
        .routes(routes!(rectangles::show))
        .routes(routes!(quote::quote))
        .routes(routes!(events::stream))
        .routes(routes!(search::search))
        .routes(routes!(ask::ask))
        .routes(routes!(status::status))
}
