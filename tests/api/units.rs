//! `/v1/units`: the organisation's tree.

use regulars_tests::{Role, TestApp, json};

#[actix_web::test]
async fn a_store_is_put_under_a_region() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let body = json!({"code": "N9", "name": "石家庄店", "kind": "store", "ownership": "franchise", "parent_id": app.units.north});
    let made = admin.post("/v1/units", body).await.created();

    assert_eq!(made.body["state"], "active");
    assert_eq!(made.body["time_zone"], "Asia/Shanghai", "taken from the parent");
    assert_eq!(made.etag(), "\"1\"");
    assert_eq!(made.header("location"), format!("/v1/units/{}", made.id()));
    assert_eq!(app.count("units where code = 'N9'"), 1);
    assert_eq!(app.count("audit_events where action = 'units.create'"), 1);
}

#[actix_web::test]
async fn a_region_manager_sees_the_own_subtree_only() {
    let app = TestApp::start().await;
    let manager = app.actor(Role::RegionManager, &app.units.north).await;

    let reply = manager.get("/v1/units").await.ok();
    assert_eq!(reply.each("code"), ["N", "N1", "N2"]);
    manager.get(&format!("/v1/units/{}", app.units.s1)).await.problem(404, "not_found");
}
