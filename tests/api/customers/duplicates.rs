//! `/v1/duplicates`: customers that may be one.

use regulars::customers::duplicates::search::FindDuplicates;
use regulars_tests::{Actor, Reply, Role, TestApp, Value, json};
use reqwest::Method;

async fn create(who: &Actor, unit_id: &str, mut body: Value) -> String {
    body["home_unit_id"] = json!(unit_id);
    who.post("/v1/customers", body).await.created().id()
}

async fn search(app: &TestApp) {
    app.enqueue(&FindDuplicates {});
    app.run_jobs().await;
}

async fn listed(who: &Actor, query: &str) -> Reply {
    who.get(&format!("/v1/duplicates{query}")).await.ok()
}

/// Both sides of each pair and its score.
fn pairs(reply: &Reply) -> Vec<(String, String, i64)> {
    let id = |side: &Value| side["id"].as_str().unwrap().to_owned();
    reply.data().iter().map(|row| (id(&row["customer"]), id(&row["other"]), row["score"].as_i64().unwrap())).collect()
}

async fn dismiss(who: &Actor, id: &str) -> Reply {
    who.request(Method::POST, &format!("/v1/duplicates/{id}/dismiss")).await
}

/// A birthday that says something.
fn born() -> Value {
    json!({"year": 1988, "month": 8, "day": 15, "calendar": "solar"})
}

#[actix_web::test]
async fn a_search_finds_who_may_be_one_and_remembers_who_is_not() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (n1, s1) = (&app.units.n1, &app.units.s1);
    let one = create(&admin, n1, json!({"name": "王小明", "birthday": born(), "phone": "13812345678"})).await;
    let two = create(&admin, n1, json!({"name": "王晓明", "birthday": born()})).await;
    let three = create(&admin, s1, json!({"name": "王小明", "email": "13812345678@example.com"})).await;
    create(&admin, n1, json!({"name": "李雷", "birthday": born()})).await;
    create(&admin, n1, json!({"name": "王小明"})).await;

    let started = admin.request(Method::POST, "/v1/duplicates/searches").await.accepted();
    app.run_jobs().await;

    let job = admin.get(started.header("location")).await.ok();
    assert_eq!((job.text("state"), &job.body["result"]["customers"]), ("succeeded", &json!(5)));
    assert_eq!((&job.body["result"]["found"], &job.body["result"]["capped_keys"]), (&json!(2), &json!(0)));
    let found = listed(&admin, "").await;
    assert_eq!(pairs(&found), [(one.clone(), three.clone(), 85), (one.clone(), two.clone(), 68)]);
    assert_eq!(found.data()[0]["reasons"], json!(["same_name", "phone_in_email"]));
    assert_eq!(found.data()[1]["reasons"], json!(["same_sound", "same_birthday"]));
    assert_eq!(pairs(&listed(&admin, "?min_score=80").await).len(), 1);
    let first = listed(&admin, "?limit=1").await;
    let next = first.body["next_cursor"].as_str().unwrap();
    assert_eq!(pairs(&listed(&admin, &format!("?limit=1&cursor={next}")).await)[0].2, 68);
    let manager = app.actor(Role::StoreManager, n1).await;
    assert_eq!(pairs(&listed(&manager, "").await), [(one.clone(), two.clone(), 68)], "both are seen");
    let hidden = found.data()[0]["id"].as_str().unwrap();
    manager.get(&format!("/v1/duplicates/{hidden}")).await.problem(404, "not_found");
    dismiss(&manager, hidden).await.problem(404, "not_found");
    manager.request(Method::POST, "/v1/duplicates/searches").await.problem(403, "forbidden");

    let other = found.data()[1]["id"].as_str().unwrap();
    let dismissed = dismiss(&manager, other).await.ok();
    assert_eq!((dismissed.text("state"), dismissed.text("decided_by")), ("dismissed", manager.id.as_str()));
    dismiss(&manager, other).await.ok();
    search(&app).await;
    assert_eq!(pairs(&listed(&admin, "").await).len(), 1, "what was dismissed is not found again");
    assert_eq!(pairs(&listed(&admin, "?state=dismissed").await).len(), 1);

    // What is not alike any more is not shown any more.
    let tag = admin.get(&format!("/v1/customers/{three}")).await.ok().etag().to_owned();
    admin.patch(&format!("/v1/customers/{three}"), json!({"name": "赵大伟"})).if_match(&tag).await.ok();
    search(&app).await;
    assert_eq!(pairs(&listed(&admin, "").await), []);
}

#[actix_web::test]
async fn certain_pairs_are_merged_by_a_job() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let n1 = &app.units.n1;
    let person = |name: &str| json!({"name": name, "birthday": born(), "address": "上海市南京路1号"});
    let mut pairs_made = Vec::new();
    for name in ["王小明", "李雷", "韩梅梅"] {
        let first = create(&admin, n1, person(name)).await;
        pairs_made.push((first, create(&admin, n1, person(name)).await));
    }
    let bought = json!({"customer_id": pairs_made[0].1, "unit_id": n1, "occurred_at": regulars_tests::now().to_rfc3339(),
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    admin.post("/v1/purchases", bought).once().await.created();
    create(&admin, n1, json!({"name": "王小明", "birthday": born()})).await;
    search(&app).await;
    assert_eq!(pairs(&listed(&admin, "?min_score=100").await).len(), 3);

    admin.post("/v1/duplicates/merges", json!({"min_score": 84})).await.problem(422, "invalid");
    admin.post("/v1/duplicates/merges", json!({"min_score": 100})).await.accepted();
    app.run_jobs().await;

    assert_eq!(app.count("customers where status = 'merged'"), 3);
    admin.get(&format!("/v1/customers/{}", pairs_made[0].1)).await.ok();
    admin.get(&format!("/v1/customers/{}", pairs_made[0].0)).await.is(308);
    admin.get(&format!("/v1/customers/{}", pairs_made[1].0)).await.ok();
    assert_eq!(pairs(&listed(&admin, "?state=merged").await).len(), 3);
    assert_eq!(app.count(&format!("customer_merges where merged_by = '{}'", admin.id)), 3);
    let noted = format!("audit_events where action = 'customers.merge' and actor_id = '{}'", admin.id);
    assert_eq!(app.count(&format!("{noted} and actor_kind = 'user' and actor_name <> actor_id")), 3, "by their name");
    // Run again, nothing more is merged; what was undone stays undone.
    let merges = admin.get(&format!("/v1/customers/{}/merges", pairs_made[1].0)).await.ok();
    let id = merges.data()[0]["id"].as_str().unwrap();
    admin.request(Method::POST, &format!("/v1/merges/{id}/undo")).await.ok();
    search(&app).await;
    admin.post("/v1/duplicates/merges", json!({"min_score": 100})).await.accepted();
    app.run_jobs().await;
    assert_eq!(app.count("customers where status = 'merged'"), 2);
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}
