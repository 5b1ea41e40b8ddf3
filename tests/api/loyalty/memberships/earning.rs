//! What purchases earn.

use regulars_tests::{Action, TestApp, json};

use super::{balance, buy, cny, customer, ledger, member, now, programme, rows, verify};

#[actix_web::test]
async fn a_purchase_earns_on_what_was_paid_and_the_rest_is_carried() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;

    let lines = json!([{"amount": cny(1_250), "discount": cny(9_000)}, {"amount": cny(99)}]);
    let body = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": now(), "lines": lines});
    let purchase = admin.post("/v1/purchases", body).once().await.created().id();
    assert_eq!(balance(&admin, &path).await, 13, "13.49 yuan were paid");
    buy(&app, &admin, &id, &[50]).await;
    assert_eq!(balance(&admin, &path).await, 13, "0.99 are there");
    buy(&app, &admin, &id, &[1]).await;
    assert_eq!(balance(&admin, &path).await, 14, "and make a point with one fen more");
    buy(&app, &admin, &id, &[0]).await;

    assert_eq!(ledger(&admin, &path).await, rows(&[("earn", 13), ("earn", 1)]));
    let listed = admin.get(&format!("{path}/ledger")).await.ok();
    assert_eq!((&listed.data()[1]["purchase_id"], &listed.data()[1]["balance"]), (&json!(purchase), &json!(13)));
    assert_eq!((app.count("point_lots"), app.count("events where kind = 'points.earned'")), (4, 2));
    verify(&app);
}

#[actix_web::test]
async fn only_members_earn_and_only_from_the_day_of_enrolment() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let id = customer(&app, &admin).await;
    buy(&app, &admin, &id, &[10_000]).await;
    let body = json!({"customer_id": id, "programme_id": programme, "card": "K-1001"});
    let path = format!("/v1/memberships/{}", admin.post("/v1/memberships", body).await.created().id());
    let long_ago = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": "2020-01-01T00:00:00Z",
        "lines": [{"amount": cny(10_000)}]});
    admin.post("/v1/purchases", long_ago).once().await.created();
    assert_eq!((balance(&admin, &path).await, app.count("point_lots")), (0, 0));
    buy(&app, &admin, &id, &[10_000]).await;
    assert_eq!(balance(&admin, &path).await, 100);
    verify(&app);
}

#[actix_web::test]
async fn a_purchase_sent_twice_earns_once_and_a_revision_earns_anew() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let till = app.key(&[Action::PurchasesWrite], &app.units.n1).await;
    let body = |revision: i32, amount: i64| {
        json!({"customer_id": id, "external_id": "T-1", "revision": revision, "occurred_at": "2199-01-01T00:00:00Z",
            "lines": [{"amount": cny(amount)}]})
    };
    let at = now();
    let send = |revision: i32, amount: i64| {
        let mut body = body(revision, amount);
        body["occurred_at"] = json!(at);
        till.post("/v1/purchases", body).once()
    };
    send(1, 1_050).await.created();
    send(1, 1_050).await.ok();
    assert_eq!(ledger(&admin, &path).await, rows(&[("earn", 10)]));
    // Another rate counts for new purchases, not for this one.
    let rate = json!({"points_per_unit": "3"});
    admin.patch(&format!("/v1/membership-programmes/{programme}"), rate).if_match("*").await.ok();
    send(2, 2_060).await.ok();
    assert_eq!(ledger(&admin, &path).await, rows(&[("earn", 10), ("reverse", -10), ("earn", 20)]));
    send(3, 40).await.ok();
    assert_eq!(balance(&admin, &path).await, 0);
    buy(&app, &admin, &id, &[20]).await;
    assert_eq!(balance(&admin, &path).await, 1, "0.4 points were carried, 0.6 came");
    verify(&app);
}

#[actix_web::test]
async fn verify_finds_what_was_changed_behind_its_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, _) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_050]).await;
    verify(&app);
    for (statement, back, field) in [
        ("update memberships set balance = 99", "update memberships set balance = 100", "balance"),
        ("update memberships set carry = 0", "update memberships set carry = 50000", "carry"),
        (
            "update memberships set level_id = null",
            "update memberships set level_id = (select id from membership_levels where code = 'silver')",
            "level",
        ),
        ("update point_lots set remaining = 99", "update point_lots set remaining = 100", "lot_"),
        ("update point_lots set points = 99", "update point_lots set points = 100", "earned"),
        ("update point_entries set balance = 1", "update point_entries set balance = 100", "1.balance"),
        (
            "update membership_levels set threshold = 50 where code = 'gold'",
            "update membership_levels set threshold = 1000 where code = 'gold'",
            "reached",
        ),
    ] {
        app.sql(statement);
        let report = app.verify();
        assert!(
            report.differences.iter().any(|found| found.field.contains(field)),
            "{statement}: {:#?}",
            report.differences
        );
        app.sql(back);
        verify(&app);
    }
}
