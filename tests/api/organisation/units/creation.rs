//! Creating units: what may stand where, for whom.

use regulars_tests::{Action, Role, TestApp, json};

use super::store;

#[actix_web::test]
async fn a_store_is_put_under_a_region() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let body = json!({"code": "N9", "name": "石家庄店", "kind": "store", "ownership": "franchise", "parent_id": app.units.north});
    let made = admin.post("/v1/units", body).await.created();

    assert_eq!(made.body["state"], "active");
    assert_eq!(made.body["time_zone"], "Asia/Shanghai", "taken from the parent");
    assert_eq!(made.body["currency"], "CNY", "taken from the parent");
    assert_eq!(made.etag(), "\"1\"");
    assert_eq!(made.header("location"), format!("/v1/units/{}", made.id()));
    assert_eq!(admin.get(made.header("location")).await.ok().body, made.body);
    assert_eq!(app.count("units where code = 'N9' and ownership = 'franchise'"), 1);
    let noted = format!("audit_events where action = 'units.create' and subject_id = '{}'", made.id());
    assert_eq!(app.count(&noted), 1);
}

#[actix_web::test]
async fn each_kind_has_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (group, north, n1) = (&app.units.group, &app.units.north, &app.units.n1);
    for (kind, ownership, parent, pointer) in [
        ("region", json!(null), json!(north), "/kind"),
        ("region", json!(null), json!(null), "/kind"),
        ("region", json!("own"), json!(group), "/kind"),
        ("store", json!(null), json!(north), "/kind"),
        ("store", json!("own"), json!(n1), "/kind"),
        ("team", json!(null), json!(n1), "/kind"),
        ("group", json!(null), json!(group), "/kind"),
    ] {
        let body = json!({"code": "X", "name": "X", "kind": kind, "ownership": ownership, "parent_id": parent});
        admin.post("/v1/units", body).await.problem(422, "invalid").fault(pointer, "conflict");
    }
    assert_eq!(app.count("units"), 6);
}

#[actix_web::test]
async fn the_organisation_has_one_root() {
    let app = TestApp::start().await;
    let body = json!({"code": "HQ2", "name": "第二总部", "kind": "group"});

    app.admin().await.post("/v1/units", body.clone()).await.problem(422, "invalid").fault("/kind", "conflict");
    let operations = app.actor(Role::Operations, &app.units.north).await;
    operations.post("/v1/units", body).await.problem(422, "invalid").fault("/kind", "conflict");

    assert_eq!(app.count("units where parent_id is null"), 1);
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let good = store("N9", &app.units.north);
    for (member, value, code) in [
        ("code", json!(""), "too_short"),
        ("code", json!("x".repeat(41)), "too_long"),
        ("code", json!("  "), "too_short"),
        ("name", json!("\u{202e}gnorw"), "malformed"),
        ("name", json!("zero\u{0}"), "malformed"),
        ("name", json!(7), "wrong_type"),
        ("kind", json!("shop"), "not_accepted"),
        ("ownership", json!("mine"), "not_accepted"),
        ("time_zone", json!("Asia/Nowhere"), "not_accepted"),
        ("currency", json!("XYZ"), "not_accepted"),
        ("currency", json!("CNYX"), "too_long"),
        ("parent_id", json!("unit_01JD3Q5V8N0000000000000000"), "not_found"),
        ("parent_id", json!("nonsense"), "not_found"),
        ("colour", json!("red"), "unknown_field"),
    ] {
        let mut body = good.clone();
        body[member] = value;
        admin.post("/v1/units", body).await.problem(422, "invalid").fault(&format!("/{member}"), code);
    }
    let missing = json!({"name": "N9", "kind": "store"});
    admin.post("/v1/units", missing).await.problem(422, "invalid").fault("/code", "required");
    assert_eq!(app.count("units"), 6);
}

#[actix_web::test]
async fn names_in_any_script_are_kept_as_they_are() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (n, name) in ["芋圆 🍡 店", "مقهى الشاي", "Čaj & Káva", "𠮷野家"].iter().enumerate() {
        let mut body = store(&format!("E{n}"), &app.units.south);
        body["name"] = json!(name);
        let made = admin.post("/v1/units", body).await.created();
        assert_eq!(admin.get(made.header("location")).await.ok().body["name"], *name);
    }
}

#[actix_web::test]
async fn a_code_is_taken_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/units", store("N1", &app.units.south)).await.problem(409, "code_taken").fault("/code", "taken");
    assert_eq!(app.count("units where code = 'N1'"), 1);
    assert_eq!(app.count("audit_events"), 0);
}

#[actix_web::test]
async fn one_creates_below_ones_own_units_only() {
    let app = TestApp::start().await;
    let operations = app.actor(Role::Operations, &app.units.north).await;

    operations.post("/v1/units", store("N9", &app.units.north)).await.created();
    operations
        .post("/v1/units", store("S9", &app.units.south))
        .await
        .problem(422, "invalid")
        .fault("/parent_id", "not_found");
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    manager.post("/v1/units", store("N8", &app.units.north)).await.problem(403, "forbidden");
}

#[actix_web::test]
async fn who_creates_a_unit_sees_it_at_once() {
    let app = TestApp::start().await;
    let operations = app.actor(Role::Operations, &app.units.north).await;
    let key = app.key(&[Action::UnitsRead], &app.units.north).await;
    assert_eq!(key.get("/v1/units").await.ok().data().len(), 3);

    let made = operations.post("/v1/units", store("N9", &app.units.north)).await.created();

    operations.get(made.header("location")).await.ok();
    assert_eq!(key.get("/v1/units").await.ok().data().len(), 4);
}
