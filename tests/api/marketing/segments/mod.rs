//! `/v1/segments`: rules tried and saved, members that come and go, reasons; and the proof that the database answers a
//! rule as the domain does.

mod attributes;
mod birthdays;
mod cards;
mod catalogue;
mod members;
mod preview;
mod proof;
mod refused;
mod returned;

use regulars_tests::{Actor, TestApp, Value, json};

/// Somebody who bought for so much today.
async fn buyer(admin: &Actor, unit: &str, name: &str, amount: i64) -> String {
    let customer = admin.post("/v1/customers", json!({"name": name, "home_unit_id": unit})).await.created().id();
    let bought = json!({"customer_id": customer, "unit_id": unit, "occurred_at": regulars_tests::now(),
        "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
    admin.post("/v1/purchases", bought).once().await.created();
    customer
}

fn spent(gte: i64) -> Value {
    json!({"measure": {"of": "net_spend", "gte": gte}})
}

/// A segment by a rule, with its members.
async fn segment(app: &TestApp, admin: &Actor, rule: Value) -> String {
    let new = json!({"name": "客群", "kind": "rule", "rule": rule});
    let id = admin.post("/v1/segments", new).await.created().id();
    app.run_jobs().await;
    id
}
