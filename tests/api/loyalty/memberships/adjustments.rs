//! Points by hand: one person asks, another one decides.

use regulars_tests::{Action, Role, TestApp, json};

use super::{balance, buy, ledger, member, programme, redeem, rows, verify};

#[actix_web::test]
async fn what_one_asks_for_another_approves() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (_, path) = member(&app, &admin, &programme).await;
    let agent = app.actor(Role::ServiceAgent, &app.units.n1).await;
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    let to = format!("{path}/adjustments");

    let asked = agent.post(&to, json!({"points": 50, "reason": " 补偿 "})).once().await.created();
    assert_eq!(
        (asked.text("state"), asked.text("reason"), asked.text("asked_by")),
        ("asked", "补偿", agent.id.as_str())
    );
    assert_eq!(balance(&admin, &path).await, 0, "nothing is booked before");
    let approve = format!("{to}/{}/approve", asked.id());
    agent.post(&approve, json!({})).once().await.problem(403, "forbidden");
    let done = manager.request(reqwest::Method::POST, &approve).once().await.ok();
    assert_eq!((done.text("state"), done.text("decided_by")), ("approved", manager.id.as_str()));
    assert_eq!(ledger(&admin, &path).await, rows(&[("adjust", 50)]));
    let entry = &admin.get(&format!("{path}/ledger")).await.ok().data()[0].clone();
    assert_eq!((&entry["adjustment_id"], &entry["note"]), (&json!(asked.id()), &json!("补偿")));
    manager.request(reqwest::Method::POST, &approve).once().await.problem(409, "conflict");
    assert_eq!(admin.get(&path).await.ok().body["progress"]["points"], 0, "given points reach no level");
    assert_eq!(app.count("events where kind = 'points.adjusted'"), 1);
    verify(&app);
}

#[actix_web::test]
async fn nobody_decides_on_what_they_asked_for() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (_, path) = member(&app, &admin, &programme).await;
    let to = format!("{path}/adjustments");
    let asked = admin.post(&to, json!({"points": 50, "reason": "x"})).once().await.created().id();
    for verb in ["approve", "decline"] {
        let own = admin.request(reqwest::Method::POST, &format!("{to}/{asked}/{verb}")).once().await;
        own.problem(403, "forbidden");
    }
    let key = app.key(Action::ALL, &app.units.group).await;
    key.request(reqwest::Method::POST, &format!("{to}/{asked}/approve")).once().await.problem(403, "forbidden");
    let other = app.admin().await;
    let declined = other.request(reqwest::Method::POST, &format!("{to}/{asked}/decline")).once().await.ok();
    assert_eq!(declined.text("state"), "declined");
    other.request(reqwest::Method::POST, &format!("{to}/{asked}/approve")).once().await.problem(409, "conflict");
    assert_eq!((balance(&admin, &path).await, app.count("point_entries")), (0, 0));
    assert_eq!(admin.get(&to).await.ok().each("state"), ["declined"]);
}

#[actix_web::test]
async fn points_are_taken_away_but_never_more_than_there_are() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let other = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let to = format!("{path}/adjustments");
    for (points, status, code, fault) in [
        (0, 422, "invalid", "out_of_range"),
        (100_000_001, 422, "invalid", "out_of_range"),
        (-1, 422, "points_exceed", "exceeds"),
    ] {
        let body = json!({"points": points, "reason": "x"});
        admin.post(&to, body).once().await.problem(status, code).fault("/points", fault);
    }
    let empty = admin.post(&to, json!({"points": 1, "reason": " "})).once().await;
    empty.problem(422, "invalid").fault("/reason", "too_short");
    admin.post(&to, json!({"points": 1, "reason": "x"})).await.problem(400, "idempotency_key_missing");

    buy(&app, &admin, &id, &[10_000]).await;
    let asked = admin.post(&to, json!({"points": -60, "reason": "误记"})).once().await.created().id();
    redeem(&admin, &path, 50).await.created();
    let approve = format!("{to}/{asked}/approve");
    let late = other.request(reqwest::Method::POST, &approve).once().await;
    late.problem(422, "points_exceed").fault("/points", "exceeds");
    assert_eq!(admin.get(&to).await.ok().each("state"), ["asked"], "it can be approved when there are enough");
    buy(&app, &admin, &id, &[1_000]).await;
    other.request(reqwest::Method::POST, &approve).once().await.ok();
    assert_eq!(balance(&admin, &path).await, 0);
    verify(&app);
}
