//! What the audit trail tells: who recorded and looked, who came in, and what a change was from and to.

use regulars_tests::{PASSWORD, Role, TestApp, json};

#[actix_web::test]
async fn who_records_revises_and_refunds_a_purchase_is_kept() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let customer = admin.post("/v1/customers", person).await.created().id();
    let clerk = app.actor(Role::StoreManager, &app.units.n1).await;
    let bought = json!({"customer_id": customer, "unit_id": app.units.n1, "occurred_at": "2026-03-01T08:00:00Z",
        "lines": [{"amount": {"amount": 3600, "currency": "CNY"}}]});
    let purchase = clerk.post("/v1/purchases", bought.clone()).once().await.created().id();
    clerk.post(&format!("/v1/purchases/{purchase}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();
    clerk.post("/v1/purchases/batch", json!({"items": [bought]})).once().await.ok();
    let told = admin.get(&format!("/v1/audit-events?subject_id={purchase}")).await.ok();
    assert_eq!(told.each("action"), ["purchases.refund", "purchases.record"]);
    assert!(told.data().iter().all(|event| event["actor"]["id"] == clerk.id));
    assert_eq!(told.data()[1]["detail"]["net_minor"], 3600);
    assert_eq!(app.count(&format!("audit_events where action = 'purchases.record' and actor_id = '{}'", clerk.id)), 2);
}

#[actix_web::test]
async fn a_change_tells_what_was_before_and_is_after() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({"name": "王小明", "city": "上海", "home_unit_id": app.units.n1});
    let customer = admin.post("/v1/customers", person).await.created().id();
    admin.patch(&format!("/v1/customers/{customer}"), json!({"city": "北京"})).if_match("*").await.ok();
    let user = app.user("lin@example.com", Role::StoreStaff, &app.units.n1).await.id;
    let moved = json!({"name": "林小美", "assignments": [{"unit_id": app.units.n2, "role": "store_manager"}],
        "password": "烧仙草 with red beans"});
    admin.patch(&format!("/v1/users/{user}"), moved).if_match("*").await.ok();
    let policy = admin.get("/v1/settings/messaging").await.ok();
    let mut wanted = policy.body["policy"].clone();
    wanted["attribution_days"] = json!(21);
    admin.put("/v1/settings/messaging", wanted).if_match("*").await.ok();
    let detail = async |action: &str| {
        let told = admin.get(&format!("/v1/audit-events?action={action}")).await.ok();
        told.data()[0]["detail"].clone()
    };
    let changed = detail("customers.change").await;
    assert_eq!(changed, json!({"changes": {"city": {"from": "上海", "to": "北京"}}, "version": 2}));
    let changed = detail("users.change").await;
    assert_eq!(changed["changes"]["name"]["to"], "林小美");
    let from = format!("{} store_staff", app.units.n1);
    let to = format!("{} store_manager", app.units.n2);
    assert_eq!(changed["changes"]["assignments"], json!({"from": [from], "to": [to]}));
    assert_eq!(changed["password"], "changed");
    let changed = detail("settings.change").await;
    assert_eq!(changed["changes"]["attribution_days"]["to"], 21);
    for secret in ["红", "beans", "argon2"] {
        assert_eq!(app.count(&format!("audit_events where detail like '%{secret}%'")), 0, "{secret}");
    }
}

#[actix_web::test]
async fn every_change_is_told_in_one_form() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({"name": "王小明", "phone": "13800138000", "home_unit_id": app.units.n1});
    let customer = admin.post("/v1/customers", person).await.created().id();
    let programme = json!({"code": "club", "name": "会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", programme).await.created().id();
    let card = json!({"customer_id": customer, "programme_id": programme, "card": "CARD-0001"});
    let card = format!("/v1/memberships/{}", admin.post("/v1/memberships", card).await.created().id());
    let category = json!({"code": "SERVICE", "name": "服务"});
    let category = admin.post("/v1/complaint-categories", category).await.created().id();
    let product_category = json!({"code": "tea", "name": "茶"});
    let product_category = admin.post("/v1/product-categories", product_category).await.created().id();
    let complaint =
        json!({"customer_id": customer, "unit_id": app.units.n1, "category_id": category, "text": "等太久"});
    let complaint = admin.post("/v1/complaints", complaint).await.created().id();
    let import = admin.post("/v1/imports", json!({"kind": "customers"})).await.created().id();

    let change = async |path: &str, patch: regulars_tests::Value| {
        admin.patch(path, patch).if_match("*").await.ok();
    };
    change(&card, json!({"state": "suspended"})).await;
    change(&card, json!({"card": "CARD-0002"})).await;
    change(&format!("/v1/complaint-categories/{category}"), json!({"is_serious": true})).await;
    change(&format!("/v1/product-categories/{product_category}"), json!({"name": "奶茶"})).await;
    change(&format!("/v1/imports/{import}"), json!({"options": {"mode": "history"}, "file_name": "a.csv"})).await;
    let region = app.actor(Role::RegionManager, &app.units.north).await;
    region.post(&format!("/v1/complaints/{complaint}/triage"), json!({"severity": "general"})).await.ok();
    let store = app.actor(Role::StoreManager, &app.units.n1).await;
    let solved = json!({"cause_detail": "slow_service", "text": "道歉并赠送甜品", "lesson": "周末加派人手"});
    store
        .post(&format!("/v1/complaints/{complaint}/events"), json!({"kind": "contact", "text": "已致电"}))
        .await
        .created();
    store.post(&format!("/v1/complaints/{complaint}/resolution"), solved).await.ok();

    let told = async |action: &str| {
        let told = admin.get(&format!("/v1/audit-events?action={action}")).await.ok();
        told.data().iter().map(|event| event["detail"].clone()).collect::<Vec<_>>()
    };
    let cards = told("memberships.change").await;
    assert_eq!(cards[0]["changes"], json!({"card": "changed"}), "whose it is, is not told");
    assert_eq!(
        cards[1],
        json!({"changes": {"state": {"from": "active", "to": "suspended"}}, "version": cards[1]["version"]})
    );
    let serious = json!({"changes": {"is_serious": {"from": false, "to": true}}, "version": 2});
    assert_eq!(told("complaint_categories.change").await, [serious]);
    let named = json!({"changes": {"name": {"from": "茶", "to": "奶茶"}}, "version": 2});
    assert_eq!(told("product_categories.change").await, [named]);
    let read = &told("imports.change").await[0]["changes"];
    assert_eq!(read["options"]["to"]["mode"], "history");
    assert_eq!(read["file_name"]["to"], "a.csv");
    let triaged = &told("complaints.triage").await[0]["changes"];
    assert_eq!(triaged["state"], json!({"from": "received", "to": "triaged"}));
    assert_eq!(triaged["severity"]["to"], "general");
    let resolved = &told("complaints.resolve").await[0]["changes"];
    assert_eq!(resolved["state"]["to"], "resolved");
    assert_eq!((&resolved["resolution"], &resolved["lesson"]), (&json!("changed"), &json!("changed")));
    for words in ["甜品", "加派", "CARD-0002", "CARD-0001"] {
        assert_eq!(app.count(&format!("audit_events where detail like '%{words}%'")), 0, "{words}");
    }
}

#[actix_web::test]
async fn log_ins_and_failures_are_kept() {
    let app = TestApp::start().await;
    let user = app.user("lin@example.com", Role::StoreStaff, &app.units.n1).await.id;
    let log_in = |email: &str, password: &str| {
        app.nobody().post("/v1/auth/login", json!({"email": email, "password": password}))
    };
    log_in("lin@example.com", PASSWORD).await.ok();
    log_in("lin@example.com", "wrong").await.problem(401, "invalid_credentials");
    log_in("nobody@example.com", "wrong").await.problem(401, "invalid_credentials");
    let admin = app.admin().await;
    let told = admin.get("/v1/audit-events").await.ok();
    assert_eq!(told.each("action"), ["sessions.log_in_failed", "sessions.log_in_failed", "sessions.log_in"]);
    let reasons: Vec<_> = told.data().iter().map(|event| event["detail"]["reason"].clone()).collect();
    assert_eq!(reasons, [json!("unknown"), json!("password"), json!(null)]);
    let subjects: Vec<_> = told.data().iter().map(|event| event["subject_id"].clone()).collect();
    assert_eq!(subjects, [json!(""), json!(user), json!(user)]);
    assert_eq!(app.count("audit_events where detail like '%nobody@%'"), 0);
}

#[actix_web::test]
async fn a_look_up_that_found_nobody_and_an_export_are_kept() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.get("/v1/customers/lookup?phone=13800138000").await.problem(404, "not_found");
    admin.get("/v1/exports/customers?format=csv").await.ok();
    let told = admin.get("/v1/audit-events").await.ok();
    assert_eq!(told.each("action"), ["customers.export", "customers.lookup_missed"]);
    assert_eq!(told.data()[1]["detail"], json!({"by": "phone"}));
}
