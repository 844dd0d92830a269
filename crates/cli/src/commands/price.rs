//! The price of adding files: an estimate before anything is sent, and what the ledger was charged afterwards.

use std::path::PathBuf;

use domain::credit::CREDIT_MICRODOLLARS;
use serde_json::{Value, json};

use crate::client::Client;
use crate::error::CliError;

/// Files that the server quotes at once.
const AT_ONCE: usize = 1_000;
const ENDS: [&str; 3] = ["low_millicredits", "likely_millicredits", "high_millicredits"];

/// Returns the estimate for files with their keys; only names and sizes are told.
pub(crate) fn quote(client: &Client, files: &[(PathBuf, String)]) -> Result<Value, CliError> {
    let mut sums = [0_i64; ENDS.len()];
    for files in files.chunks(AT_ONCE) {
        let mut asked = Vec::with_capacity(files.len());
        for (path, key) in files {
            // A file that is gone by now is reported when it is sent.
            let size_bytes = fs_err::metadata(path).map_or(0, |metadata| metadata.len());
            asked.push(json!({ "name": key, "size_bytes": size_bytes }));
        }
        let quote = client.post("/quote", &json!({ "files": asked }))?;
        for (sum, end) in sums.iter_mut().zip(ENDS) {
            *sum = sum.saturating_add(quote["total"][end].as_i64().unwrap_or(0));
        }
    }
    let mut quote = json!({ "is_estimate": true, "files": files.len() });
    for (end, sum) in ENDS.into_iter().zip(sums) {
        quote[end] = sum.into();
    }
    Ok(quote)
}

/// Returns the estimate as a sentence.
pub(crate) fn sentence(quote: &Value) -> String {
    let [low, likely, high] = ENDS.map(|end| quote[end].as_i64().unwrap_or(0));
    let range = if low < high {
        format!(", from {} to {}", low / 1_000, credits(high))
    } else {
        String::new()
    };
    format!("Estimated price: about {}{range}", paid(likely))
}

/// Puts what each ready file was charged into its result, and returns the sum.
pub(crate) fn charged(client: &Client, results: &mut [Value]) -> Result<i64, CliError> {
    let mut sum = 0_i64;
    for result in results.iter_mut().filter(|result| result["status"] == "ready") {
        let path = format!("/documents/{}", result["document"].as_str().unwrap_or_default());
        let charged = client.get(&path, &[])?["version"]["charged_millicredits"].clone();
        sum = sum.saturating_add(charged.as_i64().unwrap_or(0));
        result["charged_millicredits"] = charged;
    }
    Ok(sum)
}

/// Returns thousandths of a credit for people, with their worth.
pub(crate) fn paid(millicredits: i64) -> String {
    format!("{} ({})", credits(millicredits), dollars(millicredits))
}

fn credits(millicredits: i64) -> String {
    let (whole, rest) = (millicredits / 1_000, millicredits % 1_000);
    match (whole, rest) {
        (1, 0) => "1 credit".into(),
        (_, 0) => format!("{whole} credits"),
        _ => format!("{whole}.{rest:03} credits"),
    }
}

fn dollars(millicredits: i64) -> String {
    let tenths_of_cents = millicredits.saturating_mul(CREDIT_MICRODOLLARS) / 1_000_000;
    format!("${}.{:03}", tenths_of_cents / 1_000, tenths_of_cents % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_well_and_is_exact() {
        assert_eq!(paid(12_000), "12 credits ($0.012)");
        assert_eq!(paid(1_000), "1 credit ($0.001)");
        assert_eq!(paid(3_500), "3.500 credits ($0.003)");
        assert_eq!(paid(1_234_000), "1234 credits ($1.234)");
    }

    #[test]
    fn an_estimate_names_its_range() {
        let quote = json!({ "low_millicredits": 3_000, "likely_millicredits": 30_000, "high_millicredits": 90_000 });
        assert_eq!(
            sentence(&quote),
            "Estimated price: about 30 credits ($0.030), from 3 to 90 credits"
        );
        let exact = json!({ "low_millicredits": 3_000, "likely_millicredits": 3_000, "high_millicredits": 3_000 });
        assert_eq!(sentence(&exact), "Estimated price: about 3 credits ($0.003)");
    }
}
