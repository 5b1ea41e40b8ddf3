//! How people log in, as a setting: a fresh log-in before what would harm most, and sessions that nobody uses.

use chrono::Duration;
use regulars_tests::{PASSWORD, Role, TestApp, json, now};

fn minutes_ago(minutes: i64) -> String {
    (now() - Duration::minutes(minutes)).naive_utc().to_string()
}

#[actix_web::test]
async fn keys_users_and_exports_want_a_password_that_was_given_lately() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hash = regulars_tests::password_hash();
    app.sql(&format!("update users set password_hash = '{hash}'"));
    let prove = |password: &str| admin.post("/v1/auth/proof", json!({"password": password}));
    let user = json!({"email": "a@example.com", "name": "林小美", "assignments": [{"unit_id": app.units.n1, "role": "store_staff"}]});
    admin.get("/v1/exports/customers").await.ok();

    app.sql(&format!("update sessions set proved_at = '{}'", minutes_ago(61)));
    admin.get("/v1/exports/customers").await.problem(403, "proof_required");
    admin.get("/v1/exports/purchases").await.problem(403, "proof_required");
    admin.post("/v1/auth/downloads", json!({"path": "/v1/exports/customers"})).await.problem(403, "proof_required");
    admin.post("/v1/users", user.clone()).once().await.problem(403, "proof_required");
    admin.post("/v1/auth/second-factor", json!({})).await.problem(403, "proof_required");
    admin.get("/v1/customers").await.ok();
    let key = json!({"name": "till", "partner_id": "prt_x", "unit_id": app.units.n1, "scopes": ["units:read"]});
    admin.post("/v1/api-keys", key).once().await.problem(403, "proof_required");

    prove("not the password").await.problem(422, "invalid").fault("/password", "not_accepted");
    prove(PASSWORD).await.nothing();
    admin.get("/v1/exports/customers").await.ok();
    admin.post("/v1/users", user).once().await.created();
    // A program has no password to give.
    let key = app.key(&[regulars_tests::Action::CustomersExport], &app.units.group).await;
    key.get("/v1/exports/customers").await.ok();
}

#[actix_web::test]
async fn a_proof_wants_the_code_too_and_is_counted() {
    let app = TestApp::with(|config| config.auth.login_attempts = 2).await;
    let admin = app.admin().await;
    let hash = regulars_tests::password_hash();
    app.sql(&format!("update users set password_hash = '{hash}'"));
    let code = regulars_tests::add_factor(&mut app.db(), &app.state.keys, &admin.id, true);
    let prove = |body| admin.post("/v1/auth/proof", body);
    prove(json!({"password": PASSWORD})).await.problem(422, "invalid").fault("/code", "required");
    prove(json!({"password": PASSWORD, "code": code})).await.nothing();
    prove(json!({"password": PASSWORD, "code": code})).await.problem(422, "invalid").fault("/code", "not_accepted");
    for _ in 0..2 {
        prove(json!({"password": "not the password"})).await.problem(422, "invalid");
    }
    assert_eq!(app.count("login_failures where subject like 'proof:%' and failures = 3"), 1);
    app.sql("update login_failures set failures = 9");
    prove(json!({"password": PASSWORD, "code": code})).await.problem(429, "throttled");
}

#[actix_web::test]
async fn a_session_that_nobody_uses_ends() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let policy = json!({"second_factor_roles": [], "idle_minutes": 30, "fresh_minutes": 60});
    admin.put("/v1/settings/security", policy).if_match("\"0\"").await.ok();
    assert_eq!(admin.get("/v1/auth/me").await.ok().body["idle_minutes"], 30);

    app.sql(&format!("update sessions set last_used_at = '{}'", minutes_ago(29)));
    admin.get("/v1/units").await.ok();
    regulars_tests::until("its use is noted", || {
        app.count(&format!("sessions where last_used_at > '{}'", minutes_ago(10))) == 1
    })
    .await;

    app.sql(&format!("update sessions set last_used_at = '{}'", minutes_ago(31)));
    admin.get("/v1/units").await.problem(401, "session_expired");
}

#[actix_web::test]
async fn a_refresh_does_not_wake_a_session_that_ended_by_itself() {
    let app = TestApp::start().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let body = json!({"email": "someone@example.com", "password": PASSWORD});
    let opened = app.nobody().post("/v1/auth/login", body).await.ok();
    let admin = app.admin().await;
    let policy = json!({"second_factor_roles": [], "idle_minutes": 30, "fresh_minutes": 60});
    admin.put("/v1/settings/security", policy).if_match("\"0\"").await.ok();
    app.sql(&format!("update sessions set last_used_at = '{}'", minutes_ago(31)));
    let cookie = opened.cookie("regulars_refresh").unwrap();
    app.nobody().post("/v1/auth/refresh", json!({})).refresh_cookie(cookie).await.problem(401, "session_expired");
}

#[actix_web::test]
async fn nonsense_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (field, value) in [("idle_minutes", json!(4)), ("fresh_minutes", json!(0))] {
        let mut policy = json!({"second_factor_roles": ["admin"], "idle_minutes": 30, "fresh_minutes": 60});
        policy[field] = value;
        let refused = admin.put("/v1/settings/security", policy).if_match("\"0\"").await.problem(422, "invalid");
        refused.fault(&format!("/{field}"), "out_of_range");
    }
    let analyst = app.actor(Role::StoreManager, &app.units.n1).await;
    let policy = json!({"second_factor_roles": [], "idle_minutes": 30, "fresh_minutes": 60});
    analyst.put("/v1/settings/security", policy).if_match("\"0\"").await.problem(403, "forbidden");
}
