//! Refresh: rotation, a second tab, a stolen token, log-out.

use std::time::{Duration, Instant};

use regulars_tests::{Role, TestApp, json};

use super::{cookie_of, log_in, person, refresh};

async fn app_with_someone() -> TestApp {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    app
}

/// Moves the moment every token was rotated at: the clock of these tests.
fn rotated_ago(app: &TestApp, seconds: i64) {
    let at = (regulars_tests::now() - chrono::Duration::seconds(seconds)).naive_utc();
    app.sql(&format!("update refresh_tokens set rotated_at = '{at}' where rotated_at is not null"));
}

#[actix_web::test]
async fn each_refresh_gives_a_new_cookie_and_token_of_the_same_session() {
    let app = app_with_someone().await;
    let first = log_in(&app).await.ok();

    let second = refresh(&app, &cookie_of(&first)).await.ok();
    let third = refresh(&app, &cookie_of(&second)).await.ok();

    assert_ne!(cookie_of(&first), cookie_of(&second));
    assert_ne!(cookie_of(&second), cookie_of(&third));
    assert_eq!(second.body["me"], first.body["me"]);
    person(&app, &third).get("/v1/auth/me").await.ok();
    assert_eq!(app.count("sessions"), 1);
    assert_eq!(app.count("refresh_tokens where rotated_at is not null"), 2);
}

#[actix_web::test]
async fn a_second_tab_within_the_grace_is_served_too() {
    let app = app_with_someone().await;
    let first = cookie_of(&log_in(&app).await.ok());
    let one = refresh(&app, &first).await.ok();

    rotated_ago(&app, 15);
    let other = refresh(&app, &first).await.ok();

    assert_ne!(cookie_of(&one), cookie_of(&other));
    refresh(&app, &cookie_of(&one)).await.ok();
    refresh(&app, &cookie_of(&other)).await.ok();
}

#[actix_web::test]
async fn reuse_after_the_grace_ends_the_session_and_all_its_tokens() {
    let app = app_with_someone().await;
    let opened = log_in(&app).await.ok();
    let stolen = cookie_of(&opened);
    let living = refresh(&app, &stolen).await.ok();

    rotated_ago(&app, 25);
    refresh(&app, &stolen).await.problem(401, "session_expired");

    refresh(&app, &cookie_of(&living)).await.problem(401, "session_expired");
    person(&app, &opened).get("/v1/auth/me").await.problem(401, "session_expired");
    person(&app, &living).get("/v1/auth/me").await.problem(401, "session_expired");
    assert_eq!(app.count("sessions where revoked_at is not null"), 1);
}

#[actix_web::test]
async fn many_tabs_at_the_same_moment_all_stay_logged_in() {
    let app = app_with_someone().await;
    let cookie = cookie_of(&log_in(&app).await.ok());

    let tabs = futures_util::future::join_all((0..8).map(|_| refresh(&app, &cookie).into_future())).await;

    for tab in tabs {
        refresh(&app, &cookie_of(&tab.ok())).await.ok();
    }
    assert_eq!(app.count("sessions where revoked_at is null"), 1);
}

#[actix_web::test]
async fn without_a_good_cookie_there_is_no_session() {
    let app = app_with_someone().await;
    let opened = log_in(&app).await.ok();

    app.nobody().post("/v1/auth/refresh", json!({})).await.problem(401, "session_expired");
    refresh(&app, "").await.problem(401, "session_expired");
    refresh(&app, &"0".repeat(64)).await.problem(401, "session_expired");
    refresh(&app, opened.text("access_token")).await.problem(401, "session_expired");
}

#[actix_web::test]
async fn a_session_ends_after_its_days() {
    let app = app_with_someone().await;
    let opened = log_in(&app).await.ok();
    app.sql("update sessions set expires_at = '2026-01-01 00:00:00'");

    refresh(&app, &cookie_of(&opened)).await.problem(401, "session_expired");
    person(&app, &opened).get("/v1/auth/me").await.problem(401, "session_expired");
}

#[actix_web::test]
async fn log_out_ends_the_session_and_clears_the_cookie() {
    let app = app_with_someone().await;
    let opened = log_in(&app).await.ok();
    let someone = person(&app, &opened);

    let reply = someone.post("/v1/auth/logout", json!({})).await.nothing();

    assert_eq!(reply.cookie("regulars_refresh").as_deref(), Some(""));
    assert!(reply.header("set-cookie").contains("Max-Age=0"));
    refresh(&app, &cookie_of(&opened)).await.problem(401, "session_expired");
    someone.get("/v1/auth/me").await.problem(401, "session_expired");
}

#[actix_web::test]
async fn log_out_by_the_cookie_alone_ends_the_session_too() {
    let app = app_with_someone().await;
    let opened = log_in(&app).await.ok();

    app.nobody().post("/v1/auth/logout", json!({})).refresh_cookie(cookie_of(&opened)).await.nothing();

    refresh(&app, &cookie_of(&opened)).await.problem(401, "session_expired");
    app.nobody().post("/v1/auth/logout", json!({})).await.nothing();
}

#[actix_web::test]
async fn a_made_up_cookie_takes_no_write() {
    let app = app_with_someone().await;
    let held = app.database.hold_writes();

    // A write would wait 10 seconds for the lock.
    let refused = refresh(&app, "made-up").into_future();
    tokio::time::timeout(Duration::from_secs(8), refused).await.unwrap().problem(401, "session_expired");
    let log_out = app.nobody().post("/v1/auth/logout", json!({})).refresh_cookie("made-up").into_future();
    tokio::time::timeout(Duration::from_secs(8), log_out).await.unwrap().nothing();
    drop(held);
}

#[actix_web::test]
async fn a_made_up_cookie_does_not_make_the_server_forget_who_calls() {
    let app = app_with_someone().await;
    let opened = log_in(&app).await.ok();
    let someone = person(&app, &opened);
    let end = |at: &str| app.db().execute(&format!("update sessions set revoked_at = {at}")).unwrap();
    loop {
        end("null");
        app.state.principals.forget();
        let since = Instant::now();
        someone.get("/v1/auth/check").await.nothing();
        // Behind the server's back: only what it remembers lets the session go on.
        end("created_at");
        refresh(&app, "made-up").await.problem(401, "session_expired");
        app.nobody().post("/v1/auth/logout", json!({})).refresh_cookie("made-up").await.nothing();
        let still = someone.get("/v1/auth/check").await;
        // It remembers for 5 seconds: a round that took longer shows nothing.
        if since.elapsed() < Duration::from_secs(4) {
            still.nothing();
            break;
        }
    }
    app.state.principals.forget();
    someone.get("/v1/auth/check").await.problem(401, "session_expired");
}
