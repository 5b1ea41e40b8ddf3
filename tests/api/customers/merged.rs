//! A customer that was merged into another: read there, never written.

use regulars_tests::{Role, TestApp, json};

use super::create;

#[actix_web::test]
async fn a_merged_customer_leads_to_its_survivor() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let old = create(&admin, json!({"name": "小明", "home_unit_id": app.units.n1})).await;
    let new = create(&admin, json!({"name": "王小明", "home_unit_id": app.units.n1})).await;
    app.sql(&format!("update customers set status = 'merged', merged_into = '{new}' where id = '{old}'"));
    let path = format!("/v1/customers/{old}");

    let moved = admin.get(&path).await.is(308);

    assert_eq!(moved.header("location"), format!("/v1/customers/{new}"));
    let foreigner = app.actor(Role::StoreStaff, &app.units.s1).await;
    foreigner.get(&path).await.problem(404, "not_found");
    let consent = json!({"channel": "sms", "granted": true, "source": "counter"});
    let visit = json!({"kind": "visit", "direction": "in"});
    let bought = json!({"customer_id": old, "unit_id": app.units.n1, "occurred_at": "2026-02-17T08:30:00Z",
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    for refused in [
        admin.patch(&path, json!({"city": "上海"})).if_match("*").await,
        admin.post(&format!("{path}/identities"), json!({"kind": "phone", "value": "13812345678"})).await,
        admin.post(&format!("{path}/consents"), consent).await,
        admin.post(&format!("{path}/interactions"), visit).await,
        admin.post("/v1/purchases", bought).once().await,
    ] {
        assert_eq!(refused.problem(409, "customer_merged").body["customer_id"], *new);
    }
    for table in ["customer_identities", "consents", "interactions", "purchases"] {
        assert_eq!(app.count(table), 0, "{table}");
    }
    assert_eq!(app.count("customers where version = 1"), 2);
}
