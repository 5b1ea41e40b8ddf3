//! A customer that was merged into another counts in no figure: what it did stands with the one it was merged into.

use regulars_tests::{Actor, TestApp, Value, json};

/// Somebody who has spent this much: the id.
async fn spender(app: &TestApp, admin: &Actor, amount: i64) -> String {
    let new = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let id = admin.post("/v1/customers", new).await.created().id();
    let bought = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": regulars::platform::clock::now(),
        "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
    admin.post("/v1/purchases", bought).once().await.created();
    id
}

#[actix_web::test]
async fn no_figure_counts_a_merged_customer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut ids = Vec::new();
    for amount in [100, 200, 700] {
        ids.push(spender(&app, &admin, amount).await);
    }
    let merged = format!("status = 'merged', merged_into = '{}'", ids[1]);
    app.sql(&format!("update customers set {merged} where id = '{}'", ids[2]));

    let tiers = admin.get("/v1/analytics/tiers").await.ok();
    let spend: i64 = tiers.data().iter().map(|row| row["net_spend"]["amount"].as_i64().unwrap()).sum();
    assert_eq!((&tiers.body["total"], spend), (&json!(2), 300));
    let concentration = admin.get("/v1/analytics/concentration").await.ok();
    assert_eq!(concentration.body["customers"], 2);
    assert_eq!(concentration.body["net_spend"]["amount"], 300);
    assert_eq!(admin.get("/v1/customers/count").await.ok().body["count"], 2);

    // Half of what the living spend is spent by the one who spent 200.
    let policy: Value =
        json!({"method": "cumulative_share", "window": {"kind": "all"}, "shares": {"a": "0.50", "b": "0.90"}});
    admin.put("/v1/settings/tier-policy", policy).if_match("*").await.ok();
    app.run_jobs().await;
    let tier = admin.get(&format!("/v1/customers/{}", ids[1])).await.ok().body["tier"]["class"].clone();
    assert_eq!(tier, "A");
}
