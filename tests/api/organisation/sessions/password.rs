//! Changing one's own password.

use regulars_tests::{PASSWORD, Role, TestApp, json};

use super::{cookie_of, log_in, log_in_with, person, refresh};

const NEW: &str = "烧仙草 with red beans";

#[actix_web::test]
async fn a_new_password_ends_all_other_sessions() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let elsewhere = log_in(&app).await.ok();
    let opened = log_in(&app).await.ok();
    let here = person(&app, &opened);

    here.put("/v1/auth/password", json!({"current_password": PASSWORD, "new_password": NEW})).await.nothing();

    person(&app, &elsewhere).get("/v1/auth/me").await.problem(401, "session_expired");
    refresh(&app, &cookie_of(&elsewhere)).await.problem(401, "session_expired");
    here.get("/v1/auth/me").await.ok();
    refresh(&app, &cookie_of(&opened)).await.ok();
    log_in(&app).await.problem(401, "invalid_credentials");
    log_in_with(&app, "someone@example.com", NEW).await.ok();
}

#[actix_web::test]
async fn a_password_that_is_too_easy_or_not_ones_own_is_refused() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let here = person(&app, &log_in(&app).await.ok());
    let change = |current: &str, new: &str| {
        here.put("/v1/auth/password", json!({"current_password": current, "new_password": new}))
    };

    change(PASSWORD, "short").await.problem(422, "invalid").fault("/new_password", "too_short");
    change(PASSWORD, "someone-2026-spring").await.problem(422, "invalid").fault("/new_password", "not_accepted");
    change(PASSWORD, "abcabcabcabcabc").await.problem(422, "invalid").fault("/new_password", "not_accepted");
    change("not the password", NEW).await.problem(422, "invalid").fault("/current_password", "not_accepted");

    log_in(&app).await.ok();
}
