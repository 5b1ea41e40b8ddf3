//! Where a merged customer is now: what was asked of it is asked of its survivor.

use serde_json::Value;

use crate::platform::error::{Code, Refusal};

/// Where customers are.
const CUSTOMERS: &str = "/v1/customers/";

/// The same resource of the survivor, when something of a merged customer was read; `target` is path and query.
pub fn place(target: &str, refusal: &Refusal) -> Option<String> {
    if refusal.code != Code::CustomerMerged {
        return None;
    }
    let mut members = refusal.members.iter();
    let survivor =
        members.find_map(|(name, value)| if *name == "customer_id" { Value::as_str(value) } else { None })?;
    let rest = target.strip_prefix(CUSTOMERS)?;
    let below = rest.find(['/', '?']).and_then(|at| rest.get(at..)).unwrap_or_default();
    Some(format!("{CUSTOMERS}{survivor}{below}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_of_a_merged_customer_is_led_on() {
        let merged = Refusal::of(Code::CustomerMerged).member("customer_id", "cus_B");
        for (target, refusal, expected) in [
            ("/v1/customers/cus_A", &merged, Some("/v1/customers/cus_B")),
            ("/v1/customers/cus_A/timeline?limit=2", &merged, Some("/v1/customers/cus_B/timeline?limit=2")),
            ("/v1/customers/cus_A?expand=unit", &merged, Some("/v1/customers/cus_B?expand=unit")),
            ("/v1/purchases/pur_A", &merged, None),
            ("/v1/customers/cus_A", &Refusal::of(Code::NotFound), None),
        ] {
            assert_eq!(place(target, refusal).as_deref(), expected, "{target}");
        }
    }
}
