//! What an undo gives back, and to whom what was recorded since belongs.

use regulars_tests::{Action, TestApp, json};

use super::{buy, customer, join, merged, programme, sums, undo, verify};

#[actix_web::test]
async fn purchases_since_follow_the_identity_they_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = app.key(&[Action::PurchasesWrite, Action::CustomersRead, Action::CustomersWrite], &app.units.n1).await;
    let (old, new) =
        (customer(&app, &admin, "小明", "13812345678").await, customer(&app, &admin, "王小明", "13900000000").await);
    let external = json!({"kind": "external", "partner": "till", "value": "C-1"});
    admin.post(&format!("/v1/customers/{old}/identities"), external).await.created();
    let fans = programme(&admin).await;
    join(&admin, &old, &fans, "VIP-OLD1").await;
    buy(&app, &admin, json!({"customer_id": old}), 1_000).await;
    let made = merged(&admin, &new, &old).await;

    let mut going = Vec::new();
    going.push(buy(&app, &till, json!({"customer": {"phone": "13812345678"}}), 100).await);
    going.push(buy(&app, &till, json!({"customer": {"external_id": "C-1"}}), 200).await);
    going.push(buy(&app, &till, json!({"customer_id": "ext:till:C-1"}), 400).await);
    going.push(buy(&app, &till, json!({"customer": {"card": "VIP-OLD1"}}), 800).await);
    let by_own = buy(&app, &till, json!({"customer": {"phone": "13900000000"}}), 10_000).await;
    let by_id = buy(&app, &admin, json!({"customer_id": new}), 20_000).await;
    assert_eq!(sums(&admin, &new).await, (7, 32_500));

    let undone = undo(&admin, &made).await.ok();

    let stayed: Vec<&str> =
        undone.body["stayed"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(stayed, [&*by_own, &*by_id]);
    assert_eq!((sums(&admin, &old).await, sums(&admin, &new).await), ((5, 2_500), (2, 30_000)));
    for id in going {
        assert_eq!(admin.get(&format!("/v1/purchases/{id}")).await.ok().text("customer_id"), old);
    }
    assert_eq!(admin.get(&format!("/v1/customers/{old}/identities")).await.ok().data().len(), 3);
    assert_eq!(admin.get(&format!("/v1/customers/{new}/identities")).await.ok().data().len(), 1);
    assert_eq!(app.count("events where kind = 'customer.merge_undone'"), 1);
    let listed = admin.get(&format!("/v1/customers/{new}/merges")).await.ok();
    assert!(listed.data()[0]["undone_at"].is_string());
    verify(&app);
}

#[actix_web::test]
async fn what_is_merged_again_and_undone_again_is_as_it_was() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let fans = programme(&admin).await;
    let (old, new) =
        (customer(&app, &admin, "小明", "13812345678").await, customer(&app, &admin, "王小明", "13900000000").await);
    let theirs = join(&admin, &old, &fans, "VIP-OLD1").await;
    let own = join(&admin, &new, &fans, "VIP-NEW1").await;
    buy(&app, &admin, json!({"customer_id": old}), 30_000).await;
    buy(&app, &admin, json!({"customer_id": new}), 20_000).await;
    for _ in 0..3 {
        let made = merged(&admin, &new, &old).await;
        verify(&app);
        undo(&admin, &made).await.ok();
        verify(&app);
        let made = merged(&admin, &old, &new).await;
        undo(&admin, &made).await.ok();
        assert_eq!((super::balance(&admin, &theirs).await, super::balance(&admin, &own).await), (300, 200));
        assert_eq!((sums(&admin, &old).await, sums(&admin, &new).await), ((1, 30_000), (1, 20_000)));
        verify(&app);
    }
}
