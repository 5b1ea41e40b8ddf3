//! What a stranger tries at the door. Guesses in great number are in `attempts`, tokens that were touched in `tokens`,
//! stolen cookies in `refresh`, links and host headers in `account_links`, codes in `second_factors`.

use std::time::{Duration, Instant};

use chrono::Duration as Days;
use regulars::platform::identity::keys::Keys;
use regulars::platform::identity::tokens::Tokens;
use regulars_tests::{Role, TestApp, json};

use super::{cookie_of, log_in, log_in_with, person, refresh};

#[actix_web::test]
async fn a_session_that_was_planted_is_not_taken_over_by_a_log_in() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    app.user("stranger@example.com", Role::StoreStaff, &app.units.n1).await;
    let planted = cookie_of(&log_in_with(&app, "stranger@example.com", regulars_tests::PASSWORD).await.ok());

    let opened = log_in(&app).refresh_cookie(&planted).await.ok();

    assert_ne!(cookie_of(&opened), planted);
    let strangers = refresh(&app, &planted).await.ok();
    assert_eq!(strangers.body["me"]["email"], "stranger@example.com", "it is still the stranger's own");
    assert_eq!(person(&app, &opened).get("/v1/auth/me").await.ok().body["email"], "someone@example.com");
}

#[actix_web::test]
async fn a_cookie_alone_opens_nothing_but_its_own_session() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let opened = log_in(&app).await.ok();
    let cookie = format!("regulars_refresh={}", cookie_of(&opened));
    for path in ["/v1/customers", "/v1/auth/me", "/v1/exports/customers"] {
        app.nobody().get(path).header("Cookie", &cookie).await.problem(401, "unauthenticated");
    }
    let device = format!("regulars_device={}", opened.cookie("regulars_device").unwrap());
    app.nobody().get("/v1/auth/me").header("Cookie", &device).await.problem(401, "unauthenticated");
    app.nobody().post("/v1/auth/refresh", json!({})).header("Cookie", &device).await.problem(401, "session_expired");
}

#[actix_web::test]
async fn a_token_names_a_key_that_is_known_here() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let session = admin.session_id.clone().unwrap();
    let now = regulars_tests::now();
    // Signed by a stranger: with their own key id, and with the id of ours.
    let theirs = Tokens::new(&Keys::derive("a stranger's secret, long enough for all"), Days::minutes(15));
    let forged = theirs.issue(&admin.id, &session, now).unwrap();
    admin.with_bearer(&forged).get("/v1/auth/me").await.problem(401, "unauthenticated");
    let (ours, forged) = (admin.bearer.clone().unwrap(), forged);
    let header = ours.split('.').next().unwrap();
    let (_, rest) = forged.split_once('.').unwrap();
    admin.with_bearer(format!("{header}.{rest}")).get("/v1/auth/me").await.problem(401, "unauthenticated");
}

#[actix_web::test]
async fn the_clock_tells_nobody_who_is_known() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    app.user("invited@example.com", Role::Admin, &app.units.group).await;
    app.sql("update users set password_hash = '' where email = 'invited@example.com'");
    let median = |mut times: Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let mut taken = Vec::new();
    for email in ["someone@example.com", "nobody@example.com", "invited@example.com"] {
        let mut times = Vec::new();
        for _ in 0..5 {
            let since = Instant::now();
            log_in_with(&app, email, "not the password").await.problem(401, "invalid_credentials");
            times.push(since.elapsed());
        }
        taken.push(median(times));
    }
    // A hash takes tens of milliseconds, all else a few: who is told without one is told in a fraction of the time.
    let (least, most) = (taken.iter().min().unwrap(), taken.iter().max().unwrap());
    assert!(*most < *least * 4, "{taken:?}");
}

#[actix_web::test]
async fn a_request_is_led_nowhere_else() {
    let app = TestApp::start().await;
    for path in [
        "/docs?next=//evil.example",
        "//evil.example/docs",
        "/docs/..//evil.example",
        "/set-password?next=//evil.example",
    ] {
        let reply = app.nobody().get(path).header("Host", "evil.example").await;
        assert!(!reply.header("location").contains("evil"), "{path} leads to {}", reply.header("location"));
    }
    let opened_by_form = app.nobody().request("POST".parse().unwrap(), "/v1/auth/login");
    let form = opened_by_form.body("application/x-www-form-urlencoded", "email=a&password=b").await;
    form.problem(415, "unsupported_media_type");
}

#[actix_web::test]
async fn nobody_raises_their_own_rights_by_what_they_send_along() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::StoreStaff, &app.units.n1).await;
    let body = json!({"email": "someone@example.com", "password": regulars_tests::PASSWORD, "role": "admin"});
    app.nobody().post("/v1/auth/login", body).await.problem(422, "invalid").fault("/role", "unknown_field");
    let here = person(&app, &log_in(&app).await.ok());
    let me = here.get("/v1/auth/me").await.ok().text("id").to_owned();
    let patch =
        here.patch(&format!("/v1/users/{me}"), json!({"assignments": [{"unit_id": app.units.group, "role": "admin"}]}));
    patch.if_match("*").await.problem(403, "forbidden");
    here.delete(&format!("/v1/users/{me}/second-factor")).await.problem(403, "forbidden");
}
