//! `/v1/customers/{id}/merge` and `/v1/merges`: two customers become one, and come apart again.

mod facts;
mod parallel;
mod points;
mod profile;
mod random;
mod refused;
mod undo;

use regulars_tests::{Actor, Reply, TestApp, Value, json};
use reqwest::Method;

/// Yuan and fen.
fn cny(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

/// This instant, as a till sends it.
fn now() -> String {
    regulars_tests::now().to_rfc3339()
}

/// Somebody at home in the north's first store, reached by a phone.
async fn customer(app: &TestApp, who: &Actor, name: &str, phone: &str) -> String {
    let body = json!({"name": name, "phone": phone, "home_unit_id": app.units.n1});
    who.post("/v1/customers", body).await.created().id()
}

/// A programme that gives a point for each yuan, with silver from the start and gold from 1,000 points.
async fn programme(admin: &Actor) -> String {
    let body = json!({"code": "fans", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
    let id = admin.post("/v1/membership-programmes", body).await.created().id();
    for (code, points) in [("silver", 0), ("gold", 1_000)] {
        let level = json!({"code": code, "name": code, "points": points});
        admin.post(&format!("/v1/membership-programmes/{id}/levels"), level).await.created();
    }
    id
}

/// The path of a new membership.
async fn join(who: &Actor, customer_id: &str, programme_id: &str, card: &str) -> String {
    let body = json!({"customer_id": customer_id, "programme_id": programme_id, "card": card});
    format!("/v1/memberships/{}", who.post("/v1/memberships", body).await.created().id())
}

/// A purchase of so many fen by whoever the body names: its id.
async fn buy(app: &TestApp, who: &Actor, buyer: Value, amount: i64) -> String {
    let mut body = json!({"unit_id": app.units.n1, "occurred_at": now(), "lines": [{"amount": cny(amount)}]});
    let members = buyer.as_object().unwrap().clone();
    body.as_object_mut().unwrap().extend(members);
    who.post("/v1/purchases", body).once().await.created().id()
}

async fn merge(who: &Actor, survivor: &str, body: Value) -> Reply {
    who.post(&format!("/v1/customers/{survivor}/merge"), body).await
}

/// The id of the merge of one customer into another.
async fn merged(who: &Actor, survivor: &str, merged_id: &str) -> String {
    merge(who, survivor, json!({"merged_id": merged_id})).await.created().id()
}

async fn undo(who: &Actor, merge_id: &str) -> Reply {
    who.request(Method::POST, &format!("/v1/merges/{merge_id}/undo")).await
}

/// Counted purchases and net spend.
async fn sums(who: &Actor, id: &str) -> (i64, i64) {
    let body = who.get(&format!("/v1/customers/{id}")).await.ok().body;
    let number = |at: &str| body.pointer(at).and_then(Value::as_i64).unwrap();
    (number("/metrics/purchases"), number("/metrics/net_spend/amount"))
}

async fn balance(who: &Actor, membership: &str) -> i64 {
    who.get(membership).await.ok().body["balance"].as_i64().unwrap()
}

/// Everything kept beside the facts is what the facts say.
fn verify(app: &TestApp) {
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}
