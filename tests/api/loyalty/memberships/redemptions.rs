//! Spending points.

use futures_util::future::{join, join_all};
use regulars_tests::{Action, Role, TestApp, json};

use super::{balance, buy, ledger, member, programme, redeem, rows, verify};

#[actix_web::test]
async fn points_are_spent_with_a_note_and_a_store() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;

    let body = json!({"points": 30, "note": " 仙草冻一份 ", "unit_id": app.units.n1});
    let spent = staff.post(&format!("{path}/redemptions"), body).once().await.created();

    assert_eq!(
        (spent.text("kind"), &spent.body["points"], &spent.body["balance"]),
        ("redeem", &json!(-30), &json!(70))
    );
    assert_eq!((spent.text("note"), spent.text("unit_id")), ("仙草冻一份", app.units.n1.as_str()));
    assert_eq!((&spent.body["membership"]["balance"], spent.text("recorded_by")), (&json!(70), staff.id.as_str()));
    assert_eq!(app.count("events where kind = 'points.redeemed'"), 1);
    assert_eq!(app.count("audit_events where action = 'points.redeem'"), 1);
    verify(&app);
}

#[actix_web::test]
async fn a_request_sent_again_spends_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    let path_of = format!("{path}/redemptions");
    let till = app.key(&[Action::PointsRedeem], &app.units.n1).await;
    let first = till.post(&path_of, json!({"points": 10})).idempotency_key("r-1").await.created();
    let again = till.post(&path_of, json!({"points": 10})).idempotency_key("r-1").await.created();
    assert_eq!((again.id(), again.header("idempotency-replayed")), (first.id(), "true"));
    assert_eq!(first.text("unit_id"), app.units.n1, "a key's own unit");
    till.post(&path_of, json!({"points": 11})).idempotency_key("r-1").await.problem(422, "idempotency_key_reused");
    till.post(&path_of, json!({"points": 10})).await.problem(400, "idempotency_key_missing");
    assert_eq!(ledger(&admin, &path).await, rows(&[("earn", 100), ("redeem", -10)]));
}

#[actix_web::test]
async fn nobody_spends_more_than_there_is() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    redeem(&admin, &path, 1).await.problem(422, "points_exceed").fault("/points", "exceeds");
    buy(&app, &admin, &id, &[10_000]).await;
    redeem(&admin, &path, 101).await.problem(422, "points_exceed").fault("/points", "exceeds");
    for points in [0, -5, 100_000_001] {
        redeem(&admin, &path, points).await.problem(422, "invalid").fault("/points", "out_of_range");
    }
    let elsewhere = json!({"points": 1, "unit_id": "unit_00000000000000000000000000"});
    let refused = admin.post(&format!("{path}/redemptions"), elsewhere).once().await;
    refused.problem(422, "invalid").fault("/unit_id", "not_found");
    redeem(&admin, &path, 100).await.created();
    assert_eq!(balance(&admin, &path).await, 0);
}

#[actix_web::test]
async fn sixty_four_redemptions_at_once_never_overdraw() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    for _ in 0..5 {
        buy(&app, &admin, &id, &[1_000]).await;
    }
    let to = format!("{path}/redemptions");
    let sent = (0..64).map(|_| admin.post(&to, json!({"points": 3})).once().into_future());
    let replies = join_all(sent).await;
    let with = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((with(201), with(422)), (16, 48));
    assert_eq!(balance(&admin, &path).await, 2);
    assert_eq!(app.count("point_entries where kind = 'redeem'"), 16);
    assert_eq!(app.count("point_entries where balance < 0"), 0);
    verify(&app);
}

#[actix_web::test]
async fn purchases_and_redemptions_at_once_are_all_booked() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    let to = format!("{path}/redemptions");
    let spent = join_all((0..16).map(|_| admin.post(&to, json!({"points": 2})).once().into_future()));
    let bought = join_all((0..16).map(|_| buy(&app, &admin, &id, &[333])));
    let (spent, _) = join(spent, bought).await;
    assert!(spent.iter().all(|reply| reply.status == 201));
    assert_eq!(balance(&admin, &path).await, 100 - 32 + 53, "16 × 3.33 = 53.28");
    verify(&app);
}

#[actix_web::test]
async fn at_the_counter_anybody_of_the_chain_spends_by_the_whole_card_or_phone() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let person = json!({"name": "王小明", "phone": "13812345678", "home_unit_id": app.units.n1});
    let id = admin.post("/v1/customers", person).await.created().id();
    let body = json!({"customer_id": id, "programme_id": programme, "card": "VIP-1001"});
    let path = format!("/v1/memberships/{}", admin.post("/v1/memberships", body).await.created().id());
    buy(&app, &admin, &id, &[10_000]).await;
    let (other, _) = member(&app, &admin, &programme).await;
    admin
        .post(&format!("/v1/customers/{other}/identities"), json!({"kind": "phone", "value": "13900000001"}))
        .await
        .created();

    let staff = app.actor(Role::StoreStaff, &app.units.s1).await;
    let to = format!("{path}/redemptions");
    staff.post(&to, json!({"points": 10})).once().await.problem(404, "not_found");
    for (name, value) in [("card", "VIP-1002"), ("phone", "13900000001"), ("phone", "13812345679")] {
        let mut body = json!({"points": 10});
        body[name] = json!(value);
        staff.post(&to, body).once().await.problem(404, "not_found");
    }
    let refused = staff.post(&to, json!({"points": 10, "phone": "5678"})).once().await;
    refused.problem(422, "invalid").fault("/phone", "malformed");
    let both = json!({"points": 10, "phone": "13812345678", "card": "VIP-1001"});
    staff.post(&to, both).once().await.problem(422, "invalid").fault("/phone", "conflict");
    assert_eq!(balance(&admin, &path).await, 100);

    let by_card = json!({"points": 10, "card": "vip-1001", "unit_id": app.units.s1});
    let spent = staff.post(&to, by_card).once().await.created();
    let shown = &spent.body["membership"];
    assert_eq!((shown["customer_name"].as_str(), shown["balance"].as_i64()), (Some("王*明"), Some(90)));
    assert_eq!(shown["card"], "****01", "as the look-up shows it");
    staff.post(&to, json!({"points": 10, "phone": "138 1234 5678"})).once().await.created();
    assert_eq!(balance(&admin, &path).await, 80);
    let logged = format!("audit_events where action = 'points.redeem' and actor_id = '{}'", staff.id);
    assert_eq!(app.count(&logged), 2);
    assert_eq!(app.count(&format!("{logged} and detail like '%card%'")), 1);
    let auditor = app.actor(Role::Auditor, &app.units.group).await;
    auditor.post(&to, json!({"points": 1, "card": "VIP-1001"})).once().await.problem(403, "forbidden");
    verify(&app);
}
