//! The price of adding files, before they are sent. An estimate and labelled as one: how many chunks a file gives is known
//! once it is cut; what was charged then stands in its version, and what does not become searchable costs nothing.

use domain::credit::{CHUNK_PRICE, CREDIT_MICRODOLLARS, Millicredits};
use ingest::estimate::{Estimate as Chunks, chunks};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{ApiError, ErrorBody};
use crate::extract::Json;

/// Most files of one quote.
const FILES: usize = 10_000;

/// What is to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuoteRequest {
    /// 1 to 10,000 files.
    files: Vec<QuotedFile>,
}

/// A file that is not sent yet.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuotedFile {
    /// Name or path; its extension tells the format.
    name: String,
    /// Length in bytes.
    size_bytes: u64,
}

/// What adding the files is likely to cost.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Quote {
    /// Always true: the exact price of a file is known once it was read.
    is_estimate: bool,
    /// Of all files together.
    total: Estimate,
    /// One for each file, in the order asked.
    files: Vec<Estimate>,
    /// What one chunk costs.
    prices: Prices,
}

/// What a price is likely to be, and between what it lies: of 20 files at most one is cheaper than `low`, one dearer than
/// `high`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Estimate {
    /// Fewest chunks.
    low_chunks: u64,
    /// Chunks of a usual file.
    likely_chunks: u64,
    /// Most chunks.
    high_chunks: u64,
    /// Lowest price in thousandths of a credit.
    low_millicredits: i64,
    /// Usual price in thousandths of a credit.
    likely_millicredits: i64,
    /// Highest price in thousandths of a credit.
    high_millicredits: i64,
}

/// What things cost.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Prices {
    /// Of embedding one chunk, in thousandths of a credit.
    chunk_millicredits: i64,
    /// Of one credit, in millionths of a US dollar.
    credit_microdollars: i64,
}

impl Prices {
    /// Returns the prices that hold now.
    pub(crate) const fn now() -> Self {
        Self {
            chunk_millicredits: CHUNK_PRICE.0,
            credit_microdollars: CREDIT_MICRODOLLARS,
        }
    }
}

impl Estimate {
    fn of(chunks: Chunks) -> Self {
        Self {
            low_chunks: chunks.low,
            likely_chunks: chunks.likely,
            high_chunks: chunks.high,
            low_millicredits: Millicredits::for_chunks(chunks.low).0,
            likely_millicredits: Millicredits::for_chunks(chunks.likely).0,
            high_millicredits: Millicredits::for_chunks(chunks.high).0,
        }
    }
}

/// Quote the price of adding files
///
/// Needs names and sizes only; nothing is sent or stored. The answer is an estimate between two bounds. Each version says
/// in `charged_millicredits` what it cost in the end; a file that cannot be made searchable costs nothing.
#[utoipa::path(post, operation_id = "quote", path = "/api/v1/quote", request_body = QuoteRequest, responses(
    (status = 200, body = Quote), (status = 400, body = ErrorBody)
))]
pub(crate) async fn quote(Json(request): Json<QuoteRequest>) -> Result<Json<Quote>, ApiError> {
    if request.files.is_empty() || request.files.len() > FILES {
        return Err(ApiError::invalid("files", "A quote is for 1 to 10,000 files"));
    }
    let files = request.files.iter();
    let files: Vec<Chunks> = files.map(|file| chunks(&file.name, file.size_bytes)).collect();
    let sum = |end: fn(&Chunks) -> u64| files.iter().map(end).fold(0, u64::saturating_add);
    let total = Chunks {
        low: sum(|file| file.low),
        likely: sum(|file| file.likely),
        high: sum(|file| file.high),
    };
    Ok(Json(Quote {
        is_estimate: true,
        total: Estimate::of(total),
        files: files.into_iter().map(Estimate::of).collect(),
        prices: Prices::now(),
    }))
}
