//! PostgreSQL loses connections or is away: a clear answer, and work goes on by itself when it is back.
//!
//! SQLite is a file of the process itself: there is nothing to be away.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use regulars_tests::{Backend, Role, TestApp, alone, backend, json};

#[actix_web::test]
async fn nobody_notices_that_connections_were_cut() {
    if backend() == Backend::Sqlite {
        return;
    }
    let _alone = alone();
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for round in 0..3 {
        join_all((0..8).map(|_| admin.get("/v1/units").into_future())).await;
        app.database.cut_connections();

        let reads = join_all((0..8).map(|_| admin.get("/v1/units").into_future())).await;
        reads.into_iter().for_each(|reply| drop(reply.ok()));
        app.database.cut_connections();
        let body = json!({"code": format!("R{round}"), "name": "R", "kind": "region", "parent_id": app.units.group});
        admin.post("/v1/units", body).await.created();
    }
    assert_eq!(app.count("units where code like 'R%'"), 3);
}

#[actix_web::test]
async fn while_the_database_is_away_everyone_is_told_to_come_again() {
    if backend() == Backend::Sqlite {
        return;
    }
    let _alone = alone();
    let app = TestApp::start().await;
    let (known, unknown) = (app.admin().await, app.actor(Role::Analyst, &app.units.group).await);
    known.get("/v1/units").await.ok();
    let region = |code: &str| json!({"code": code, "name": "R", "kind": "region", "parent_id": app.units.group});

    app.database.go_away();

    let nobody = app.nobody();
    let (read, write, stranger, login, ready) = tokio::join!(
        known.get("/v1/units"),
        known.post("/v1/units", region("R1")).idempotency_key("k1"),
        unknown.get("/v1/units"),
        nobody.post("/v1/auth/login", json!({"email": "a@example.com", "password": "x"})),
        nobody.get("/readyz"),
    );
    for reply in [read, write, stranger, login] {
        let told = reply.problem(503, "unavailable");
        assert!(told.header("retry-after").parse::<u64>().unwrap() >= 1, "{}", told.request);
    }
    let ready = ready.problem(503, "unavailable");
    assert_eq!((&ready.body["database"], ready.header("retry-after")), (&false.into(), "2"));
    nobody.get("/livez").await.ok();

    app.database.come_back();

    let since = Instant::now();
    while known.get("/v1/units").await.status != 200 {
        assert!(since.elapsed() < Duration::from_secs(10), "it did not recover");
    }
    unknown.get("/v1/units").await.ok();
    nobody.get("/readyz").await.ok();
    assert_eq!(app.count("units where code = 'R1'"), 0, "what was refused was not done");
    known.post("/v1/units", region("R1")).idempotency_key("k1").await.created();
}
