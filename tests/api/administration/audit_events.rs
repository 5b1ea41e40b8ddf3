//! `/v1/audit-events`: who did what.

use regulars_tests::{Action, Role, TestApp, json};

#[actix_web::test]
async fn a_deed_is_found_by_subject_actor_and_action() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let key = app.key(&[Action::ProductsRead, Action::ProductsWrite], &app.units.group).await;
    let product = admin.post("/v1/products", json!({"code": "P", "name": "P"})).await.created().id();
    key.patch(&format!("/v1/products/{product}"), json!({"name": "Q"})).if_match("\"1\"").await.ok();
    admin.post("/v1/partners", json!({"code": "p", "name": "P"})).await.created();

    let all = admin.get("/v1/audit-events").await.ok();
    assert_eq!(all.each("action"), ["partners.create", "products.change", "products.create"], "newest first");
    let event = &all.data()[1];
    assert_eq!(event["actor"], json!({"kind": "key", "id": key.id, "name": "till"}));
    assert_eq!((&event["subject_kind"], &event["subject_id"]), (&json!("product"), &json!(product)));
    assert_eq!(event["detail"], json!({"changes": {"name": {"from": "P", "to": "Q"}}, "version": 2}));

    for (query, actions) in [
        (format!("subject_id={product}"), vec!["products.change", "products.create"]),
        (format!("actor_id={}", key.id), vec!["products.change"]),
        (format!("actor_id={}&subject_id={product}", admin.id), vec!["products.create"]),
        ("action=partners.create".to_owned(), vec!["partners.create"]),
        ("action=partners".to_owned(), vec![]),
    ] {
        assert_eq!(admin.get(&format!("/v1/audit-events?{query}")).await.ok().each("action"), actions, "{query}");
    }
    let page = admin.get("/v1/audit-events?limit=2").await.ok();
    let rest = admin.get(&format!("/v1/audit-events?cursor={}", page.text("next_cursor"))).await.ok();
    assert_eq!(rest.each("action"), ["products.create"]);
}

#[actix_web::test]
async fn a_refused_deed_leaves_no_trace() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/products", json!({"code": "P", "name": "P"})).await.created();
    admin.post("/v1/products", json!({"code": "P", "name": "P"})).await.problem(409, "code_taken");
    assert_eq!(app.count("audit_events"), 1);
}

#[actix_web::test]
async fn an_auditor_sees_the_deeds_of_the_own_subtree() {
    let app = TestApp::start().await;
    let units = &app.units;
    let auditor = app.actor(Role::Auditor, &units.north).await;
    let north = app.actor(Role::Admin, &units.n1).await;
    let south = app.actor(Role::Admin, &units.south).await;
    let key = app.key(&[Action::CalendarsRead, Action::CalendarsWrite], &units.n2).await;
    let rule = json!({"week": {"monday": [{"from": "09:00", "to": "18:00"}]}});
    for (actor, code) in [(&north, "north"), (&south, "south"), (&key, "key")] {
        actor.post("/v1/calendars", json!({"code": code, "name": code, "rule": rule})).await.created();
    }
    let seen = auditor.get("/v1/audit-events").await.ok();
    let codes: Vec<&str> = seen.data().iter().map(|event| event["detail"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["key", "north"]);
    app.actor(Role::RegionManager, &units.north).await.get("/v1/audit-events").await.problem(403, "forbidden");
}
