//! Idempotency-Key: the same request has one effect and one answer.

use futures_util::future::join_all;
use regulars_tests::{Role, TestApp, json};

use super::store;

#[actix_web::test]
async fn a_request_sent_again_is_answered_as_the_first_time() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = admin.post("/v1/units", store(&app, "N9")).idempotency_key("k1").await.created();
    assert_eq!(first.header("idempotency-replayed"), "");

    let again = admin.post("/v1/units", store(&app, "N9")).idempotency_key("k1").await.created();

    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.body, first.body);
    assert_eq!((again.etag(), again.header("location")), (first.etag(), first.header("location")));
    assert_eq!(app.count("units where code = 'N9'"), 1);
    assert_eq!(app.count("audit_events"), 1);
}

#[actix_web::test]
async fn another_body_or_route_under_the_same_key_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/units", store(&app, "N9")).idempotency_key("k1").await.created();

    let other = admin.post("/v1/units", store(&app, "N8")).idempotency_key("k1").await;

    other.problem(422, "idempotency_key_reused");
    assert_eq!(app.count("units where code = 'N8'"), 0);
}

#[actix_web::test]
async fn keys_of_different_callers_are_different_keys() {
    let app = TestApp::start().await;
    let (one, other) = (app.admin().await, app.admin().await);
    one.post("/v1/units", store(&app, "N8")).idempotency_key("k1").await.created();
    other.post("/v1/units", store(&app, "N9")).idempotency_key("k1").await.created();
    assert_eq!(app.count("idempotency_keys"), 2);
}

#[actix_web::test]
async fn what_was_refused_may_be_sent_again_under_the_same_key() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/units", store(&app, "N1")).idempotency_key("k1").await.problem(409, "code_taken");
    app.sql("update units set code = 'OTHER' where code = 'N1'");

    let now = admin.post("/v1/units", store(&app, "N1")).idempotency_key("k1").await.created();

    assert_eq!(now.header("idempotency-replayed"), "");
}

#[actix_web::test]
async fn sixteen_at_once_under_one_key_make_one_unit_and_hear_the_same() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let sent = (0..16).map(|_| admin.post("/v1/units", store(&app, "N9")).idempotency_key("k1").into_future());
    let replies = join_all(sent).await;

    assert_eq!(replies.iter().filter(|reply| reply.header("idempotency-replayed").is_empty()).count(), 1);
    let first = replies[0].clone().created();
    for reply in replies {
        let reply = reply.created();
        assert_eq!(reply.body, first.body);
        assert_eq!(reply.header("location"), first.header("location"));
    }
    assert_eq!(app.count("units where code = 'N9'"), 1);
}

#[actix_web::test]
async fn sixteen_at_once_for_one_code_make_one_unit() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let replies = join_all((0..16).map(|_| admin.post("/v1/units", store(&app, "N9")).into_future())).await;

    let (made, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 201);
    assert_eq!(made.len(), 1);
    refused.into_iter().for_each(|reply| drop(reply.problem(409, "code_taken")));
    assert_eq!(app.count("units where code = 'N9'"), 1);
    assert_eq!(app.count("audit_events"), 1);
}

#[actix_web::test]
async fn a_key_is_short_and_printable() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for key in ["", &"k".repeat(256), "tab\tin it"] {
        let refused = admin.post("/v1/units", store(&app, "N9")).idempotency_key(key).await;
        refused.problem(400, "invalid_header").fault("Idempotency-Key", "malformed");
    }
    admin.post("/v1/units", store(&app, "N9")).idempotency_key("k".repeat(255)).await.created();
}

#[actix_web::test]
async fn what_is_kept_of_a_body_does_not_let_its_password_be_guessed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = json!({"email": "a@example.com", "name": "A", "password": "milk tea with pearls 7",
        "assignments": [{"unit_id": app.units.n1, "role": "store_staff"}]});
    let first = admin.post("/v1/users", user.clone()).idempotency_key("k1").await.created();
    let digest = regulars::platform::identity::keys::digest(&user.to_string());
    assert_eq!(app.count(&format!("idempotency_keys where body_hash = '{digest}'")), 0);
    assert_eq!(app.count("idempotency_keys where body like '%milk tea%'"), 0);
    let kept = app.kept_replies();
    assert!(kept.iter().any(|(_, body)| body.contains(&first.id())), "the reply is kept");
    assert!(kept.iter().all(|(_, body)| !body.contains("milk tea")), "without the password");
    let again = admin.post("/v1/users", user.clone()).idempotency_key("k1").await.created();
    assert_eq!(again.id(), first.id());
    let mut other = user;
    other["password"] = json!("milk tea with pearls 8");
    admin.post("/v1/users", other).idempotency_key("k1").await.problem(422, "idempotency_key_reused");
}

#[actix_web::test]
async fn the_order_of_members_makes_no_other_request_and_a_replay_is_the_same_to_the_byte() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (parent, path) = (&app.units.north, "/v1/units");
    let one =
        format!(r#"{{"code": "N9", "name": "Nine", "kind": "store", "ownership": "own", "parent_id": "{parent}"}}"#);
    let other =
        format!(r#"{{ "parent_id": "{parent}", "kind": "store", "ownership": "own", "name": "Nine", "code": "N9" }}"#);
    let send = |body: String| {
        admin.request(reqwest::Method::POST, path).idempotency_key("nine").body("application/json", body)
    };
    let first = send(one).await.created();
    let again = send(other).await.created();
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.bytes, first.bytes);
}

#[actix_web::test]
async fn who_may_no_longer_do_it_is_not_told_again_what_came_of_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let customer = admin.post("/v1/customers", person).await.created().id();
    let clerk = app.actor(Role::StoreManager, &app.units.n1).await;
    let visit = json!({"kind": "visit", "direction": "in", "text": "试吃"});
    let path = format!("/v1/customers/{customer}/interactions");
    let send = || clerk.post(&path, visit.clone()).idempotency_key("k1");
    let first = send().await.created();
    let move_to = async |unit: &str, role: &str| {
        let assigned = json!({"assignments": [{"unit_id": unit, "role": role}]});
        admin.patch(&format!("/v1/users/{}", clerk.id), assigned).if_match("*").await.ok();
    };
    // More than before: told as the first time.
    move_to(&app.units.north, "region_manager").await;
    let again = send().await.created();
    assert_eq!((again.header("idempotency-replayed"), again.id()), ("true", first.id()));
    move_to(&app.units.s1, "store_manager").await;
    send().await.problem(404, "not_found");
    move_to(&app.units.n1, "auditor").await;
    send().await.problem(403, "forbidden");
    move_to(&app.units.n1, "store_manager").await;
    assert_eq!(send().await.created().id(), first.id());
    assert_eq!(app.count("interactions"), 1);
}

#[actix_web::test]
async fn a_reply_that_an_earlier_version_kept_is_told_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = admin.post("/v1/units", store(&app, "N9")).idempotency_key("k1").await.created();
    let kept = app.kept_replies();
    let [(headers, body)] = &kept[..] else { panic!("one is kept") };
    app.sql(&format!("update idempotency_keys set headers = '{headers}', body = '{body}', packed = null"));
    let again = admin.post("/v1/units", store(&app, "N9")).idempotency_key("k1").await.created();
    assert_eq!((&again.bytes, again.header("location")), (&first.bytes, first.header("location")));
    assert_eq!(again.header("idempotency-replayed"), "true");
}

#[actix_web::test]
async fn a_kept_reply_takes_little_room() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let customer = admin.post("/v1/customers", json!({"name": "王小明"})).await.created().id();
    let lines = json!([{"description": "a feast", "amount": {"amount": 10_000, "currency": "CNY"}}]);
    let body = json!({"customer_id": customer, "occurred_at": regulars_tests::now(), "lines": lines});
    admin.post("/v1/purchases", body).idempotency_key("k1").await.created();
    assert_eq!(app.count("idempotency_keys where key = 'k1' and length(packed) between 100 and 500"), 1);
}
