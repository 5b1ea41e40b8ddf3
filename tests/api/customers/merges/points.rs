//! Cards, points and levels: of two cards of one programme one stays in use.

use regulars_tests::{TestApp, json};

use super::{balance, buy, cny, customer, join, merged, now, programme, undo, verify};

#[actix_web::test]
async fn a_card_goes_into_the_survivors_with_its_points_and_comes_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let fans = programme(&admin).await;
    let (old, new) =
        (customer(&app, &admin, "小明", "13812345678").await, customer(&app, &admin, "王小明", "13900000000").await);
    let (theirs, own) = (join(&admin, &old, &fans, "VIP-OLD1").await, join(&admin, &new, &fans, "VIP-NEW1").await);
    let bought = buy(&app, &admin, json!({"customer_id": old}), 70_000).await;
    buy(&app, &admin, json!({"customer_id": new}), 40_000).await;

    let made = merged(&admin, &new, &old).await;

    assert_eq!((balance(&admin, &theirs).await, balance(&admin, &own).await), (0, 1_100));
    let card = admin.get(&theirs).await.ok();
    assert_eq!((card.text("state"), card.text("customer_id")), ("closed", &*new));
    assert_eq!(admin.get(&own).await.ok().body["level"]["code"], "gold", "both together");
    verify(&app);

    // A refund of what the other bought takes back from the card in use.
    let back = json!({"occurred_at": now(), "lines": [{"number": 1, "amount": cny(20_000)}]});
    admin.post(&format!("/v1/purchases/{bought}/refunds"), back).once().await.created();
    assert_eq!((balance(&admin, &theirs).await, balance(&admin, &own).await), (0, 900));
    verify(&app);

    // By the old card's number the person is found, and earns on the card in use.
    let since = buy(&app, &admin, json!({"customer": {"card": "VIP-OLD1"}}), 5_000).await;
    assert_eq!(balance(&admin, &own).await, 950);
    let stays = buy(&app, &admin, json!({"customer_id": new}), 3_000).await;
    verify(&app);

    let undone = undo(&admin, &made).await.ok();

    assert_eq!(undone.body["stayed"], json!([{"kind": "purchase", "id": stays}]));
    assert_eq!((balance(&admin, &theirs).await, balance(&admin, &own).await), (550, 430));
    let card = admin.get(&theirs).await.ok();
    assert_eq!((card.text("state"), card.text("customer_id")), ("active", &*old));
    assert_eq!(admin.get(&own).await.ok().body["level"]["code"], "silver");
    assert_eq!(admin.get(&format!("/v1/purchases/{since}")).await.ok().text("customer_id"), old);
    assert_eq!(admin.get(&format!("/v1/purchases/{stays}")).await.ok().text("customer_id"), new);
    verify(&app);
}

#[actix_web::test]
async fn the_better_level_stays_and_a_debt_follows() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let fans = programme(&admin).await;
    let (old, new) =
        (customer(&app, &admin, "小明", "13812345678").await, customer(&app, &admin, "王小明", "13900000000").await);
    let (theirs, own) = (join(&admin, &old, &fans, "VIP-OLD1").await, join(&admin, &new, &fans, "VIP-NEW1").await);
    let bought = buy(&app, &admin, json!({"customer_id": old}), 120_000).await;
    admin.post(&format!("{theirs}/redemptions"), json!({"points": 1_200})).once().await.created();
    let back = json!({"occurred_at": now(), "lines": [{"number": 1, "amount": cny(30_000)}]});
    admin.post(&format!("/v1/purchases/{bought}/refunds"), back).once().await.created();
    buy(&app, &admin, json!({"customer_id": new}), 50_000).await;
    assert_eq!((balance(&admin, &theirs).await, balance(&admin, &own).await), (-300, 500));

    let made = merged(&admin, &new, &old).await;

    assert_eq!((balance(&admin, &theirs).await, balance(&admin, &own).await), (0, 200));
    assert_eq!(admin.get(&own).await.ok().body["level"]["code"], "gold");
    verify(&app);
    undo(&admin, &made).await.ok();
    assert_eq!((balance(&admin, &theirs).await, balance(&admin, &own).await), (-300, 500));
    assert_eq!(admin.get(&own).await.ok().body["level"]["code"], "silver");
    assert_eq!(admin.get(&theirs).await.ok().body["level"]["code"], "gold");
    verify(&app);
}
