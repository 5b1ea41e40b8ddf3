//! `/v1/purchases`: what was bought and given back, and what it does to the customer.

mod batch;
mod day_stream;
mod expansions;
mod external_ids;
mod following;
mod held;
mod parallel;
mod receipts;
mod recording;
mod refunds;
mod refused;
mod returns;
mod tiers;
mod unknown_customers;

use regulars_tests::{Actor, TestApp, Value, json};

/// Yuan and fen.
fn cny(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

/// A purchase of one line.
fn purchase(customer_id: &str, unit_id: &str, occurred_at: &str, amount: i64) -> Value {
    json!({"customer_id": customer_id, "unit_id": unit_id, "occurred_at": occurred_at, "lines": [{"amount": cny(amount)}]})
}

/// This instant, as a till sends it.
fn now() -> String {
    regulars_tests::now().to_rfc3339()
}

/// Noon in Shanghai on a day of this year or of one before.
fn noon(years_ago: i32, month_and_day: &str) -> String {
    use chrono::Datelike;
    format!("{}-{month_and_day}T04:00:00Z", regulars_tests::today().year() - years_ago)
}

/// Somebody at home in the north's first store.
async fn customer(app: &TestApp, who: &Actor) -> String {
    let body = json!({"name": "王小明", "home_unit_id": app.units.n1});
    who.post("/v1/customers", body).await.created().id()
}

/// The figures as the customer's page shows them.
async fn figures(who: &Actor, customer_id: &str) -> Value {
    who.get(&format!("/v1/customers/{customer_id}")).await.ok().body["metrics"].clone()
}

/// Counted purchases, purchase days, net spend.
async fn sums(who: &Actor, customer_id: &str) -> (i64, i64, i64) {
    let figures = figures(who, customer_id).await;
    let number = |at: &str| figures.pointer(at).and_then(Value::as_i64).unwrap();
    (number("/purchases"), number("/purchase_days"), number("/net_spend/amount"))
}

/// Everything kept beside the facts is what the facts say.
fn verify(app: &TestApp) {
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}

/// A category and a product in it: their ids.
async fn product(who: &Actor, code: &str) -> (String, String) {
    let category = json!({"code": format!("C-{code}"), "name": "仙芋系列"});
    let category = who.post("/v1/product-categories", category).await.created().id();
    let product = json!({"code": code, "name": "招牌仙芋", "category_id": category});
    (category, who.post("/v1/products", product).await.created().id())
}
