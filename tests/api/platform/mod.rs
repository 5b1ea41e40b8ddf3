//! What is the same for every operation, shown on units: idempotency, problems, headers, limits; and the
//! engine that runs jobs.

mod damaged_rows;
mod events;
mod idempotency;
mod jobs;
mod limits;
mod logged_paths;
mod long_reads;
mod passes;
mod problems;
mod replies;
mod requests;
mod secrets;

use regulars_tests::{TestApp, Value, json};

/// A store that can be created.
fn store(app: &TestApp, code: &str) -> Value {
    json!({"code": code, "name": "门店", "kind": "store", "ownership": "own", "parent_id": app.units.north})
}
