//! `/v1/users`: people, and what they are in which unit.

use regulars_tests::{Action, PASSWORD, Role, TestApp, Value, json};

fn somebody(email: &str, unit_id: &str, role: Role) -> Value {
    json!({
        "email": email, "name": "林小美", "language": "zh-CN", "password": "correct horse battery",
        "assignments": [{"unit_id": unit_id, "role": role.as_str()}],
    })
}

#[actix_web::test]
async fn a_created_user_can_log_in() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let body = somebody(" Lin@Example.com ", &app.units.n1, Role::StoreManager);
    let made = admin.post("/v1/users", body.clone()).idempotency_key("k1").await.created();

    assert_eq!(made.text("email"), "lin@example.com", "in lower case");
    assert_eq!(made.body["state"], "active");
    assert_eq!(made.body["assignments"], json!([{"unit_id": app.units.n1, "role": "store_manager"}]));
    assert_eq!(made.etag(), "\"1\"");
    assert_eq!(made.header("location"), format!("/v1/users/{}", made.id()));
    assert!(!made.body.to_string().contains("password"), "{}", made.body);

    let again = admin.post("/v1/users", body).idempotency_key("k1").await.created();
    assert_eq!((again.id(), again.header("idempotency-replayed")), (made.id(), "true"));
    assert_eq!(app.count("users where email = 'lin@example.com'"), 1);
    assert_eq!(app.count("audit_events where action = 'users.create' and detail like '%battery%'"), 0);

    let login = json!({"email": "lin@example.com", "password": "correct horse battery"});
    let session = app.nobody().post("/v1/auth/login", login).await.ok();
    assert_eq!(session.body["me"]["assignments"][0]["unit_name"], "北京朝阳店");
}

#[actix_web::test]
async fn an_email_belongs_to_one_user() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.user("lin@example.com", Role::StoreStaff, &app.units.s1).await;

    let second = somebody("LIN@example.com", &app.units.n1, Role::StoreStaff);
    admin.post("/v1/users", second).await.problem(409, "email_taken").fault("/email", "taken");
    assert_eq!(app.count("users where email = 'lin@example.com'"), 1);
}

#[actix_web::test]
async fn each_wrong_part_of_a_user_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let unit = app.units.n1.as_str();
    let twice = json!([{"unit_id": unit, "role": "analyst"}, {"unit_id": unit, "role": "analyst"}]);
    let nowhere = json!([{"unit_id": unit, "role": "analyst"}, {"unit_id": "unit_x", "role": "analyst"}]);

    for (member, value, pointer, code) in [
        ("email", json!("nobody"), "/email", "malformed"),
        ("email", json!(""), "/email", "too_short"),
        ("name", json!("  "), "/name", "too_short"),
        ("name", json!("a\nb"), "/name", "malformed"),
        ("name", json!("a\u{202e}b"), "/name", "malformed"),
        ("name", json!("a\u{0}b"), "/name", "malformed"),
        ("name", json!("字".repeat(201)), "/name", "too_long"),
        ("language", json!("de"), "/language", "not_accepted"),
        ("password", json!("short"), "/password", "too_short"),
        ("password", json!("lin.xm@example.com"), "/password", "not_accepted"),
        ("assignments", json!([]), "/assignments", "too_short"),
        ("assignments", json!([{"unit_id": unit, "role": "boss"}]), "/assignments/0/role", "not_accepted"),
        ("assignments", json!([{"unit_id": unit}]), "/assignments/0/role", "required"),
        ("assignments", twice, "/assignments/1", "duplicate"),
        ("assignments", nowhere, "/assignments/1/unit_id", "not_found"),
        ("state", json!("active"), "/state", "unknown_field"),
    ] {
        let mut body = somebody("lin.xm@example.com", unit, Role::Analyst);
        body[member] = value;
        admin.post("/v1/users", body).await.problem(422, "invalid").fault(pointer, code);
    }
    assert_eq!(app.count("users"), 1, "the caller only");
}

#[actix_web::test]
async fn nobody_gives_what_they_do_not_hold() {
    let app = TestApp::start().await;
    let units = &app.units;
    let regional = app.actor_with(&[(units.north.clone(), Role::Admin), (units.group.clone(), Role::Analyst)]).await;

    regional.post("/v1/users", somebody("a@example.com", &units.n1, Role::Admin)).await.created();
    for (unit, email) in [(&units.group, "b@example.com"), (&units.s1, "c@example.com")] {
        let refused = regional.post("/v1/users", somebody(email, unit, Role::StoreStaff)).await;
        refused.problem(422, "not_grantable").fault("/assignments/0/unit_id", "not_accepted");
    }

    let till = app.key(&[Action::UsersRead, Action::UsersWrite, Action::UnitsRead], &units.group).await;
    let refused = till.post("/v1/users", somebody("d@example.com", &units.n1, Role::StoreStaff)).await;
    refused.problem(422, "not_grantable").fault("/assignments/0/role", "not_accepted");

    let hidden = app.actor(Role::Admin, &units.north).await;
    let unseen = hidden.post("/v1/users", somebody("e@example.com", &units.s1, Role::StoreStaff)).await;
    unseen.problem(422, "invalid").fault("/assignments/0/unit_id", "not_found");
    assert_eq!(
        app.count("users where email in ('b@example.com', 'c@example.com', 'd@example.com', 'e@example.com')"),
        0
    );
}

#[actix_web::test]
async fn a_list_shows_the_users_of_the_own_subtree() {
    let app = TestApp::start().await;
    app.user("n1@example.com", Role::StoreStaff, &app.units.n1).await;
    app.user("n2@example.com", Role::StoreManager, &app.units.n2).await;
    let south = app.user("s1@example.com", Role::StoreStaff, &app.units.s1).await;
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    let admin = app.admin().await;

    let seen = manager.get("/v1/users?q=EXAMPLE").await.ok();
    assert!(!seen.each("email").contains(&"s1@example.com"), "{:#}", seen.body);
    manager.get(&format!("/v1/users/{}", south.id)).await.problem(404, "not_found");
    admin.get(&format!("/v1/users/{}", south.id)).await.ok();

    for (query, emails) in [
        ("q=N1@", vec!["n1@example.com"]),
        ("q=_1@", vec![]),
        ("role=store_staff&q=@example", vec!["n1@example.com"]),
        ("role=store_staff&role=store_manager&q=@example", vec!["n1@example.com", "n2@example.com"]),
        ("state=disabled", vec![]),
        (&format!("unit_id={}", app.units.n2), vec!["n2@example.com"]),
        (&format!("unit_id={}&role=store_staff", app.units.n2), vec![]),
        (&format!("unit_id={}", app.units.s1), vec![]),
    ] {
        assert_eq!(manager.get(&format!("/v1/users?{query}")).await.ok().each("email"), emails, "{query}");
    }
    manager.get("/v1/users?role=boss").await.problem(400, "invalid_parameter").fault("role", "not_accepted");

    let first = admin.get("/v1/users?limit=2").await.ok();
    let cursor = first.text("next_cursor").to_owned();
    let second = admin.get(&format!("/v1/users?limit=3&cursor={cursor}")).await.ok();
    assert_eq!((first.data().len(), second.data().len()), (2, 3), "five in all, no one twice");
    assert_eq!(second.body["has_more"], false);
    admin.get(&format!("/v1/users?q=n1&cursor={cursor}")).await.problem(400, "invalid_cursor");
}

#[actix_web::test]
async fn disabling_ends_the_sessions_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.get("/v1/auth/check").await.nothing();

    let path = format!("/v1/users/{}", staff.id);
    admin.patch(&path, json!({"state": "disabled"})).await.problem(428, "precondition_required");
    admin.patch(&path, json!({"state": "disabled"})).if_match("\"7\"").await.problem(412, "stale");
    let changed = admin.patch(&path, json!({"state": "disabled"})).if_match("\"1\"").await.ok();
    assert_eq!((changed.text("state"), changed.etag()), ("disabled", "\"2\""));

    staff.get("/v1/auth/check").await.problem(401, "session_expired");
    assert_eq!(app.count(&format!("sessions where user_id = '{}' and revoked_at is null", staff.id)), 0);

    admin.patch(&path, json!({"state": "active"})).if_match("\"2\"").await.ok();
    staff.get("/v1/auth/check").await.problem(401, "session_expired");
}

#[actix_web::test]
async fn changed_rights_count_from_the_next_request_on() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.get("/v1/users").await.problem(403, "forbidden");

    let manager = json!({"assignments": [{"unit_id": app.units.n1, "role": "store_manager"}]});
    admin.patch(&format!("/v1/users/{}", staff.id), manager).if_match("\"1\"").await.ok();
    staff.get("/v1/users").await.ok();
    assert_eq!(app.count(&format!("assignments where user_id = '{}'", staff.id)), 1);
}

#[actix_web::test]
async fn a_new_password_ends_the_sessions_and_the_old_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let user = app.user("lin@example.com", Role::StoreStaff, &app.units.n1).await;
    let login =
        |password: &str| app.nobody().post("/v1/auth/login", json!({"email": "lin@example.com", "password": password}));
    let token = login(PASSWORD).await.ok().text("access_token").to_owned();

    let path = format!("/v1/users/{}", user.id);
    admin.patch(&path, json!({"password": "a better horse battery"})).if_match("\"1\"").await.ok();

    app.nobody().with_bearer(token).get("/v1/auth/check").await.problem(401, "session_expired");
    login(PASSWORD).await.problem(401, "invalid_credentials");
    login("a better horse battery").await.ok();
    assert_eq!(app.count("audit_events where detail like '%better%'"), 0);

    let own = format!("/v1/users/{}", admin.id);
    admin.patch(&own, json!({"password": "a better horse battery"})).if_match("\"1\"").await.ok();
    admin.get("/v1/auth/check").await.nothing();
}

#[actix_web::test]
async fn who_holds_more_is_not_changed() {
    let app = TestApp::start().await;
    let units = &app.units;
    let regional = app.actor(Role::Admin, &units.north).await;
    let both = app.actor_with(&[(units.n1.clone(), Role::StoreStaff), (units.group.clone(), Role::Admin)]).await;

    let path = format!("/v1/users/{}", both.id);
    regional.get(&path).await.ok();
    for patch in [json!({"password": "a better horse battery"}), json!({"state": "disabled"}), json!({"name": "x"})] {
        regional.patch(&path, patch).if_match("\"1\"").await.problem(403, "forbidden");
    }
    assert_eq!(app.count(&format!("users where id = '{}' and version = 1", both.id)), 1);
}

#[actix_web::test]
async fn the_last_active_administrator_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.actor(Role::Admin, &app.units.north).await;
    let path = format!("/v1/users/{}", admin.id);
    let analyst = json!({"assignments": [{"unit_id": app.units.group, "role": "analyst"}]});

    admin
        .patch(&path, json!({"state": "disabled"}))
        .if_match("\"1\"")
        .await
        .problem(409, "conflict")
        .fault("/state", "conflict");
    admin
        .patch(&path, analyst.clone())
        .if_match("\"1\"")
        .await
        .problem(409, "conflict")
        .fault("/assignments", "conflict");
    admin.get("/v1/users").await.ok();

    let second = app.admin().await;
    second.patch(&path, analyst).if_match("\"1\"").await.ok();
    let own = format!("/v1/users/{}", second.id);
    second.patch(&own, json!({"state": "disabled"})).if_match("\"1\"").await.problem(409, "conflict");
}

#[actix_web::test]
async fn two_administrators_cannot_disable_each_other() {
    let app = TestApp::start().await;
    for _ in 0..5 {
        let (first, second) = (app.admin().await, app.admin().await);
        app.sql(&format!("UPDATE users SET state = 'disabled' WHERE id NOT IN ('{}', '{}')", first.id, second.id));
        let disable = json!({"state": "disabled"});
        let (one, other) = futures_util::future::join(
            first.patch(&format!("/v1/users/{}", second.id), disable.clone()).if_match("*").into_future(),
            second.patch(&format!("/v1/users/{}", first.id), disable).if_match("*").into_future(),
        )
        .await;
        assert!(one.status != 200 || other.status != 200, "both were disabled");
        assert!(one.status == 200 || other.status == 200, "{} {}", one.body, other.body);
        assert_eq!(app.count("users where state = 'active'"), 1);
    }
}
