//! One's sessions: listed, ended one by one.

use regulars_tests::{Action, Role, TestApp};

use super::{cookie_of, log_in, person, refresh};

#[actix_web::test]
async fn one_sees_where_one_is_logged_in() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    app.admin().await;
    log_in(&app).header("User-Agent", "Phone").await.ok();
    let here = person(&app, &log_in(&app).header("User-Agent", "Laptop").await.ok());

    let reply = here.get("/v1/auth/sessions").await.ok();

    assert_eq!(reply.each("user_agent"), ["Laptop", "Phone"], "newest first, own ones only");
    assert_eq!(reply.data()[0]["current"], true);
    assert_eq!(reply.data()[1]["current"], false);
    assert_eq!(reply.data()[0]["address"], "127.0.0.1");
}

#[actix_web::test]
async fn one_ends_another_session_of_oneself_at_once() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let lost = log_in(&app).await.ok();
    let here = person(&app, &log_in(&app).await.ok());
    person(&app, &lost).get("/v1/auth/me").await.ok();
    let list = here.get("/v1/auth/sessions").await.ok();
    let id = list.each("id")[1].to_owned();

    here.delete(&format!("/v1/auth/sessions/{id}")).await.nothing();

    person(&app, &lost).get("/v1/auth/me").await.problem(401, "session_expired");
    refresh(&app, &cookie_of(&lost)).await.problem(401, "session_expired");
    assert_eq!(here.get("/v1/auth/sessions").await.ok().data().len(), 1);
}

#[actix_web::test]
async fn nobody_ends_the_session_of_another() {
    let app = TestApp::start().await;
    let (one, other) = (app.admin().await, app.admin().await);
    let path = format!("/v1/auth/sessions/{}", other.session_id.clone().unwrap());

    one.delete(&path).await.problem(404, "not_found");

    other.get("/v1/auth/me").await.ok();
}

#[actix_web::test]
async fn a_key_has_no_sessions_and_no_password() {
    let app = TestApp::start().await;
    let key = app.key(&[Action::UnitsRead], &app.units.group).await;

    key.get("/v1/auth/sessions").await.problem(403, "forbidden");
    key.delete("/v1/auth/sessions/ses_01JD3Q5V8N0000000000000000").await.problem(403, "forbidden");
    let body = regulars_tests::json!({"current_password": "x", "new_password": "a long enough one"});
    key.put("/v1/auth/password", body).await.problem(403, "forbidden");
}

#[actix_web::test]
async fn a_disabled_user_is_out_with_every_token() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let opened = log_in(&app).await.ok();

    app.sql("update users set state = 'disabled'");

    person(&app, &opened).get("/v1/auth/me").await.problem(401, "session_expired");
    refresh(&app, &cookie_of(&opened)).await.problem(401, "session_expired");
}
