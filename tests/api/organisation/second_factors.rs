//! Second factors: setting one up, logging in with it, recovery codes, and who needs one.

use chrono::Duration;
use regulars_db::organisation::second_factors::{self, SecondFactor};
use regulars_tests::{Actor, PASSWORD, Request, Role, TestApp, code_at, json, now};

const EMAIL: &str = "someone@example.com";

fn log_in(app: &TestApp, code: Option<&str>) -> Request {
    let mut body = json!({"email": EMAIL, "password": PASSWORD});
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    app.nobody().post("/v1/auth/login", body)
}

fn factor(app: &TestApp, user_id: &str) -> SecondFactor {
    second_factors::find(&mut app.db(), user_id).unwrap().unwrap()
}

/// Somebody who has set one up, and their recovery codes.
async fn app_with_factor() -> (TestApp, Actor, Vec<String>) {
    let app = TestApp::start().await;
    let user = app.user(EMAIL, Role::Admin, &app.units.group).await;
    let opened = log_in(&app, None).await.ok();
    let mut here = app.nobody().with_bearer(opened.text("access_token"));
    here.id.clone_from(&user.id);
    let begun = here.post("/v1/auth/second-factor", json!({})).await.ok();
    assert!(begun.text("uri").starts_with("otpauth://totp/Regulars:someone@example.com?secret="));
    assert!(begun.text("uri").contains(begun.text("secret")));
    assert!(begun.text("qr_svg").contains("<svg"));
    let code = code_at(&app.state.keys, &factor(&app, &user.id), now());
    let confirmed = here.post("/v1/auth/second-factor/confirmation", json!({"code": code})).await.ok();
    let codes = confirmed.body["recovery_codes"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    (app, here, codes)
}

#[actix_web::test]
async fn a_log_in_asks_for_a_code_and_takes_each_once() {
    let (app, here, codes) = app_with_factor().await;
    assert_eq!(codes.len(), 10);
    assert_eq!(here.get("/v1/auth/me").await.ok().body["second_factor"], true);

    log_in(&app, None).await.problem(401, "second_factor_required");
    log_in(&app, Some("000000")).await.problem(401, "invalid_code");
    let code = code_at(&app.state.keys, &factor(&app, &here.id), now() + Duration::seconds(30));
    log_in(&app, Some(&code)).await.ok();
    log_in(&app, Some(&code)).await.problem(401, "invalid_code");
    // Nor one that is older than the last.
    let before = code_at(&app.state.keys, &factor(&app, &here.id), now());
    log_in(&app, Some(&before)).await.problem(401, "invalid_code");
    assert_eq!(app.count("audit_events where action = 'sessions.log_in_failed' and detail like '%code%'"), 3);
}

#[actix_web::test]
async fn a_wrong_password_is_told_without_a_word_of_the_code() {
    let (app, here, _) = app_with_factor().await;
    let code = code_at(&app.state.keys, &factor(&app, &here.id), now() + Duration::seconds(30));
    let body = json!({"email": EMAIL, "password": "not the password", "code": code});
    app.nobody().post("/v1/auth/login", body).await.problem(401, "invalid_credentials");
    log_in(&app, Some(&code)).await.ok();
}

#[actix_web::test]
async fn one_code_sent_by_many_at_once_opens_one_session() {
    let (app, here, codes) = app_with_factor().await;
    let before = app.count("sessions");
    let code = code_at(&app.state.keys, &factor(&app, &here.id), now() + Duration::seconds(30));
    for code in [code.as_str(), codes[0].as_str()] {
        let sent = futures_util::future::join_all((0..8).map(|_| log_in(&app, Some(code)).into_future())).await;
        assert_eq!(sent.iter().filter(|reply| reply.status == 200).count(), 1, "{code}");
    }
    assert_eq!(app.count("sessions"), before + 2);
}

#[actix_web::test]
async fn codes_are_not_guessed() {
    let (app, _, _) = app_with_factor().await;
    app.sql("delete from login_failures");
    for n in 0..3 {
        log_in(&app, Some(&format!("{n:06}"))).await.problem(401, "invalid_code");
    }
    assert_eq!(app.count("login_failures where failures = 3"), 3, "the account, the address, and the two together");
    // Only half an attempt: a right password that asks whether a code is needed.
    log_in(&app, None).await.problem(401, "second_factor_required");
    assert_eq!(app.count("login_failures where failures = 3"), 3);
    app.sql("update login_failures set failures = 2000");
    log_in(&app, Some("000003")).await.problem(429, "throttled");
}

#[actix_web::test]
async fn a_recovery_code_is_good_once_and_kept_as_a_digest() {
    let (app, here, codes) = app_with_factor().await;
    for code in &codes {
        let plain = code.replace('-', "");
        assert_eq!(app.count(&format!("recovery_codes where hash like '%{plain}%' or hash like '%{code}%'")), 0);
    }
    log_in(&app, Some(&codes[0].to_uppercase().replace('-', " "))).await.ok();
    log_in(&app, Some(&codes[0])).await.problem(401, "invalid_code");
    assert_eq!(here.get("/v1/auth/second-factor").await.ok().body["recovery_codes_left"], 9);

    let fresh = here.post("/v1/auth/second-factor/recovery-codes", json!({})).await.ok();
    log_in(&app, Some(&codes[1])).await.problem(401, "invalid_code");
    log_in(&app, Some(fresh.body["recovery_codes"][0].as_str().unwrap())).await.ok();
}

#[actix_web::test]
async fn one_is_not_set_up_twice_and_counts_from_its_first_code_on() {
    let (app, here, _) = app_with_factor().await;
    here.post("/v1/auth/second-factor", json!({})).await.problem(409, "conflict");
    let other = app.user("other@example.com", Role::Admin, &app.units.group).await;
    let body = json!({"email": "other@example.com", "password": PASSWORD});
    let opened = app.nobody().post("/v1/auth/login", body.clone()).await.ok();
    let other_here = app.nobody().with_bearer(opened.text("access_token"));
    other_here.post("/v1/auth/second-factor", json!({})).await.ok();
    let wrong = other_here.post("/v1/auth/second-factor/confirmation", json!({"code": "000000"})).await;
    wrong.problem(422, "invalid").fault("/code", "not_accepted");
    app.nobody().post("/v1/auth/login", body).await.ok();
    assert_eq!(factor(&app, &other.id).confirmed_at, None);
}

#[actix_web::test]
async fn a_role_that_needs_one_sets_it_up_before_anything_else() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let manager = app.actor(Role::StoreManager, &app.units.n1).await;
    let policy = json!({"second_factor_roles": ["store_manager"], "idle_minutes": null, "fresh_minutes": 60});
    admin.put("/v1/settings/security", policy).if_match("\"0\"").await.ok();

    manager.get("/v1/customers").await.problem(403, "second_factor_missing");
    assert_eq!(manager.get("/v1/auth/me").await.ok().body["pending"], "second_factor");
    admin.get("/v1/customers").await.ok();
    manager.post("/v1/auth/second-factor", json!({})).await.ok();
    let code = code_at(&app.state.keys, &factor(&app, &manager.id), now());
    manager.post("/v1/auth/second-factor/confirmation", json!({"code": code})).await.ok();
    manager.get("/v1/customers").await.ok();

    manager.delete("/v1/auth/second-factor").await.nothing();
    manager.get("/v1/customers").await.problem(403, "second_factor_missing");
}

#[actix_web::test]
async fn an_administrator_takes_away_what_was_lost() {
    let (app, here, _) = app_with_factor().await;
    let admin = app.admin().await;
    let regional = app.actor(Role::StoreManager, &app.units.n1).await;
    let path = format!("/v1/users/{}/second-factor", here.id);
    regional.delete(&path).await.problem(403, "forbidden");
    admin.delete(&path).await.nothing();
    log_in(&app, None).await.ok();
    admin.delete(&path).await.problem(404, "not_found");
    assert_eq!(app.count("audit_events where action = 'second_factors.disable'"), 1);
}
