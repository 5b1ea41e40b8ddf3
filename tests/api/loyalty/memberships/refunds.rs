//! What refunds take back.

use regulars::loyalty::memberships::jobs::Expire;
use regulars_tests::{Actor, TestApp, Value, json};

use super::{balance, buy, cny, ledger, member, programme, redeem, rows, verify};

async fn refund(who: &Actor, purchase: &str, lines: Value) {
    who.post(&format!("{purchase}/refunds"), json!({ "lines": lines })).once().await.created();
}

#[actix_web::test]
async fn any_sequence_of_refunds_takes_back_exactly_what_was_earned() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[70]).await;
    let purchase = buy(&app, &admin, &id, &[333, 333, 199]).await;
    buy(&app, &admin, &id, &[130]).await;
    let before = balance(&admin, &path).await;
    assert_eq!(before, 10, "10.65 yuan");

    for lines in [
        json!([{"number": 2, "amount": cny(101)}]),
        json!([{"number": 1, "amount": cny(33)}, {"number": 3}]),
        json!([{"number": 1}]),
        json!([{"number": 2, "amount": cny(1)}]),
        json!([{"number": 2}]),
    ] {
        refund(&admin, &purchase, lines).await;
        verify(&app);
    }
    let taken: i64 =
        ledger(&admin, &path).await.iter().filter(|(kind, _)| kind == "reverse").map(|(_, points)| points).sum();
    assert_eq!(taken, -9, "the purchase of 8.65 had 70 fen to begin with, so it earned 9");
    assert_eq!(balance(&admin, &path).await, 1);
    buy(&app, &admin, &id, &[100]).await;
    assert_eq!(balance(&admin, &path).await, 3, "3 yuan in all: what was carried is made up for");
    verify(&app);
}

#[actix_web::test]
async fn points_that_were_spent_before_the_refund_are_owed_and_paid_by_the_next() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let purchase = buy(&app, &admin, &id, &[10_000]).await;
    redeem(&admin, &path, 80).await.created();
    refund(&admin, &purchase, json!([{"number": 1}])).await;

    let owing = admin.get(&path).await.ok();
    assert_eq!((&owing.body["balance"], &owing.body["owed"]), (&json!(-80), &json!(80)));
    redeem(&admin, &path, 1).await.problem(422, "points_exceed").fault("/points", "exceeds");
    buy(&app, &admin, &id, &[5_000]).await;
    assert_eq!(balance(&admin, &path).await, -30);
    buy(&app, &admin, &id, &[5_000]).await;
    let paid = admin.get(&path).await.ok();
    assert_eq!((&paid.body["balance"], &paid.body["owed"]), (&json!(20), &json!(0)));
    redeem(&admin, &path, 20).await.created();
    assert_eq!(
        ledger(&admin, &path).await,
        rows(&[("earn", 100), ("redeem", -80), ("reverse", -100), ("earn", 50), ("earn", 50), ("redeem", -20)])
    );
    assert_eq!(app.count("events where kind = 'points.reversed'"), 1);
    verify(&app);
}

#[actix_web::test]
async fn a_refund_is_at_the_rate_of_its_purchase() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let purchase = buy(&app, &admin, &id, &[10_000]).await;
    let rate = json!({"points_per_unit": "10"});
    admin.patch(&format!("/v1/membership-programmes/{programme}"), rate).if_match("*").await.ok();
    buy(&app, &admin, &id, &[10_000]).await;
    assert_eq!(balance(&admin, &path).await, 1_100);
    refund(&admin, &purchase, json!([{"number": 1, "amount": cny(4_000)}])).await;
    assert_eq!(balance(&admin, &path).await, 1_060);
    verify(&app);
}

#[actix_web::test]
async fn what_has_expired_is_put_back_before_a_refund_takes_it_so_only_what_was_spent_is_owed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let purchase = buy(&app, &admin, &id, &[6_000, 4_000]).await;
    redeem(&admin, &path, 30).await.created();
    app.sql("update point_lots set expires_on = '2020-01-01'");
    app.enqueue(&Expire {});
    app.run_jobs().await;
    assert_eq!(balance(&admin, &path).await, 0);

    refund(&admin, &purchase, json!([{"number": 1}])).await;
    assert_eq!(balance(&admin, &path).await, 0, "70 had expired: 60 of them are not taken twice");
    verify(&app);
    refund(&admin, &purchase, json!([{"number": 2}])).await;
    assert_eq!(balance(&admin, &path).await, -30, "what was spent is owed");
    assert_eq!(
        ledger(&admin, &path).await,
        rows(&[
            ("earn", 100),
            ("redeem", -30),
            ("expire", -70),
            ("restore", 60),
            ("reverse", -60),
            ("restore", 10),
            ("reverse", -40),
        ])
    );
    assert_eq!(app.count("events where kind = 'points.restored'"), 2);
    verify(&app);
}
