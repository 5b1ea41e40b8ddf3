//! How long what is held on persons is kept.

use regulars::customers::privacy::retain::Retain;
use regulars_tests::{Role, TestApp, Value, json};

/// Customers who were last heard of at the beginning of 2020.
async fn long_ago(app: &TestApp, names: &[&str]) -> Vec<String> {
    let admin = app.admin().await;
    let mut ids = Vec::new();
    for name in names {
        let new = json!({"name": name, "home_unit_id": app.units.n1});
        ids.push(admin.post("/v1/customers", new).await.created().id());
    }
    app.sql("update customers set created_at = '2020-01-01 00:00:00', updated_at = '2020-01-01 00:00:00'");
    ids
}

#[actix_web::test]
async fn the_rules_are_reported_on_before_they_take_anything() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ids = long_ago(&app, &["从未购买", "久未购买", "最近互动", "尚有投诉"]).await;
    let [prospect, lost, spoken, complaining] = ids.as_slice() else { panic!("four") };
    let bought = json!({"customer_id": lost, "unit_id": app.units.n1, "occurred_at": "2020-02-01T08:00:00Z",
        "lines": [{"amount": {"amount": 3600, "currency": "CNY"}}]});
    admin.post("/v1/purchases", bought).once().await.created();
    app.sql("update customers set updated_at = '2020-02-02 00:00:00'");
    let said = json!({"kind": "phone", "direction": "in", "text": "问候"});
    admin.post(&format!("/v1/customers/{spoken}/interactions"), said.clone()).once().await.created();
    admin.post(&format!("/v1/customers/{prospect}/interactions"), said).once().await.created();
    app.sql(&format!("update interactions set recorded_at = '2020-01-01 00:00:00' where customer_id = '{prospect}'"));
    let category = admin.post("/v1/complaint-categories", json!({"code": "S", "name": "服务"})).await.created().id();
    let complained =
        json!({"customer_id": complaining, "unit_id": app.units.n1, "category_id": category, "text": "等太久"});
    admin.post("/v1/complaints", complained).await.created();

    let rules = json!({"is_on": false, "prospect_days": 365, "customer_days": 730, "interaction_days": 365,
        "import_file_days": 30});
    let report = admin.post("/v1/settings/retention/previews", rules.clone()).await.ok().body;
    assert_eq!(report, json!({"prospects": 2, "customers": 1, "interactions": 1, "import_files": 0}));
    let set = |rules: Value| admin.put("/v1/settings/retention", rules).if_match("*");
    set(rules.clone()).await.ok();
    app.enqueue(&Retain::default());
    app.run_jobs().await;
    assert_eq!(app.count("erasures"), 0, "the rules are not switched on");

    let mut on = rules;
    on["is_on"] = json!(true);
    set(on).await.ok();
    app.enqueue(&Retain::default());
    app.run_jobs().await;
    let erased = admin.get("/v1/erasures").await.ok();
    let mut gone = erased.each("customer_id");
    gone.sort_unstable();
    assert_eq!(gone, [prospect.as_str(), lost.as_str()], "who complains and who was heard of stay");
    assert!(erased.data().iter().all(|one| one["erased_by"] == "system" && one["state"] == "done"));
    assert_eq!(app.count("interactions"), 1);
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn files_of_imports_go_after_their_days() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let import = admin.post("/v1/imports", json!({"kind": "customers"})).await.created().id();
    let content = format!("/v1/imports/{import}/content");
    admin.request(reqwest::Method::PUT, &content).body("text/csv", "name\n王小明\n").await.ok();
    app.sql("update imports set updated_at = '2020-01-01 00:00:00'");
    let rules = json!({"is_on": true, "import_file_days": 30});
    assert_eq!(admin.post("/v1/settings/retention/previews", rules.clone()).await.ok().body["import_files"], 1);
    admin.put("/v1/settings/retention", rules).if_match("*").await.ok();
    app.enqueue(&Retain::default());
    app.run_jobs().await;
    assert_eq!((app.count("import_chunks"), app.count("imports where state = 'draft'")), (0, 1));
}

#[actix_web::test]
async fn rules_that_would_take_too_soon_are_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (rules, place) in [
        (json!({"is_on": true, "prospect_days": 29}), "/prospect_days"),
        (json!({"is_on": true, "customer_days": 10}), "/customer_days"),
    ] {
        let refused = admin.put("/v1/settings/retention", rules.clone()).if_match("*").await;
        refused.problem(422, "invalid").fault(place, "out_of_range");
        admin.post("/v1/settings/retention/previews", rules).await.problem(422, "invalid").fault(place, "out_of_range");
    }
    let manager = app.actor(Role::StoreManager, &app.units.n1).await;
    manager.post("/v1/settings/retention/previews", json!({"is_on": false})).await.problem(403, "forbidden");
}
