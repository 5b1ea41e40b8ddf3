//! What is taken as `Authorization: Bearer`, and what is not.

use chrono::Duration;
use regulars::platform::identity::keys::Keys;
use regulars::platform::identity::tokens::Tokens;
use regulars_domain::platform::sandbox::ApiKeyMode;
use regulars_tests::{Action, Role, TestApp, until};

use super::{cookie_of, log_in};

#[actix_web::test]
async fn an_expired_token_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let session = admin.session_id.clone().unwrap();
    let then = regulars_tests::now() - Duration::seconds(901);
    let expired = app.state.tokens.issue(&admin.id, &session, then).unwrap();

    admin.with_bearer(expired).get("/v1/auth/me").await.problem(401, "unauthenticated");
    admin.get("/v1/auth/me").await.ok();
}

#[actix_web::test]
async fn a_token_that_was_touched_is_refused() {
    let app = TestApp::start().await;
    let (admin, other) = (app.admin().await, app.actor(Role::Analyst, &app.units.n1).await);
    let token = admin.bearer.clone().unwrap();
    let foreign = other.bearer.clone().unwrap();
    let [header, claims, signature]: [&str; 3] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let [_, others_claims, _]: [&str; 3] = foreign.split('.').collect::<Vec<_>>().try_into().unwrap();
    // {"alg":"none","typ":"at+jwt"} and {"alg":"HS512","typ":"at+jwt"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
    let hs512 = "eyJhbGciOiJIUzUxMiIsInR5cCI6ImF0K2p3dCJ9";
    let flipped = if signature.starts_with('A') { "B" } else { "A" };
    for tampered in [
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{hs512}.{claims}.{signature}"),
        format!("{header}.{others_claims}.{signature}"),
        format!("{header}.{claims}.{flipped}{}", &signature[1..]),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        "nonsense".to_owned(),
    ] {
        admin.with_bearer(tampered).get("/v1/auth/me").await.problem(401, "unauthenticated");
    }
}

#[actix_web::test]
async fn a_token_of_another_installation_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let other = Tokens::new(&Keys::derive("the secret of another installation"), Duration::minutes(15));
    let token = other.issue(&admin.id, &admin.session_id.clone().unwrap(), regulars_tests::now()).unwrap();

    admin.with_bearer(token).get("/v1/auth/me").await.problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_refresh_token_is_no_bearer_and_another_scheme_neither() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let opened = log_in(&app).await.ok();
    let nobody = app.nobody();

    nobody.with_bearer(cookie_of(&opened)).get("/v1/auth/me").await.problem(401, "unauthenticated");
    let basic = format!("Basic {}", opened.text("access_token"));
    nobody.get("/v1/auth/me").header("Authorization", basic).await.problem(401, "unauthenticated");
    nobody.get("/v1/auth/me").await.problem(401, "unauthenticated");
}

#[actix_web::test]
async fn a_token_of_a_session_that_never_was_is_refused() {
    let app = TestApp::start().await;
    let (admin, other) = (app.admin().await, app.admin().await);
    let now = regulars_tests::now();
    let made_up = app.state.tokens.issue(&admin.id, "ses_01JD3Q5V8N0000000000000000", now).unwrap();
    let crossed = app.state.tokens.issue(&admin.id, &other.session_id.clone().unwrap(), now).unwrap();

    admin.with_bearer(made_up).get("/v1/auth/me").await.problem(401, "session_expired");
    admin.with_bearer(crossed).get("/v1/auth/me").await.problem(401, "session_expired");
}

#[actix_web::test]
async fn a_key_is_told_from_a_mistyped_an_expired_and_a_revoked_one() {
    let app = TestApp::start().await;
    let key = app.key(&[Action::UnitsRead], &app.units.north).await;
    let text = key.bearer.clone().unwrap();

    let me = key.get("/v1/auth/me").await.ok();
    assert_eq!(me.body["actions"], regulars_tests::json!(["units:read"]));
    until("its use is noted", || app.count("api_keys where last_used_at is not null") == 1).await;
    for wrong in [text[..text.len() - 1].to_owned(), text.replace("rg_live_", "rg_test_"), format!("{text}0")] {
        key.with_bearer(wrong).get("/v1/auth/me").await.problem(401, "invalid_key");
    }

    app.sql("update api_keys set expires_at = '2026-01-01 00:00:00'");
    key.get("/v1/auth/me").await.problem(401, "invalid_key");
    app.sql("update api_keys set expires_at = null, revoked_at = '2026-01-01 00:00:00'");
    key.get("/v1/auth/me").await.problem(401, "invalid_key");
}

#[actix_web::test]
async fn a_key_is_used_from_its_addresses_only() {
    let app = TestApp::start().await;
    let key = app.key(&[Action::UnitsRead], &app.units.group).await;

    app.sql("update api_keys set addresses = '[\"10.0.0.0/8\"]'");
    key.get("/v1/units").await.problem(401, "invalid_key");
    app.sql("update api_keys set addresses = '[\"10.0.0.0/8\",\"127.0.0.0/8\"]'");
    key.get("/v1/units").await.ok();
}

#[actix_web::test]
async fn after_a_roll_the_old_secret_is_good_for_the_overlap_only() {
    let app = TestApp::start().await;
    let old = app.key(&[Action::UnitsRead], &app.units.group).await;
    let (_, new_hash, _) = regulars::platform::identity::tokens::new_api_key(&old.id, ApiKeyMode::Live);
    app.sql(&format!(
        "update api_keys set previous_hash = secret_hash, secret_hash = '{new_hash}', previous_until = '2100-01-01 00:00:00'"
    ));

    old.get("/v1/units").await.ok();
    app.sql("update api_keys set previous_until = '2026-01-01 00:00:00'");
    old.get("/v1/units").await.problem(401, "invalid_key");
}
