//! A purchase of somebody whom nobody knows is held, where the partner's setting is so, until somebody is known or a person
//! decides.

use regulars_tests::{Action, Actor, Role, TestApp, Value, json};

use super::{cny, customer, noon, now, sums, verify};

/// A till whose purchases are held.
async fn till(app: &TestApp, admin: &Actor) -> Actor {
    let till = app.key(&[Action::PurchasesWrite, Action::PurchasesRead, Action::RefundsWrite], &app.units.n1).await;
    let id = admin.get("/v1/partners").await.ok().data()[0]["id"].as_str().unwrap().to_owned();
    let patch = json!({"unknown_customers": "hold"});
    admin.patch(&format!("/v1/partners/{id}"), patch).if_match("*").await.ok();
    till
}

fn bought(customer: Value, external_id: &str, at: &str, amount: i64) -> Value {
    json!({"customer": customer, "occurred_at": at, "external_id": external_id,
        "lines": [{"description": "芋圆", "amount": cny(amount)}]})
}

#[actix_web::test]
async fn it_waits_and_counts_on_its_own_day_when_the_customer_is_created() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = till(&app, &admin).await;
    let at = noon(1, "11-03");
    for (named, n) in [
        (json!({"phone": "139 1234 5678"}), "1"),
        (json!({"email": "New@Example.com"}), "2"),
        (json!({"card": "VIP-9"}), "3"),
        (json!({"external_id": "M-1"}), "4"),
    ] {
        let held = till.post("/v1/purchases", bought(named, n, &at, 1_800)).once().await.is(202);
        assert_eq!(held.header("location"), format!("/v1/held-purchases/{}", held.id()));
        assert_eq!((held.text("state"), held.body["lines"][0]["description"].as_str()), ("held", Some("芋圆")));
    }
    let sent = bought(json!({"phone": "13912345678"}), "1", &at, 1_800);
    let again = till.post("/v1/purchases", sent.clone()).once().await.is(200);
    assert_eq!((again.text("state"), app.count("held_purchases")), ("held", 4));
    let other = bought(json!({"phone": "13912345678"}), "1", &at, 1_900);
    let differs = till.post("/v1/purchases", other.clone()).once().await.problem(409, "purchase_differs");
    assert_eq!(differs.body["held_purchase_id"], again.body["id"]);
    let mut revised = other;
    revised["revision"] = json!(2);
    till.post("/v1/purchases", revised.clone()).once().await.is(200);
    let refund = till.post("/v1/purchases/ext:till:1/refunds", json!({"lines": [{"number": 1}]})).once().await;
    assert_eq!(refund.problem(409, "purchase_held").body["held_purchase_id"], again.body["id"]);
    assert_eq!((app.count("customers"), app.count("purchases")), (0, 0));
    verify(&app);

    let person = json!({"name": "王小明", "phone": "13912345678", "email": "new@example.com"});
    let id = admin.post("/v1/customers", person).await.created().id();
    app.run_jobs().await;

    assert_eq!(sums(&admin, &id).await, (2, 1, 3_700), "both on the day they were made");
    let list = admin.get("/v1/held-purchases?state=matched").await.ok();
    assert_eq!(list.data().len(), 2);
    assert!(list.data().iter().all(|row| row["identity"].is_null() && row["purchase_id"].is_string()));
    assert_eq!(app.count("held_purchases where state <> 'held' and (content is not null or identity is not null)"), 0);
    let known = till.post("/v1/purchases", revised).once().await.is(200);
    assert_eq!(known.text("customer_id"), id, "unchanged, and a purchase now");
    till.post("/v1/purchases/ext:till:1/refunds", json!({"lines": [{"number": 1}]})).once().await.created();
    verify(&app);
}

#[actix_web::test]
async fn a_customer_who_gains_what_it_names_has_it_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = till(&app, &admin).await;
    let id = customer(&app, &admin).await;
    till.post("/v1/purchases", bought(json!({"card": "VIP-9"}), "1", &now(), 500)).once().await.is(202);
    let gained = json!({"kind": "card", "value": "vip-9"});
    admin.post(&format!("/v1/customers/{id}/identities"), gained).await.created();
    app.enqueue(&regulars::sales::held_purchases::matching::MatchHeldPurchases {});
    app.run_jobs().await;
    assert_eq!(sums(&admin, &id).await, (1, 1, 500));
    verify(&app);
}

#[actix_web::test]
async fn sent_again_before_the_job_it_is_the_customers_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = till(&app, &admin).await;
    let sent = bought(json!({"card": "VIP-9"}), "1", &now(), 500);
    till.post("/v1/purchases", sent.clone()).once().await.is(202);
    let id = admin.post("/v1/customers", json!({"name": "王", "card": "VIP-9"})).await.created().id();
    till.post("/v1/purchases", sent).once().await.created();
    app.run_jobs().await;
    assert_eq!((sums(&admin, &id).await, app.count("held_purchases where state = 'matched'")), ((1, 1, 500), 1));
    verify(&app);
}

#[actix_web::test]
async fn a_person_says_whose_it_is_or_that_it_is_nobodys() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = till(&app, &admin).await;
    let id = customer(&app, &admin).await;
    let hold = |n: &'static str| {
        let sent = bought(json!({"phone": "13912345678"}), n, &noon(0, "01-02"), 700);
        till.post("/v1/purchases", sent).once()
    };
    let (first, second) = (hold("1").await.is(202).id(), hold("2").await.is(202).id());
    let manager = app.actor(Role::StoreManager, &app.units.s1).await;
    manager.get(&format!("/v1/held-purchases/{first}")).await.problem(404, "not_found");
    assert_eq!(manager.get("/v1/held-purchases").await.ok().data().len(), 0);
    let analyst = app.actor(Role::Analyst, &app.units.group).await;
    let seen = analyst.get(&format!("/v1/held-purchases/{first}")).await.ok();
    assert!(seen.body["identity"]["value"].as_str().unwrap().contains('*'), "masked");

    let said = json!({"customer_id": id, "keep_identity": true});
    let path = format!("/v1/held-purchases/{first}/match");
    let matched = admin.post(&path, said.clone()).once().await.ok();
    assert_eq!(matched.text("state"), "matched");
    admin.post(&path, said).once().await.problem(409, "conflict");
    assert_eq!(app.count("customer_identities where value = '+8613912345678'"), 1);

    let released = admin.post(&format!("/v1/held-purchases/{second}/release"), json!({})).once().await.ok();
    let sale = released.text("anonymous_sale_id").to_owned();
    assert_eq!(admin.get(&format!("/v1/anonymous-sales/{sale}")).await.ok().body["net"], cny(700));
    assert_eq!(hold("2").await.is(200).text("state"), "released", "sent again it changes nothing");
    assert_eq!(sums(&admin, &id).await, (1, 1, 700));
    verify(&app);
}

#[actix_web::test]
async fn in_a_batch_what_is_held_says_so() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = till(&app, &admin).await;
    let id = admin.post("/v1/customers", json!({"name": "王", "phone": "13912345670"})).await.created().id();
    let items = json!({"items": [
        bought(json!({"phone": "13912345670"}), "1", &now(), 100),
        bought(json!({"phone": "13912345678"}), "2", &now(), 200),
        bought(json!({"phone": "13912345678"}), "2", &now(), 201),
        {"anonymous": true, "occurred_at": now(), "external_id": "3", "lines": [{"amount": cny(300)}]},
    ]});
    let report = till.post("/v1/purchases/batch", items).once().await.ok();
    let results = report.body["results"].as_array().unwrap();
    let statuses: Vec<_> = results.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 202, 409, 201]);
    assert!(results[1]["id"].as_str().unwrap().starts_with("hpu_") && results[1]["outcome"].is_null());
    assert!(results[3]["id"].as_str().unwrap().starts_with("ans_"));
    assert_eq!(sums(&admin, &id).await, (1, 1, 100));
    verify(&app);
}

#[actix_web::test]
async fn after_half_a_year_it_is_an_anonymous_sale_and_who_was_named_is_forgotten() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = till(&app, &admin).await;
    till.post("/v1/purchases", bought(json!({"phone": "13912345678"}), "1", &now(), 200)).once().await.is(202);
    till.post("/v1/purchases", bought(json!({"phone": "13912345678"}), "2", &now(), 300)).once().await.is(202);
    let long_ago = regulars_tests::today() - chrono::Days::new(200);
    app.sql(&format!("update held_purchases set held_at = '{long_ago} 00:00:00' where external_id = '1'"));
    app.enqueue(&regulars::sales::held_purchases::matching::MatchHeldPurchases {});
    app.run_jobs().await;
    assert_eq!(app.count("held_purchases where state = 'released' and identity is null and content is null"), 1);
    assert_eq!((app.count("anonymous_sales"), app.count("held_purchases where state = 'held'")), (1, 1));
    verify(&app);
}
