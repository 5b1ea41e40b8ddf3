//! What is owed follows the person into the next card of the same programme.

use regulars_tests::{Actor, TestApp, json};

use super::{balance, buy, ledger, member, programme, redeem, rows, verify};

async fn close(admin: &Actor, path: &str) {
    admin.patch(path, json!({"state": "closed"})).if_match("*").await.ok();
}

async fn next_card(admin: &Actor, customer: &str, programme: &str, card: &str) -> String {
    let body = json!({"customer_id": customer, "programme_id": programme, "card": card});
    format!("/v1/memberships/{}", admin.post("/v1/memberships", body).await.created().id())
}

#[actix_web::test]
async fn a_debt_that_closing_the_card_left_behind_follows_into_the_new_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let points = programme(&admin, "points").await;
    let other = programme(&admin, "spend").await;
    let (id, old) = member(&app, &admin, &points).await;
    let purchase = buy(&app, &admin, &id, &[10_000]).await;
    redeem(&admin, &old, 80).await.created();
    admin.post(&format!("{purchase}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();
    close(&admin, &old).await;
    assert_eq!(balance(&admin, &old).await, -80);

    let elsewhere = next_card(&admin, &id, &other, "K-0001").await;
    assert_eq!((balance(&admin, &elsewhere).await, balance(&admin, &old).await), (0, -80), "another programme");
    let body = json!({"customer_id": id, "programme_id": points, "card": "K-0002"});
    let made = admin.post("/v1/memberships", body).await.created();
    assert_eq!((&made.body["balance"], &made.body["owed"]), (&json!(-80), &json!(80)));
    let new = format!("/v1/memberships/{}", made.id());
    assert_eq!(balance(&admin, &old).await, 0);
    assert_eq!(ledger(&admin, &new).await, rows(&[("transfer", -80)]));
    assert_eq!(ledger(&admin, &old).await.last(), Some(&("transfer".to_owned(), 80)));
    assert_eq!(app.count("events where kind = 'points.transferred'"), 2);
    buy(&app, &admin, &id, &[10_000]).await;
    assert_eq!(balance(&admin, &new).await, 20);
    verify(&app);
}

#[actix_web::test]
async fn a_refund_of_what_an_old_card_earned_is_owed_on_the_new_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, old) = member(&app, &admin, &programme).await;
    let purchase = buy(&app, &admin, &id, &[10_000, 5_000]).await;
    redeem(&admin, &old, 150).await.created();
    close(&admin, &old).await;
    let new = next_card(&admin, &id, &programme, "K-0002").await;
    buy(&app, &admin, &id, &[3_000]).await;
    for (number, expected) in [(1, -70), (2, -120)] {
        admin.post(&format!("{purchase}/refunds"), json!({"lines": [{ "number": number }]})).once().await.created();
        assert_eq!((balance(&admin, &old).await, balance(&admin, &new).await), (0, expected), "line {number}");
        verify(&app);
    }
}

#[actix_web::test]
async fn a_debt_that_was_left_behind_before_follows_with_the_next_purchase() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, old) = member(&app, &admin, &programme).await;
    let purchase = buy(&app, &admin, &id, &[10_000]).await;
    redeem(&admin, &old, 100).await.created();
    admin.post(&format!("{purchase}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();
    // As it was kept before debts followed: the card is closed when the next one is there already.
    app.sql("update memberships set state = 'closed'");
    let new = next_card(&admin, &id, &programme, "K-0002").await;
    assert_eq!(balance(&admin, &new).await, -100);
    app.sql("update memberships set balance = -100 where state = 'closed'");
    app.sql("update memberships set balance = 0, entries = 0 where state <> 'closed'");
    app.sql("update memberships set entries = 3 where state = 'closed'");
    app.sql("delete from point_entries where kind = 'transfer'");
    assert_eq!((balance(&admin, &old).await, balance(&admin, &new).await), (-100, 0));
    buy(&app, &admin, &id, &[12_000]).await;
    assert_eq!((balance(&admin, &old).await, balance(&admin, &new).await), (0, 20));
    verify(&app);
}
