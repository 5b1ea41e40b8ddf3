//! Links that set a password: made, mailed or handed over, followed once.

use regulars_tests::{MailServer, Role, TestApp, json, until};

const NEW: &str = "烧仙草 with red beans";

async fn app_with_mail(server: &MailServer) -> TestApp {
    let url = server.url();
    TestApp::with(|config| {
        config.smtp.url = Some(url);
        config.smtp.from = "hello@shop.example".to_owned();
        config.http.public_url = "https://crm.example.com".to_owned();
    })
    .await
}

fn token_in(text: &str) -> String {
    let at = text.find("/set-password#").expect("a link") + "/set-password#".len();
    text[at..].chars().take_while(char::is_ascii_hexdigit).collect()
}

async fn follow(app: &TestApp, token: &str) -> regulars_tests::Reply {
    app.nobody().post("/v1/auth/password-links", json!({"token": token, "new_password": NEW})).await
}

#[actix_web::test]
async fn without_mail_the_administrator_gets_the_link_and_it_is_good_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = json!({"email": "staff@example.com", "name": "林小美",
        "assignments": [{"unit_id": app.units.n1, "role": "store_manager"}]});
    let made = admin.post("/v1/users", staff).once().await.created();
    assert_eq!(made.body["is_invited"], true);
    let log_in = |password: &str| {
        app.nobody().post("/v1/auth/login", json!({"email": "staff@example.com", "password": password}))
    };
    log_in("").await.problem(422, "invalid");
    log_in("anything at all").await.problem(401, "invalid_credentials");

    let path = format!("/v1/users/{}/password-links", made.id());
    let first = admin.post(&path, json!({})).await.ok();
    let link = admin.post(&path, json!({})).await.ok();
    assert_eq!((link.text("purpose"), &link.body["by_mail"]), ("invitation", &json!(false)));
    let token = token_in(link.text("url"));
    assert_eq!(app.count(&format!("account_links where hash = '{token}'")), 0, "kept as a digest");

    follow(&app, &token_in(first.text("url"))).await.problem(422, "invalid").fault("/token", "not_accepted");
    let weak = json!({"token": token, "new_password": "password1234"});
    app.nobody()
        .post("/v1/auth/password-links", weak)
        .await
        .problem(422, "invalid")
        .fault("/new_password", "not_accepted");
    follow(&app, &token).await.nothing();
    follow(&app, &token).await.problem(422, "invalid").fault("/token", "not_accepted");
    let opened = log_in(NEW).await.ok();
    assert_eq!(opened.body["me"]["pending"], json!(null), "it is their own");
}

#[actix_web::test]
async fn a_link_ends_with_its_hour_and_with_its_person() {
    let app = TestApp::start().await;
    let user = app.user("someone@example.com", Role::StoreManager, &app.units.n1).await;
    let admin = app.admin().await;
    let path = format!("/v1/users/{}/password-links", user.id);
    let link = admin.post(&path, json!({})).await.ok();
    assert_eq!(link.text("purpose"), "reset");
    app.sql("update account_links set expires_at = '2026-01-01 00:00:00'");
    follow(&app, &token_in(link.text("url"))).await.problem(422, "invalid").fault("/token", "not_accepted");
    let link = admin.post(&path, json!({})).await.ok();
    app.sql(&format!("update users set state = 'disabled' where id = '{}'", user.id));
    follow(&app, &token_in(link.text("url"))).await.problem(422, "invalid").fault("/token", "not_accepted");
}

#[actix_web::test]
async fn a_reset_by_mail_ends_every_session() {
    let server = MailServer::start();
    let app = app_with_mail(&server).await;
    app.user("someone@example.com", Role::StoreManager, &app.units.n1).await;
    let body = json!({"email": "someone@example.com", "password": regulars_tests::PASSWORD});
    let opened = app.nobody().post("/v1/auth/login", body).await.ok();

    let asked = app.nobody().post("/v1/auth/password-resets", json!({"email": " SomeOne@example.com "}));
    // What the request calls the host is a stranger's word: the link leads to the configured address.
    let asked = asked.header("Host", "evil.example").header("X-Forwarded-Host", "evil.example").await.ok();
    assert_eq!(asked.body, json!({"by_mail": true}));
    until("the mail is asked for", || app.count("jobs where kind = 'users.mail_link'") == 1).await;
    app.run_jobs().await;

    let mail = server.taken().pop().unwrap();
    assert_eq!(mail.to, "someone@example.com");
    let content = mail.content.replace("=\r\n", "");
    assert!(content.contains("https://crm.example.com/set-password#") && !content.contains("evil"), "{content}");
    let token = token_in(&content);
    assert_eq!(app.count(&format!("jobs where args like '%{token}%' or result like '%{token}%'")), 0);
    follow(&app, &token).await.nothing();
    let here = app.nobody().with_bearer(opened.text("access_token"));
    here.get("/v1/auth/me").await.problem(401, "session_expired");
}

#[actix_web::test]
async fn nobody_learns_who_is_known() {
    let server = MailServer::start();
    let app = app_with_mail(&server).await;
    app.user("someone@example.com", Role::StoreManager, &app.units.n1).await;
    app.user("disabled@example.com", Role::StoreManager, &app.units.n1).await;
    app.sql("update users set state = 'disabled' where email = 'disabled@example.com'");
    let ask = |email: &str| app.nobody().post("/v1/auth/password-resets", json!({"email": email}));

    let known = ask("someone@example.com").await.ok();
    for email in ["nobody@example.com", "disabled@example.com", "not an address"] {
        assert_eq!(ask(email).await.ok().body, known.body, "{email}");
    }
    until("the mail is asked for", || app.count("jobs where kind = 'users.mail_link'") == 1).await;
    app.run_jobs().await;
    assert_eq!(server.taken().len(), 1);
}

#[actix_web::test]
async fn resets_are_not_asked_for_without_end() {
    let server = MailServer::start();
    let url = server.url();
    let app = TestApp::with(|config| {
        config.smtp.url = Some(url);
        config.smtp.from = "hello@shop.example".to_owned();
        config.auth.login_attempts = 5;
    })
    .await;
    app.user("someone@example.com", Role::StoreManager, &app.units.n1).await;
    let ask = || app.nobody().post("/v1/auth/password-resets", json!({"email": "someone@example.com"}));
    for _ in 0..6 {
        ask().await.ok();
    }
    assert_eq!(app.count("login_failures where subject like 'reset-from:%' and failures = 6"), 1);
    app.sql("update login_failures set failures = 12 where subject like 'reset-from:%'");
    ask().await.problem(429, "throttled");
    until("the mails are asked for", || app.count("login_failures where subject like 'reset-for:%'") == 1).await;
    assert!(app.count("jobs where kind = 'users.mail_link'") <= 4, "one account gets few");
}

#[actix_web::test]
async fn nobody_is_given_a_link_of_who_holds_more() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let regional = app.key(&[regulars_tests::Action::UsersWrite], &app.units.north).await;
    let path = format!("/v1/users/{}/password-links", admin.id);
    regional.post(&path, json!({})).await.problem(404, "not_found");
    let manager = app.actor(Role::StoreManager, &app.units.n1).await;
    let path = format!("/v1/users/{}/password-links", manager.id);
    regional.post(&path, json!({})).await.problem(403, "forbidden");
}
