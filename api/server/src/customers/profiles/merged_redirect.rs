//! Where a merged customer is now: what was asked of it is asked of its survivor.

use actix_web::HttpRequest;
use serde_json::Value;

use crate::platform::error::{Code, Refusal};

/// Where customers are.
const CUSTOMERS: &str = "/v1/customers/";

/// The same resource of the survivor, when something of a merged customer was read; a write is not led on.
pub fn place(request: &HttpRequest, problem: &Refusal) -> Option<String> {
    if problem.code != Code::CustomerMerged || !request.method().is_safe() {
        return None;
    }
    let mut members = problem.members.iter();
    let survivor =
        members.find_map(|(name, value)| if *name == "customer_id" { Value::as_str(value) } else { None })?;
    let rest = request.path().strip_prefix(CUSTOMERS)?;
    let below = rest.split_once('/').map(|(_, below)| format!("/{below}")).unwrap_or_default();
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    Some(format!("{CUSTOMERS}{survivor}{below}{query}"))
}
