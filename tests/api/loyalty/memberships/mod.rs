//! `/v1/memberships`: cards, points and levels.

mod adjustments;
mod cards;
mod debts;
mod earning;
mod enrolment;
mod expiry;
mod levels;
mod redemptions;
mod refunds;
mod returns;
mod reversals;
mod seen;

use regulars_tests::{Actor, TestApp, Value, json};

/// Yuan and fen.
fn cny(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

/// This instant, as a till sends it.
fn now() -> String {
    regulars_tests::now().to_rfc3339()
}

/// The day in Shanghai.
fn today() -> chrono::NaiveDate {
    regulars_tests::today()
}

/// A programme with silver from the start, gold from 1,000 and black from 3,000 (points, or fen).
async fn programme(admin: &Actor, basis: &str) -> String {
    let body = json!({"code": basis, "name": "仙芋会员", "level_basis": basis, "points_per_unit": "1"});
    let id = admin.post("/v1/membership-programmes", body).await.created().id();
    for (code, threshold) in [("silver", 0), ("gold", 1_000), ("black", 3_000)] {
        let mut level = json!({"code": code, "name": code});
        level[basis] = if basis == "points" { json!(threshold) } else { cny(threshold) };
        admin.post(&format!("/v1/membership-programmes/{id}/levels"), level).await.created();
    }
    id
}

/// Somebody at home in the north's first store.
async fn customer(app: &TestApp, who: &Actor) -> String {
    who.post("/v1/customers", json!({"name": "王小明", "home_unit_id": app.units.n1})).await.created().id()
}

/// A customer who is a member, and the path of the membership.
async fn member(app: &TestApp, who: &Actor, programme_id: &str) -> (String, String) {
    let id = customer(app, who).await;
    let card = format!("C-{}", &id[4..]);
    let body = json!({"customer_id": id, "programme_id": programme_id, "card": card});
    let membership = who.post("/v1/memberships", body).await.created().id();
    (id, format!("/v1/memberships/{membership}"))
}

/// A purchase of these lines now: its path.
async fn buy(app: &TestApp, who: &Actor, customer_id: &str, amounts: &[i64]) -> String {
    let lines: Vec<Value> = amounts.iter().map(|&amount| json!({"amount": cny(amount)})).collect();
    let body = json!({"customer_id": customer_id, "unit_id": app.units.n1, "occurred_at": now(), "lines": lines});
    format!("/v1/purchases/{}", who.post("/v1/purchases", body).once().await.created().id())
}

async fn redeem(who: &Actor, path: &str, points: i64) -> regulars_tests::Reply {
    who.post(&format!("{path}/redemptions"), json!({"points": points})).once().await
}

async fn balance(who: &Actor, path: &str) -> i64 {
    who.get(path).await.ok().body["balance"].as_i64().unwrap()
}

/// Kind and points of each row of the ledger, oldest first.
async fn ledger(who: &Actor, path: &str) -> Vec<(String, i64)> {
    let listed = who.get(&format!("{path}/ledger?limit=100")).await.ok();
    let row = |row: &Value| (row["kind"].as_str().unwrap().to_owned(), row["points"].as_i64().unwrap());
    listed.data().iter().rev().map(row).collect()
}

fn rows(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    expected.iter().map(|(kind, points)| ((*kind).to_owned(), *points)).collect()
}

/// Everything kept beside the facts is what the facts say.
fn verify(app: &TestApp) {
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}
