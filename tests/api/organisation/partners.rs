//! `/v1/partners`: systems that integrate.

use regulars_tests::{Role, TestApp, json};

#[actix_web::test]
async fn a_partner_has_a_code_for_ever_and_a_name_that_changes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let made = admin.post("/v1/partners", json!({"code": "till_1", "name": " 收银系统 "})).await.created();
    assert_eq!(made.text("name"), "收银系统");
    let path = made.header("location").to_owned();
    assert_eq!(path, format!("/v1/partners/{}", made.id()));

    let renamed = admin.patch(&path, json!({"name": "Tills"})).if_match(made.etag()).await.ok();
    assert_eq!((renamed.text("name"), renamed.text("code"), renamed.etag()), ("Tills", "till_1", "\"2\""));
    admin.patch(&path, json!({"name": "x"})).if_match(made.etag()).await.problem(412, "stale");
    admin
        .patch(&path, json!({"code": "x"}))
        .if_match("\"2\"")
        .await
        .problem(422, "invalid")
        .fault("/code", "unknown_field");
    admin
        .patch(&path, json!({"name": null}))
        .if_match("\"2\"")
        .await
        .problem(422, "invalid")
        .fault("/name", "wrong_type");
    let seen = admin.get(&path).header("If-None-Match", "\"2\"").await;
    assert_eq!(seen.status, 304);
    assert_eq!(app.count("audit_events where action in ('partners.create', 'partners.change')"), 2);
}

#[actix_web::test]
async fn a_code_is_unique_and_plain() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/partners", json!({"code": "till", "name": "a"})).await.created();

    admin
        .post("/v1/partners", json!({"code": "till", "name": "b"}))
        .await
        .problem(409, "code_taken")
        .fault("/code", "taken");
    for code in ["Till", "a b", "a:b", "收银"] {
        let refused = admin.post("/v1/partners", json!({"code": code, "name": "x"})).await;
        refused.problem(422, "invalid").fault("/code", "malformed");
    }
    assert_eq!(admin.get("/v1/partners").await.ok().each("code"), ["till"]);
}

#[actix_web::test]
async fn only_who_keeps_keys_sees_partners() {
    let app = TestApp::start().await;
    let manager = app.actor(Role::RegionManager, &app.units.group).await;
    manager.get("/v1/partners").await.problem(403, "forbidden");
    let auditor = app.actor(Role::Auditor, &app.units.group).await;
    auditor.get("/v1/partners").await.ok();
    auditor.post("/v1/partners", json!({"code": "till", "name": "x"})).await.problem(403, "forbidden");
    assert_eq!(app.count("partners"), 0);
}

#[actix_web::test]
async fn partners_are_of_the_whole_organisation() {
    let app = TestApp::start().await;
    let made = app.admin().await.post("/v1/partners", json!({"code": "till", "name": "a"})).await.created();
    let regional = app.actor(Role::Admin, &app.units.north).await;
    regional.get(made.header("location")).await.ok();
    let renamed = regional.patch(made.header("location"), json!({"name": "b"})).if_match("\"1\"").await;
    renamed.problem(403, "forbidden");
    regional.post("/v1/partners", json!({"code": "own", "name": "own"})).await.problem(403, "forbidden");
    assert_eq!(app.count("partners where name = 'a'"), 1);
}
