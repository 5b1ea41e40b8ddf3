//! Undoing a redemption.

use futures_util::future::join_all;
use regulars_tests::{Action, Role, TestApp, Value, json};

use super::{balance, buy, cny, ledger, member, programme, redeem, rows, verify};

#[actix_web::test]
async fn what_was_spent_goes_back_into_the_same_lots_with_the_same_last_day_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    buy(&app, &admin, &id, &[5_000]).await;
    app.sql("update point_lots set expires_on = '2099-01-01' where points = 50");
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    redeem(&admin, &path, 5).await.created();
    let spent = redeem(&staff, &path, 60).await.created();
    redeem(&admin, &path, 10).await.created();
    let to = format!("{path}/redemptions/{}/reversal", spent.id());

    let undone = staff.post(&to, json!({"note": "误操作"})).once().await.created();
    assert_eq!(
        (undone.text("kind"), &undone.body["points"], &undone.body["balance"]),
        ("undo", &json!(60), &json!(135))
    );
    assert_eq!((undone.text("undoes_id"), undone.text("note")), (spent.id().as_str(), "误操作"));
    assert_eq!(undone.body["membership"]["balance"], 135);
    assert_eq!(app.count("point_lots where points = 50 and remaining = 45 and expires_on = '2099-01-01'"), 1);
    assert_eq!(app.count("point_lots where points = 100 and remaining = 90 and expires_on is null"), 1);
    verify(&app);

    let again = staff.post(&to, json!({})).once().await.ok();
    assert_eq!(again.id(), undone.id(), "once");
    let key = staff.post(&to, json!({})).idempotency_key("u-1").await.ok();
    assert_eq!(staff.post(&to, json!({})).idempotency_key("u-1").await.ok().id(), key.id());
    assert_eq!(balance(&admin, &path).await, 135);
    let ledger = admin.get(&format!("{path}/ledger")).await.ok();
    let redeemed = ledger.data().iter().find(|row| row["id"] == spent.id()).unwrap();
    assert_eq!(redeemed["undone_by_id"], undone.id());
    assert_eq!(app.count("events where kind = 'points.undone'"), 1);
    assert_eq!(app.count("audit_events where action = 'points.undo'"), 1);
    verify(&app);
}

#[actix_web::test]
async fn many_at_once_undo_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    let spent = redeem(&admin, &path, 60).await.created().id();
    let to = format!("{path}/redemptions/{spent}/reversal");
    let replies = join_all((0..16).map(|_| admin.post(&to, json!({})).once().into_future())).await;
    let with = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((with(201), with(200)), (1, 15));
    assert_eq!(balance(&admin, &path).await, 100);
    verify(&app);
}

#[actix_web::test]
async fn what_would_have_expired_meanwhile_does_and_what_is_owed_is_paid() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    let spent = redeem(&admin, &path, 60).await.created().id();
    app.sql("update point_lots set expires_on = '2020-01-01'");
    let undone = admin.post(&format!("{path}/redemptions/{spent}/reversal"), json!({})).once().await.created();
    assert_eq!(undone.body["membership"]["balance"], 0);
    assert_eq!(ledger(&admin, &path).await, rows(&[("earn", 100), ("redeem", -60), ("undo", 60), ("expire", -100)]));
    verify(&app);

    let (id, path) = member(&app, &admin, &programme).await;
    let purchase = buy(&app, &admin, &id, &[10_000]).await;
    let spent = redeem(&admin, &path, 60).await.created().id();
    admin.post(&format!("{purchase}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();
    assert_eq!(balance(&admin, &path).await, -60);
    admin.post(&format!("{path}/redemptions/{spent}/reversal"), json!({})).once().await.created();
    assert_eq!(balance(&admin, &path).await, 0, "as if nothing had been spent");
    verify(&app);
}

#[actix_web::test]
async fn only_a_redemption_of_the_card_is_undone_and_by_whom_it_concerns() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    admin
        .post(&format!("/v1/customers/{id}/identities"), json!({"kind": "phone", "value": "13800138000"}))
        .await
        .created();
    buy(&app, &admin, &id, &[10_000]).await;
    let earned = admin.get(&format!("{path}/ledger")).await.ok().data()[0]["id"].as_str().unwrap().to_owned();
    let at = |id: &str| format!("{path}/redemptions/{id}/reversal");
    admin.post(&at(&earned), json!({})).once().await.problem(404, "not_found");
    let unknown = regulars_domain::ids::make(regulars_domain::ids::POINTS);
    admin.post(&at(&unknown), json!({})).once().await.problem(404, "not_found");
    let (_, foreign) = member(&app, &admin, &programme).await;
    let spent = redeem(&admin, &path, 10).await.created().id();
    admin.post(&format!("{foreign}/redemptions/{spent}/reversal"), json!({})).once().await.problem(404, "not_found");

    let far = app.actor(Role::StoreStaff, &app.units.s1).await;
    far.post(&at(&spent), json!({})).once().await.problem(404, "not_found");
    far.post(&at(&spent), json!({"phone": "13800138001"})).once().await.problem(404, "not_found");
    let undone = far.post(&at(&spent), json!({"phone": "13800138000"})).once().await.created();
    assert_eq!(undone.body["membership"]["customer_name"], "王*明");
    let there = json!({"points": 10, "phone": "13800138000", "unit_id": app.units.s1});
    let spent = far.post(&format!("{path}/redemptions"), there).once().await.created().id();
    let own = far.post(&at(&spent), json!({})).once().await.created();
    assert_eq!(own.body["membership"]["customer_name"], "王*明", "one's own store");
    let auditor = app.actor(Role::Auditor, &app.units.group).await;
    auditor.post(&at(&spent), json!({})).once().await.problem(403, "forbidden");

    let spent = redeem(&admin, &path, 10).await.created().id();
    admin.patch(&path, json!({"state": "closed"})).if_match("*").await.ok();
    admin.post(&at(&spent), json!({})).once().await.problem(409, "conflict");
    verify(&app);
}

#[actix_web::test]
async fn a_till_spends_and_undoes_by_its_own_id() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    let till = app.key(&[Action::PointsRedeem], &app.units.n1).await;
    let to = format!("{path}/redemptions");
    let body = |points: i64| -> Value { json!({"points": points, "external_id": "R/1"}) };

    let first = till.post(&to, body(30)).once().await.created();
    assert_eq!(first.text("external_id"), "R/1");
    let again = till.post(&to, body(30)).once().await.ok();
    assert_eq!((again.id(), balance(&admin, &path).await), (first.id(), 70));
    let differs = till.post(&to, body(31)).once().await.problem(409, "redemption_differs");
    assert_eq!(differs.body["redemption_id"], first.id());
    let nobody = admin.post(&to, body(30)).once().await;
    nobody.problem(422, "invalid").fault("/partner", "required");
    let partner = first.text("partner").to_owned();
    let mut named = body(30);
    named["partner"] = json!(partner);
    assert_eq!(admin.post(&to, named).once().await.ok().id(), first.id());

    let undo = format!("{to}/ext:{partner}:R%2F1/reversal");
    let undone = till.post(&undo, json!({})).once().await.created();
    assert_eq!((undone.text("undoes_id"), balance(&admin, &path).await), (first.id().as_str(), 100));
    till.post(&format!("{to}/ext:other:R%2F1/reversal"), json!({})).once().await.problem(404, "not_found");
    till.post(&format!("{to}/ext:{partner}:R-2/reversal"), json!({})).once().await.problem(404, "not_found");
    verify(&app);
}

#[actix_web::test]
async fn exactly_the_balance_at_once_is_spent_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let lines = json!([{"amount": cny(3_300)}, {"amount": cny(6_700)}]);
    let body = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": super::now(), "lines": lines});
    admin.post("/v1/purchases", body).once().await.created();
    let to = format!("{path}/redemptions");
    let replies = join_all((0..16).map(|_| admin.post(&to, json!({"points": 100})).once().into_future())).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    assert_eq!((balance(&admin, &path).await, app.count("point_entries where balance < 0")), (0, 0));
    verify(&app);
}
