//! Attempts: counted before they are tried, for whom they count, and who is not kept out by others.

use futures_util::future::join_all;
use regulars_tests::{PASSWORD, Reply, Request, Role, TestApp, json};

use super::{log_in, log_in_with, person};

async fn app_with_someone(attempts: u32) -> TestApp {
    let app = TestApp::with(|config| {
        config.auth.login_attempts = attempts;
        config.http.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    app
}

fn guess(app: &TestApp, address: &str) -> Request {
    log_in_with(app, "someone@example.com", "not the password").header("X-Forwarded-For", address)
}

fn device_of(reply: &Reply) -> String {
    reply.cookie("regulars_device").expect("the device is marked")
}

#[actix_web::test]
async fn of_eighty_guesses_at_once_no_more_are_tried_than_are_free() {
    let app = app_with_someone(5).await;

    let replies = join_all((0..80).map(|_| guess(&app, "203.0.113.7").into_future())).await;

    let tried = replies.iter().filter(|reply| reply.status == 401).count();
    // Six at once; where the machine is slow the first wait may be over before the last request comes.
    assert!((1..=10).contains(&tried), "{tried} were tried");
    assert_eq!(replies.iter().filter(|reply| reply.status == 429).count(), 80 - tried);
    app.sql("update login_failures set failures = 12");
    log_in(&app).header("X-Forwarded-For", "203.0.113.7").await.problem(429, "throttled");
}

#[actix_web::test]
async fn who_guesses_elsewhere_keeps_nobody_out() {
    let app = app_with_someone(2).await;
    for _ in 0..3 {
        guess(&app, "203.0.113.7").await.problem(401, "invalid_credentials");
    }
    app.sql("update login_failures set failures = 9 where subject like 'pair:%'");
    guess(&app, "203.0.113.7").await.problem(429, "throttled");

    log_in(&app).header("X-Forwarded-For", "198.51.100.1").await.ok();
}

#[actix_web::test]
async fn guesses_from_many_addresses_slow_the_account_but_not_a_device_of_its_owner() {
    let app = app_with_someone(2).await;
    let device = device_of(&log_in(&app).await.ok());
    for n in 0..21 {
        guess(&app, &format!("203.0.113.{n}")).await.problem(401, "invalid_credentials");
    }

    assert_eq!(app.count("login_failures where subject like 'account:%' and failures = 21"), 1);
    app.sql("update login_failures set failures = 30 where subject like 'account:%'");
    let slowed = log_in(&app).header("X-Forwarded-For", "198.51.100.1").await.problem(429, "throttled");
    let wait: u64 = slowed.header("retry-after").parse().unwrap();
    assert!(wait <= 60, "an account over all addresses waits a minute at most, told {wait}");
    let from_here = || log_in(&app).header("Cookie", format!("regulars_device={device}"));
    from_here().await.ok();

    // The device of one is none of another, and a made-up one is none.
    app.user("other@example.com", Role::Admin, &app.units.group).await;
    app.sql("update login_failures set failures = 100 where subject like 'address:%'");
    let other = log_in_with(&app, "other@example.com", PASSWORD);
    other.header("Cookie", format!("regulars_device={device}")).await.problem(429, "throttled");
}

#[actix_web::test]
async fn a_known_device_has_a_limit_of_its_own() {
    let app = app_with_someone(2).await;
    let device = device_of(&log_in(&app).await.ok());
    let guess = || guess(&app, "203.0.113.7").header("Cookie", format!("regulars_device={device}"));
    for _ in 0..3 {
        guess().await.problem(401, "invalid_credentials");
    }
    assert_eq!(app.count("login_failures where subject like 'device:%' and failures = 3"), 1);
    app.sql("update login_failures set failures = 9 where subject like 'device:%'");
    guess().await.problem(429, "throttled");
}

#[actix_web::test]
async fn addresses_of_one_network_count_as_one() {
    let app = app_with_someone(2).await;
    for n in 0..3 {
        guess(&app, &format!("2001:db8:1:2::{n}")).await.problem(401, "invalid_credentials");
    }
    assert_eq!(app.count("login_failures where subject like 'pair:%' and failures = 3"), 1);
    app.sql("update login_failures set failures = 9 where subject like 'pair:%'");
    guess(&app, "2001:db8:1:2::ffff").await.problem(429, "throttled");
    guess(&app, "2001:db8:1:3::1").await.problem(401, "invalid_credentials");
}

#[actix_web::test]
async fn a_wrong_present_password_is_counted() {
    let app = app_with_someone(2).await;
    let here = person(&app, &log_in(&app).await.ok());
    let change = |current: &str| {
        here.put("/v1/auth/password", json!({"current_password": current, "new_password": "烧仙草 with red beans"}))
    };
    for _ in 0..3 {
        change("not the password").await.problem(422, "invalid").fault("/current_password", "not_accepted");
    }
    assert_eq!(app.count("login_failures where subject like 'proof:%' and failures = 3"), 1);
    app.sql("update login_failures set failures = 9 where subject like 'proof:%'");
    change(PASSWORD).await.problem(429, "throttled");
    app.sql("update login_failures set last_at = '2026-01-01 00:00:00'");
    change(PASSWORD).await.nothing();
    assert_eq!(app.count("login_failures where subject like 'proof:%'"), 0);
}

#[actix_web::test]
async fn log_ins_and_failures_stand_in_the_audit_trail() {
    let app = app_with_someone(5).await;
    guess(&app, "203.0.113.7").await.problem(401, "invalid_credentials");
    log_in_with(&app, "a password in the wrong field", "x").await.problem(401, "invalid_credentials");
    log_in(&app).header("X-Forwarded-For", "203.0.113.8").await.ok();

    let found = app.admin().await.get("/v1/audit-events").await.ok();

    let rows = found.data();
    assert_eq!(found.each("action"), ["sessions.log_in", "sessions.log_in_failed", "sessions.log_in_failed"]);
    assert_eq!(rows[0]["detail"], json!({"address": "203.0.113.8"}));
    assert_eq!(rows[0]["actor"]["name"], "Somebody");
    assert_eq!(rows[1]["detail"]["reason"], "unknown");
    assert_eq!(
        (&rows[2]["detail"]["reason"], &rows[2]["detail"]["address"]),
        (&json!("password"), &json!("203.0.113.7"))
    );
    assert!(!found.body.to_string().contains("wrong field"));
}
