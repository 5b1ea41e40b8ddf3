//! A purchase of somebody whom nobody knows: refused, or the customer is created, as the partner's setting says.

use futures_util::future::join_all;
use regulars_tests::{Action, Actor, TestApp, Value, json};

use super::{cny, now, sums, verify};

async fn set(admin: &Actor, rule: &str) {
    let id = admin.get("/v1/partners").await.ok().data()[0]["id"].as_str().unwrap().to_owned();
    let set = admin.patch(&format!("/v1/partners/{id}"), json!({"unknown_customers": rule})).if_match("*").await.ok();
    assert_eq!(set.text("unknown_customers"), rule);
}

fn bought(customer: Value, external_id: &str) -> Value {
    json!({"customer": customer, "occurred_at": now(), "external_id": external_id, "lines": [{"amount": cny(1_800)}]})
}

#[actix_web::test]
async fn they_are_refused_unless_the_partner_has_them_created() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = app.key(&[Action::PurchasesWrite], &app.units.n1).await;
    let phone = json!({"phone": "13912345678"});
    till.post("/v1/purchases", bought(phone.clone(), "1"))
        .once()
        .await
        .problem(422, "invalid")
        .fault("/customer", "not_found");
    set(&admin, "create").await;

    let made = till.post("/v1/purchases", bought(phone.clone(), "1")).once().await.created();
    let id = made.text("customer_id").to_owned();
    let person = admin.get(&format!("/v1/customers/{id}")).await.ok();
    assert_eq!(
        (person.text("name"), person.text("source"), person.text("home_unit_id")),
        ("匿名顾客", "partner", app.units.n1.as_str())
    );
    assert_eq!(sums(&admin, &id).await, (1, 1, 1_800));
    let again = till.post("/v1/purchases", bought(phone.clone(), "2")).once().await.created();
    assert_eq!(again.text("customer_id"), id, "known by now");
    for (named, external_id) in [(json!({"card": "VIP-7777"}), "3"), (json!({"external_id": "M-1"}), "4")] {
        let made = till.post("/v1/purchases", bought(named.clone(), external_id)).once().await.created();
        assert_ne!(made.text("customer_id"), id);
        let again = till.post("/v1/purchases", bought(named, external_id)).once().await;
        assert!(again.status == 200 || again.status == 409, "{}", again.status);
    }
    assert_eq!(app.count("customers"), 3);
    let wrong = till.post("/v1/purchases", bought(json!({"phone": "139"}), "5")).once().await.problem(422, "invalid");
    wrong.fault("/customer/phone", "malformed");
    let lacking =
        json!({"customer_id": regulars_domain::ids::make("cus_"), "occurred_at": now(), "lines": [{"amount": cny(1)}]});
    till.post("/v1/purchases", lacking).once().await.problem(422, "invalid").fault("/customer_id", "not_found");
    // A person at the counter names no partner: nobody is created.
    let mut by_hand = bought(json!({"phone": "13912345000"}), "6");
    by_hand.as_object_mut().unwrap().remove("external_id");
    by_hand["unit_id"] = json!(app.units.n1);
    admin.post("/v1/purchases", by_hand).once().await.problem(422, "invalid").fault("/customer", "not_found");
    verify(&app);
}

#[actix_web::test]
async fn in_a_batch_each_is_created_once_and_a_refused_purchase_leaves_nobody() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = app.key(&[Action::PurchasesWrite], &app.units.n1).await;
    set(&admin, "create").await;
    let mut refused = bought(json!({"phone": "13912345679"}), "9");
    refused["lines"] = json!([{"amount": cny(1), "product_code": "nothing"}]);
    let items = json!([
        bought(json!({"phone": "13912345678"}), "1"),
        bought(json!({"phone": "139 1234 5678"}), "2"),
        refused,
        bought(json!({"phone": "13912345670"}), "3")
    ]);
    let batch = |options: Value| {
        let mut body = options;
        body["items"] = items.clone();
        till.post("/v1/purchases/batch", body).once()
    };
    batch(json!({"dry_run": true})).await.ok();
    assert_eq!(app.count("customers"), 0);
    let report = batch(json!({})).await.ok();
    let results = report.body["results"].as_array().unwrap();
    let statuses: Vec<_> = results.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 422, 201]);
    assert_eq!(results[0]["outcome"]["customer_id"], results[1]["outcome"]["customer_id"]);
    assert_eq!(app.count("customers"), 2);
    verify(&app);
}

#[actix_web::test]
async fn many_tills_at_once_create_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = app.key(&[Action::PurchasesWrite], &app.units.n1).await;
    set(&admin, "create").await;
    let sent = (0..12).map(|n| {
        till.post("/v1/purchases", bought(json!({"phone": "13912345678"}), &n.to_string())).once().into_future()
    });
    let replies = join_all(sent).await;
    assert!(
        replies.iter().all(|reply| reply.status == 201),
        "{:?}",
        replies.iter().map(|r| r.status).collect::<Vec<_>>()
    );
    assert_eq!((app.count("customers"), app.count("purchases")), (1, 12));
    verify(&app);
}
