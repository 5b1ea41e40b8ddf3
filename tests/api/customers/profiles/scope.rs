//! Who sees a customer: whoever sees its home unit, and its owner.

use regulars_tests::{Action, Role, TestApp, json};

use super::create;

#[actix_web::test]
async fn a_region_sees_its_own_customers_and_those_it_owns() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    let at = |name: &str, unit: &str| json!({"name": name, "home_unit_id": unit});
    create(&admin, at("甲 N1", &app.units.n1)).await;
    create(&admin, at("甲 N", &app.units.north)).await;
    let foreign = create(&admin, at("甲 S1", &app.units.s1)).await;
    let homeless = create(&admin, json!({"name": "甲"})).await;
    let mut owned = at("甲 S1, owned", &app.units.s1);
    owned["owner_id"] = json!(manager.id);
    let owned = create(&admin, owned).await;

    let listed = manager.get("/v1/customers?sort=created_at").await.ok();

    assert_eq!(listed.each("name"), ["甲 N1", "甲 N", "甲 S1, owned"]);
    assert_eq!(manager.get("/v1/customers?q=%E7%94%B2&sort=created_at").await.ok().each("name"), listed.each("name"));
    assert_eq!(manager.get("/v1/customers/count").await.ok().body["count"], 3);
    let abroad = format!("/v1/customers?home_unit_id={}", app.units.s1);
    assert_eq!(manager.get(&abroad).await.ok().each("id"), [owned.as_str()], "a filter opens nothing");
    manager.get(&format!("/v1/customers/{owned}")).await.ok();
    manager.patch(&format!("/v1/customers/{owned}"), json!({"city": "广州"})).if_match("*").await.ok();
    for hidden in [&foreign, &homeless] {
        let path = format!("/v1/customers/{hidden}");
        manager.get(&path).await.problem(404, "not_found");
        manager.patch(&path, json!({"city": "X"})).if_match("*").await.problem(404, "not_found");
        for part in
            ["identities", "consents", "interactions", "timeline", "metrics", "metrics/months", "explain", "tiers"]
        {
            manager.get(&format!("{path}/{part}")).await.problem(404, "not_found");
        }
        let phone = json!({"kind": "phone", "value": "13812345678"});
        manager.post(&format!("{path}/identities"), phone).await.problem(404, "not_found");
    }
    let staff = app.actor(Role::StoreStaff, &app.units.n2).await;
    assert!(staff.get("/v1/customers").await.ok().data().is_empty());
    let key = app.key(&[Action::CustomersRead], &app.units.n1).await;
    assert_eq!(key.get("/v1/customers").await.ok().each("name"), ["甲 N1"]);
    assert_eq!(app.count("customer_identities"), 0);
}

#[actix_web::test]
async fn a_customer_moves_only_within_what_one_sees() {
    let app = TestApp::start().await;
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    let id = create(&manager, json!({"name": "王", "home_unit_id": app.units.n1})).await;
    let path = format!("/v1/customers/{id}");
    let to = |unit: &str| manager.patch(&path, json!({"home_unit_id": unit})).if_match("*");

    assert_eq!(to(&app.units.n2).await.ok().body["home_unit_id"], *app.units.n2);
    to(&app.units.s1).await.problem(422, "invalid").fault("/home_unit_id", "not_found");

    assert_eq!(app.count(&format!("customers where home_unit_id = '{}'", app.units.n2)), 1);
}

#[actix_web::test]
async fn who_has_no_home_is_at_home_where_it_first_buys() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王"})).await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    let path = format!("/v1/customers/{id}");
    staff.get(&path).await.problem(404, "not_found");
    let buy = |unit: &str| {
        let bought = json!({"customer_id": id, "unit_id": unit, "occurred_at": "2026-02-17T08:30:00Z",
            "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
        admin.post("/v1/purchases", bought).once()
    };

    buy(&app.units.n1).await.created();
    buy(&app.units.s1).await.created();

    assert_eq!(staff.get(&path).await.ok().body["home_unit_id"], *app.units.n1);
    let moved = admin.patch(&path, json!({"home_unit_id": app.units.n2})).if_match("*").await.ok();
    buy(&app.units.n1).await.created();
    assert_eq!(admin.get(&path).await.ok().body["home_unit_id"], moved.body["home_unit_id"]);
}
