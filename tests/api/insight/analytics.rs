//! `/v1/analytics`: figures over the base.

use regulars_tests::{Role, TestApp, json};

#[actix_web::test]
async fn classes_and_concentration_are_those_of_ones_units() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let nothing = admin.get("/v1/analytics/concentration").await.ok();
    assert_eq!((&nothing.body["gini"], &nothing.body["lorenz"]), (&json!(null), &json!([])), "undefined when all is 0");
    let now = regulars_tests::now().to_rfc3339();
    for (unit, amounts) in [(&app.units.n1, vec![100, 200, 300, 400, 500_000]), (&app.units.s1, vec![160_000])] {
        for amount in amounts {
            let customer = admin.post("/v1/customers", json!({"name": "C", "home_unit_id": unit})).await.created().id();
            let body = json!({"customer_id": customer, "unit_id": unit, "occurred_at": now,
                "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
            admin.post("/v1/purchases", body).once().await.created();
        }
    }
    admin.post("/v1/customers", json!({"name": "Looks only"})).await.created();
    admin.post("/v1/customers", json!({"name": "Hotel", "kind": "business"})).await.created();

    let tiers = admin.get("/v1/analytics/tiers").await.ok();
    assert_eq!(tiers.each("class"), ["A", "B", "C", "none"]);
    let customers: Vec<i64> = tiers.data().iter().map(|row| row["customers"].as_i64().unwrap()).collect();
    assert_eq!((customers, &tiers.body["total"]), (vec![1, 1, 4, 1], &json!(7)), "a business has no tier");
    assert_eq!(tiers.data()[2]["net_spend"], json!({"amount": 1000, "currency": "CNY"}));

    let north = app.actor(Role::RegionManager, &app.units.north).await;
    let tiers = north.get("/v1/analytics/tiers").await.ok();
    assert_eq!(tiers.body["total"], 5);
    let found = north.get("/v1/analytics/concentration").await.ok();
    assert_eq!((&found.body["customers"], &found.body["net_spend"]["amount"]), (&json!(5), &json!(501_000)));
    assert_eq!(found.text("top_20_share"), "0.998004");
    // 2(1·100 + 2·200 + 3·300 + 4·400 + 5·500000) ⁄ (5·501000) − 6⁄5.
    assert_eq!(found.text("gini"), "0.798403");
    assert_eq!(found.body["lorenz"].as_array().unwrap().len(), 6);
}
