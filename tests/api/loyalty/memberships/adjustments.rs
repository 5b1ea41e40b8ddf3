//! Points by hand: one person asks, another one decides.

use futures_util::future::join_all;
use regulars_tests::{Action, Actor, Reply, Role, TestApp, json};

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

/// Points by hand that somebody else asked for: the path by which they are approved.
async fn asked(agent: &Actor, path: &str, points: i64) -> String {
    let to = format!("{path}/adjustments");
    let id = agent.post(&to, json!({"points": points, "reason": "补偿"})).once().await.created().id();
    format!("{to}/{id}/approve")
}

async fn approve(who: &Actor, path: &str) -> Reply {
    who.request(reqwest::Method::POST, path).once().await
}

#[actix_web::test]
async fn one_person_gives_so_much_to_a_customer_and_to_all_in_a_month() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let region = app.actor(Role::RegionManager, &app.units.north).await;
    let operations = app.actor(Role::Operations, &app.units.group).await;
    let (_, path) = member(&app, &admin, &programme).await;
    for points in [60_000, 40_000] {
        approve(&region, &asked(&admin, &path, points).await).await.ok();
    }
    let more = asked(&admin, &path, 1).await;
    approve(&region, &more).await.problem(403, "above_limit");
    assert_eq!(balance(&admin, &path).await, 100_000, "not for one entry, but for the customer");
    approve(&operations, &more).await.ok();
    approve(&region, &asked(&admin, &path, -1_000).await).await.ok();

    for _ in 0..4 {
        let (_, path) = member(&app, &admin, &programme).await;
        approve(&region, &asked(&admin, &path, 100_000).await).await.ok();
    }
    let (_, path) = member(&app, &admin, &programme).await;
    let more = asked(&admin, &path, 1).await;
    approve(&region, &more).await.problem(403, "above_limit");
    app.sql(&format!(
        "update point_adjustments set decided_at = '2020-01-31 12:00:00' where decided_by = '{}'",
        region.id
    ));
    approve(&region, &more).await.ok();
    let large = asked(&region, &path, 5_000_000).await;
    approve(&operations, &large).await.problem(403, "above_limit");
    approve(&admin, &large).await.ok();
    verify(&app);
}

#[actix_web::test]
async fn two_at_the_same_time_do_not_give_more_together() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let region = app.actor(Role::RegionManager, &app.units.north).await;
    let mut paths = Vec::new();
    for _ in 0..8 {
        let (_, path) = member(&app, &admin, &programme).await;
        paths.push(asked(&admin, &path, 100_000).await);
    }
    let replies = join_all(paths.iter().map(|path| approve(&region, path))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 5);
    verify(&app);
}

#[actix_web::test]
async fn a_key_counts_as_its_maker() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (_, path) = member(&app, &admin, &programme).await;
    let key = app.key(&[Action::PointsAdjust], &app.units.group).await;
    app.sql(&format!("update api_keys set created_by = '{}' where id = '{}'", admin.id, key.id));
    let own = asked(&key, &path, 50).await;
    approve(&admin, &own).await.problem(403, "forbidden");
    approve(&app.admin().await, &own).await.ok();
}
