//! Rights of persons: erasing somebody.

mod covered;
mod erasing;
mod reads;
mod refused;
mod retention;
mod scan;

use regulars_tests::{Actor, Reply, json};

/// Erases a customer.
async fn erase(who: &Actor, customer: &str) -> Reply {
    who.post(&format!("/v1/customers/{customer}/erase"), json!({"reason": "来函要求"})).once().await
}
