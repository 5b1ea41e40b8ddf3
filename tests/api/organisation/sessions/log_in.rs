//! Log-in: what it answers, what it says no to, how it slows down.

use regulars_tests::{Role, TestApp};

use super::{cookie_of, log_in, log_in_with, person};

#[actix_web::test]
async fn a_log_in_answers_a_token_and_who_one_is() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::StoreManager, &app.units.n1).await;

    let reply = log_in(&app).header("User-Agent", "Till 7").await.ok();

    assert_eq!(reply.body["token_type"], "Bearer");
    assert_eq!(reply.body["expires_in"], 900);
    let me = &reply.body["me"];
    assert_eq!(me["email"], "someone@example.com");
    assert_eq!(me["assignments"][0]["unit_name"], "北京朝阳店");
    assert_eq!(me["assignments"][0]["role"], "store_manager");
    assert!(me["actions"].as_array().unwrap().contains(&"refunds:write".into()));
    assert!(!me["actions"].as_array().unwrap().contains(&"users:write".into()));
    assert_eq!(person(&app, &reply).get("/v1/auth/me").await.ok().body, *me);
    assert_eq!(app.count("sessions where user_agent = 'Till 7' and address = '127.0.0.1'"), 1);
}

#[actix_web::test]
async fn the_refresh_cookie_is_for_the_server_only() {
    let app = TestApp::with(|config| config.http.public_url = "https://crm.example.com".to_owned()).await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;

    let reply = log_in(&app).await.ok();

    let cookie = reply.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/v1/auth", "Secure", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let secret = cookie_of(&reply);
    assert_eq!(app.count(&format!("refresh_tokens where hash = '{secret}'")), 0, "kept as a digest only");
    assert_eq!(app.count("refresh_tokens"), 1);
}

#[actix_web::test]
async fn a_cookie_is_not_secure_where_the_console_is_reached_without_tls() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    assert!(!log_in(&app).await.ok().header("set-cookie").contains("Secure"));
}

#[actix_web::test]
async fn wrong_password_unknown_email_and_disabled_user_are_told_alike() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    app.user("disabled@example.com", Role::Admin, &app.units.group).await;
    app.sql("update users set state = 'disabled' where email = 'disabled@example.com'");

    let wrong = log_in_with(&app, "someone@example.com", "not the password").await.problem(401, "invalid_credentials");
    let unknown = log_in_with(&app, "nobody@example.com", "not the password").await.problem(401, "invalid_credentials");
    let disabled =
        log_in_with(&app, "disabled@example.com", regulars_tests::PASSWORD).await.problem(401, "invalid_credentials");

    let told = |reply: &regulars_tests::Reply| (reply.body["title"].clone(), reply.body["detail"].clone());
    assert_eq!(told(&wrong), told(&unknown));
    assert_eq!(told(&wrong), told(&disabled));
    assert_eq!(app.count("sessions"), 0);
}

#[actix_web::test]
async fn the_email_is_read_without_case_and_space() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    log_in_with(&app, " SomeOne@Example.com ", regulars_tests::PASSWORD).await.ok();
}

#[actix_web::test]
async fn failed_attempts_make_the_account_wait_whatever_the_password() {
    let app = TestApp::with(|config| config.auth.login_attempts = 2).await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    for _ in 0..3 {
        log_in_with(&app, "someone@example.com", "not the password").await.problem(401, "invalid_credentials");
    }

    let refused = log_in(&app).await.problem(429, "throttled");

    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3).contains(&wait), "the first wait is two seconds, told {wait}");
    assert_eq!(app.count("login_failures where failures = 3"), 3, "the account, the address, and the two together");
}

#[actix_web::test]
async fn the_address_is_slowed_down_over_many_accounts() {
    let app = TestApp::with(|config| config.auth.login_attempts = 2).await;
    for n in 0..11 {
        let email = format!("guess{n}@example.com");
        log_in_with(&app, &email, "not the password").await.problem(401, "invalid_credentials");
    }
    log_in_with(&app, "guess11@example.com", "not the password").await.problem(429, "throttled");
}

#[actix_web::test]
async fn a_good_log_in_after_the_wait_clears_the_accounts_count_only() {
    let app = TestApp::with(|config| config.auth.login_attempts = 2).await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    for _ in 0..3 {
        log_in_with(&app, "someone@example.com", "not the password").await.problem(401, "invalid_credentials");
    }
    log_in(&app).await.problem(429, "throttled");

    let before = (regulars_tests::now() - chrono::Duration::seconds(5)).naive_utc();
    app.sql(&format!("update login_failures set last_at = '{before}'"));
    log_in(&app).await.ok();

    assert_eq!(app.count("login_failures"), 1);
    assert_eq!(app.count("login_failures where subject like 'address:%' and failures = 3"), 1);
}
