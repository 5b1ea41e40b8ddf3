//! `/v1/units`: the organisation's tree.

mod changes;
mod closed;
mod creation;
mod lists;

use regulars_tests::{Value, json};

/// A store's body under a parent.
fn store(code: &str, parent_id: &str) -> Value {
    json!({"code": code, "name": format!("门店 {code}"), "kind": "store", "ownership": "own", "parent_id": parent_id})
}
