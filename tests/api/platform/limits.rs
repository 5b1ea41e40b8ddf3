//! Rate limits: for each caller, each address, and each key that has its own.

use regulars_tests::{Action, TestApp};

#[actix_web::test]
async fn a_caller_is_told_what_is_left_and_when_to_come_again() {
    let app = TestApp::with(|config| config.limits.caller_per_minute = 3).await;
    let (admin, other) = (app.admin().await, app.admin().await);

    for left in (0..3).rev() {
        let reply = admin.get("/v1/units").await.ok();
        assert_eq!(reply.header("ratelimit-policy"), "\"minute\";q=3;w=60");
        assert_eq!(reply.header("ratelimit"), format!("\"minute\";r={left};t=0"));
    }
    let refused = admin.get("/v1/units").await.problem(429, "too_many_requests");

    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "one in twenty seconds, told {wait}");
    assert_eq!(refused.header("ratelimit"), format!("\"minute\";r=0;t={wait}"));
    other.get("/v1/units").await.ok();
}

#[actix_web::test]
async fn an_address_without_log_in_has_a_limit_of_its_own() {
    let app = TestApp::with(|config| config.limits.address_per_minute = 2).await;
    let admin = app.admin().await;
    for _ in 0..2 {
        app.nobody().get("/v1/units").await.problem(401, "unauthenticated");
    }
    app.nobody().get("/v1/units").await.problem(429, "too_many_requests");
    admin.with_bearer("guess").get("/v1/units").await.problem(429, "too_many_requests");
    admin.get("/v1/units").await.ok();
    app.nobody().get("/livez").await.ok();
}

#[actix_web::test]
async fn a_key_may_have_its_own_rate() {
    let app = TestApp::start().await;
    let (slow, fast) =
        (app.key(&[Action::UnitsRead], &app.units.group).await, app.key(&[Action::UnitsRead], &app.units.group).await);
    app.sql(&format!("update api_keys set rate_per_minute = 1 where id = '{}'", slow.id));

    slow.get("/v1/units").await.ok();
    slow.get("/v1/units").await.problem(429, "too_many_requests");
    fast.get("/v1/units").await.ok();
    fast.get("/v1/units").await.ok();
}

#[actix_web::test]
async fn behind_a_trusted_proxy_the_address_is_the_one_it_added() {
    let app = TestApp::with(|config| {
        config.limits.address_per_minute = 1;
        config.http.trust_proxy = true;
    })
    .await;
    let from = |address: &str| app.nobody().get("/v1/units").header("X-Forwarded-For", address);
    from("203.0.113.7").await.problem(401, "unauthenticated");
    from("203.0.113.7").await.problem(429, "too_many_requests");
    from("198.51.100.1, 203.0.113.8").await.problem(401, "unauthenticated");
    from("198.51.100.2, 203.0.113.8").await.problem(429, "too_many_requests");
}

#[actix_web::test]
async fn a_line_that_a_stranger_sent_along_is_not_believed() {
    let app = TestApp::with(|config| {
        config.limits.address_per_minute = 1;
        config.http.trusted_proxies = vec!["127.0.0.1".parse().unwrap(), "10.0.0.0/8".parse().unwrap()];
    })
    .await;
    let from = |made_up: &str, added: &str| {
        app.nobody().get("/v1/units").header("X-Forwarded-For", made_up).header("X-Forwarded-For", added)
    };
    from("198.51.100.1", "203.0.113.7").await.problem(401, "unauthenticated");
    from("198.51.100.2", "203.0.113.7, 10.1.1.1").await.problem(429, "too_many_requests");
    from("198.51.100.2", "203.0.113.8, 10.1.1.1").await.problem(401, "unauthenticated");
}

#[actix_web::test]
async fn without_a_proxy_nobody_chooses_an_address() {
    let app = TestApp::with(|config| config.limits.address_per_minute = 1).await;
    let from = |address: &str| app.nobody().get("/v1/units").header("X-Forwarded-For", address);
    from("203.0.113.7").await.problem(401, "unauthenticated");
    from("203.0.113.8").await.problem(429, "too_many_requests");
}
