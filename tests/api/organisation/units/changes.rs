//! Changing units: versions, places, scope.

use regulars_tests::{Role, TestApp, json};

#[actix_web::test]
async fn a_change_is_made_upon_a_version() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/units/{}", app.units.n1);
    let rename = || admin.patch(&path, json!({"name": "朝阳大悦城店"}));

    rename().await.problem(428, "precondition_required").fault("If-Match", "required");
    rename().if_match("\"7\"").await.problem(412, "stale");
    rename().if_match("W/\"1\"").await.problem(412, "stale");
    let changed = rename().if_match("\"1\"").await.ok();

    assert_eq!(changed.etag(), "\"2\"");
    assert_eq!(changed.body["name"], "朝阳大悦城店");
    assert_eq!(changed.body["ownership"], "own", "what is absent stays");
    rename().if_match("\"1\"").await.problem(412, "stale");
    rename().if_match("*").await.ok();
    assert_eq!(app.count("audit_events where action = 'units.change'"), 2);
}

#[actix_web::test]
async fn of_many_changes_upon_one_version_one_is_made() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/units/{}", app.units.n1);

    let changes =
        (0..12).map(|n| admin.patch(&path, json!({"name": format!("店 {n}")})).if_match("\"1\"").into_future());
    let replies = futures_util::future::join_all(changes).await;

    let made: Vec<_> = replies.iter().filter(|reply| reply.status == 200).collect();
    assert_eq!(made.len(), 1);
    replies.iter().filter(|reply| reply.status != 200).for_each(|reply| drop(reply.clone().problem(412, "stale")));
    let now = admin.get(&path).await.ok();
    assert_eq!((now.etag(), &now.body["name"]), ("\"2\"", &made[0].body["name"]));
}

#[actix_web::test]
async fn the_body_is_validated_before_the_precondition() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/units/{}", app.units.n1);
    admin.patch(&path, json!({"name": ""})).await.problem(422, "invalid").fault("/name", "too_short");
    admin.patch(&path, json!({"name": null})).if_match("*").await.problem(422, "invalid").fault("/name", "wrong_type");
}

#[actix_web::test]
async fn absent_null_and_value_are_three_things() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/units/{}", app.units.n1);

    let same = admin.patch(&path, json!({})).if_match("*").await.ok();
    assert_eq!(same.body["ownership"], "own");
    let other = admin.patch(&path, json!({"ownership": "venture"})).if_match("*").await.ok();
    assert_eq!(other.body["ownership"], "venture");
    admin.patch(&path, json!({"ownership": null})).if_match("*").await.problem(422, "invalid");
}

#[actix_web::test]
async fn a_store_moves_to_another_region_and_a_region_never_below_itself() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (n1, north, south) = (&app.units.n1, &app.units.north, &app.units.south);
    let southerner = app.actor(Role::RegionManager, south).await;
    southerner.get(&format!("/v1/units/{n1}")).await.problem(404, "not_found");

    let moving = admin.patch(&format!("/v1/units/{n1}"), json!({"parent_id": south}));
    assert_eq!(moving.if_match("*").await.ok().body["parent_id"], **south);

    southerner.get(&format!("/v1/units/{n1}")).await.ok();
    for parent in [north, n1] {
        let moving = admin.patch(&format!("/v1/units/{north}"), json!({"parent_id": parent})).if_match("*");
        moving.await.problem(422, "invalid").fault("/parent_id", "conflict");
    }
}

#[actix_web::test]
async fn a_foreign_unit_does_not_exist() {
    let app = TestApp::start().await;
    let operations = app.actor(Role::Operations, &app.units.north).await;
    for id in [&app.units.s1, &app.units.group] {
        operations
            .patch(&format!("/v1/units/{id}"), json!({"name": "X"}))
            .if_match("*")
            .await
            .problem(404, "not_found");
    }
    let away = operations.patch(&format!("/v1/units/{}", app.units.n1), json!({"parent_id": app.units.south}));
    away.if_match("*").await.problem(422, "invalid").fault("/parent_id", "not_found");
}

#[actix_web::test]
async fn one_changes_the_unit_one_stands_in_though_its_parent_is_not_ones_own() {
    let app = TestApp::start().await;
    let operations = app.actor(Role::Operations, &app.units.north).await;
    let path = format!("/v1/units/{}", app.units.north);

    let changed = operations.patch(&path, json!({"name": "京津冀区"})).if_match("\"1\"").await.ok();

    assert_eq!(changed.body["name"], "京津冀区");
}

#[actix_web::test]
async fn a_malformed_id_names_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for id in ["1", "unit_1", "cus_01JD3Q5V8N0000000000000000", "unit_01jd3q5v8n0000000000000000", "%00", "unit_%F0%9F"]
    {
        admin.get(&format!("/v1/units/{id}")).await.problem(404, "not_found");
    }
}

#[actix_web::test]
async fn what_the_client_has_is_not_sent_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/units/{}", app.units.n1);
    let etag = admin.get(&path).await.ok().etag().to_owned();

    let same = admin.get(&path).header("If-None-Match", &etag).await.is(304);

    assert!(same.bytes.is_empty());
    assert_eq!(same.etag(), etag);
    admin.get(&path).header("If-None-Match", "\"0\", \"9\"").await.ok();
    admin.get(&path).header("If-None-Match", format!("\"9\", W/{etag}")).await.is(304);
    let changed = admin.patch(&path, json!({"name": "X"})).if_match("*").header("If-None-Match", "\"2\"").await;
    assert_eq!(changed.ok().etag(), "\"2\"", "a change is told whatever the client has");
}
