//! Closed units: what happened up to the last day is taken, from tills and from files, and what follows it always.

use regulars_domain::permissions::Action;
use regulars_tests::{Actor, Role, TestApp, Value, json};

/// Closes the north's first store on the last day of March; answers its id.
async fn close(app: &TestApp, admin: &Actor) -> String {
    let unit = app.units.n1.clone();
    let closing = json!({"state": "closed", "closed_on": "2026-03-31"});
    let closed = admin.patch(&format!("/v1/units/{unit}"), closing).if_match("*").await.ok();
    assert_eq!((closed.text("state"), closed.text("closed_on")), ("closed", "2026-03-31"));
    unit
}

fn purchase(customer_id: &str, unit_id: &str, occurred_at: &str) -> Value {
    json!({"customer_id": customer_id, "unit_id": unit_id, "occurred_at": occurred_at,
        "lines": [{"amount": {"amount": 1000, "currency": "CNY"}}]})
}

#[actix_web::test]
async fn a_unit_is_closed_on_a_day_and_opened_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/units/{}", app.units.n1);
    let change = |body: Value| admin.patch(&path, body).if_match("*");
    change(json!({"closed_on": "2026-03-31"})).await.problem(422, "invalid").fault("/closed_on", "conflict");
    let today = (regulars::platform::clock::now() + chrono::Duration::hours(8)).date_naive();
    let tomorrow = today.succ_opt().unwrap();
    let ahead = change(json!({"state": "closed", "closed_on": tomorrow})).await;
    ahead.problem(422, "invalid").fault("/closed_on", "out_of_range");
    let closed = change(json!({"state": "closed"})).await.ok();
    assert_eq!(closed.body["closed_on"], json!(today), "today when no day is said");
    assert_eq!(change(json!({"closed_on": "2026-03-31"})).await.ok().text("closed_on"), "2026-03-31");
    assert_eq!(change(json!({"name": "老店"})).await.ok().text("closed_on"), "2026-03-31");
    assert!(change(json!({"state": "active"})).await.ok().body["closed_on"].is_null());
}

#[actix_web::test]
async fn visits_up_to_the_last_day_are_taken_and_what_follows_them_always() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let customer = admin.post("/v1/customers", json!({"name": "王小明"})).await.created().id();
    let unit = close(&app, &admin).await;

    // Half past eleven at night in Shanghai, and half an hour after midnight.
    let sold = admin.post("/v1/purchases", purchase(&customer, &unit, "2026-03-31T15:30:00Z")).once().await.created();
    let later = admin.post("/v1/purchases", purchase(&customer, &unit, "2026-03-31T16:30:00Z")).once().await;
    later.problem(422, "invalid").fault("/unit_id", "conflict");
    let new = admin.post("/v1/customers", json!({"name": "李雷", "home_unit_id": unit})).await;
    new.problem(422, "invalid").fault("/home_unit_id", "conflict");
    let moved = admin.patch(&format!("/v1/customers/{customer}"), json!({"home_unit_id": unit})).if_match("*").await;
    assert_eq!(moved.ok().text("home_unit_id"), unit, "the first purchase made it the home: nothing changes");

    let back = json!({"lines": [{"number": 1}]});
    let path = format!("/v1/purchases/{}/refunds", sold.id());
    admin.post(&path, back).once().await.created();
    let category = json!({"code": "SERVICE", "name": "服务"});
    let category = admin.post("/v1/complaint-categories", category).await.created().id();
    let complaint = json!({"customer_id": customer, "purchase_id": sold.id(), "category_id": category, "text": "不好"});
    let complaint = admin.post("/v1/complaints", complaint).await.created();
    assert_eq!((complaint.text("unit_id"), complaint.text("level")), (unit.as_str(), "region"));
    assert_eq!(complaint.text("acting_unit_id"), app.units.north);
    let triage = json!({"severity": "general", "reason": "只是服务"});
    let judged = admin.post(&format!("/v1/complaints/{}/triage", complaint.id()), triage).await.ok();
    assert_eq!((judged.text("level"), judged.text("acting_unit_id")), ("region", app.units.north.as_str()));
}

#[actix_web::test]
async fn a_file_follows_the_same_rule_row_by_row() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let unit = close(&app, &admin).await;
    admin.post("/v1/partners", json!({"code": "shop", "name": "Shop"})).await.created();
    let mut run = Vec::new();
    for (options, file) in [
        (json!({"partner": "shop"}), "customer_id,date,amount,store\n1,2026-03-31,1.00,N1\n2,2026-04-01,1.00,N1\n"),
        (
            json!({"partner": "shop", "unit_id": unit}),
            "customer_id,date,amount\n3,2026-03-31,1.00\n4,2026-04-01,1.00\n",
        ),
    ] {
        let id = admin.post("/v1/imports", json!({"kind": "purchases", "options": options})).await.created().id();
        let path = format!("/v1/imports/{id}/content");
        admin.request(reqwest::Method::PUT, &path).body("text/csv", file.as_bytes().to_vec()).await.ok();
        admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.accepted();
        app.run_jobs().await;
        let done = admin.get(&format!("/v1/imports/{id}")).await.ok();
        let rejected = admin.get(&format!("/v1/imports/{id}/rejections")).await.ok();
        run.push((done.body["counts"]["purchases_created"].clone(), rejected.data()[0]["reasons"][0]["code"].clone()));
    }
    assert_eq!(run, [(json!(1), json!("conflict")), (json!(1), json!("conflict"))]);
}

#[actix_web::test]
async fn a_key_of_a_closed_unit_enrols_nobody_any_more() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let customer = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let customer = admin.post("/v1/customers", customer).await.created().id();
    let programme = json!({"code": "club", "name": "Club", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", programme).await.created().id();
    let key = app.key(&[Action::MembershipsWrite], &app.units.n1).await;
    close(&app, &admin).await;
    let enrol = |at: &str| {
        let body = json!({"customer_id": customer, "programme_id": programme, "card": "VIP-1001", "enrolled_at": at});
        key.post("/v1/memberships", body).once()
    };
    enrol("2026-04-01T04:00:00Z").await.problem(422, "invalid").fault("/enrolled_at", "conflict");
    enrol("2026-03-31T04:00:00Z").await.created();
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    let other = json!({"name": "李雷", "home_unit_id": app.units.n2});
    let other = admin.post("/v1/customers", other).await.created().id();
    let body = json!({"customer_id": other, "programme_id": programme, "card": "VIP-1002"});
    manager.post("/v1/memberships", body).once().await.created();
}
