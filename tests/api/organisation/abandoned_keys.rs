//! Keys whose maker is disabled: administrators are asked to take them over, and what nobody takes over ends.

use regulars_tests::{Action, Actor, Role, TestApp, Value, json};

/// A second administrator, and a key they made.
struct Scene {
    app: TestApp,
    admin: Actor,
    maker: Actor,
    key: String,
    secret: String,
}

async fn make(who: &Actor, name: &str, unit_id: &str, scopes: &[&str], expires_at: Value) -> regulars_tests::Reply {
    let partner = who.get("/v1/partners").await.ok();
    let partner = partner.data().first().map(|row| row["id"].as_str().unwrap().to_owned());
    let body = json!({"name": name, "partner_id": partner, "unit_id": unit_id, "scopes": scopes,
        "expires_at": expires_at});
    who.post("/v1/api-keys", body).once().await
}

impl Scene {
    async fn new() -> Scene {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        admin.post("/v1/partners", json!({"code": "till", "name": "收银"})).await.created();
        let maker = app.actor(Role::Admin, &app.units.group).await;
        let made = make(&maker, "北区收银", &app.units.north, &["units:read"], Value::Null).await.created();
        let (key, secret) = (made.body["key"]["id"].as_str().unwrap().to_owned(), made.text("secret").to_owned());
        assert_eq!(
            (&made.body["key"]["created_by"], &made.body["key"]["keeper_id"]),
            (&json!(maker.id), &json!(maker.id))
        );
        Scene { app, admin, maker, key, secret }
    }

    async fn set_state(&self, state: &str) {
        let path = format!("/v1/users/{}", self.maker.id);
        self.admin.patch(&path, json!({"state": state})).if_match("*").await.ok();
        self.app.run_jobs().await;
    }

    async fn found(&self) -> Value {
        self.admin.get(&format!("/v1/api-keys/{}", self.key)).await.ok().body
    }

    async fn use_key(&self) -> regulars_tests::Reply {
        self.app.nobody().with_bearer(&self.secret).get("/v1/units").await
    }
}

#[actix_web::test]
async fn administrators_are_asked_and_what_is_taken_over_stays() {
    let scene = Scene::new().await;
    let regional = scene.app.actor(Role::Admin, &scene.app.units.north).await;
    scene.set_state("disabled").await;
    let tasks = scene.admin.get("/v1/tasks?owner_id=me").await.ok();
    assert_eq!(tasks.data().len(), 1, "{:#}", tasks.body);
    assert!(tasks.data()[0]["title"].as_str().unwrap().contains("北区收银"), "{:#}", tasks.body);
    assert_eq!(scene.app.count(&format!("tasks where owner_id = '{}'", regional.id)), 0);
    assert!(scene.found().await["ends_at"].is_string());
    scene.use_key().await.ok();
    scene.app.enqueue(&regulars::service::tasks::abandoned_keys::FindAbandonedKeys {});
    scene.app.run_jobs().await;
    assert_eq!(scene.app.count("tasks"), 1, "asked once");

    let path = format!("/v1/api-keys/{}/take-over", scene.key);
    let take = |who: &Actor| who.request(reqwest::Method::POST, &path).once();
    take(&scene.app.actor(Role::Auditor, &scene.app.units.group).await).await.problem(403, "forbidden");
    let program = scene.app.key(&[Action::KeysWrite, Action::UnitsRead], &scene.app.units.group).await;
    take(&program).await.problem(403, "forbidden");
    let taken = take(&scene.admin).await.ok();
    assert_eq!((&taken.body["ends_at"], &taken.body["keeper_id"]), (&Value::Null, &json!(scene.admin.id)));
    assert_eq!(taken.body["created_by"], json!(scene.maker.id));
    scene.use_key().await.ok();
}

#[actix_web::test]
async fn what_nobody_takes_over_ends_with_all_it_has_made() {
    let scene = Scene::new().await;
    let units = &scene.app.units;
    let parent =
        make(&scene.maker, "总部", &units.group, &["keys:write", "keys:read", "units:read"], Value::Null).await;
    let parent = scene.app.nobody().with_bearer(parent.created().text("secret"));
    let child = make(&parent, "门店", &units.n1, &["units:read"], Value::Null).await.created();
    let child_id = child.body["key"]["id"].as_str().unwrap().to_owned();
    scene.set_state("disabled").await;
    assert_eq!(scene.app.count("api_keys where ends_at is not null"), 3);
    let soon = (regulars_tests::now() + chrono::Duration::days(29)).naive_utc();
    let late = (regulars_tests::now() + chrono::Duration::days(31)).naive_utc();
    assert_eq!(scene.app.count(&format!("api_keys where ends_at > '{soon}' and ends_at < '{late}'")), 3);
    scene.app.sql("update api_keys set ends_at = '2020-01-01 00:00:00'");
    scene.use_key().await.problem(401, "invalid_key");
    scene.app.nobody().with_bearer(child.text("secret")).get("/v1/units").await.problem(401, "invalid_key");
    assert_eq!(scene.found().await["state"], "expired");
    assert_eq!(scene.admin.get(&format!("/v1/api-keys/{child_id}")).await.ok().body["state"], "expired");
    let path = format!("/v1/api-keys/{}/take-over", scene.key);
    scene.admin.request(reqwest::Method::POST, &path).once().await.problem(409, "conflict");
}

#[actix_web::test]
async fn who_comes_back_answers_for_their_keys_again() {
    let scene = Scene::new().await;
    scene.set_state("disabled").await;
    assert!(scene.found().await["ends_at"].is_string());
    scene.set_state("active").await;
    assert_eq!(scene.found().await["ends_at"], Value::Null);
}

#[actix_web::test]
async fn a_key_does_not_outlive_the_key_that_made_it() {
    let scene = Scene::new().await;
    let units = &scene.app.units;
    let scopes = ["keys:write", "keys:read", "units:read"];
    let end = (regulars_tests::now() + chrono::Duration::days(10)).format("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let later = (regulars_tests::now() + chrono::Duration::days(11)).format("%Y-%m-%dT%H:%M:%S.000Z").to_string();
    let parent = make(&scene.admin, "总部", &units.group, &scopes, json!(end)).await.created();
    let parent_id = parent.body["key"]["id"].as_str().unwrap().to_owned();
    let maker = scene.app.nobody().with_bearer(parent.text("secret"));
    make(&maker, "门店", &units.n1, &["units:read"], json!(later)).await.fault("/expires_at", "out_of_range");
    make(&maker, "门店", &units.n1, &["customers:read"], Value::Null).await.problem(422, "not_grantable");
    let child = make(&maker, "门店", &units.n1, &["units:read"], Value::Null).await.created();
    assert_eq!(child.body["key"]["expires_at"], parent.body["key"]["expires_at"]);
    let child_id = child.body["key"]["id"].as_str().unwrap();
    let child = scene.app.nobody().with_bearer(child.text("secret"));
    child.get("/v1/units").await.ok();
    scene.admin.delete(&format!("/v1/api-keys/{parent_id}")).if_match("*").await.nothing();
    child.get("/v1/units").await.problem(401, "invalid_key");
    assert_eq!(scene.admin.get(&format!("/v1/api-keys/{child_id}")).await.ok().body["state"], "revoked");
}
