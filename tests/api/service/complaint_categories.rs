//! `/v1/complaint-categories`: what complaints are about.

use regulars_tests::{Role, TestApp, json};

#[actix_web::test]
async fn a_category_is_made_found_and_changed() {
    let app = TestApp::start().await;
    let operations = app.actor(Role::Operations, &app.units.group).await;
    let made = operations.post("/v1/complaint-categories", json!({"code": "FOOD", "name": "食品安全"})).await.created();
    assert_eq!(made.body["is_serious"], false);
    let path = format!("/v1/complaint-categories/{}", made.id());
    let changed = operations.patch(&path, json!({"is_serious": true, "name": "食安"})).if_match(made.etag()).await.ok();
    assert_eq!((&changed.body["is_serious"], changed.text("name")), (&json!(true), "食安"));
    let taken = operations.post("/v1/complaint-categories", json!({"code": "FOOD", "name": "x"})).await;
    taken.problem(409, "code_taken").fault("/code", "taken");
    operations.post("/v1/complaint-categories", json!({"code": "A", "name": "服务"})).await.created();
    assert_eq!(operations.get("/v1/complaint-categories").await.ok().each("code"), ["A", "FOOD"]);
    assert_eq!(operations.get("/v1/complaint-categories?q=foo").await.ok().each("code"), ["FOOD"]);
    let region = app.actor(Role::RegionManager, &app.units.north).await;
    region.get(&path).await.ok();
    region.post("/v1/complaint-categories", json!({"code": "B", "name": "B"})).await.problem(403, "forbidden");
}
